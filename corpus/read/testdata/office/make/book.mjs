// Makes berths-epubgen.epub with the library epub-gen-memory: pages of HTML and their titles.
import fs from "node:fs";
import epub from "epub-gen-memory";

const chapters = [
  { title: "Berths", content: "<p>A berth that is not taken up within an hour is given to the next ship.</p><ol><li>Ferries come by timetable.</li><li>Fish comes before fruit.</li></ol>" },
  { title: "Fees", content: "<p>The fees are due on the day of departure.</p><table><thead><tr><th>Length</th><th>Fee per day</th></tr></thead><tbody><tr><td>to 20 m</td><td>€18</td></tr></tbody></table>" },
];
const make = epub.default ?? epub;
fs.writeFileSync("berths-epubgen.epub", await make({ title: "The harbour of Quillmouth", author: "The harbour office", date: "2026-11-30T00:00:00Z" }, chapters));
