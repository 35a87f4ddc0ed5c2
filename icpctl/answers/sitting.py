"""One run of questions: the draft as it grows, on disk after every answer, judged and derived anew each time.

Nothing here asks or prints. What was derived in this run is taken back and derived anew when an answer changes, so that a
derived value never outlives what it came from; what a person gave is never touched.
"""

import contextlib
import errno
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpctl import checks, derive, run, store, values
from icpctl.answers.pages import EMPTY, Page, asked_at, page_of
from icpctl.answers.settle import case_of
from icpctl.answers.suggest import earlier_draft
from icpctl.answers.terminal import Stopped, Stops
from icpctl.case import Case
from icpctl.draft import Draft, Facts, answered, get, put
from icpctl.errors import IcpctlError, Interrupted
from icpctl.findings import ERROR, NOTE, Finding
from icpctl.needs import wanted
from icpctl.neighbours import Neighbours, gather

if TYPE_CHECKING:
    from icpctl.store import Loaded

FACTS = Facts.__struct_fields__
_SAME_SUBJECT = ("subject.cert_number", "subject.name")
_LOOKED_AT = 50  # drafts, the newest first, among which an earlier one of the same subject is looked for
Key = tuple[str, str]


class Saved:
    """The draft on disk while questions are asked: each save builds on the last, so that a hand edit is not overwritten."""

    def __init__(self, folder: Path, name: str | None, before: "Loaded | None") -> None:
        self.folder, self.before = folder, before
        self.name = name or (before.draft.name if before else None)

    def save(self, draft: Draft) -> None:
        """Write what is answered; a draft without any answer is not begun, and with --dry-run nothing is written."""
        if run.options.dry_run:
            return
        if self.before is None and not any(answered(draft)) and all(getattr(draft.filing.facts, f) is None for f in FACTS):
            return
        if not draft.name:
            draft.name = self.name or store.free_name(self.folder, draft.filing.type or "draft")
        path = store.save(self.folder, draft, self.before, run.now())
        if self.name is None:
            path = self._named(draft, path)
        self.before = store.load_file(path)
        draft.filing.created_at = self.before.draft.filing.created_at

    def _named(self, draft: Draft, path: Path) -> Path:
        """A draft that nobody named is called by its first domain as soon as there is one."""
        domains = [d for site in draft.site for d in site.domains] + [d for app in draft.app for d in app.domains]
        if not domains:
            return path
        self.name = store.free_name(self.folder, store.name_from_domain(domains[0]))
        path = store.rename(self.folder, draft.name, self.name, run.now())
        draft.name = self.name
        return path


@dataclass(slots=True)
class Told:
    """What an answer led to: what normalising said, what was derived, what was found anew, and whether it changed anything."""

    said: list[values.Said] = field(default_factory=list)
    derived: list[derive.Derived] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sitting:
    """The state of one run of questions.

    findings  what stands now, by code and place
    derived   what was derived in this run, by path
    history   the steps answered in this run, in order
    again     steps to be asked before any other, the last first; True: one that is not dropped when somebody goes back
    offered   offers that were made; tried: optional answers that were asked for; touched: sections that were asked of
    passed    facts that were left open
    told      rules of the place or the provider that were named in this run, and the last line of the section map
    """

    draft: Draft
    saved: Saved
    stops: Stops
    case: Case
    others: Neighbours | None = None
    earlier: Draft | None = None
    findings: dict[Key, Finding] = field(default_factory=dict)
    derived: dict[str, Any] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    again: list[tuple[str, bool]] = field(default_factory=list)
    offered: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    touched: set[Page] = field(default_factory=set)
    told: set[str] = field(default_factory=set)


class StopHere(Exception):
    """The person wants to stop; everything is saved."""


@contextlib.contextmanager
def sit(case: Case, folder: Path, name: str | None, before: "Loaded | None") -> Iterator[Sitting]:
    """A run of questions; whatever ends it early leaves all answers in the draft. Raises Interrupted with the way to go on."""
    draft, saved = case.draft, Saved(folder, name, before)
    stops = Stops()
    try:
        sitting = Sitting(draft, saved, stops, case)
        _begin(sitting, folder, before)
        yield sitting
    except (KeyboardInterrupt, EOFError, StopHere, OSError) as stop:
        if isinstance(stop, OSError) and stop.errno != errno.EIO:
            raise
        stops.hold = True
        saved.save(draft)
        raise Interrupted(_exit_code(stop), "interrupted_saved" if saved.before else "interrupted", name=draft.name) from stop
    finally:
        stops.give_back()


def _exit_code(stop: BaseException) -> int:
    """128 and the signal; an error of reading or writing means that the terminal was closed, as SIGHUP does."""
    if isinstance(stop, Stopped):
        return 128 + stop.number
    return 129 if isinstance(stop, OSError) else 130


