"""Why a question is asked, who looks at the answer, and the rules about it: only what the rule book says, with sources.

Which rule is about which answer is known from the fields of the fact base, the tested examples of the checks and what
prevents each rejection; nothing here is a list of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from icpctl.case import Case
from icpctl.findings import NOTE, ORDER, age_of, sources_json
from icpctl.questions import QUESTIONS, Question, general, words
from icpctl.rules import Book, Rule, Source
from icpctl.rules.vocabulary import name
from icpctl.wording import has, t

MOST_LINES = 6
ASKED, CHECKED, FORM, RULE = "asked", "checked", "form", "rule"
_STEPS = ("provider_review", "bureau_review", "sms_verification", "face_verification")
_TRUST = {"high": 0, "medium": 1, "low": 2}
_TOKEN = re.compile(r"[a-z][a-z_]*(?:\.[a-z_]+)?")
_NATURE = re.compile(r"nature (==|!=)? ?(\d+)")
_PROVINCES = re.compile(r"\d{2}0000")


@dataclass(frozen=True, slots=True)
class Line:
    """One reason: what it is (asked, checked, form, rule), its words, and the rule that says so with its sources."""

    kind: str
    text: str
    rule: str = ""
    sources: tuple[Source, ...] = ()
    as_of: str = ""
    confidence: str = ""
    age_days: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "text": self.text,
            "rule": self.rule,
            "sources": [sources_json(s) for s in self.sources],
            "confidence": self.confidence,
            "age_days": self.age_days,
        }


@dataclass(frozen=True)
class Why:
    """A question with its words at once, and its reasons when they are wanted (they cost some reading of the rule book)."""

    at: str
    label: str
    help: str
    example: str
    case: Case
    question: Question | None = None
    fact: Rule | None = field(default=None)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """At most six reasons: why it is asked, who looks at it, its form, then the rules, the most certain first."""
        return tuple(self._all[:MOST_LINES])

    @cached_property
    def more(self) -> int:
        """How many further rules there are."""
        return max(0, len(self._all) - MOST_LINES)

    @cached_property
    def _all(self) -> list[Line]:
        found = list(_of_fact(self.case, self.fact) if self.fact else _of_question(self.case, self.question))
        return [one for i, one in enumerate(found) if one.text and one.text not in (self.help, *(f.text for f in found[:i]))]


def why(case: Case, at: str, question: Question) -> Why:
    """Why a question is asked at a path of this case. Pure; `lines` are made when they are first read."""
    return Why(at, *words(question), case, question)


def why_fact(case: Case, fact_id: str) -> Why | None:
    """The same for a fact about the case (`filing.facts.<id>`); None for an unknown one."""
    fact = case.book.one("filing-fact", fact_id)
    if fact is None:
        return None
    values = fact.words("values")
    example = values[0] if values else ""
    return Why(f"filing.facts.{fact_id}", fact.word("question"), fact.word("how_to_check"), example, case, fact=fact)


def local(case: Case, question: Question) -> Line | None:
    """The weightiest rule of the province or the provider about this answer, to be named with the question; None without."""
    rules = [r for r in _book_rules(case, question, at_once=True) if r.kind in ("province-rule", "provider-limit")]
    weighing = [r for r in rules if r.severity(str(r.get("severity", "note"))) != NOTE]
    first = min(weighing, key=_certainty, default=None)
    return _line(case, RULE, _text(case, first), first) if first else None


# --- what is said ---


def _of_fact(case: Case, fact: Rule) -> Iterator[Line]:
    yield _line(case, ASKED, t("why.asked.fact"), fact)
    yield from _rejected(case, _rejections(case, None, f"filing.facts.{fact.id}"))


def _of_question(case: Case, question: Question | None) -> Iterator[Line]:
    if question is None:
        return
    of_field = case.book.one("field", question.field) if question.field else None
    rejections = list(_rejections(case, question, question.path))
    yield from _asked(case, question, of_field)
    yield from _checked(case, question, rejections)
    yield from _form(case, question, of_field)
    rules = [*_field_rules(case, question, of_field), *_book_rules(case, question)]
    listed = sorted(rules, key=_certainty)
    # What was rejected before is told after the plainest rule, not instead of it.
    told = [] if question.section == "declarations" else list(_rejected(case, rejections))
    lines = [_line(case, RULE, _text(case, rule), rule) for rule in listed]
    yield from (*lines[:2], *told[:1], *lines[2:], *told[1:])


def _asked(case: Case, question: Question, of_field: Rule | None) -> Iterator[Line]:
    if question.section == "declarations":
        rule = _declared(case.book, question.path)
        if rule is not None:
            text = t("why.asked.declaration", title=rule.word("title"), cause=rule.word("cause").rstrip("。."))
            yield _line(case, ASKED, text + _because(question), rule)
            return
    if question.path == "filing.type" or of_field is None:
        return
    kind = case.type_rule
    if kind is None:
        if of_field.id in case.fields:
            yield _line(case, ASKED, t("why.asked.open"), of_field)
    elif of_field.id in case.fields:
        key = "field" if _is_own(question) else "with"
        text = t(f"why.asked.{key}", type=kind.word("name"), field=of_field.word("name"))
        yield _line(case, ASKED, text + _because(question), kind)


def _because(question: Question) -> str:
    return t(f"why.because.{question.when}") if question.when and has(f"why.because.{question.when}") else ""


def _is_own(question: Question) -> bool:
    """The question about the field itself; others are asked along with it."""
    asking = [_key(q.path) for q in QUESTIONS if q.field == question.field]
    named = [key for key in asking if key.rpartition(".")[2] == question.field.rpartition(".")[2]]
    return _key(question.path) in (named or asking[:1])


def _checked(case: Case, question: Question, rejections: list[Rule]) -> Iterator[Line]:
    from icpctl.explaining.values import shown

    kind = case.type_rule
    if question.kind == "mobile" and kind is not None and kind["sms_verification"] == "yes" and kind.word("sms_recipients"):
        yield _line(case, CHECKED, t("why.checked.sms", who=kind.word("sms_recipients")), kind)
    if rejections:
        stages = list(dict.fromkeys(str(r["stage"]) for r in rejections))
        said = t("screen.and").join(shown(case.book, "stage", s) for s in stages)
        yield _line(case, CHECKED, t("why.checked.fields", stages=said), rejections[0])
    elif kind is not None and question.path not in ("filing.note", "filing.type"):
        said = t("screen.and").join(t(f"why.checked.{step}") for step in _STEPS if kind[step] == "yes")
        if said:
            yield _line(case, CHECKED, t("why.checked.reviews", stages=said), kind)


def _form(case: Case, question: Question, of_field: Rule | None) -> Iterator[Line]:
    """The constraints of the field in words; those that only machines use have none."""
    if of_field is None or not _is_own(question):
        return
    parts = []
    for key, value in of_field.get("constraints", {}).items():
        if value is not False and has(f"why.form.{key}"):
            parts.append(t(f"why.form.{key}", value=_value(case.book, value)))
    if parts:
        yield _line(case, FORM, t("why.form.head", parts=t("why.form.join").join(parts)), of_field)


def _value(book: Book, value: Any) -> str:
    if isinstance(value, list):
        return t("screen.and").join(_value(book, v) for v in value)
    rule = book.one("field", value) if isinstance(value, str) and "." in value else None
    return rule.word("name") if rule else str(value)


def _text(case: Case, rule: Rule) -> str:
    from icpctl.explaining.rules import title

    if rule.kind == "field":
        return rule.word("help")
    if rule.kind == "province-rule":
        return t("why.rule.place", place=name(case.book, "province", case.draft.subject.province or ""), text=title(rule))
    return title(rule)


def _rejected(case: Case, rejections: Iterator[Rule] | list[Rule]) -> Iterator[Line]:
    for rule in rejections:
        text = t("why.rule.rejection", title=rule.word("title"), cause=rule.word("cause").rstrip("。."))
        yield _line(case, RULE, text, rule)


def _line(case: Case, kind: str, text: str, rule: Rule) -> Line:
    sources = case.book.sources(rule)
    id_ = f"field:{rule.id}" if rule.kind == "field" else rule.id
    return Line(kind, text, id_, sources, rule.as_of, rule.confidence, age_of(rule, sources, case.day))


def _certainty(rule: Rule) -> tuple[int, int, int]:
    """The place's and the provider's own rules before general ones of the same weight and trust."""
    weight = rule.severity(str(rule.get("severity", "must" if rule.kind == "field" else "note")))
    own = {"province-rule": 0, "provider-limit": 0, "field": 1}.get(rule.kind, 2)
    return ORDER[weight], _TRUST.get(rule.confidence, 1), own


# --- which rules are about a question ---


def _field_rules(case: Case, question: Question, of_field: Rule | None) -> Iterator[Rule]:
    if of_field is not None and _is_own(question):
        yield of_field
    if question.field:
        known = _judged().get(_key(question.path), frozenset())
        for rule in case.book.all("cross-rule"):
            if (rule.id in known or _names(rule["expression"], question)) and _concerns(case, rule):
                yield rule


def _book_rules(case: Case, question: Question, *, at_once: bool = False) -> Iterator[Rule]:
    """The province's rules, the provider's limits and the general rules that the checks of this answer judge by.

    at_once: only those that are about this answer in the first place.
    """
    from icpctl.checks.scope import fits, limits
    from icpctl.usage import readers

    key = _key(question.path)
    known, codes = _judged().get(key, frozenset()), _codes().get(key, frozenset())
    for rule in case.province_rules:
        params = rule["params"]
        told = [bool(codes & set(readers(p))) for p in params if readers(p)] if rule.kind == "province-rule" else []
        if (rule.id in known or (2 * sum(told) > len(told) if at_once else any(told))) and _speaks_of(case, params):
            yield rule
    for entry in case.book.file("provider-limits")["limit"]:
        if entry["id"] in known:
            yield from (rule for rule in limits(case, entry["what"]) if rule.id == entry["id"])
    for kind in ("domain-rule", "consistency-rule", "remark-rule"):
        yield from (rule for rule in case.book.all(kind) if rule.id in known and fits(case, rule))


def _speaks_of(case: Case, params: Mapping[str, Any]) -> bool:
    """False for a rule whose parameters all speak of other natures, or of people from elsewhere when this one is not."""
    natures = [e["id"] for e in case.book.file("vocabulary")["subject_nature"]]
    nature = case.draft.subject.nature
    meant = [next((n for n in natures if key.endswith("_" + n.replace("-", "_"))), None) for key in params]
    if meant and nature is not None and all(n is not None and n != nature for n in meant):
        return False
    return not (case.id_local is True and "nonlocal_id" in params)


def _rejections(case: Case, question: Question | None, path: str) -> list[Rule]:
    """The rejections that this answer prevents or that name its field, known of this provider; the most trusted first."""
    preventing = _preventing(case.book).get(general(path) if question else path, frozenset())
    mine = {"all", case.draft.filing.provider}
    found = []
    for rule in case.book.all("rejection"):
        if not mine & set(rule["providers"]) or rule["stage"] == "post-check":
            continue
        prevented = bool(preventing & set(rule["preventable_by"]))
        named = bool(question and question.field and question.field in rule["field_ids"] and _is_own(question))
        if prevented or named:
            found.append((not prevented, _TRUST.get(rule.confidence, 1), rule))
    if question and question.section == "declarations":
        own = _declared(case.book, path)
        return [own] if own is not None else []
    return [rule for _, _, rule in sorted(found, key=lambda one: one[:2])]


def _declared(book: Book, path: str) -> Rule | None:
    entries = book.kept("declared", lambda: {e["id"]: e["rejection"] for e in book.file("prevention")["declaration"]})
    return book.one("rejection", entries[path]) if path in entries else None


def _preventing(book: Book) -> Mapping[str, frozenset[str]]:
    """Path -> the preventions that ask it."""

    def make() -> dict[str, frozenset[str]]:
        out: dict[str, set[str]] = {}
        for rule in book.all("prevention"):
            for path in rule.get("asked", []):
                out.setdefault(path, set()).add(rule.id)
        return {path: frozenset(ids) for path, ids in out.items()}

    return book.kept("preventing", make)


def _concerns(case: Case, rule: Rule) -> bool:
    """Does a cross rule speak of this case? What its sentence narrows by nature or province must be known to hold."""
    text, scope = str(rule["expression"]), str(rule["scope"])
    if not rule.judges or (scope not in ("all", "province") and scope != case.type and scope not in case.type_words):
        return False
    code = {e["id"]: e.get("code") for e in case.book.file("vocabulary")["subject_nature"]}.get(case.draft.subject.nature)
    for how, wanted in _NATURE.findall(text):
        if code is None or (code == wanted) == (how == "!="):
            return False
    codes = _PROVINCES.findall(text)
    here = {e["id"]: e["code"] for e in case.book.file("vocabulary")["province"]}.get(case.draft.subject.province)
    return not codes or here in codes


def _names(expression: str, question: Question) -> bool:
    """Does the sentence of a cross rule name the field, in full or (of a person) by its last word?"""
    last = question.field.rpartition(".")[2]
    person = question.field.partition(".")[0] in ("principal", "site_principal")
    tokens = set(_TOKEN.findall(expression))
    return _is_own(question) and (question.field in tokens or (person and last in tokens))


def _key(path: str) -> str:
    """A path as the examples of the checks name it; what holds for one responsible person holds for the others."""
    bare = re.sub(r"\[\d*\]$", "", general(path)) if path.count(".") else general(path)
    table, _, last = bare.rpartition(".")
    return f"person.{last}" if table.endswith("principal") and last not in ("same_as_subject", "is_legal_person") else bare


@cache
def _judged() -> Mapping[str, frozenset[str]]:
    """Key of a path -> ids of the rules that judge it."""
    return _index(1)


@cache
def _codes() -> Mapping[str, frozenset[str]]:
    """Key of a path -> codes of the checks that judge it."""
    return _index(0)


def _index(column: int) -> dict[str, frozenset[str]]:
    from icpctl.explaining.examples import judged_at

    out: dict[str, set[str]] = {}
    for row in judged_at():
        if row[2] and row[column]:
            out.setdefault(_key(row[2]), set()).add(row[column])
    return {key: frozenset(found) for key, found in out.items()}
