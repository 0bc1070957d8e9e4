"""A document as PDF/UA-1 and PDF/A-2a: tagged, in Swedish, with its title and typefaces, to read aloud and to keep."""

import dataclasses
import functools
import json
import struct
import unicodedata
from pathlib import Path

import typst

from barnratt.documents.tree import Note, as_data

HERE = Path(__file__).parent
# What stands in the place of a character that none of the typefaces has, which PDF/UA forbids to leave empty.
LACKING = "\ufffd"
LACKS = (
    "Några tecken i texten finns inte i dokumentets typsnitt och visas som \ufffd. "
    "De finns på portalens sida och i Word-dokumentet."
)


def pdf(document):
    """The bytes of a Document as a PDF file. Raises typst.TypstError rather than write one that meets no standard."""
    data = as_data(document)
    if _lacks(data):
        data = as_data(dataclasses.replace(document, parts=(*document.parts, Note(LACKS))))
    return typeset(HERE / "template" / "document.typ", data)


def typeset(template, data):
    """
    The bytes of a PDF that a Typst template makes of data, which it reads from sys.inputs.document.

    template: a file in a folder of its own; it can read what lies there and nothing else. data: ready for JSON.
    Raises typst.TypstError rather than write a file that meets no standard.
    """
    return typst.compile(
        template,
        root=template.parent,
        package_path=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        sys_inputs={"document": _with_what_there_is(json.dumps(data, ensure_ascii=False))},
    )


def _lacks(data):
    written = json.dumps(data, ensure_ascii=False)
    return _with_what_there_is(written) != written


def _with_what_there_is(text):
    lacking = {sign for sign in set(text) if sign not in _characters() and not _draws_nothing(sign)}
    return text.translate(dict.fromkeys(map(ord, lacking), LACKING)) if lacking else text


def _draws_nothing(sign):
    return sign.isspace() or unicodedata.category(sign) == "Cf" or unicodedata.name(sign, "").startswith("VARIATION")


@functools.cache
def _fonts():
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


@functools.cache
def _characters():
    """Every character that some of the typefaces has, but for private ones, which PDF/A does not let stand: Word's own
    bullets are such."""
    found = set()
    for file in sorted((HERE / "fonts").glob("*.ttf")):
        found |= {chr(code) for code in _codes(file.read_bytes())}
    return frozenset(sign for sign in found if unicodedata.category(sign) != "Co")


def _codes(font):
    """The code points of a font, from format 12 of its cmap table (the OpenType specification, "cmap")."""
    tables = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, _end(font), 16)}
    cmap = tables[b"cmap"]
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * number)[0]
        if struct.unpack_from(">H", font, at)[0] == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                yield from range(first, last + 1)


def _end(font):
    return 12 + 16 * struct.unpack_from(">H", font, 4)[0]
