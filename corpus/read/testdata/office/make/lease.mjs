// Makes lease-docxjs.docx with the library docx: numbers of clauses, comments, notes, changes that
// are tracked, a table, a box.
import fs from "node:fs";
import {
  AlignmentType, CommentRangeEnd, CommentRangeStart, CommentReference, DeletedTextRun, Document, FootnoteReferenceRun, HeadingLevel, InsertedTextRun,
  LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun, Textbox,
} from "docx";

const clause = (level, text, more = []) => new Paragraph({ numbering: { reference: "clauses", level }, children: [new TextRun(text), ...more] });
const step = (text, instance = 0) => new Paragraph({ numbering: { reference: "steps", level: 0, instance }, text });
const row = (...cells) => new TableRow({ children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })) });
const change = { id: 1, author: "The tenant", date: "2026-11-02T09:00:00Z" };

const doc = new Document({
  title: "Lease of the boathouse",
  creator: "The harbour office",
  comments: {
    children: [
      { id: 0, author: "The tenant", date: new Date("2026-11-02T09:00:00Z"), children: [new Paragraph("Could we pay by the quarter?"), new Paragraph("The boats come in spring.")] },
      { id: 1, author: "The harbour office", date: new Date("2026-11-03T09:00:00Z"), children: [new Paragraph("No, by the month.")] },
    ],
  },
  footnotes: { 1: { children: [new Paragraph("The quay is the one that was rebuilt in 1956.")] } },
  numbering: {
    config: [
      {
        reference: "clauses",
        levels: [
          { level: 0, format: LevelFormat.DECIMAL, text: "%1.", alignment: AlignmentType.LEFT },
          { level: 1, format: LevelFormat.DECIMAL, text: "%1.%2", alignment: AlignmentType.LEFT },
          { level: 2, format: LevelFormat.LOWER_LETTER, text: "(%3)", alignment: AlignmentType.LEFT },
          { level: 3, format: LevelFormat.LOWER_ROMAN, text: "(%4)", alignment: AlignmentType.LEFT },
        ],
      },
      { reference: "steps", levels: [{ level: 0, format: LevelFormat.DECIMAL, text: "%1.", alignment: AlignmentType.LEFT }] },
    ],
  },
  sections: [{
    children: [
      new Paragraph({ heading: HeadingLevel.TITLE, text: "Lease of the boathouse" }),
      new Paragraph({ heading: HeadingLevel.HEADING_1, numbering: { reference: "clauses", level: 0 }, text: "Premises" }),
      clause(1, "The boathouse stands on the quay.", [new FootnoteReferenceRun(1)]),
      clause(1, "Its area is 120 m", [new TextRun({ text: "2", superScript: true }), new TextRun(".")]),
      new Paragraph({ heading: HeadingLevel.HEADING_1, numbering: { reference: "clauses", level: 0 }, text: "Rent" }),
      new Paragraph({
        numbering: { reference: "clauses", level: 1 },
        children: [
          new CommentRangeStart(0), new TextRun("The rent is due on the "), new DeletedTextRun({ ...change, text: "last" }),
          new InsertedTextRun({ ...change, id: 2, text: "first" }), new TextRun(" day of each month."), new CommentRangeEnd(0),
          new TextRun({ children: [new CommentReference(0)] }), new TextRun({ children: [new CommentReference(1)] }),
        ],
      }),
      clause(1, "The tenant pays in addition:"),
      clause(2, "for water, what the meter shows;"),
      clause(2, "for power:"),
      clause(3, "in summer, 20 euros a month;"),
      clause(3, "in winter, 45 euros a month."),
      clause(2, "for the crane, nothing."),
      clause(1, "Rent that is late bears interest."),
      new Paragraph({ heading: HeadingLevel.HEADING_1, text: "How to hand over the keys" }),
      step("Clean the slipway."), step("Lock the boathouse."), step("Bring the keys to the office."),
      new Paragraph("In an emergency it goes the other way round:"),
      step("Call the harbour master.", 1), step("Leave the door open.", 1),
      new Paragraph({ heading: HeadingLevel.HEADING_1, text: "Rates" }),
      new Table({ rows: [row("Months", "Rate"), row("to 6", "€300"), row("7 and more", "€280")] }),
      new Table({ rows: [new TableRow({ children: [new TableCell({ children: [new Paragraph("A frame around a remark. It is no table."), new Paragraph("Its two paragraphs can be quoted.")] })] })] }),
      new Textbox({ children: [new Paragraph("Keys are at the office until six.")], style: { width: "200pt", height: "auto" } }),
      new Paragraph("Signed on the quay."),
    ],
  }],
});

fs.writeFileSync("lease-docxjs.docx", await Packer.toBuffer(doc));
