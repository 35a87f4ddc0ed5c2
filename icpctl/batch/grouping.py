"""The rows of one draft, put together while they stream by.

Adjacent rows with the same text in the column `name` are one draft; each further row is another site or App of it, and says
of everything else nothing or the same. A row without a name is a draft of its own, named from its first domain: never by
what is free, so that the same sheet gives the same names again. A name that comes again further down is refused there.

A row whose name is covered by a merged cell belongs to the row above, so that a filing is never taken without its further
sites. Rows of the template (`Headings.skip`) are no data.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from msgspec import structs

from icpctl import fields
from icpctl.batch import Answer, Group, Problem
from icpctl.batch.cells import read_row
from icpctl.batch.columns import NAME, NAMING, Headings, label_of
from icpctl.batch.problems import problem, shown
from icpctl.fields import FieldError
from icpctl.places import name_from_domain
from icpctl.questions import general, of_path
from icpctl.rules import Book, vocabulary
from icpctl.sheets import Row, Sheet
from icpctl.values import split

_LISTED = re.compile(r"(site|app)\[([0-9]+)\](.*)", re.DOTALL)
_PLAIN_DOMAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")
_SHORT = 60
_DOMAINS = (("site[0].domains", "domain"), ("app[0].domains", "app_domain"))

FirstRow = Callable[[str, int], int]
"""Is asked (name, row) for each draft in turn and gives the row where the name was seen first, 0 for never before."""


class Seen:
    """Names with the row where each came first, in 20 to 40 bytes a name: digests in an open table, not the names."""

    def __init__(self) -> None:
        self._digests, self._rows, self._count = array("Q", bytes(8 * 1024)), array("I", bytes(array("I").itemsize * 1024)), 0

    def __call__(self, name: str, row: int) -> int:
        """The row where the name came first; 0 when this is the first time, and it is remembered."""
        digest = hash(name) & 0xFFFFFFFFFFFFFFFF or 1
        place = self._place(digest)
        if self._digests[place]:
            return self._rows[place]
        self._digests[place], self._rows[place] = digest, row
        self._count += 1
        if self._count * 3 > len(self._digests) * 2:
            self._grow()
        return 0

    def _place(self, digest: int) -> int:
        digests = self._digests
        mask = len(digests) - 1
        place = digest & mask
        while digests[place] and digests[place] != digest:
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        digests, rows = self._digests, self._rows
        size = 2 * len(digests)
        self._digests, self._rows = array("Q", bytes(8 * size)), array("I", bytes(rows.itemsize * size))
        for digest, row in zip(digests, rows, strict=True):
            if digest:
                place = self._place(digest)
                self._digests[place], self._rows[place] = digest, row


def groups(sheet: Sheet, headings: Headings, book: Book, first_row: FirstRow | None = None) -> Iterator[Group]:
    """The drafts of a sheet, one after the other, each with its rows, the cells that can be taken, and problems so far.

    A group with a problem of severity error must not be saved. Every row below the headings that is not blank and not the
    template's own is in exactly one group. `headings` must be usable.
    """
    first_row = first_row or Seen()
    current: _Growing | None = None
    for row in sheet.rows():
        if row.number <= headings.row or row.number in headings.skip:
            continue
        answers, problems = read_row(headings, row, sheet, book)
        if not answers and not problems:
            continue  # blanks only
        named = _given_name(headings, row, answers, problems)
        if current is not None and (named is None or (named and named == current.given)):
            current.add(row, answers, problems)
            continue
        if current is not None:
            yield current.done(first_row)
        current = _Growing(sheet, headings, book, row, named or "", answers, problems)
    if current is not None:
        yield current.done(first_row)


def _given_name(headings: Headings, row: Row, answers: list[Answer], problems: list[Problem]) -> str | None:
    """The text in the column `name`: "" when it is blank, None when a merged cell covers it."""
    if answers and answers[0].path == NAME:
        return answers[0].text
    if not any(p.path == NAME for p in problems):
        return ""
    if any(p.path == NAME and p.code == "CELL015" for p in problems):
        return None
    column = headings.column(NAME)
    return row.cells[column.index].strip() if column is not None and column.index < len(row.cells) else ""


def name_in(sheet: Sheet, headings: Headings, book: Book, row: Row) -> str:
    """The name that a draft gets from its first row; "" for none. For sheets without merged cells and numbered headings."""
    answers, problems = read_row(headings, row, sheet, book)
    return _Growing(sheet, headings, book, row, _given_name(headings, row, answers, problems) or "", answers, problems).named()[0]


class _Growing:
    """The rows of one draft so far. `given` is what groups them: the text of the column `name`, allowed as a name or not."""

    def __init__(
        self, sheet: Sheet, headings: Headings, book: Book, row: Row, given: str, answers: list[Answer], problems: list[Problem]
    ) -> None:
        self.sheet, self.headings, self.book, self.given = sheet, headings, book, given
        self.row, self.line = row.number, row.line
        self.allowed = bool(answers) and answers[0].path == NAME
        if self.allowed:
            del answers[0]
        self.rows, self.lines = [row.number], [row.line]
        if headings.wide:
            answers, problems = _placed(answers, problems, {})
        self.answers = {a.path: a for a in answers}
        self.problems = problems
        self.parts: dict[frozenset[tuple[str, str]], int] = {}  # what was said of each site or App, with its row

    def add(self, row: Row, answers: list[Answer], problems: list[Problem]) -> None:
        """A further row: another site or App."""
        if not self.parts:
            self.parts = dict.fromkeys(_parts(self.answers.values()).values(), self.row)
        self.rows.append(row.number)
        self.lines.append(row.line)
        start = _counts((*self.answers, *(p.path for p in self.problems)))
        answers, problems = _placed([a for a in answers if a.path != NAME], problems, start)
        self.problems += problems
        for answer in answers:
            first = self.answers.setdefault(answer.path, answer)
            if first is not answer and not self._same(first, answer):
                self._say("ROW003", "error", row, answer, label=label_of(general(answer.path), self.book), first=first.row)
        if any(p.severity == "error" for p in problems):
            return  # what a damaged cell leaves of the row is not told as well
        parts = _parts(answers)
        if not parts:
            self._say("ROW005", "warning", row, None, first=self.row)
        for part in parts.values():
            first_row = self.parts.setdefault(part, row.number)
            if first_row != row.number:
                self._say("ROW004", "error", row, None, first=first_row)
                break

    def done(self, first_row: FirstRow) -> Group:
        """The group, with its name and what is wrong about it."""
        name, answer = self.named()
        if name:
            seen = first_row(name, self.row)
            if seen:
                self._say_of_name("ROW001", answer, name=name, first=seen)
        elif not any(p.severity == "error" and general(p.path) in _NAMING for p in self.problems):
            self._say_of_name("ROW002", None)
        problems = [structs.replace(p, draft=name) for p in self.problems] if name and self.problems else self.problems
        return Group(name, self.rows, self.lines, self.answers, problems)

    def named(self) -> tuple[str, Answer | None]:
        """The draft's name, and the cell it was made from when that is not the column `name`."""
        if self.given:
            return (self.given if self.allowed else ""), None
        return self._from_domain()

    def _from_domain(self) -> tuple[str, Answer | None]:
        for path, kind in _DOMAINS:
            answer = self.answers.get(path)
            if answer is not None and (parts := split(answer.text)):
                return name_of(parts[0], kind), answer
        return "", None

    def _same(self, first: Answer, second: Answer) -> bool:
        """Do two cells say the same? Blanks, width and case aside; choices by what they mean."""
        if first.text == second.text or fold(first.text) == fold(second.text):
            return True
        question = of_path(first.path)
        if question is None or question.kind != "choice" or question.many:
            return False
        one, other = (vocabulary.read(self.book, question.choices, a.text) for a in (first, second))
        return one is not None and one == other

    def _say(self, code: str, severity: str, row: Row, answer: Answer | None, **values: Any) -> None:
        at: dict[str, Any] = {}
        if answer is not None:
            at = self._place(answer)
        self.problems.append(problem(self.sheet, code, severity, row=row.number, line=row.line, **at, **values))

    def _say_of_name(self, code: str, answer: Answer | None, **values: Any) -> None:
        column = self.headings.column(NAME)
        at: dict[str, Any] = {}
        if answer is not None:
            at = self._place(answer)
        elif column is not None:
            at = {"column": column.index, "heading": column.heading, "path": NAME, "value": self.given}
        self.problems.append(problem(self.sheet, code, "error", row=self.row, line=self.line, **at, **values))

    def _place(self, answer: Answer) -> dict[str, Any]:
        heading = next((c.heading for c in self.headings.columns if c.index == answer.column), "")
        value = shown(of_path(answer.path), answer.text)
        return {"column": answer.column, "heading": heading, "path": answer.path, "value": value}


