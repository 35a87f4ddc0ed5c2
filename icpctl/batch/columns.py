"""Which question a column answers: by its heading alone, never by its place.

A heading is a key (`site.name`, `site[1].name`, `--site-name`, `filing.facts.intent`), a label of either language, the
template's heading, or a usual spelling of `wording/<lang>/heading.toml`; width, case, blanks, "*" and "(required)" do not
matter. What is unknown, double, ambiguous, blank or missing is told all at once. A problem of severity error means that
no row may be read.

`name` is the draft's name. A heading without a place in the list (`site.name`, 网站名称) is the first site of its row;
`site[1].name` is the second site of the same row. Our own column of verdicts and usual index columns are passed over.

Below the headings the template's row of keys is no data, and neither is its example row: `is_example` asks
`template_cells.is_example`, which knows it by the name that only this row has, and by every cell being as it was written
(text against text, blanks at the ends and blank cells aside); one cell changed makes it a filing like any other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from msgspec import Struct, field

from icpctl import wording
from icpctl.batch import Problem
from icpctl.batch.problems import problem, visible
from icpctl.questions import BY_PATH, QUESTIONS, Question, general, words
from icpctl.rules import Book, Rule
from icpctl.sheets import Row, Sheet, letter
from icpctl.wording import t

NAME = "name"
"""Path and key of the column with the draft's name."""
FACTS = "filing.facts."
NAMING = ("site[].domains", "app[].domains")
"""What a filing without a name of its own is named from."""
LOOKED_AT = 10
"""Rows in which the headings are looked for."""
PEEKED = 60
"""Rows below the headings in which rows of the template are looked for, and content below blank headings."""
_NEAR_ENOUGH = 0.75  # a heading so like a known one is taken for a slip; one that is less like it
_NEAR = 0.5  # may be a column of the client's own
_MOST_NEAR = 40  # unknown headings for which the nearest are looked for
_LONGEST = 200  # characters of a heading that is looked up
_IGNORED = ""
_PLACED = re.compile(r"(site|app)\[([0-9]{1,2})\]\.(.+)", re.DOTALL)
_BLANKS = re.compile(r"[\s\u200b-\u200d\ufeff\u00ad\u2060*\u2217\u204e]+")


class Column(Struct, frozen=True):
    """A column that is read.

    index     from 0; letter: as a spreadsheet shows it; heading: as the sheet has it
    path      general path: "name", `site[].name`, `filing.facts.intent`
    place     which table of its row's list it belongs to (0 unless the heading says `site[1]`)
    question  None for the draft's name and for facts
    fact      the fact's rule; None for all else
    """

    index: int
    letter: str
    heading: str
    path: str
    place: int
    question: Question | None
    fact: Rule | None

    @property
    def at(self) -> str:
        """The draft path within its row: `site[0].name`."""
        return self.path.replace("[]", f"[{self.place}]")


class Headings(Struct):
    """The columns of a sheet.

    row       number of the heading row, line: its line; 0 when there is none
    columns   in the order of the questionnaire, whatever their order in the sheet
    problems  what is wrong with the headings; errors mean that no row may be read
    skip      numbers of rows that are not data: of keys and of the example
    width     columns up to the last heading
    unnamed   columns (from 0) without a heading among the others
    wide      a heading names a second site or App of the same row
    """

    row: int
    line: int
    columns: tuple[Column, ...]
    problems: list[Problem]
    skip: frozenset[int] = frozenset()
    width: int = 0
    unnamed: tuple[int, ...] = ()
    wide: bool = False
    kept: dict[str, Any] = field(default_factory=dict)  # what readers of rows work out once for these columns

    @property
    def usable(self) -> bool:
        """May rows be read?"""
        return not any(p.severity == "error" for p in self.problems)

    def column(self, path: str) -> Column | None:
        """The column that answers a draft path; of several places (`site[1]`) the first when none says that place."""
        if "by_path" not in self.kept:
            found = {c.at: c for c in reversed(self.columns)}
            self.kept["by_path"] = {**{c.path: c for c in reversed(self.columns)}, **found}
        by_path = self.kept["by_path"]
        found = by_path.get(path) or by_path.get(general(path))
        return found if isinstance(found, Column) else None


