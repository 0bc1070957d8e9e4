"""
Which letters the bytes of a text file are.

A file does not say. A byte order mark decides; else whether all of it is UTF-8; else which letters make Swedish words
of it, those of Windows or of the old Mac (the same byte is Ö to one and … to the other). A file that was begun in UTF-8
and added to in Windows letters is read as both.
"""

import codecs
import re
from typing import NamedTuple

from .refused import Refused

NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
BOTH = "utf-8-or-windows-1252"
UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]+")
# å, ä, ö and é beside another letter, as the bytes of each.
WINDOWS = re.compile(rb"(?<=[A-Za-z])[\xe5\xe4\xf6\xe9\xc5\xc4\xd6]|[\xe5\xe4\xf6\xc5\xc4\xd6](?=[A-Za-z])")
MAC = re.compile(rb"(?<=[A-Za-z])[\x8c\x8a\x9a\x8e\x81\x80\x85]|[\x8c\x8a\x9a\x81\x80\x85](?=[A-Za-z])")
# Bytes that no text has, or hardly any. 1A ended a file in DOS.
CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\x0b\x0c\r\x1a"))
MOST_CONTROLS = 0.02


class Encoding(NamedTuple):
    codec: str
    errors: str = "strict"

    def __str__(self):
        return "UTF-8 blandat med Windows-1252" if self.errors == BOTH else NAMES[self.codec]


def find_encoding(pieces):
    """The encoding of a file that is handed over in pieces, all of them. Refused if it is not text."""
    counts = dict.fromkeys(("bytes", "controls", "even nul", "odd nul", "utf-8", "high", "windows", "mac"), 0)
    marked, utf_8 = None, codecs.getincrementaldecoder("utf-8")()
    for piece in pieces:
        if not counts["bytes"]:
            marked = next((codec for mark, codec in MARKS.items() if piece.startswith(mark)), None)
        if utf_8 is not None:
            utf_8 = _still(utf_8, piece)
        _count(piece, counts)
    if utf_8 is not None:
        utf_8 = _still(utf_8, b"", final=True)
    if marked == "utf-16":
        return Encoding("utf-16", "replace")
    if counts["even nul"] or counts["odd nul"]:
        return _utf_16_without_mark(counts)
    if counts["controls"] > MOST_CONTROLS * counts["bytes"]:
        raise _not_text()
    if utf_8 is not None:
        return Encoding(marked or "utf-8")
    if counts["utf-8"] * 2 > counts["high"]:
        return Encoding(marked or "utf-8", BOTH)
    return Encoding("mac_roman" if counts["mac"] > counts["windows"] else "cp1252", "replace")


def _still(decoder, piece, *, final=False):
    """The decoder, or None if the piece is not what it decodes."""
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return None
    return decoder


def _count(piece, counts):
    if b"\0" in piece:
        even = len(piece[::2].replace(b"\0", b"")) - len(piece[::2])
        odd = len(piece[1::2].replace(b"\0", b"")) - len(piece[1::2])
        counts["even nul"] -= even if counts["bytes"] % 2 == 0 else odd
        counts["odd nul"] -= odd if counts["bytes"] % 2 == 0 else even
    counts["controls"] += len(piece) - len(piece.translate(None, CONTROLS))
    if not piece.isascii():
        counts["high"] += sum(map(len, HIGH.findall(piece)))
        counts["utf-8"] += sum(map(len, UTF_8.findall(piece)))
        counts["windows"] += len(WINDOWS.findall(piece))
        counts["mac"] += len(MAC.findall(piece))
    counts["bytes"] += len(piece)


def _utf_16_without_mark(counts):
    """Text in Latin letters is every other byte NUL in UTF-16. Any other NUL is not text."""
    most, least = max(counts["even nul"], counts["odd nul"]), min(counts["even nul"], counts["odd nul"])
    if most < 0.3 * counts["bytes"] or least > 0.01 * counts["bytes"]:
        raise _not_text()
    return Encoding("utf-16-be" if counts["even nul"] > counts["odd nul"] else "utf-16-le", "replace")


def _not_text():
    return Refused(
        "Filen innehåller annat än text och är ingen tabell. Öppna den i det program den kommer från och spara som"
        " Excel (.xlsx) eller CSV."
    )


def _windows_letter(error):
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


codecs.register_error(BOTH, _windows_letter)
