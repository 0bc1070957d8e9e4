"""Reading XML a piece at a time, without document types and entities, and without fetching anything."""

from xml.parsers import expat

from .refused import Refused, damaged

CHUNK = 1 << 20


def parse(stream, *, start=None, end=None, text=None):
    """Feed a part to the three callbacks. A generator that stops after each piece, so that the caller can hand on."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # not XML, letters nobody knows, a number that is none
        raise damaged() from error
    yield


def parse_all(stream, **callbacks):
    for _ in parse(stream, **callbacks):
        pass


def local(name):
    """x:sheetData → sheetData."""
    return name.rpartition(":")[2] if ":" in name else name


def _refuse_document_type(*_):
    raise Refused(
        "Filen innehåller en dokumenttypsdeklaration (DTD), som kan användas för att skada. Öppna filen i Excel eller"
        " LibreOffice, spara den på nytt och välj den nya filen."
    )
