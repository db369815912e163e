"""Makes books and texts with EbookLib, odfdo and odfpy."""

from ebooklib import epub
from odf import dc, style, text as odftext
from odf.opendocument import OpenDocumentText
from odfdo import Annotation, Document, Header, List, ListItem, Note, Paragraph, Table


def book():
    """Chapters whose titles stand in the table of contents alone; two of them are in one file."""
    b = epub.EpubBook()
    b.set_identifier("harbour")
    b.set_title("The harbour of Quillmouth")
    b.set_language("en")
    b.add_author("The harbour office")
    b.add_author("Ada Marrow")
    pages = {
        "berths.xhtml": "<p>A berth that is not taken up within an hour is given to the next ship.</p>",
        "fees.xhtml": '<div id="fees"><p>The fees are due on the day of departure.</p></div>'
        '<p id="discounts">Discounts</p><p>Fishing boats of the district pay half.</p>',
        "history.xhtml": "<h2>History</h2><p>The storm of 1953 took 40 metres of the quay.</p>",
    }
    items = []
    for name, text in pages.items():
        item = epub.EpubHtml(title="", file_name=name, lang="en")
        item.content = text
        b.add_item(item)
        items.append(item)
    b.toc = [
        epub.Link("berths.xhtml", "Berths", "berths"),
        (epub.Link("fees.xhtml#fees", "Fees", "fees"), [epub.Link("fees.xhtml#discounts", "Discounts", "discounts")]),
        epub.Link("history.xhtml", "History", "history"),
    ]
    b.add_item(epub.EpubNcx())
    b.add_item(epub.EpubNav())
    b.spine = ["nav", *items]
    epub.write_epub("berths-ebooklib.epub", b)


def text():
    """Headings, lists, a table, a note and an annotation."""
    d = Document("text")
    d.body.clear()
    d.meta.title = "The harbour of Quillmouth"
    d.meta.initial_creator = "The harbour office"
    d.body.append(Header(1, "Berths"))
    p = Paragraph("Ships of more than 90 metres need a pilot. Others may ask for one.")
    p.insert_note(after="pilot.", note_id="n1", citation="1", body="The pilot boards at the red buoy.")
    p.insert_annotation(after="one.", body="At what fee?", creator="Ada Marrow")
    d.body.append(p)
    items = List(["Ferries come by timetable."])
    inner = ListItem("Ships with perishable goods come next.")
    inner.append(List(["Fish comes before fruit."]))
    items.append(inner)
    d.body.append(items)
    d.body.append(Header(1, "Fees"))
    t = Table("Fees", width=2, height=2)
    for at, value in {"A1": "Length", "B1": "Fee per day", "A2": "to 20 m", "B2": "€18"}.items():
        t.set_value(at, value)
    d.body.append(t)
    d.save("berths-odfdo.odt", pretty=False)


def numbers():
    """Lists that count in letters and go on, raised figures, what is hidden."""
    d = OpenDocumentText()
    d.meta.addElement(dc.Title(text="Rules of the quay"))
    raised = style.Style(name="raised", family="text")
    raised.addElement(style.TextProperties(textposition="super 58%"))
    hidden = style.Style(name="hidden", family="text")
    hidden.addElement(style.TextProperties(display="none"))
    letters = odftext.ListStyle(name="letters")
    letters.addElement(odftext.ListLevelStyleNumber(level=1, numformat="A", numsuffix=")", startvalue=3))
    letters.addElement(odftext.ListLevelStyleNumber(level=2, numformat="1", displaylevels=2))
    for part in (raised, hidden, letters):
        d.automaticstyles.addElement(part)

    def rules(first, inner, **more):
        top = odftext.List(stylename=letters, **more)
        item = odftext.ListItem()
        item.addElement(odftext.P(text=first))
        top.addElement(item)
        if inner:
            below = odftext.List()
            item.addElement(below)
            for said in inner:
                one = odftext.ListItem()
                one.addElement(odftext.P(text=said))
                below.addElement(one)
        d.text.addElement(top)

    d.text.addElement(odftext.H(outlinelevel=1, text="Rules"))
    rules("No fires are lit.", ["Stoves are none.", "Candles are."])
    d.text.addElement(odftext.P(text="The rules go on."))
    rules("Nets are dried on the racks.", [], continuenumbering="true")
    rules("These begin anew.", [])
    p = odftext.P(text="A net has 10")
    p.addElement(odftext.Span(stylename=raised, text="6"))
    p.addText(" knots")
    p.addElement(odftext.Span(stylename=hidden, text=" or so they say"))
    p.addText(".")
    d.text.addElement(p)
    d.save("rules-odfpy.odt")


book()
text()
numbers()
