"""Workbooks to be filled in: text cells only, drop-down lists, notes, and the same bytes for the same content.

Knows nothing of filings: a `Form` is a table that somebody fills in, a `Page` is text to read, a `Lists` sheet holds the
words of the drop-down lists. No cell is a formula; the one thing with a formula's look is the place of a list's words.
"""

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from icpctl.sheets import letter

CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Stands in every workbook instead of the time of writing."""
MOST_CELL, MOST_SHEET_NAME = 32_767, 31
# What a spreadsheet program refuses in a drop-down list; a workbook with more is "repaired" when it is opened.
MOST_LIST, MOST_INPUT_TITLE, MOST_INPUT = 255, 32, 255
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LIST_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,200}")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[RrCc]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NARROWEST, WIDEST = 8, 60

# Look of a heading or a cell: background, colour of the letters, bold.
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "required": {"bg_color": "#F8CBAD", "bold": True},
    "sometimes": {"bg_color": "#FFE699", "bold": True},
    "optional": {"bg_color": "#DDEBF7", "bold": True},
    "quiet": {"font_color": "#808080", "italic": True},
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bg_color": "#DDEBF7"},
    "answer": {"bg_color": "#FFF9E5", "border": 1},
    "text": {},
}


class Column(Struct, frozen=True):
    """One column of a form.

    heading  its first cell; below: the cells of the further fixed rows belong to `Form.rows`
    look     of the heading, a key of LOOKS
    note     shown when the pointer rests on the heading
    choices  name of a list of `Form.lists`, whose words are the only ones accepted; "" for free text
    help     shown while a cell is filled in
    width    in columns of a screen
    """

    heading: str
    look: str = "optional"
    note: str = ""
    choices: str = ""
    help: str = ""
    width: int = 12


class Form(Struct, frozen=True):
    """A table to fill in.

    rows     what stands below the headings, first of all, with the look of each row
    frozen   rows that stay on the screen, and columns
    room     for how many rows the drop-down lists go on
    refused  said of what is in no list
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    frozen: tuple[int, int] = (1, 1)
    room: int = 10_000
    refused: str = ""


class Page(Struct, frozen=True):
    """Text to read or a form of a few cells: rows of (text, look) cells; `choices`: (row, column) -> name of a list;
    `answers`: cells that are filled in, kept as text."""

    name: str
    widths: tuple[int, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    choices: Mapping[tuple[int, int], str] = {}
    helps: Mapping[tuple[int, int], str] = {}
    frozen: tuple[int, int] = (0, 0)


class Lists(Struct, frozen=True):
    """The sheet with the words of the drop-down lists: name (letters, digits, _) -> (heading, words)."""

    name: str
    lists: Mapping[str, tuple[str, tuple[str, ...]]]


def columns_of(text: str) -> int:
    """How many columns of a screen the longest line of a text takes: Chinese takes two."""
    wide = (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in one) for one in text.split("\n"))
    return max(wide, default=0)


def fitting(texts: Sequence[str]) -> int:
    """The width of a column that shows these texts, within bounds."""
    return min(WIDEST, max(NARROWEST, *(columns_of(text) + 2 for text in texts)))


def clean(text: str) -> str:
    """The text without what XML cannot hold, cut to what a cell may hold."""
    return _ILLEGAL.sub("\ufffd", text)[:MOST_CELL]


def workbook(parts: Sequence[Form | Page | Lists]) -> bytes:
    """The bytes of a workbook with these sheets in their order. Raises ValueError for names that no workbook may hold."""
    import xlsxwriter

    _refuse_names(parts)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False},
    )
    book.set_properties({"author": "icpctl", "created": CREATED.replace(tzinfo=None)})
    written = _Writer(book, {name: p for p in parts if isinstance(p, Lists) for name in p.lists})
    for part in parts:
        written.sheet(part)
    book.close()
    return out.getvalue()


def _refuse_names(parts: Sequence[Form | Page | Lists]) -> None:
    names = [part.name for part in parts]
    lists = [name for part in parts if isinstance(part, Lists) for name in part.lists]
    for name in names:
        if not 0 < len(name) <= MOST_SHEET_NAME or _BAD_SHEET_NAME.search(name) or name.startswith("'") or name.endswith("'"):
            raise ValueError(name)
    for name in lists:
        if not _LIST_NAME.fullmatch(name) or _CELL_LIKE.fullmatch(name):
            raise ValueError(name)
    if len({n.lower() for n in names}) < len(names) or len({n.lower() for n in lists}) < len(lists):
        raise ValueError(names + lists)


