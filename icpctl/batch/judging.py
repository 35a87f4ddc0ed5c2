"""One draft from the rows of one group: every cell read, what follows derived, all judged; each problem with its cell.

The same way as `new` takes: `values.read_value` reads, `derive.fill` completes, `checks.judge` judges. A bad cell is named
once, and nothing that only follows from it: its path is left out of all further judgement.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from icpctl import checks
from icpctl.batch import Answer, Group, Problem
from icpctl.batch.columns import Column
from icpctl.batch.plans import REPEATED, TABLE, counted, make_tables, plan_of
from icpctl.batch.problems import LONGEST, visible
from icpctl.batch.problems import shown as masked
from icpctl.case import Case
from icpctl.derive import Derived, fill
from icpctl.draft import Draft, put, steps
from icpctl.elsewhere import Elsewhere
from icpctl.errors import UsageError
from icpctl.facts import read_facts
from icpctl.fields import FieldError, Parsed
from icpctl.findings import ERROR, NOTE, ORDER, WARNING, Finding
from icpctl.masking import shown
from icpctl.questions import Question, general, label, of_path
from icpctl.rules import Book
from icpctl.sheets import letter
from icpctl.values import Said, context_of, read_value, unknown_path
from icpctl.wording import t

GAPS = frozenset({"GAP001", "TYPE003"})  # what `new` asks for before it saves; TYPE003 for the filing type
FACTS = "filing.facts."
_DECIDING = ("filing.type", "subject.nature")  # without them nobody knows what is asked
_ITEM = re.compile(r"(?<=[a-z_])\[\d+\]$")
_MOST_KEPT = 5000
_COMMAND = re.compile(r"（icpctl [^（）]*）| \(icpctl [^()]*\)")

Asked = Callable[[Case], Elsewhere | None]
More = Callable[[Case], Iterable[Finding]]


class Table(Struct, frozen=True):
    """The names of a table and its columns: headings by column, columns by the path they stand for."""

    file: str = ""
    sheet: str = ""
    headings: dict[int, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)


NOWHERE = Table()


def table_of(file: str, sheet: str, columns: Iterable[Column]) -> Table:
    """The table as problems name it."""
    known = list(columns)
    places: dict[str, int] = {}
    for one in known:
        places.setdefault(one.at, one.index)
        places.setdefault(one.path, one.index)
    return Table(file, sheet, {one.index: visible(one.heading) for one in known}, places)


class Judged(Struct):
    """One draft of a sheet.

    rows, lines  of its group
    draft        with its name; None when the group is refused
    problems     of every severity asked for, in the order of the cells; one error refuses the whole group
    changed      what reading the cells altered (full width, blanks, another spelling)
    given        what the cells of the rows say: {path: value}; neither defaults nor what was derived
    """

    name: str
    rows: list[int]
    lines: list[int]
    draft: Draft | None
    problems: list[Problem]
    changed: list[Said] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """True when there is an error."""
        return any(p.severity == ERROR for p in self.problems)


class Read(Struct):
    """The answers of a group in a draft, as far as they could be read; `bad`: paths of cells that could not."""

    draft: Draft
    bad: dict[str, None]
    problems: list[Problem]
    changed: list[Said]
    given: dict[str, Any]


def judge(
    group: Group,
    defaults: Mapping[str, Any],
    book: Book,
    day: dt.date,
    elsewhere: Asked | None = None,
    *,
    more: More | None = None,
    table: Table = NOWHERE,
    allow_gaps: bool = False,
    least: str = NOTE,
) -> Judged:
    """The draft of a group and all that is wrong with it.

    defaults    {path: raw} for all drafts; a cell wins over them. Those of `site[0]` and `app[0]` hold for every site and App
    elsewhere   gives what other drafts use, for the case of this one; None: it is not compared
    more        further findings about the case
    allow_gaps  answers that are missing only warn
    least       the least severity that is told: "error", "warning" or "note"
    """
    found = read(group, defaults, book, day, table)
    case, derived = settle(found, book, day)
    if elsewhere is not None:
        case = Case(case.draft, book, day, elsewhere(case))
    # A name that was made from a malformed domain says nothing, not even that it came before.
    follows = found.bad.keys() & group.answers.keys()
    problems = [p for p in group.problems if not (p.code.startswith("ROW") and p.path in follows)] + found.problems
    if not any(path in found.bad for path in _DECIDING):
        told = checks.judge(case, read=True, least=least)
        if more is not None:
            told += [one for one in more(case) if ORDER[one.severity] <= ORDER[least]]
        if told:
            places = Places(group, table, {one.path: one for one in derived})
            told = [one for one in told if not _follows(one.at, found.bad)]
            problems += [problem_of(one, case.draft, places, allow_gaps=allow_gaps) for one in told]
    problems = sorted((p for p in problems if ORDER[p.severity] <= ORDER[least]), key=_in_order_of_cells)
    case.draft.name = group.name
    refused = any(p.severity == ERROR for p in problems)
    return Judged(group.name, group.rows, group.lines, None if refused else case.draft, problems, found.changed, found.given)


def read(group: Group, defaults: Mapping[str, Any], book: Book, day: dt.date, table: Table = NOWHERE) -> Read:
    """All cells of a group through the one parser of values, each bad one named."""
    # A cell that was refused before has no answer; a warning about one that was read is no reason to pass over it.
    bad = {p.path: None for p in group.problems if p.path and p.path not in group.answers}
    raw: dict[str, Any] = {path: text for path, text in _for_each(defaults, group).items() if path not in bad}
    raw |= {path: answer.text for path, answer in group.answers.items()}
    found = Read(Draft(), bad, [], [], {})
    make_tables(found.draft, *counted(bad))
    plan = plan_of(tuple(raw))
    tables = plan.tables_of(found.draft)
    known: dict[tuple[str, str], Parsed] = book.kept("cells read", dict)
    places: Places | None = None
    for path, place, key, look, many, repeated in plan.steps:
        text = raw[path]
        own, value = path in group.answers, None
        if type(text) is str:  # most cells: `_take` says the same of them, more slowly
            if repeated:
                parsed = known.get((repeated, text))
                value = parsed.value if parsed is not None and not parsed.changes and not parsed.notes else None
            elif look is not None and look(text):
                value = [text] if many else text
        if value is not None:
            setattr(tables[place], key, list(value) if many else value)
            if own:
                found.given[path] = list(value) if many else value
            continue
        try:
            _take(found, path, text, book, day, own=own)
        except FieldError as error:
            bad[path] = None
            places = places or Places(group, table, {})
            found.problems.append(_malformed(path, error.key, error.text(), text, places))
        except UsageError as error:
            if not path.startswith(FACTS):
                raise
            bad[path] = None
            places = places or Places(group, table, {})
            reason = str(error.values.get("reason", error.text()))
            found.problems.append(_malformed(path, error.key, reason, text, places))
    return found


def _take(found: Read, path: str, raw: Any, book: Book, day: dt.date, *, own: bool) -> None:
    """Read one value into the draft."""
    if path.startswith(FACTS):
        key = path.removeprefix(FACTS)
        for name, value in read_facts({key: raw}, book).items():
            setattr(found.draft.filing.facts, name, value)
            if own:
                found.given[path] = value
        return
    question = of_path(path)
    if question is None:
        raise unknown_path(path)
    parsed = _read_again(book, question, raw) if question.kind in REPEATED else None
    if parsed is None:
        context = {"day": day, **context_of(found.draft, path)} if path.endswith(".cert_number") else {"day": day}
        parsed = read_value(book, question, raw, context)
    value = parsed.value
    if value is None:
        return
    _set(found.draft, path, list(value) if type(value) is list else value)
    if own:
        found.given[path] = value if type(value) is not list else list(value)
        for remark in parsed.changes:
            found.changed.append(Said(path, remark, changed=True))
        for remark in parsed.notes:
            found.changed.append(Said(path, remark, changed=False))


def _set(draft: Draft, path: str, value: Any) -> None:
    """`put` for an answer of a table that is there: `put` looks at more, and is felt forty times a draft."""
    *tables, (key, _) = steps(path)
    here: Any = draft
    for name, index in tables:
        here = getattr(here, name)
        if index is not None:
            if index >= len(here):
                put(draft, path, value)
                return
            here = here[index]
    setattr(here, key, value)


def _read_again(book: Book, question: Question, raw: Any) -> Parsed | None:
    """What a cell of few possible values reads as: the same text stands in many rows. None for what is not kept."""
    if type(raw) is not str or len(raw) > LONGEST:
        return None
    known: dict[tuple[str, str], Parsed] = book.kept("cells read", dict)
    parsed = known.get((question.path, raw))
    if parsed is None and len(known) < _MOST_KEPT:
        parsed = known[question.path, raw] = read_value(book, question, raw, {})
    return parsed


def settle(found: Read, book: Book, day: dt.date) -> tuple[Case, list[Derived]]:
    """The case, with what follows from the answers put in; nothing takes the place of a cell that could not be read."""
    draft, bad = found.draft, found.bad
    case = Case(draft, book, day)
    if draft.filing.type is None and "filing.type" not in bad and case.type is not None:
        draft.filing.type = case.type
        case = Case(draft, book, day)
    derived = fill(case)
    for one in derived:
        if one.path in bad:
            put(draft, one.path, None)
    return Case(draft, book, day) if derived else case, [one for one in derived if one.path not in bad]


def _for_each(defaults: Mapping[str, Any], group: Group) -> dict[str, Any]:
    """The defaults with those of the first site or App repeated for each that the group has; none where it has none."""
    if not any(path.startswith(("site[", "app[")) for path in defaults):
        return dict(defaults)
    tables = dict.fromkeys(found[0] for path in group.answers if (found := TABLE.match(path)))
    kinds = {one.partition("[")[0] for one in tables}
    out: dict[str, Any] = {}
    for path, raw in defaults.items():
        table = TABLE.match(path)
        if table is None or not kinds:
            out[path] = raw
        elif table[2] == "0":
            for one in tables:
                if one.startswith(f"{table[1]}["):
                    out.setdefault(one + path[table.end() :], raw)
        elif table[0] in tables:
            out[path] = raw
    return out


def _follows(at: str, bad: Mapping[str, None]) -> bool:
    """True for a finding about a cell that could not be read."""
    return bool(bad) and (at in bad or _ITEM.sub("", at) in bad)


# --- places ---

_FROM: dict[str, Callable[[str, str], str]] = {
    "individual_is_principal": lambda table, key: f"{'subject' if table == 'principal' else 'principal'}.{key}",
    "resident_id_from_number": lambda table, _: f"{table}.cert_number",
    "home_url_from_domain": lambda table, _: f"{table}.domains",
}


class Places:
    """Where the answers of a group stand in its table."""

    def __init__(self, group: Group, table: Table, derived: Mapping[str, Derived]) -> None:
        self.group, self.table, self._derived = group, table, derived

    def of(self, path: str) -> tuple[int, int, int | None]:
        """(row, line, column) of an answer; where it is missing those of its question; no column when the sheet has none."""
        answer = self.group.answers.get(path) or self._origin(path)
        if answer is not None:
            return answer.row, answer.line, answer.column
        row, line = self._row(path)
        column = self.table.columns.get(path)
        return row, line, self.table.columns.get(general(path)) if column is None else column

    def _origin(self, path: str) -> Answer | None:
        """The answer that a derived one comes from."""
        one = self._derived.get(path)
        way = _FROM.get(one.because) if one else None
        table, _, key = path.rpartition(".")
        return self.group.answers.get(way(table, key)) if way else None

    def _row(self, path: str) -> tuple[int, int]:
        """The row of the site or App a path belongs to, else the first of the group."""
        table = TABLE.match(path)
        if table is not None:
            head = f"{table[0]}."
            for at, answer in self.group.answers.items():
                if at.startswith(head):
                    return answer.row, answer.line
        return (self.group.rows[0], self.group.lines[0]) if self.group.rows else (0, 0)

    def heading(self, column: int | None, path: str) -> str:
        """The heading of a column; of an answer without one what it would be called."""
        return self.table.headings.get(column, "") if column is not None else label(path) if of_path(path) else ""


def _malformed(path: str, rule: str, reason: str, raw: Any, places: Places) -> Problem:
    row, line, column = places.of(path)
    return Problem(
        file=places.table.file,
        sheet=places.table.sheet,
        row=row,
        line=line,
        column="" if column is None else letter(column),
        heading=places.heading(column, path),
        path=path,
        code=checks.MALFORMED,
        severity=ERROR,
        message=t("batch.malformed.message", label=label(path), reason=reason),
        fix=t("batch.malformed.fix"),
        rule=rule,
        value=masked(of_path(path), str(raw)),
        draft=places.group.name,
    )


def problem_of(one: Finding, draft: Draft, places: Places, *, allow_gaps: bool) -> Problem:
    """A finding with the cell it speaks of; what to do is said for somebody with the sheet in front of him."""
    path = one.at
    if path not in places.group.answers:
        path = _ITEM.sub("", path)
    row, line, column = places.of(path)
    question = of_path(path)
    gap = one.code in GAPS and question is not None
    if gap:
        fix = t("batch.gap.fix" if column is not None else "batch.gap.fix_no_column", label=label(path), path=path)
    else:
        fix = _COMMAND.sub("", one.fix)
    value = "" if question is None else shown(draft, path, reveal=False)
    return Problem(
        file=places.table.file,
        sheet=places.table.sheet,
        row=row,
        line=line,
        column="" if column is None else letter(column),
        heading=places.heading(column, path),
        path=one.at,
        code=one.code,
        severity=WARNING if gap and allow_gaps and one.severity == ERROR else one.severity,
        message=one.message,
        fix=fix,
        rule=one.rule,
        value=value if len(value) <= LONGEST else value[:LONGEST] + "...",
        draft=places.group.name,
    )


def _in_order_of_cells(one: Problem) -> tuple[int, int, str, int, str, str]:
    return one.row, len(one.column), one.column, ORDER[one.severity], one.code, one.path
