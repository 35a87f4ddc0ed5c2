"""Rows against one another and against the drafts folder: who uses the same phone, person, domain, address or code.

Two passes, so that a million rows need little memory. The first (`compare`) looks at the raw cells alone and writes keyed
digests of what they take into use into parts of a scratch file; only rows that share something with another subject's row
or with a draft of the folder are then made into drafts and put into a `Pool`, together with the drafts of the folder. In the
second pass each of those is judged beside that pool (`Compared.elsewhere`); all others have nothing to be compared with.

A draft of the folder that has the name of a row is the row's own: it is left out.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any

from msgspec import Struct, field
from msgspec.structs import replace

from icpctl import disk
from icpctl.batch import Group, sharing
from icpctl.batch.columns import NAME, NAMING, Headings
from icpctl.batch.grouping import FirstRow, Seen, name_in, name_of
from icpctl.batch.judging import Asked, More, read, settle
from icpctl.batch.sharing import NAMED, OF_FOLDER, ORDER, PARTS, RECORD, TITLE, Sibling
from icpctl.batch.spelled import PLAIN_DOMAIN, SPELLED, USED, folded, numbers, parsed
from icpctl.case import PERSONAL, Case
from icpctl.checks import judged_by
from icpctl.draft import copy
from icpctl.elsewhere import Pool
from icpctl.fields.certificates import is_resident_id, is_uscc
from icpctl.findings import NOTE, Finding
from icpctl.neighbours import gather
from icpctl.questions import general
from icpctl.rules import Book, Rule, vocabulary
from icpctl.sheets import Row, Sheet
from icpctl.uses import ANYBODY, certificate, domain_name, leaves
from icpctl.values import split
from icpctl.wording import t

_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


class Compared(Struct):
    """What the first pass found; goes to worker processes as it is.

    pool      the groups that share something, and the drafts of the folder
    places    by the first row of a group: its place in the pool
    siblings  by the first row of a group: its subject's other groups
    names     digests (by `keyed`) of all names that several groups may have; without `keyed` nobody looked
    """

    pool: Pool | None = None
    places: dict[int, int] = field(default_factory=dict)
    siblings: dict[int, Sibling] = field(default_factory=dict)
    names: set[int] = field(default_factory=set)
    keyed: Pool | None = None

    def first_row(self) -> FirstRow:
        """Tells the row where a name came first, see `grouping.groups`; remembers only names that may come again."""
        keyed, names, seen = self.keyed, self.names, dict[str, int]()
        if keyed is None:
            return Seen()

        def first(name: str, row: int) -> int:
            if keyed.digest("draft", name) not in names:
                return 0
            known = seen.setdefault(name, row)
            return 0 if known == row else known

        return first

    def elsewhere(self, group: Group) -> Asked | None:
        """What others use, as this group sees them; None when it shares nothing with anybody."""
        place = self.places.get(group.rows[0]) if group.rows else None
        return partial(_beside, self.pool, place) if self.pool is not None and place is not None else None

    def orders(self, group: Group) -> More | None:
        """What its subject's other groups in the sheet mean for this one."""
        sibling = self.siblings.get(group.rows[0]) if group.rows else None
        return partial(_of_orders, sibling) if sibling is not None else None


def _of_orders(sibling: Sibling, case: Case) -> Iterator[Finding]:
    """Several orders of one subject at once, and limits of its services that only all of them together exceed."""
    rule = case.book.one("rejection", "subject-conflict")
    if leaves(case):
        return
    if rule is not None and rule.judges:
        says, rows = rule.word("cause").rstrip("。."), t("batch.across.and").join(map(str, sibling.others))
        yield _finding("ROW020", NOTE, rule, case, rows=rows, count=sibling.count, says=says)
    filed = case.services_total
    if not sibling.before or filed is None:
        return
    draft = copy(case.draft)
    draft.subject.services_filed = filed - len(draft.site) - len(draft.app) + sibling.before
    alone = {f.rule for f in judged_by("CNT002", case)}
    for one in judged_by("CNT002", Case(draft, case.book, case.day)):
        if one.rule not in alone:
            said = t("batch.row.ROW021.message", count=sibling.count, says=one.message)
            yield replace(one, code="ROW021", at="subject.cert_number", message=said, fix=t("batch.row.ROW021.fix"))


def _finding(code: str, severity: str, rule: Rule, case: Case, **values: Any) -> Finding:
    words = {part: t(f"batch.row.{code}.{part}", **values) for part in ("message", "fix")}
    sources = case.book.sources(rule)
    return Finding(
        code,
        severity,
        "subject.cert_number",
        words["message"],
        words["fix"],
        rule.id,
        "reuse",
        sources,
        confidence=rule.confidence,
    )


def _beside(pool: Pool, place: int, case: Case) -> Any:
    return pool.beside(case, place)


