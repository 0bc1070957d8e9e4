"""Reads documents back, as somebody else's program would."""

import io
import unicodedata

import docx
import pikepdf
import pypdfium2

TOP, BOTTOM = 68, 62  # points that the page's header and footer take


class Pdf:
    def __init__(self, written):
        self.file = pikepdf.open(io.BytesIO(written))
        self.pages = pypdfium2.PdfDocument(written)

    @property
    def text(self):
        """What the pages say between header and footer."""
        found = []
        for page in self.pages:
            width, height = page.get_size()
            found.append(page.get_textpage().get_text_bounded(0, BOTTOM, width, height - TOP))
        return "\n".join(found)

    @property
    def every_header(self):
        found = []
        for page in self.pages:
            width, height = page.get_size()
            found.append(page.get_textpage().get_text_bounded(0, height - TOP, width, height))
        return found

    @property
    def headings(self):
        """[(level, title)] of the bookmarks, which are the headings."""
        return [(item.level, item.get_title()) for item in self.pages.get_toc()]

    @property
    def tags(self):
        """The structure's tags, in reading order."""
        return list(_tags(self.file.Root.StructTreeRoot))

    def of_tag(self, tag):
        return [element for element in _elements(self.file.Root.StructTreeRoot) if element.get("/S") == f"/{tag}"]


def _elements(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _tags(element):
    return [str(one["/S"]).lstrip("/") for one in _elements(element)]


def word_lines(written):
    """[(style, text)] of the paragraphs of a Word document, with those in tables, in order."""
    file = docx.Document(io.BytesIO(written))
    found = []
    for part in file.iter_inner_content():
        if hasattr(part, "rows"):
            found += [(cell.paragraphs[0].style.name, cell.text) for row in part.rows for cell in row.cells]
        else:
            found.append((part.style.name, part.text))
    return found


def squeezed(text):
    """The text without what lines and pages break at and what is not seen, and with letters as one sign each."""
    found = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in found if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc"))