class _Known(Struct, frozen=True):
    """Spellings, folded, with the paths they may mean; the first level that knows a spelling decides."""

    levels: tuple[dict[str, tuple[str, ...]], ...]
    facts: dict[str, Rule]
    order: dict[str, int]


def fold(heading: str) -> str:
    """A heading without what never matters: width, case, blanks, stars, "(required)", a flag's dashes, a colon at its end."""
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", heading)).lower()
    marks = _marks()
    found = marks.search(text)
    if found and found[0] != text:
        text = marks.sub("", text)
    return text.replace("_", "-").removeprefix("--").rstrip(":")


@cache
def _marks() -> re.Pattern[str]:
    listed = (w for lang in wording.LANGUAGES for w in wording.area(lang, "heading")["marks"]["words"])
    plain = {_BLANKS.sub("", unicodedata.normalize("NFKC", w)).lower() for w in listed}
    return re.compile("|".join(re.escape(w) for w in sorted(plain, key=len, reverse=True)))


def _known(book: Book) -> _Known:
    return book.kept("headings of sheets", lambda: _spelled(book))


def _spelled(book: Book) -> _Known:
    levels: tuple[dict[str, dict[str, None]], ...] = ({}, {}, {})
    facts = {f"{FACTS}{r.id}": r for r in book.all("filing-fact")}

    def put(level: int, spelling: str, path: str) -> None:
        levels[level].setdefault(fold(spelling), {})[path] = None

    put(0, NAME, NAME)
    for q in QUESTIONS:
        for spelling in (q.path, q.path.replace("[]", ""), q.key, q.flag, *q.aliases):
            put(0, spelling, q.path)
    for path, rule in facts.items():
        for start in (FACTS, "facts.", "fact."):
            put(0, start + rule.id, path)
        put(2, rule.id, path)
        for key in ("question_zh", "question_en"):
            put(1, str(rule.get(key, "")) or rule.id, path)
    for label, path in _in_both(lambda: [(words(q)[0], q.path) for q in QUESTIONS]):
        put(1, label, path)
    for level, spelling, path in _listed():
        put(level, spelling, path)
    order = {path: i for i, path in enumerate((NAME, *facts, *BY_PATH))}
    return _Known(tuple({s: tuple(paths) for s, paths in level.items()} for level in levels), facts, order)


def _listed() -> Iterator[tuple[int, str, str]]:
    """(level, spelling, path) of what the words of both languages list."""
    for lang in wording.LANGUAGES:
        area = wording.area(lang, "heading")
        yield 1, wording.area(lang, "batch")["report"]["verdict_heading"], _IGNORED
        yield from ((1, spelling, NAME) for spelling in area["own"]["name"])
        yield from ((2, spelling, _IGNORED) for spelling in area["ignored"]["headings"])
        yield from ((2, spelling, path) for path, spellings in area["alias"].items() for spelling in spellings)


