"""Makers of the files that the tests read: by XlsxWriter and openpyxl, and by hand what those refuse to write."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter

from barnratt.imports.reading import column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def text(*lines, encoding="utf-8", end="\r\n"):
    return end.join([*lines, ""]).encode(encoding)


def xlsx(*rows, fill=None, **options):
    """A workbook with the sheet Blad1. `fill(book, sheet)` does what rows cannot say."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False, **options}) as book:
        sheet = book.add_worksheet("Blad1")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
        if fill:
            fill(book, sheet)
    return file.getvalue()


def by_openpyxl(*rows, fill=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Blad1"
    for row in rows:
        sheet.append(row)
    if fill:
        fill(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(parts, **options):
    """A zip file of {name: text or bytes}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", options.pop("compression", zipfile.ZIP_DEFLATED), **options) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def raw_xlsx(rows, *, shared=None, after="", before="", namespace=MAIN, prefix="", parts=None, **workbook):
    """A workbook whose sheet is `rows`, written as in the file: '<row r="1"><c r="A1"><v>1</v></c></row>'."""
    return packed(raw_parts(rows, shared, after, before, namespace, prefix, **workbook) | (parts or {}))


def raw_parts(
    rows, shared=None, after="", before="", namespace=MAIN, prefix="", sheets=None, properties="", formats=()
):
    own = f"xmlns:{prefix}" if prefix else "xmlns"
    dot = f"{prefix}:" if prefix else ""
    relations = OFFICE if namespace == MAIN else "http://purl.oclc.org/ooxml/officeDocument/relationships"
    sheets = sheets or '<sheet name="Blad1" sheetId="1" r:id="rId1"/>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{relations}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relations}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{relations}"><workbookPr {properties}/>'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/worksheets/sheet1.xml": f'{before}<{dot}worksheet {own}="{namespace}">'
        f"<{dot}sheetData>{rows}</{dot}sheetData>"
        f"{after}</{dot}worksheet>",
    }
    if shared is not None:
        texts = "".join(f"<si>{one if one.startswith('<') else f'<t>{escape(one)}</t>'}</si>" for one in shared)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{namespace}">{texts}</sst>'
    if formats:
        codes = "".join(
            f'<numFmt numFmtId="{200 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats)
        )
        styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
        parts["xl/styles.xml"] = (
            f'<styleSheet xmlns="{namespace}"><numFmts>{codes}</numFmts>'
            '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
        )
    return parts


def row_xml(number, *values):
    """A row of inline texts and numbers. A text that is a cell already stays as it is."""
    cells = []
    for column, value in enumerate(values):
        place = f'r="{column_letter(column)}{number}"'
        if isinstance(value, str) and value.startswith("<c "):
            cells.append(value)
        elif isinstance(value, str):
            cells.append(f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>')
        elif value is not None:
            cells.append(f"<c {place}><v>{value}</v></c>")
    return f'<row r="{number}">{"".join(cells)}</row>'


MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def ods(*tables, styles="", manifest=MANIFEST, before=""):
    """A LibreOffice file of tables made by ods_table."""
    content = (
        f'{before}<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0"'
        f' xmlns:text="{ODF}:text:1.0" xmlns:style="{ODF}:style:1.0" xmlns:draw="{ODF}:drawing:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{''.join(tables)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_table(*rows, name="Blad1", style=""):
    written = "".join(row if isinstance(row, str) else ods_row(*row) for row in rows)
    return (
        f'<table:table table:name="{name}"{style and f" table:style-name={quoteattr(style)}"}>{written}</table:table>'
    )


def ods_row(*values, times=1):
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(map(ods_cell, values))}</table:table-row>"


def ods_cell(value, **attributes):
    """A cell; attributes without the prefix: number_columns_repeated=3. What is a cell already stays as it is."""
    if isinstance(value, str) and value.startswith("<table:"):
        return value
    more = "".join(f' table:{name.replace("_", "-")}="{number}"' for name, number in attributes.items())
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string"{more}>{lines}</table:table-cell>'
    kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}{more}><text:p>{value}</text:p></table:table-cell>"
