"""What became of the rows of a sheet: the fate of each draft's rows, and the sums that are always told.

Whoever judges or saves yields one `Fate` after the other, in the order of the sheet; nothing here keeps them in memory. What
a report needs later lies in a scratch file without a name: row numbers, states and problems, whose values are masked.
"""

from collections.abc import Iterable, Iterator
from typing import IO

import msgspec
from msgspec import Struct, field

from icpctl.batch import Problem
from icpctl.findings import ERROR, ORDER
from icpctl.sheets import Sheet

GOOD, CREATED, UPDATED, UNCHANGED, REFUSED = "good", "created", "updated", "unchanged", "refused"
MOST_PLACES = 5


class Fate(Struct, frozen=True):
    """What became of the rows of one draft.

    name      of the draft; "" when the rows give none
    rows      row numbers, lines: their lines, as `sheets.Row` counts; none for what concerns the sheet as a whole
    state     "good" (checked alone), "created", "updated", "unchanged" (nothing to do), "refused"
    problems  of every severity; only errors refuse
    """

    name: str
    rows: tuple[int, ...]
    lines: tuple[int, ...]
    state: str
    problems: tuple[Problem, ...] = ()


class Kind(Struct):
    """Problems of one code and rule in one column: the first one in words, how many, and the first places."""

    code: str
    rule: str
    severity: str
    message: str
    fix: str
    count: int = 0
    places: list[Problem] = field(default_factory=list)


class Tally(Struct):
    """The sums of a run; `rows == good + created + updated + unchanged + refused`, counted in rows of the sheet.

    drafts    by state: how many drafts
    problems  by severity: how many
    kinds     by (code, rule, severity, column): what is said of one column does not fit another
    last      the number of the last row that has a fate
    """

    good: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    drafts: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ORDER, 0))
    kinds: dict[tuple[str, str, str, str], Kind] = field(default_factory=dict)
    last: int = 0

    @property
    def saved(self) -> int:
        """Rows whose draft was created or changed."""
        return self.created + self.updated

    @property
    def fine(self) -> int:
        """Rows that nothing is to be mended in."""
        return self.good + self.saved + self.unchanged

    @property
    def rows(self) -> int:
        """All rows that have a fate."""
        return self.fine + self.refused


def count(tally: Tally, fate: Fate) -> None:
    """Add a fate to the sums."""
    if fate.rows:
        setattr(tally, fate.state, getattr(tally, fate.state) + len(fate.rows))
        tally.drafts[fate.state] = tally.drafts.get(fate.state, 0) + 1
        tally.last = fate.rows[-1]
    for problem in fate.problems:
        tally.problems[problem.severity] += 1
        key = problem.code, problem.rule, problem.severity, problem.column
        kind = tally.kinds.get(key)
        if kind is None:
            kind = tally.kinds[key] = Kind(problem.code, problem.rule, problem.severity, problem.message, problem.fix)
        kind.count += 1
        if len(kind.places) < MOST_PLACES:
            kind.places.append(problem)


def collect(fates: Iterable[Fate], tally: Tally, spool: IO[bytes]) -> Iterator[Fate]:
    """Pass the fates through: counted, and kept in `spool` for the reports."""
    encode = msgspec.json.Encoder().encode
    for fate in fates:
        count(tally, fate)
        spool.write(encode(fate) + b"\n")
        yield fate


def again(spool: IO[bytes]) -> Iterator[Fate]:
    """The fates that `collect` has kept, in their order."""
    spool.flush()
    spool.seek(0)
    decode = msgspec.json.Decoder(Fate).decode
    for line in spool:
        yield decode(line)
    spool.seek(0, 2)


def most_frequent(tally: Tally, severities: Iterable[str]) -> list[Kind]:
    """The kinds of problems of these severities: the gravest severity first, in it the most frequent first."""
    wanted = set(severities)
    found = [kind for kind in tally.kinds.values() if kind.severity in wanted]
    return sorted(found, key=lambda k: (ORDER[k.severity], -k.count, k.code, k.rule))


def at_least(severity: str) -> tuple[str, ...]:
    """The severities that are no milder than this one."""
    return tuple(s for s, rank in ORDER.items() if rank <= ORDER[severity])


def all_refused(sheet: Sheet, problems: Iterable[Problem], skip: Iterable[int], heading_row: int) -> Iterator[Fate]:
    """The fates when the headings cannot be used: what is wrong with them first, then each row below them as refused."""
    yield Fate("", (), (), REFUSED, tuple(problems))
    left_out = set(skip)
    for row in sheet.rows():
        if row.number > heading_row and row.number not in left_out:
            yield Fate("", (row.number,), (row.line,), REFUSED)


def failed(tally: Tally) -> bool:
    """True when a row was refused, or the sheet as a whole has an error."""
    return tally.refused > 0 or tally.problems[ERROR] > 0
