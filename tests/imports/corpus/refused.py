"""Files that are refused, each with the reason."""

import gzip
import struct
import zipfile
import zlib

from tests.imports.corpus.cases import GAVLE_LINES, KA, refuses
from tests.imports.files import (
    ods,
    ods_cell,
    ods_row,
    ods_table,
    packed,
    parts_of,
    raw_parts,
    raw_xlsx,
    row_xml,
    text,
    xlsx,
)


@refuses("tom.csv", "tom")
def empty_file():
    return b""


@refuses("blank.csv", "tom")
def nothing_but_line_ends():
    return b"\r\n ;;; \r\n\r\n"


@refuses("tom.xlsx", "är tomt")
def workbook_without_cells():
    return xlsx()


@refuses("rubriklos.csv", "ingen rubrikrad")
def no_header():
    return text("0114;Upplands Väsby;49262", "0115;Vallentuna;34851")


@refuses("dolda.xlsx", "dolda")
def all_sheets_hidden():
    return raw_xlsx(row_xml(1, *KA), sheets='<sheet name="Blad1" sheetId="1" state="hidden" r:id="rId1"/>')


@refuses("losen.xlsx", "lösenord")
def workbook_with_a_password():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


@refuses("losen.ods", "lösenord")
def libreoffice_with_a_password():
    return ods(ods_table(KA), manifest="<manifest:manifest><manifest:encryption-data/></manifest:manifest>")


@refuses("losenzip.xlsx", "lösenord")
def zip_with_a_password():
    data = bytearray(raw_xlsx(row_xml(1, *KA)))
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8] |= 1
        if data[place : place + 4] == b"PK\x03\x04":
            data[place + 6] |= 1
    return bytes(data)