_NAMING = (NAME, *NAMING)


def _counts(paths: Iterable[str]) -> dict[str, int]:
    """How many sites and Apps there are so far."""
    counts: dict[str, int] = {}
    for path in paths:
        if found := _LISTED.match(path):
            counts[found[1]] = max(counts.get(found[1], 0), int(found[2]) + 1)
    return counts


def _placed(answers: list[Answer], problems: list[Problem], start: Mapping[str, int]) -> tuple[list[Answer], list[Problem]]:
    """The same with the sites and Apps of a row counted on from `start`, without gaps where a row leaves one out."""
    used: dict[tuple[str, int], str] = {}
    for path in (*(a.path for a in answers), *(p.path for p in problems)):
        if found := _LISTED.match(path):
            used[found[1], int(found[2])] = ""
    following = dict(start)
    for table, place in sorted(used):
        number = following.get(table, 0)
        used[table, place] = f"{table}[{number}]"
        following[table] = number + 1

    def placed(path: str) -> str:
        found = _LISTED.match(path)
        return used[found[1], int(found[2])] + found[3] if found else path

    return (
        [Answer(placed(a.path), a.text, a.column, a.row, a.line) for a in answers],
        [structs.replace(p, path=placed(p.path)) for p in problems],
    )


def _parts(answers: Iterable[Answer]) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """What is said of each site and App, comparable."""
    said: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for answer in answers:
        if found := _LISTED.match(answer.path):
            said.setdefault((found[1], found[2]), set()).add((found[1] + found[3], fold(answer.text)))
    return {at: frozenset(texts) for at, texts in said.items()}


def fold(text: str) -> str:
    """Text for comparing cells: width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def name_of(domain: str, kind: str = "domain") -> str:
    """The name of a draft from a domain as a person writes it; the same as `new` gives it."""
    if len(domain) <= _SHORT and _PLAIN_DOMAIN.fullmatch(domain):
        return domain.replace(".", "-")
    with suppress(FieldError):  # a malformed one is judged later; a name is needed to tell of it
        domain = str(fields.parse(kind, domain).value)
    return name_from_domain(domain)