class _Writer:
    """One workbook being written: its formats are made once, its lists are known by name."""

    def __init__(self, book: Any, lists: Mapping[str, Lists]) -> None:
        self.book, self.lists, self._formats = book, lists, dict[tuple[str, bool], Any]()

    def format(self, look: str, *, wrap: bool = False) -> Any:
        if (look, wrap) not in self._formats:
            how = {"num_format": "@", "valign": "top", **LOOKS[look], **({"text_wrap": True} if wrap else {})}
            self._formats[look, wrap] = self.book.add_format(how)
        return self._formats[look, wrap]

    def sheet(self, part: Form | Page | Lists) -> None:
        sheet = self.book.add_worksheet(part.name)
        if isinstance(part, Form):
            self._form(sheet, part)
        elif isinstance(part, Page):
            self._page(sheet, part)
        else:
            self._lists(sheet, part)

    def _form(self, sheet: Any, form: Form) -> None:
        for number, column in enumerate(form.columns):
            sheet.set_column(number, number, column.width, self.format("text"))
            sheet.write_string(0, number, clean(column.heading), self.format(column.look))
            if column.note:
                self._note(sheet, 0, number, column.note)
            for row, (look, cells) in enumerate(form.rows, 1):
                if number < len(cells) and cells[number]:
                    sheet.write_string(row, number, clean(cells[number]), self.format(look))
            place = (form.frozen[0], number, form.frozen[0] + form.room - 1, number)
            self._validate(sheet, place, column.heading, column.choices, column.help, form.refused)
        sheet.freeze_panes(*form.frozen)

    def _page(self, sheet: Any, page: Page) -> None:
        for number, width in enumerate(page.widths):
            sheet.set_column(number, number, width, self.format("text"))
        for row, cells in enumerate(page.rows):
            for number, (text, look) in enumerate(cells):
                if text or look == "answer":
                    # A heading of a page runs over the cells beside it, which are empty.
                    wrap = look != "title" and len(cells) > 1
                    write = sheet.write_string if text else sheet.write_blank
                    write(row, number, clean(text), self.format(look, wrap=wrap))
        for at in {**page.choices, **page.helps}:
            self._validate(sheet, (*at, *at), page.rows[at[0]][0][0], page.choices.get(at, ""), page.helps.get(at, ""))
        if page.frozen != (0, 0):
            sheet.freeze_panes(*page.frozen)

    def _lists(self, sheet: Any, part: Lists) -> None:
        for number, (name, (heading, words)) in enumerate(part.lists.items()):
            sheet.set_column(number, number, fitting([heading, *words]), self.format("text"))
            sheet.write_string(0, number, clean(heading), self.format("head"))
            for row, word in enumerate(words, 1):
                sheet.write_string(row, number, clean(word), self.format("text"))
            column = letter(number)
            self.book.define_name(name, f"='{part.name}'!${column}$2:${column}${len(words) + 1}")
        sheet.freeze_panes(1, 0)

    def _note(self, sheet: Any, row: int, column: int, text: str) -> None:
        lines = sum(1 + columns_of(one) // 44 for one in text.split("\n"))
        size = {"width": 320, "height": min(600, 24 + 17 * lines)}
        sheet.write_comment(row, column, clean(text), {"author": "icpctl", "font_size": 9, **size})

    def _validate(
        self, sheet: Any, place: tuple[int, int, int, int], title: str, choices: str, help_: str, refused: str = ""
    ) -> None:
        if not choices and not help_:
            return
        how: dict[str, Any] = {"validate": "any"}
        if choices:
            how = {"validate": "list", "source": f"={choices}", "error_message": _short(refused)}
            assert choices in self.lists  # noqa: S101 - a list without words would be "repaired" away
        if help_:
            how |= {"input_title": title[:MOST_INPUT_TITLE], "input_message": _short(help_)}
        sheet.data_validation(*place, how)


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= MOST_INPUT else text[: MOST_INPUT - 1] + "…"