def _in_both(make: Callable[[], list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """What `make` gives in each language of the program."""
    before = wording.language()
    try:
        for lang in wording.LANGUAGES:
            wording.set_language(lang)
            yield from make()
    finally:
        wording.set_language(before)


def meanings(book: Book, heading: str) -> tuple[str, ...]:
    """The general paths that a heading may mean: none when it is unknown, "" for a column that is passed over."""
    found = _meant(book, heading)
    if found or "\n" not in heading:
        return found
    # A heading of several lines: a label with its key or its English below.
    parts = [_meant(book, line) for line in heading.splitlines()]
    sure = {part[0] for part in parts if len(part) == 1}
    return tuple(sure) if len(sure) == 1 else ()


def _meant(book: Book, heading: str) -> tuple[str, ...]:
    known, text = _known(book), fold(heading)
    placed = _PLACED.fullmatch(text)
    if placed:
        return tuple(p for p in known.levels[0].get(f"{placed[1]}.{placed[3]}", ()) if p.startswith(placed[1]))
    return next((level[text] for level in known.levels if text in level), ())


def label_of(path: str, book: Book) -> str:
    """What a column is called in messages: its label, with the key behind it."""
    if path == NAME:
        return f"{wording.area(wording.language(), 'heading')['own']['name'][0]} ({NAME})"
    question = BY_PATH.get(path)
    if question is not None:
        return f"{words(question)[0]} ({path.replace('[]', '')})"
    fact = _known(book).facts.get(path)
    return f"{fact.word('question')} ({path})" if fact else path


def read_headings(sheet: Sheet, book: Book, required: Iterable[str] = ()) -> Headings:
    """The columns of a sheet, and all that is wrong with them.

    required  general paths that must have a column; those without one are told in one problem
    """
    rows = list(islice(sheet.rows(), LOOKED_AT + PEEKED))
    at = _heading_row(rows[:LOOKED_AT], book)
    if at is None:
        return Headings(0, 0, (), [problem(sheet, "TAB001", "error", rows=LOOKED_AT)])
    row, below = rows[at], rows[at + 1 :]
    columns, problems = _read_row(sheet, book, row)
    order = _known(book).order
    found = Headings(row.number, row.line, tuple(sorted(columns, key=lambda c: (order[c.path], c.place))), problems)
    found.width = max((i + 1 for i, c in enumerate(row.cells) if c.strip()), default=0)
    found.unnamed = tuple(i for i in range(found.width) if not row.cells[i].strip())
    found.wide = any(c.place for c in columns)
    found.skip = frozenset(_template_rows(below, found, sheet, book))
    _say_unnamed(found, [r for r in below if r.number not in found.skip], sheet)
    _say_absent(found, required, sheet, book)
    hidden = next((values["columns"] for key, values in sheet.remarks if key == "hidden_columns"), "")
    if hidden:
        problems.append(problem(sheet, "CELL017", "warning", columns=hidden))
    if at:
        problems.append(problem(sheet, "TAB009", "note", row=row.number, line=row.line))
    if all(r.number in found.skip for r in below):
        problems.append(problem(sheet, "TAB011", "warning"))
    return found


def _heading_row(rows: list[Row], book: Book) -> int | None:
    """The row with the most known headings, of equal ones the first."""
    best, most = None, 0
    for at, row in enumerate(rows):
        filled = [c for c in row.cells if c.strip()]
        count = len({m for c in filled if len(c) <= _LONGEST and (m := meanings(book, c)) and m != (_IGNORED,)})
        if count > most and (count > 1 or len(filled) <= 2):
            best, most = at, count
    return best


def _read_row(sheet: Sheet, book: Book, row: Row) -> tuple[list[Column], list[Problem]]:
    """The columns of the heading row, with what is unknown, ambiguous or double."""
    columns: dict[str, Column] = {}
    unknown: list[int] = []
    problems: list[Problem] = []

    def say(code: str, severity: str, index: int, path: str = "", **values: Any) -> None:
        heading, number, line = row.cells[index], row.number, row.line
        problems.append(problem(sheet, code, severity, row=number, line=line, column=index, heading=heading, path=path, **values))

    for index, heading in enumerate(row.cells):
        if not heading.strip():
            continue
        meant = meanings(book, heading) if len(heading) <= _LONGEST else ()
        if not meant:
            unknown.append(index)
        elif len(meant) > 1:
            say("TAB005", "error", index, choices="; ".join(label_of(p, book) for p in meant))
        elif meant != (_IGNORED,):
            column = _column(index, heading, meant[0], book)
            first = columns.setdefault(column.at, column)
            if first is not column:
                values = {"other": first.letter, "other_heading": visible(first.heading), "label": label_of(column.path, book)}
                say("TAB004", "error", index, column.path, **values)
    taken = {c.path for c in columns.values()}
    for count, index in enumerate(unknown):
        sure, near = _nearest(book, row.cells[index], taken) if count < _MOST_NEAR else (False, ())
        labels = ", ".join(label_of(p, book) for p in near)
        if sure:
            say("TAB003", "error", index, near=labels)
        else:
            say("TAB002", "warning", index, hint=t("batch.report.nearest", near=labels) if near else "")
    problems.sort(key=lambda p: (len(p.column), p.column))
    return list(columns.values()), problems


def _column(index: int, heading: str, path: str, book: Book) -> Column:
    placed = _PLACED.fullmatch(fold(heading))
    place = int(placed[2]) if placed and "[]" in path else 0
    return Column(index, letter(index), heading.strip(), path, place, BY_PATH.get(path), _known(book).facts.get(path))


def _nearest(book: Book, heading: str, taken: set[str]) -> tuple[bool, tuple[str, ...]]:
    """The paths, not answered by a column already, whose spelling is most like an unknown heading; is it surely a slip?"""
    import difflib

    wanted = fold(heading)[:_LONGEST]
    spelled: dict[str, str] = {}
    for level in reversed(_known(book).levels):
        spelled.update({s: paths[0] for s, paths in level.items() if len(paths) == 1 and paths[0] not in taken | {_IGNORED}})
    for sure, cutoff in ((True, _NEAR_ENOUGH), (False, _NEAR)):
        close = difflib.get_close_matches(wanted, list(spelled), n=6, cutoff=cutoff)
        if close:
            return sure, tuple(dict.fromkeys(spelled[c] for c in close))[:3]
    return False, ()


def _template_rows(below: list[Row], found: Headings, sheet: Sheet, book: Book) -> Iterator[int]:
    """Numbers of the rows that our template put below the headings: of keys (the first alone) and of the example."""
    for place, row in enumerate(below):
        if place == 0 and _is_row_of_keys(row, found, book):
            yield row.number
        elif is_example(row, found, book):
            found.problems.append(problem(sheet, "TAB010", "note", row=row.number, line=row.line))
            yield row.number


def _is_row_of_keys(row: Row, found: Headings, book: Book) -> bool:
    """Is every cell blank or a key, each under the heading that means the same?"""
    filled = {i: c for i, c in enumerate(row.cells) if c.strip()}
    by_index = {c.index: c.path for c in found.columns}
    keys = _known(book).levels[0]
    same = sum(keys.get(fold(_PLACED.sub(r"\1.\3", c.strip()))) == (by_index.get(i),) for i, c in filled.items())
    return bool(filled) and same == len(filled)


def is_example(row: Row, headings: Headings, book: Book) -> bool:
    """Is a row the example of our template, as the template wrote it?"""
    from icpctl.batch import template_cells

    name = headings.column(NAME)
    cells = row.cells
    if name is None or name.index >= len(cells) or cells[name.index].strip() != template_cells.EXAMPLE_NAME:
        return False
    return template_cells.is_example(book, {c.path: cells[c.index] for c in headings.columns if c.index < len(cells)})


def _say_unnamed(found: Headings, below: list[Row], sheet: Sheet) -> None:
    """A column without a heading is told when there is content below it."""
    for index in found.unnamed:
        if any(index < len(r.cells) and r.cells[index].strip() for r in below):
            found.problems.append(problem(sheet, "TAB006", "error", row=found.row, line=found.line, column=index))


def _say_absent(found: Headings, required: Iterable[str], sheet: Sheet, book: Book) -> None:
    """Columns that must be there: those asked for, and what tells one filing from another."""
    have = {c.path for c in found.columns}
    missing = [path for path in required if path not in have]
    if missing:
        labels = "; ".join(label_of(path, book) for path in missing)
        found.problems.append(problem(sheet, "TAB007", "error", missing=labels))
    if not have & {NAME, *NAMING} and not set(missing) & set(NAMING):
        name, domains = label_of(NAME, book), label_of(NAMING[0], book)
        found.problems.append(problem(sheet, "TAB008", "error", name=name, domains=domains))
