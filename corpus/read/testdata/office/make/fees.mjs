// Makes fees-officegen.pptx with officegen.
import fs from "node:fs";
import officegen from "officegen";

const slides = officegen({ type: "pptx" });
slides.setDocTitle("The harbour of Quillmouth");
slides.makeTitleSlide("The harbour of Quillmouth", "What ships need to know");
slides.makeObjSlide("Berths", "Ferries come first, by timetable. Ships with perishable goods come second.");
const fees = slides.makeNewSlide();
fees.addText("The fees are due on the day of departure.", { x: 50, y: 50, cx: 600, cy: 60 });
fees.addTable([["Length", "Fee per day"], ["to 20 m", "€18"], ["to 50 m", "€64"]], { x: 50, y: 150, cx: 500 });
slides.generate(fs.createWriteStream("fees-officegen.pptx"));
