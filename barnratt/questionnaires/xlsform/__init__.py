"""
A questionnaire as an XLSForm workbook, which is what a coordinator edits in Excel: sheets survey, choices and settings.

A step is a group. What XLSForm has no place for stands in columns that begin with portal_, in the sheet kontroller
(the rules for answers) and in the sheet portalen (what no person edits here). Other columns are the coordinator's own:
they are kept as they are and stand there again the next time. Other sheets are not read.

    write(content, columns=…) → a file    read(file, name=…) → Workbook(content, columns, mark)

Out and in again is the same questionnaire. What the engine does not know is told with its sheet and cell.
"""

from .reading import Workbook, read
from .writing import write

__all__ = ["Workbook", "read", "write"]