def compare(
    sheet: Sheet,
    headings: Headings,
    groups: Callable[[Sheet], Iterable[Group]],
    book: Book,
    day: dt.date,
    defaults: Mapping[str, Any],
    folder: Path | None = None,
    *,
    keep: bool = True,
    on_row: Callable[[], object] | None = None,
) -> Compared:
    """The first pass over a sheet.

    groups   gives the groups of a sheet (`grouping.groups` with headings and book); it is given the rows that share something
    folder   whose drafts are compared as well; keep: its index may be written
    on_row   is called for each row that was looked at
    """
    # `without` nothing: a single draft of the folder is one to be compared with.
    known = gather(book, day, folder, without=folder / ".none", keep=keep) if folder is not None else None
    pool = known.pool if known else Pool()
    names = {name for name, _ in pool.entries()}
    with ExitStack() as stack:
        parts = [stack.enter_context(disk.scratch_file()) for _ in range(PARTS)]
        scan = _Scan(headings, sheet, book, defaults, pool, parts, names)
        for row in sheet.rows():
            if row.number > headings.row and row.number not in headings.skip:
                scan.row(row)
                if on_row is not None:
                    on_row()
        scan.end()
        if not scan.groups:
            return Compared()
        scan.folder()
        found = Compared(keyed=pool.like() if scan.named else None)
        shared = sharing.shared(parts, found.siblings, found.names)
    shared.discard(OF_FOLDER)
    if not shared:
        return found
    some = replace(sheet, rows=lambda: _of_groups(sheet.rows(), shared, scan.name_of))
    found.pool = _pool(pool, scan.replaced)
    for group in groups(some):
        if group.rows:
            case, _ = settle(read(group, defaults, book, day), book, day)
            name = t("batch.elsewhere.row", name=group.name, row=group.rows[0])
            found.places[group.rows[0]] = found.pool.add(name, found.pool.entry(case))
    return found


def _pool(known: Pool, without: set[str]) -> Pool:
    """The drafts of the folder but those that are rows of the sheet."""
    pool = known.like()
    for name, entry in known.entries():
        if name not in without:
            pool.add(name, entry)
    return pool


def _of_groups(rows: Iterable[Row], first: set[int], name_of: Callable[[Row], str | None]) -> Iterator[Row]:
    """The rows of some groups, given by their first rows."""
    name: str | None = None
    for row in rows:
        mine = name_of(row)
        if row.number in first:
            name = mine or ""
            yield row
        elif name is not None and (mine is None or (mine and mine == name)):
            yield row
        elif mine:
            name = None


