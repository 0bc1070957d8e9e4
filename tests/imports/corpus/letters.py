"""Letters and delimiters: text files from every program."""

import codecs
import gzip

from tests.imports.corpus.cases import (
    GAVLE,
    GAVLE_LINES,
    KA,
    reads,
)
from tests.imports.files import (
    text,
    xlsx,
)


@reads("utf8.csv", KA, GAVLE, described="Textfil (UTF-8, semikolon)")
def utf_8():
    return text(*GAVLE_LINES)


@reads("utf8bom.csv", KA, GAVLE, described="Textfil (UTF-8, semikolon)")
def utf_8_with_mark():
    return text(*GAVLE_LINES, encoding="utf-8-sig")


@reads("excel.csv", KA, GAVLE, described="Textfil (Windows-1252, semikolon)")
def windows_letters():
    return text(*GAVLE_LINES, encoding="cp1252")


@reads("mac.csv", KA, GAVLE, described="Textfil (Mac Roman, semikolon)")
def old_mac_letters_and_line_ends():
    return text(*GAVLE_LINES, encoding="mac_roman", end="\r")


@reads("versaler.csv", ["ORT", "ÅR"], {2: ("ÖREBRO", "2021"), 3: ("GÄVLE", "2022")})
def windows_letters_in_capitals():
    return text("ORT;ÅR", "ÖREBRO;2021", "GÄVLE;2022", encoding="cp1252")


@reads("macversaler.csv", ["ORT", "ÅR"], {2: ("ÖREBRO", "2021"), 3: ("GÄVLE", "2022")})
def mac_letters_in_capitals():
    return text("ORT;ÅR", "ÖREBRO;2021", "GÄVLE;2022", encoding="mac_roman")


@reads("tecken.csv", ["Rubrik", "Text"], {2: ("Bok", "”Jag – vi” …"), 3: ("Gävle", "kostar 5 €")})
def windows_quotes_dashes_and_euro():
    return text("Rubrik;Text", "Bok;”Jag – vi” …", "Gävle;kostar 5 €", encoding="cp1252")


@reads("blandat.csv", KA, GAVLE, described="Textfil (UTF-8 blandat med Windows-1252, semikolon)")
def utf_8_with_a_row_added_in_windows_letters():
    return text("Kommun;Antal", "Gävle;5") + "Örebro;6\r\n".encode("cp1252") + b""


@reads("unicode.txt", KA, GAVLE, described="Textfil (UTF-16, tabb)")
def unicode_text_as_excel_saves_it():
    return codecs.BOM_UTF16_LE + text("Kommun\tAntal", "Gävle\t5", "Örebro\t6", encoding="utf-16-le")


@reads("stor.txt", KA, GAVLE, described="Textfil (UTF-16, semikolon)")
def utf_16_big_end_first():
    return codecs.BOM_UTF16_BE + text(*GAVLE_LINES, encoding="utf-16-be")


@reads("utan.txt", KA, GAVLE, described="Textfil (UTF-16, semikolon)")
def utf_16_without_mark():
    return text(*GAVLE_LINES, encoding="utf-16-le")


@reads("komma.csv", ["Kommun", "Text"], {2: ("Gävle", "a; b; c"), 3: ("Örebro", "d; e; f")})
def commas_with_lists_in_the_cells():
    return text("Kommun,Text", "Gävle,a; b; c", 'Örebro,"d; e; f"')


@reads("decimal.csv", ["Kommun", "Andel"], {2: ("Gävle", "12,5"), 3: ("Örebro", "7,25")})
def semicolons_with_decimal_commas():
    return text("Kommun;Andel", "Gävle;12,5", "Örebro;7,25")


@reads("tabb.tsv", KA, GAVLE, described="Textfil (UTF-8, tabb)")
def tabs():
    return text("Kommun\tAntal", "Gävle\t5", "Örebro\t6")


@reads("lodstreck.txt", KA, GAVLE, described="Textfil (UTF-8, lodstreck)")
def pipes():
    return text("Kommun|Antal", "Gävle|5", "Örebro|6")


@reads("sep.csv", KA, GAVLE)
def the_delimiter_said_as_to_excel():
    return text("sep=;", *GAVLE_LINES)


@reads("radbrytning.csv", ["Titel", "Text"], {2: ("A", "rad ett\nrad två"), 3: ("B", "kort")})
def line_break_in_quotes_counts_as_one_row():
    return b'Titel;Text\nA;"rad ett\nrad tv\xc3\xa5"\nB;kort\n'


@reads("citat.csv", ["Titel", "Text"], {2: ("A", 'Skolan "Ekan" i Gävle'), 3: ("B", '12" rör')})
def doubled_quotes_and_inches():
    return text("Titel;Text", 'A;"Skolan ""Ekan"" i Gävle"', 'B;12" rör')


@reads("blanksteg.csv", ["Titel", "Text"], {2: ("A", "b;c")})
def space_before_the_quotes():
    return text("Titel; Text", 'A; "b;c"')


@reads("en.csv", ["Kommun"], {2: ("Gävle",), 3: ("Örebro",)}, described="Textfil (UTF-8, en kolumn)")
def one_column():
    return text("Kommun", "Gävle", "Örebro")


@reads("prosa.txt", ["Fråga"], {2: ("Hur mår barn, egentligen?",), 3: ("Vad vet vi",), 4: ("Vem gör det",)})
def one_column_of_prose_is_not_cut_at_its_commas():
    return text("Fråga", "Hur mår barn, egentligen?", "Vad vet vi", "Vem gör det")


@reads("slut.csv", KA, GAVLE)
def end_of_file_as_in_dos():
    return text(*GAVLE_LINES) + b"\x1a"


@reads("utanslut.csv", KA, GAVLE)
def no_line_end_at_the_end():
    return text(*GAVLE_LINES).removesuffix(b"\r\n")


@reads("DATA.CSV", KA, GAVLE)
def name_in_capitals():
    return text(*GAVLE_LINES)


@reads("packad.csv.gz", KA, GAVLE)
def packed_csv():
    return gzip.compress(text(*GAVLE_LINES))


@reads("egentligen.csv", KA, {2: ("Gävle", 5)}, described="Excel (.xlsx)")
def workbook_called_csv():
    return xlsx(KA, ("Gävle", 5))


@reads("tomma.csv", KA, {4: ("Gävle", "5"), 7: ("Örebro", "6")})
def empty_rows_keep_the_numbers():
    return text("", "Kommun;Antal", ";", "Gävle;5", "", " ; ", "Örebro;6", "", "")
