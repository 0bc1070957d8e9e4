"""
What people have in their spreadsheets, as tables of rows: .xlsx, .xlsm, .ods, .csv, .tsv, .txt and .csv.gz.

    with open_book(upload, name="Kommuner.xlsx") as book:
        table = book.table()  # or book.table("Blad2"), or book.table("Blad2", header=(3, 4)) if the person says so
        matches = match(kind.fields, table.names)  # barnratt.imports.matching
        for row in table:  # a row at a time: row.number, and row.values beside table.columns
            check(row.values[2], at=table.address(row, 2))  # "D14"

What cannot be read raises `Refused`, whose text is Swedish and says what to do; also while the rows are read, for a
file may be broken at its end. So nothing is written before the last row has been read.

A value is what the sheet holds and not what it may mean (that is for barnratt.imports.values): text, int, float, bool,
date, datetime or time, None for an empty cell, `Percent` for a number shown with a percent sign, and `Broken` for #N/A
and for a formula that was saved without its value. In a text file every value is text.

What is not a row of the table (titles above it, totals and notes below it, repeated headers, values beside it) is not
lost: it is in `table.left_out` with its row and the reason, when the rows have been read.

Nothing is run and nothing is fetched. At most a sheet's distinct texts and one row are in memory at a time.
"""

from .book import EXTENSIONS, Book, Sheet, open_book
from .cells import Broken, Percent, column_letter
from .refused import Refused
from .table import Column, LeftOut, Row, Table

__all__ = [
    "EXTENSIONS",
    "Book",
    "Broken",
    "Column",
    "LeftOut",
    "Percent",
    "Refused",
    "Row",
    "Sheet",
    "Table",
    "column_letter",
    "open_book",
]