def _begin(s: Sitting, folder: Path, before: "Loaded | None") -> None:
    with contextlib.suppress(IcpctlError):
        s.others = gather(s.case.book, s.case.day, folder, without=before.path if before else folder / ".none", keep=True)
    if s.draft.filing.type and s.draft.filing.type == s.case.decision.result:
        s.derived["filing.type"] = s.draft.filing.type
    _derive(s)
    if before is None:
        _keep(s)  # what came by flags, too, outlives a kill at the first question
    s.findings = _judge(s)
    s.earlier = _earlier(s)


def answer(s: Sitting, at: str, raw: Any) -> Told:
    """Put one answer into the draft, save it, derive and judge anew. Raises IcpctlError when it is malformed alone."""
    old = get(s.draft, at)
    told = Told(said=values.assign(s.draft, {at: raw}, s.case.book, s.case.day))
    _follow(s, at, old, told)
    return told


def answer_fact(s: Sitting, fact: str, value: Any) -> Told:
    """Put one fact (already read) into the draft; the filing type that was derived follows it."""
    facts, told = s.draft.filing.facts, Told()
    old = getattr(facts, fact)
    setattr(facts, fact, value)
    _follow(s, f"filing.facts.{fact}", old, told, new=value)
    return told


def declare(s: Sitting, said: dict[str, bool]) -> None:
    """Put declarations into the draft and save it."""
    for at, value in said.items():
        put(s.draft, at, value)
    _keep(s)
    s.findings = _judge(s)


def _follow(s: Sitting, at: str, old: Any, told: Told, new: Any = None) -> None:
    now = get(s.draft, at) if new is None else new
    changed = old not in EMPTY and old != now
    before = dict(s.derived)
    s.derived.pop(at, None)
    if changed:
        for path, value in s.derived.items():
            if get(s.draft, path) == value:
                put(s.draft, path, None)
        s.derived.clear()
    told.derived = [d for d in _derive(s) if before.get(d.path) != d.value]
    _keep(s)
    if at in _SAME_SUBJECT and s.earlier is None:
        s.earlier = _earlier(s)
    stood, s.findings = s.findings, _judge(s)
    asked = {path for path, _ in wanted(s.case)}
    told.found = [
        f
        for key, f in s.findings.items()
        if key not in stood
        and f.topic != "gap"
        and (f.severity != NOTE or asked_at(f) == at)
        and not _comes_later(s, f, at, asked)
    ]
    if changed:
        bad = {asked_at(f) for key, f in s.findings.items() if key not in stood and f.severity == ERROR} - {at}
        told.invalid = sorted((p for p in bad & asked if get(s.draft, p) not in EMPTY), key=lambda p: page_of(p).place())


def _comes_later(s: Sitting, found: Finding, at: str, asked: set[str]) -> bool:
    """What is found at a question that is still open is said when it is asked."""
    there = asked_at(found)
    return there != at and there in asked and get(s.draft, there) in EMPTY


def _keep(s: Sitting) -> None:
    with s.stops.held():
        s.saved.save(s.draft)


def _derive(s: Sitting) -> list[derive.Derived]:
    """Derive what can be derived, the filing type first; the case follows."""
    s.case = case_of(s.draft)
    mine = s.derived.get("filing.type")
    if mine is not None and s.draft.filing.type == mine != s.case.decision.result:  # a further fact turned it
        s.draft.filing.type = None
        del s.derived["filing.type"]
        s.case = case_of(s.draft)
    if s.draft.filing.type is None and s.case.type is not None:
        s.draft.filing.type = s.derived["filing.type"] = s.case.type
        s.case = case_of(s.draft)
    done = derive.fill(s.case)
    s.derived |= {one.path: one.value for one in done}
    if done:
        s.case = case_of(s.draft)
    return done


def _judge(s: Sitting) -> dict[Key, Finding]:
    case = s.case
    if s.others is not None:
        path = s.saved.before.path if s.saved.before else s.saved.folder / ".none"
        case = replace(case, elsewhere=s.others.of(case, path))
    return {(f.code, f.at): f for f in checks.judge(case)}


def _earlier(s: Sitting) -> Draft | None:
    """The newest other draft of the same subject."""
    mine = s.draft.subject
    if not mine.cert_number and not mine.name:
        return None
    with contextlib.suppress(IcpctlError, OSError):
        folder = s.saved.folder
        paths = [folder / f"{name}.toml" for name in store.names(folder) if name != s.draft.name]
        paths.sort(key=lambda p: p.stat().st_mtime, reverse=True)
        return earlier_draft(_readable(paths[:_LOOKED_AT]), s.draft)
    return None


def _readable(paths: list[Path]) -> Iterator[Draft]:
    for path in paths:
        with contextlib.suppress(IcpctlError, OSError):
            yield store.load_file(path).draft