class _Scan:
    """Takes what raw cells say into digests; a group ends where the name changes, as `grouping` has it."""

    def __init__(
        self,
        headings: Headings,
        sheet: Sheet,
        book: Book,
        defaults: Mapping[str, Any],
        pool: Pool,
        parts: list[IO[bytes]],
        names: set[str],
    ) -> None:
        self._pool, self._parts, self._names, self._book = pool, parts, names, book
        given = {general(path): str(raw) for path, raw in defaults.items() if raw not in (None, "")}
        self._columns = [(c.index, c.path, given.get(c.path, "")) for c in headings.columns if c.path in USED]
        with_column = {path for _, path, _ in self._columns}
        self._columns += [(-1, path, text) for path, text in given.items() if path in USED and path not in with_column]
        self._name = next((c.index for c in headings.columns if c.path == NAME), -1)
        self._nature = next((c.index for c in headings.columns if c.path == "subject.nature"), -1)
        self._given_nature = given.get("subject.nature", "")
        self._read = [c.index for c in headings.columns]
        self._sheet, self._headings, self._merged = sheet, headings, sheet.merged
        self._domains_at = [c.index for c in headings.columns if c.path in NAMING]
        self.named = not sheet.merged and not headings.wide  # else the name may come from a further row
        self._individual: dict[str, bool] = {}
        self._first, self._last_name, self._rows = 0, "", 0
        self._uses: list[int] = []
        self._subject: dict[str, str] = {}
        self.groups = 0
        self.replaced: set[str] = set()  # names of drafts of the folder that rows of the sheet have

    def name_of(self, row: Row) -> str | None:
        """The draft's name as the row gives it; None where a merged cell covers it: then the row belongs to the one above."""
        if self._merged and self._name in self._merged.get(row.number, ()):
            return None
        return row.cells[self._name].strip() if 0 <= self._name < len(row.cells) else ""

    def row(self, row: Row) -> None:
        """One row of data."""
        cells, name = row.cells, self.name_of(row)
        if not self._first or (name is not None and (not name or name != self._last_name)):
            if not any(cells[i].strip() for i in self._read if i < len(cells)):
                return  # blanks only
            self.end()
            self._first, self._last_name = row.number, name or ""
            if self.named and (draft := self._draft(row, name or "")):
                self._put(self._pool.digest("draft", draft), 0, row.number, NAMED)
        self._rows += 1
        width, package, platforms = len(cells), "", ""
        for index, path, default in self._columns:
            text = cells[index].strip() if 0 <= index < width else ""
            text = text or default
            if not text:
                continue
            if path == "app[].package_id":
                package = text
            elif path == "app[].platforms":
                platforms = text
            else:
                self._cell(path, text)
        if package:
            self._packages(package, platforms)
        if "nature" not in self._subject:
            text = cells[self._nature].strip() if 0 <= self._nature < width else ""
            self._subject["nature"] = text or self._given_nature

    def _draft(self, row: Row, given: str) -> str:
        """The name that `grouping` will give; it may give none where we have one, never another."""
        if given:
            return given if _PLAIN_NAME.fullmatch(given) else name_in(self._sheet, self._headings, self._book, row)
        texts = [text for i in self._domains_at if i < len(row.cells) and (text := row.cells[i].strip())]
        first = split(texts[0]) if len(texts) == 1 else []
        if first and PLAIN_DOMAIN.fullmatch(first[0]):
            return name_of(first[0])
        return name_in(self._sheet, self._headings, self._book, row) if texts else ""

    def _cell(self, path: str, text: str) -> None:
        kind = USED[path]
        if kind in ("number", "title"):
            self._subject.setdefault(kind, text)
        elif kind == "person":
            if path == "principal.cert_number":
                self._subject.setdefault("principal", text)
            self._uses += [self._pool.digest(ANYBODY, value) for value in numbers(text)]
        elif kind == "domain":
            self._domains(path, text)
        else:
            if path == "principal.name":
                self._subject.setdefault("leader", text)
            self._uses += [self._pool.digest(what, value) for what, value in SPELLED[kind](text)]

    def _domains(self, path: str, text: str) -> None:
        new = "new-site" if path.startswith("site") else "new-app"
        for number, item in enumerate(split(text)):
            value = item if PLAIN_DOMAIN.fullmatch(item) else parsed("domain", item, domain_name)
            if value:
                self._uses += [self._pool.digest("domain", value), self._pool.digest(new, value)]
                if not number and self._names:
                    self._subject.setdefault("domain", value)

    def _packages(self, package: str, platforms: str) -> None:
        for text in split(platforms):
            id_ = vocabulary.read(self._book, "app_platform", text)
            self._uses.append(self._pool.digest("package", f"{id_} {package}"))

    def _is_individual(self, text: str) -> bool:
        if text not in self._individual:
            if len(self._individual) > 1000:
                self._individual.clear()
            self._individual[text] = vocabulary.read(self._book, "subject_nature", text) == PERSONAL if text else False
        return self._individual[text]

    def end(self) -> None:
        """The group is complete: its digests go to their parts."""
        if not self._first:
            return
        said, row = self._subject, self._first
        individual = self._is_individual(said.get("nature", ""))
        number = said.get("number") or (said.get("principal") if individual else "")
        title = said.get("title") or (said.get("leader") if individual else "")
        number = certificate(number) if number else ""
        # A number that may be malformed tells nobody apart: then all that the row shares with anybody matters.
        sure = is_resident_id(number) if individual else is_uscc(number)
        subject = self._write(number, folded(title) if title else "", row, sure=sure)
        for digest in dict.fromkeys(self._uses):
            self._put(digest, subject, row)
        if number and sure:
            self._put(subject, subject, row)  # an order of this subject
        if number and individual:
            for value in numbers(number):
                self._put(self._pool.digest(ANYBODY, value), subject, row)
        self.groups += 1
        self._replace(said.get("domain", ""))
        self._uses, self._subject, self._first, self._rows = [], {}, 0, 0

    def _write(self, number: str, title: str, row: int, *, sure: bool) -> int:
        """The subject's own digests; gives the one that tells subjects apart, 0 when nobody can tell."""
        of_title = self._pool.digest("title", title) if title else 0
        of_number = self._pool.digest("number", number) if number and sure else 0
        if title:
            self._put(of_title, of_number or of_title, row, TITLE)
        if self._names:  # an order of the same subject may be under way
            for order in filter(None, (number, "" if of_number else title)):
                self._put(self._pool.digest("order", order), 0, row, ORDER)
        return of_number if number else of_title

    def _replace(self, domain: str) -> None:
        name = self._last_name
        if not name and domain:
            name = name_of(domain)
        if name in self._names:
            self.replaced.add(name)

    def _put(self, digest: int, subject: int, row: int, rows: int = 0) -> None:
        self._parts[digest % PARTS].write(RECORD.pack(digest, subject, row, rows or min(self._rows, NAMED - 1)))

    def folder(self) -> None:
        """The drafts of the folder that no row replaces."""
        for name, entry in self._pool.entries():
            if name not in self.replaced:
                subject = entry.number or entry.title
                for digest in entry.uses:
                    self._put(digest, subject, OF_FOLDER)
                if entry.title:
                    self._put(entry.title, subject, OF_FOLDER, TITLE)
