// Makes berths-pptxgenjs.pptx with the library PptxGenJS: numbered points, a table, notes.
import PptxGenJS from "pptxgenjs";

const deck = new PptxGenJS();
deck.title = "The harbour of Quillmouth";
deck.author = "The harbour office";
deck.defineSlideMaster({
  title: "PLAIN",
  objects: [{ placeholder: { options: { name: "title", type: "title", x: 0.5, y: 0.3, w: 9, h: 0.8 }, text: "" } }],
  slideNumber: { x: 9, y: 5.2 },
});

const berths = deck.addSlide({ masterName: "PLAIN" });
const items = ["Ferries come by timetable.", "Fish comes before fruit."];
berths.addText(items.map((text) => ({ text, options: { bullet: { type: "number", style: "romanLcPeriod" }, breakLine: true } })), { x: 0.5, y: 1.5, w: 9, h: 2 });
berths.addText("Berths", { placeholder: "title" });
berths.addNotes("The harbour master may decide otherwise.");

const fees = deck.addSlide({ masterName: "PLAIN" });
fees.addText("Fees", { placeholder: "title" });
fees.addTable([["Length", "Fee per day"], ["to 20 m", "€18"], ["to 50 m", "€64"]], { x: 0.5, y: 1.5, w: 8 });
fees.addText([{ text: "A slipway has 120 m" }, { text: "2", options: { superscript: true } }, { text: " at least." }], { x: 0.5, y: 4, w: 8, h: 0.5 });

await deck.writeFile({ fileName: "berths-pptxgenjs.pptx" });