@refuses("gammal.xls", "Spara som")
def old_excel():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@refuses("gammal.xlsx", "Spara som")
def old_excel_with_a_new_name():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@refuses("binar.xlsx", ".xlsb")
def binary_workbook():
    return packed({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<x/>", "xl/workbook.bin": b"\x01"})


@refuses("text.xls", "Spara som")
def text_called_xls():
    return text(*GAVLE_LINES)


@refuses("lista.docx", ".docx")
def other_kind_of_name():
    return packed({"_rels/.rels": "<x/>", "word/document.xml": "<x/>"})


@refuses("brev.xlsx", "inget kalkylblad")
def document_called_xlsx():
    return packed({"_rels/.rels": "<x/>", "word/document.xml": "<x/>"})


@refuses("flera.xlsx", "packad (zip)")
def zip_of_workbooks():
    return packed({"a.xlsx": xlsx(KA), "b.xlsx": xlsx(KA)})


@refuses("bild.xlsx", "en bild (PNG)")
def picture():
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(50)


@refuses("foto.csv", "en bild (JPEG)")
def photograph():
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + bytes(50)


@refuses("rapport.xlsx", "en PDF")
def pdf():
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


@refuses("export.xlsx", "webbsida")
def web_page():
    return b"\r\n<html><body><table><tr><td>Kommun</td></tr></table></body></html>"


@refuses("xml2003.xlsx", "XML")
def spreadsheet_of_2003():
    return b'\xef\xbb\xbf<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@refuses("text.xlsx", "skadad")
def text_called_xlsx():
    return text(*GAVLE_LINES)


@refuses("skrap.csv", "annat än text")
def binary_junk():
    return bytes(range(256)) * 4


@refuses("nul.csv", "annat än text")
def nul_bytes():
    return text("Kommun;Antal", "Gävle;\0\0\0\0", "Örebro;1")


@refuses("styr.csv", "annat än text")
def control_characters():
    return b"Kommun;Antal\r\n\x01\x02\x03\x04\x05\x06;\x07\x08\r\n"


@refuses("halv.xlsx", "skadad")
def truncated_workbook():
    data = xlsx(KA, *[("Gävle", number) for number in range(500)])
    return data[: len(data) // 2]


@refuses("avbruten.xlsx", "skadad")
def truncated_sheet():
    parts = parts_of(xlsx(KA, ("Gävle", 5)))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-30]
    return packed(parts)


@refuses("kontrollsumma.xlsx", "skadad")
def wrong_checksum():
    data = raw_xlsx(row_xml(1, *KA) + row_xml(2, "Gävle", 5))
    parts = parts_of(data)
    old = struct.pack("<L", zlib.crc32(parts["xl/worksheets/sheet1.xml"]))
    return data.replace(old, b"\x00\x01\x02\x03")


@refuses("avbruten.csv.gz", "skadad")
def truncated_gzip():
    return gzip.compress(text("Kommun;Antal", *[f"Gävle;{zlib.crc32(bytes([n]))}" for n in range(200)]))[:-200]


@refuses("dubbel.csv.gz", "flera gånger")
def gzip_in_gzip():
    return gzip.compress(gzip.compress(text(*GAVLE_LINES)))


@refuses("bok.csv.gz", "flera gånger")
def workbook_in_gzip():
    return gzip.compress(xlsx(KA))


@refuses("bomb.csv.gz", "för stor")
def gzip_bomb():
    return gzip.compress(b"Kommun;Antal\n" + b"a;1\n" * 25_100_000, 1)


@refuses("bomb.xlsx", "för stor")
def zip_bomb():
    return raw_xlsx("", parts={"xl/media/a.xml": b" " * 101_000_000})


@refuses("bomb2.xlsx", "packad på ett sätt")
def absurdly_packed():
    return raw_xlsx("", parts={"xl/sharedStrings.xml": b"<sst>" + b" " * 9_000_000})


@refuses("ljuger.xlsx", "skadad")
def zip_bomb_that_says_it_is_small():
    data = raw_xlsx(row_xml(1, *KA) + " " * 5_000_000)
    size = len(parts_of(data)["xl/worksheets/sheet1.xml"])
    return data.replace(struct.pack("<L", size), struct.pack("<L", 2000))


@refuses("manga.xlsx", "för stor")
def too_many_parts():
    return packed({f"{number}.xml": "" for number in range(10_001)}, compression=zipfile.ZIP_STORED)


@refuses("lzma.xlsx", "skadad")
def packed_as_no_spreadsheet_is():
    return packed(raw_parts(row_xml(1, *KA)), compression=zipfile.ZIP_LZMA)


@refuses("skratt.xlsx", "DTD")
def billion_laughs():
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    return raw_xlsx(
        row_xml(1, "Kommun", "x"), before=f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    )


@refuses("extern.xlsx", "DTD")
def external_entity_in_the_texts():
    sst = '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'
    return raw_xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=[], parts={"xl/sharedStrings.xml": sst})


@refuses("extern.ods", "DTD")
def external_document_type_in_libreoffice():
    return ods(ods_table(KA), before='<!DOCTYPE x SYSTEM "http://exempel.se/x.dtd">')


@refuses("rader.xlsx", "skadad")
def row_number_beyond_the_sheet():
    return raw_xlsx(row_xml(1, *KA) + '<row r="99999999"><c r="A99999999"><v>1</v></c></row>')


@refuses("kolumner.xlsx", "kolumner")
def column_beyond_the_sheet():
    return raw_xlsx(row_xml(1, *KA) + '<row r="2"><c r="ZZZ2"><v>1</v></c></row>')


@refuses("kolumner.csv", "kolumner")
def too_many_columns_of_text():
    return text("Kommun;Antal", ";".join("x" * 16_385))


@refuses("kolumner.ods", "kolumner")
def too_many_repeated_columns():
    return ods(ods_table(KA, (ods_cell(5, number_columns_repeated=99_999),)))


@refuses("celler.ods", "20 miljoner")
def too_many_repeated_cells():
    names, values = (ods_cell(value, number_columns_repeated=16_000) for value in ("Namn", 5))
    return ods(ods_table((names,), ods_row(values, times=900_000)))


@refuses("rader.ods", "1 000 000 rader")
def too_many_repeated_rows():
    return ods(ods_table(KA, ods_row(5, times=1_040_000)))


@refuses("text.xlsx", "skadad")
def points_at_a_text_that_is_missing():
    return raw_xlsx(row_xml(1, *KA) + '<row r="2"><c r="A2" t="s"><v>77</v></c></row>', shared=["a"])


@refuses("blad.xlsx", "inga blad")
def sheet_that_is_missing():
    parts = raw_parts(row_xml(1, *KA))
    del parts["xl/worksheets/sheet1.xml"]
    return packed(parts)


@refuses("rad.csv", "längre än en miljon")
def line_without_end():
    return b"Kommun;Antal\r\n" + b"a" * 1_000_001


@refuses("citat.csv", "rad 3")
def quotation_mark_that_never_ends():
    return text("Kommun;Antal", "Gävle;5", '"Örebro;6', "Heby;7")


@refuses("citat2.csv", "rad 2")
def quotation_marks_within_quotation_marks():
    return text("Titel;Antal", '"Skolan "Ekan" i Gävle";5')
