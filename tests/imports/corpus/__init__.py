"""
The files that people have: small, nasty, and each with what must become of it.

`reads`: the table, exactly. `refuses`: a piece of the sentence that says why. `finds`: the cells that are wrong, with a
piece of each message, when the columns are read by READERS. test_corpus.py tries them all.
"""

# Each adds its own to CASES when it is read.
from tests.imports.corpus import faults, letters, libreoffice, refused, tables, totals, workbooks  # noqa: F401
from tests.imports.corpus.cases import CASES, KA, READERS

__all__ = ["CASES", "KA", "READERS"]
