"""Sheets of filings: rows become drafts, and every bad cell is named.

The way of a row: `columns` says which question a heading means, `cells` takes what a spreadsheet program may have damaged
out, `grouping` puts the rows of one draft together, `judging` makes the draft and judges it, `across` compares the rows with
one another and with the drafts folder, `importing` saves, `outcome` and `reports` tell. Never prints.
"""

from typing import Any

from msgspec import Struct


class Problem(Struct, frozen=True):
    """Something wrong with a cell, a row or a sheet. Text is in the user's language, and holds no personal data in clear.

    file, sheet  where; sheet is "" for CSV
    row, line    as `sheets.Row` counts; row 0 for what concerns the whole sheet
    column       letters of the column; "" when no one column is meant
    heading      the heading as the sheet has it
    path         draft path (`site[0].domains`); "" when none is meant
    code         CELL001.. what a spreadsheet did to a value, TAB001.. headings and files, ROW001.. rows against each other and
                 the drafts folder, else the code of a check (VAL001: malformed alone)
    rule         what tells problems of one code apart: key of the field error, id of the rule
    value        masked
    draft        the name of the draft; "" when it has none yet
    """

    file: str
    sheet: str
    row: int
    line: int
    column: str
    heading: str
    path: str
    code: str
    severity: str
    message: str
    fix: str
    rule: str = ""
    value: str = ""
    draft: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the manual names the keys of `errors`; `column` holds the letters."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


class Answer(Struct, frozen=True):
    """One cell that was read well: the draft path with its index, the raw text, and where it stood."""

    path: str
    text: str
    column: int  # from 0
    row: int
    line: int


class Group(Struct):
    """The rows of one draft, in their order.

    name      the draft's name: given by the column `name`, else made from the first domain; "" when neither is there
    rows      row numbers; lines: their lines
    answers   all cells that could be read, by path
    problems  cells that could not (their paths are not judged any further)
    """

    name: str
    rows: list[int]
    lines: list[int]
    answers: dict[str, Answer]
    problems: list[Problem]
