"""Which check reads which rule: found out by running the case files, never claimed.

A rule is *cited* when a check yields it for one of its cases, or comes to something else without it. A parameter of a province's or national rule is *read* when
a case of the check, or the list of papers or steps of some draft, comes out differently without it or with another value.
`python tests/checks/record_usage.py` writes what is found down; `test_usage.py` compares.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, KeysView
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

sys.path.insert(0, str(Path(__file__).parent))
import case_files
from msgspec.structs import replace

from icpctl import checks, documents
from icpctl.case import Case
from icpctl.draft import Draft, copy, put
from icpctl.journey.plan import plan
from icpctl.rules import Book, Rule
from icpctl.usage import DOCUMENTS, JOURNEY
from icpctl.usage.kinds import EACH

PACKAGE = Path(checks.__file__).parent.parent
PARAMETERS, CITED = PACKAGE / "usage" / "judged.py", PACKAGE / "reference" / "cited.toml"
# What each check says of all rules or of none: no proof that a parameter is read.
ABOUT_ALL = ("PRV001", "PRV002")
ROOMS: dict[str, Callable[[Case], Any]] = {
    DOCUMENTS: lambda case: [n.as_json() for n in documents.needed(case)],
    JOURNEY: lambda case: [repr(s) for s in plan(case).steps],
}
_GONE = object()
MOST_TRIES = 12  # drafts with which a check or room is tried before a parameter counts as not read there


class Params(dict[str, Any]):
    """Parameters that remember which of them were asked for."""

    seen: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> Any:
        Params.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        Params.seen.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        Params.seen.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        Params.seen |= set(super().keys())
        return super().__iter__()

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        Params.seen |= set(super().keys())
        return super().keys()

    def items(self) -> Any:
        Params.seen |= set(super().keys())
        return super().items()


class Altered(Book):
    """The packaged rule book; `name` is gone from all province rules, or has the value that `alter` makes of it.

    The rule `hidden` (kind, id) is not found.
    """

    looked_up: ClassVar[set[tuple[str, str]]] = set()

    def __init__(
        self,
        like: Book | None = None,
        name: str = "",
        alter: Callable[[Any], Any] | None = None,
        hidden: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__()
        self.name, self.alter, self.hidden = name, alter, hidden
        if like is not None:
            self._files, self._index = like._files, like._index

    def forget_alike(self) -> None:
        """What cases that are alike share is worked out anew, so that it is seen what each of them reads."""
        self._kept = {key: kept for key, kept in self._kept.items() if not (isinstance(key, tuple) and key[0] == "alike")}

    def one(self, kind: str, id_: str) -> Rule | None:
        Altered.looked_up.add((kind, id_))
        return None if (kind, id_) == self.hidden else super().one(kind, id_)

    def _of_province(self, province: str) -> list[Rule]:
        return [replace(r, data={**r.data, "params": self._params(r)}) for r in super()._of_province(province)]

    def _params(self, rule: Rule) -> Params:
        own = dict(rule["params"])
        if self.name in own:
            value = self.alter(own.pop(self.name)) if self.alter else _GONE
            if value is not _GONE:
                own[self.name] = value
        return Params(own)


def other(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    return f"{value}-2000" if isinstance(value, str) else type(value)()


def _lower(value: Any) -> Any:
    return 0 if isinstance(value, int) and not isinstance(value, bool) else _GONE


class Recorder:
    """What was found: `parameters` name -> check codes and rooms, `cited` (kind, id) -> check codes."""

    def __init__(self) -> None:
        self.parameters: dict[str, set[str]] = defaultdict(set)
        self.cited: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.shown: dict[str, set[str]] = defaultdict(set)  # rule id -> rooms whose output has its words
        self._tries: dict[tuple[str, str], int] = defaultdict(int)
        self._book = Altered()
        self._altered: dict[str, list[Book]] = {}
        self._by_code = {one.code: one for one in checks.all_checks()}

    def run(self) -> "Recorder":
        """Run everything."""
        for _, case in case_files.all_cases():
            if case["code"] in self._by_code and case["code"] not in ABOUT_ALL:
                self._case(case)
        for rule in [*self._book.all("province-rule"), *self._book.all("national-rule")]:
            if rule.judges:
                self._rooms(rule)
        return self

    def _books(self, name: str) -> list[Book]:
        if name not in self._altered:
            self._altered[name] = [Altered(self._book, name, alter) for alter in (None, other, _lower)]
        return self._altered[name]

    def _case(self, case: dict[str, Any]) -> None:
        code, check = case["code"], self._by_code[case["code"]]
        Params.seen, Altered.looked_up = set(), set()
        self._book.forget_alike()
        here = case_files.seen_by(case, self._book)
        for hit in check.run(here):
            kind, id_ = (hit.rule.kind, hit.rule.id) if hit.rule else _named(self._book, hit.rule_id)
            if id_:
                self.cited[kind, id_].add(code)
        mine = {k for r in here.province_rules for k in dict.keys(r["params"])}
        asked = sorted(Params.seen & mine)

        def says(book: Book) -> Any:
            alone = Case(here.draft, book, here.day)
            return list(checks._judge(check, case_files.seen_by(case, book) if case.get("others") else alone))

        read = [r for r in sorted(Altered.looked_up) if r[0] in EACH and not self.cited[r] and self._book.one(*r)]
        self._try(code, asked, says)
        whole = says(self._book) if read else None
        for kind, id_ in read:
            if _changed(says, Altered(self._book, hidden=(kind, id_)), whole):
                self.cited[kind, id_].add(code)

    def _rooms(self, rule: Rule) -> None:
        names = list(dict.keys(rule["params"]))
        rooms = [DOCUMENTS] if rule.get("documents") else []
        rooms += [JOURNEY] if "after-approval" in rule["filing_types"] or any(n.startswith("footer_") for n in names) else []
        for room in rooms:
            for draft in drafts_for(rule):

                def says(book: Book, room: str = room, draft: Draft = draft) -> Any:
                    return json.dumps(ROOMS[room](Case(draft, book, case_files.DAY)), default=str, ensure_ascii=False)

                if rule["requirement_zh"] in says(self._book):
                    self.shown[rule.id].add(room)
                    self._try(room, names, says)
                if room in self.shown[rule.id] and not self._open(room, names):
                    break

    def _open(self, where: str, names: list[str]) -> list[str]:
        """The parameters that are not known to be read there, and are worth another try."""
        return [n for n in names if where not in self.parameters[n] and self._tries[where, n] < MOST_TRIES]

    def _try(self, where: str, names: list[str], says: Callable[[Book], Any]) -> None:
        whole = None
        for name in self._open(where, names):
            self._tries[where, name] += 1
            whole = says(self._book) if whole is None else whole
            if any(_changed(says, book, whole) for book in self._books(name)):
                self.parameters[name].add(where)


def _changed(says: Callable[[Book], Any], book: Book, whole: Any) -> bool:
    try:
        return bool(says(book) != whole)
    except (KeyError, TypeError, ValueError, AttributeError):
        return True  # a value that cannot be read was read


def _named(book: Book, rule_id: str) -> tuple[str, str]:
    """Kind and id of a rule that is named without being judged by: "field:subject.name", or an id of one of the kinds."""
    kind, colon, id_ = rule_id.partition(":")
    return (kind, id_) if colon else (next((k for k in EACH if rule_id and book.one(k, rule_id)), ""), rule_id)


TYPES = {
    "first": "first-filing",
    "add-site": "new-site-other-provider",
    "add-access": "new-access",
    "change": "change-subject",
    "after-approval": "first-filing",
}
# Answers that make papers necessary; each alone may hide another, so they come in several sets.
SITUATIONS: tuple[dict[str, Any], ...] = (
    {},
    {"principal.is_legal_person": None, "subject.cert_number": None, "principal.cert_number": None},
    {"principal.is_legal_person": False, "site[0].principal.same_as_subject": True, "legal_person.cert_type": "passport"},
    {"subject.domains_filed": 60, "subject.services_filed": 60, "subject.renamed": True, "site[0].domain_holder": "legal-person"},
    {"principal.cert_number": "110101201501010015", "subject.cert_number": "110101201501010015"},
    {"principal.cert_type": "passport", "subject.cert_type": "passport", "principal.cert_number": "E12345678"},
    {"principal.cert_type": "hk-macau-permit", "subject.cert_type": "hk-macau-permit", "principal.cert_number": "H12345678"},
    {"principal.cert_type": "hmt-residence-permit", "subject.cert_type": "hmt-residence-permit"},
)  # fmt: skip


def drafts_for(rule: Rule) -> Iterator[Draft]:
    """Drafts that a rule concerns, in different situations."""
    for person in (True, False):
        if rule["applies_to"] in ("both", "individual" if person else "organization"):
            yield from _drafts(rule, person)


@cache
def _base(name: str) -> Draft:
    return case_files.draft_of({"name": name, "base": name})


def _drafts(rule: Rule, person: bool) -> Iterator[Draft]:
    province = rule.id.partition("-")[0]
    kinds = Book().file("vocabulary")["subject_kind"]
    wanted = dict.get(rule["params"], "subject_kind")
    natures = [kinds.get(k, k) for k in ([wanted] if isinstance(wanted, str) else wanted or [])]
    class_ = dict.get(rule["params"], "keyword_class") or "finance"
    for situation in SITUATIONS:
        draft = copy(_base("individual-first-filing" if person else "enterprise-new-site"))
        draft.filing.type = TYPES[rule["filing_types"][0]]
        draft.subject.province = "hebei" if province == "national" else province
        draft.subject.nature = natures[0] if natures else draft.subject.nature
        draft.site[0].pre_approvals = [str(class_)]
        for path, value in situation.items():
            if not (person and path.startswith("subject.cert_type") and value is None):
                put(draft, path, value)
        yield draft


def as_text(recorder: Recorder) -> dict[Path, str]:
    """The two files that keep what was found."""
    lines = ['"""Made by tests/checks/record_usage.py: which check or room reads a parameter. Do not edit."""', ""]
    lines.append("JUDGED: dict[str, tuple[str, ...]] = {")
    for name, codes in sorted(recorder.parameters.items()):
        if codes:
            lines.append(
                f'    "{name}": ({", ".join(f"{json.dumps(c)}" for c in sorted(codes))}{"," if len(codes) == 1 else ""}),'
            )
    lines.append("}")
    tables: dict[str, list[str]] = defaultdict(list)
    for (kind, id_), codes in sorted(recorder.cited.items()):
        if not codes:
            continue
        tables[kind].append(f"{json.dumps(id_, ensure_ascii=False)} = {json.dumps(sorted(codes))}")
    cited = "# Made by tests/checks/record_usage.py: which check judges by which rule. Do not edit.\n"
    for kind, rows in sorted(tables.items()):
        cited += f"\n[{kind or 'other'}]\n" + "\n".join(rows) + "\n"
    return {PARAMETERS: "\n".join(lines) + "\n", CITED: cited}


if __name__ == "__main__":
    for path, text in as_text(Recorder().run()).items():
        path.write_text(text, encoding="utf-8")
