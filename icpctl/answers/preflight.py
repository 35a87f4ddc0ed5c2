"""The two-minute questions: what stops most people later, asked first. Pure: what is asked, and what the answers mean.

Every question is one of the questionnaire or a fact of the case, so that the answers go into the draft; they are judged by
the checks as always, and compared with what the provider wants of a server and a code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from icpctl import checks, documents
from icpctl.case import Case
from icpctl.draft import get
from icpctl.findings import ERROR, NOTE, ORDER, WARNING, Finding, age_of, sources_json
from icpctl.needs import CONDITIONS, wanted
from icpctl.questions import Question, general, of_path, place, words
from icpctl.rules import PACKAGED, Rule, Source, vocabulary
from icpctl.wording import pick, t

EMPTY: tuple[Any, ...] = (None, "", [], {})
FACTS = "filing.facts."
# In the order they are asked; what a case does not ask is left out.
PATHS = (
    "filing.facts.server_in_mainland",
    "filing.facts.order_in_progress",
    "filing.provider",
    "site[].resource",
    "site[].resource_months",
    "site[].domain_realname_on",
    "site[].domain_holder",
    "site[].domain_registered_here",
    "site[].domain_expires_on",
    "app[].resource",
    "declarations.resource_ready",
    "declarations.code_unused",
    "declarations.account_realname",
    "declarations.phones_reachable",
    "declarations.sms_ready",
    "declarations.verification_ready",
    "declarations.photos_original",
    "declarations.papers_signed",
)
# What the answers are judged by beside the findings that point at them: the type that is blocked, the provider that is wrong.
_CODES = frozenset(("TYPE002", "TYPE004", "PROV001", "PROV002", "PROV003", "PROV004", "PROV005", "PROV007", "REU008"))


@dataclass(frozen=True, slots=True)
class Ask:
    """One of the two-minute questions: its place in the draft, its words, how it is given on the command line."""

    at: str
    label: str
    help: str
    example: str
    flag: str
    question: Question | None = None
    fact: Rule | None = None
    open: bool = True

    def as_json(self) -> dict[str, Any]:
        """As JSON; no answer, because it may be personal."""
        return {"at": self.at, "label": self.label, "help": self.help, "flag": self.flag, "answered": not self.open}


@dataclass(frozen=True, slots=True)
class Stopper:
    """What would stop the filing later (error), may stop it (warning), or what the provider wants (note), with its sources."""

    severity: str
    at: str
    message: str
    fix: str = ""
    code: str = ""
    rule: str = ""
    sources: tuple[Source, ...] = ()
    confidence: str = ""
    age_days: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As JSON, with the keys of a finding."""
        return {
            "code": self.code,
            "severity": self.severity,
            "at": self.at,
            "message": self.message,
            "fix": self.fix,
            "rule": self.rule,
            "sources": [sources_json(s) for s in self.sources],
            "confidence": self.confidence,
            "age_days": self.age_days,
        }


def questions(case: Case) -> list[Ask]:
    """All two-minute questions that apply, answered or not, in order.

    While the filing type is open those of the kind of service are taken, because they are known to matter to all types.
    """
    applying = {at for at, _ in wanted(case)}
    out = []
    for path in PATHS:
        at = place(path)
        if at.startswith(FACTS):
            fact = case.book.one("filing-fact", at.removeprefix(FACTS))
            # A type that was given, not decided, needs the fact about orders still: it may block every filing.
            if fact is not None and case.decision.kind != "stop":
                out.append(_of_fact(case, fact, at))
            continue
        question = of_path(at)
        if question is not None and (at in applying or (case.type is None and _fits(case, question))):
            label, help_, example = words(question)
            out.append(Ask(at, label, help_, example, question.flag, question, open=get(case.draft, at) in EMPTY))
    return out


def asked(case: Case) -> list[Ask]:
    """The two-minute questions that are not answered yet."""
    return [one for one in questions(case) if one.open]


def result(case: Case) -> list[Stopper]:
    """What the answers so far mean: errors, warnings, then the provider's wishes as notes; each once, with its sources."""
    paths = {one.at for one in questions(case)}
    found = [_of_finding(f) for f in checks.judge(case) if _is_about(f, paths)]
    found += [*_declared_no(case), *_too_many(case)]
    said = {s.rule for s in found if s.rule}
    found += [s for s in _provider_wants(case) if s.rule not in said]
    return sorted(found, key=lambda s: ORDER[s.severity])


def papers(case: Case) -> list[str]:
    """The names of the papers that the filing needs in any case; none while the filing type is open."""
    if case.type is None:
        return []
    return [paper.name for paper in documents.needed(case) if paper.level == documents.REQUIRED]


def _of_fact(case: Case, fact: Rule, at: str) -> Ask:
    values = fact.words("values")
    open_ = getattr(case.draft.filing.facts, fact.id) in EMPTY
    flag = f"--fact {fact.id}={'VALUE' if fact['type'] != 'bool' else 'true|false'}"
    return Ask(at, fact.word("question"), fact.word("how_to_check"), values[0] if values else "", flag, fact=fact, open=open_)


def _fits(case: Case, question: Question) -> bool:
    """While the type is open: questions of this kind of service, and declarations of every order."""
    if case.decision.kind != "open":
        return False
    if question.section in ("site", "app"):
        return question.section == ("app" if case.kind == "app" else "site") and case.kind in ("website", "app")
    return question.section != "declarations" or question.when == "order" or CONDITIONS[question.when](case)


def _is_about(finding: Finding, paths: set[str]) -> bool:
    if finding.severity == NOTE or finding.topic == "gap":
        return False
    here = {general(path) for path in paths}
    return finding.code in _CODES or general(finding.at) in here


def _of_finding(f: Finding) -> Stopper:
    return Stopper(f.severity, f.at, f.message, f.fix, f.code, f.rule, f.sources, f.confidence, f.age_days)


def _declared_no(case: Case) -> Iterator[Stopper]:
    """Declarations answered "no" while the filing type is open: which filing it is changes little of what they lead to."""
    if case.type is not None:
        return
    entries = {e["id"]: e["rejection"] for e in case.book.file("prevention")["declaration"]}
    for one in questions(case):
        rule = case.book.one("rejection", entries.get(one.at, "")) if get(case.draft, one.at) is False else None
        if rule is not None:
            sources = case.book.sources(rule)
            yield Stopper(
                WARNING,
                one.at,
                t("preflight.declared_no", label=one.label, title=rule.word("title"), cause=rule.word("cause").rstrip("。.")),
                t("preflight.join").join(step.rstrip("。.") for step in rule.words("fix_steps")),
                rule=rule.id,
                sources=sources,
                confidence=rule.confidence,
                age_days=age_of(rule, sources, case.day),
            )


def _too_many(case: Case) -> Iterator[Stopper]:
    """More services in this draft than the provider files for one resource, where it says how many that are."""
    provider = case.provider
    if provider is None or case.type_rule is None:
        return
    entries = [e for e in provider.get("resource", []) if e.get("filings_per_resource")]
    most = max((int(e["filings_per_resource"]) for e in entries), default=0)
    count = len(case.services())
    if most and count > most:
        entry = next(e for e in entries if e["filings_per_resource"] == most)
        message = t("preflight.per_resource", count=count, most=most, provider=_called(case))
        yield _of_entry(case, entry, message, severity=WARNING, fix=t("preflight.per_resource_fix"))


def _provider_wants(case: Case) -> Iterator[Stopper]:
    """What the provider says of the server and of the code, in its own words."""
    from icpctl.checks.scope import limits

    provider = case.provider
    if provider is None or case.decision.kind in ("stop", "block") or not _needs_resource(case):
        return
    for limit in limits(case, "resource_months"):
        sources = case.book.sources(limit)
        yield Stopper(
            NOTE,
            "site[0].resource_months",
            limit.word("rule"),
            rule=limit.id,
            sources=sources,
            confidence=limit.confidence,
            age_days=age_of(limit, sources, case.day),
        )
    for entry in provider.get("resource", []):
        text = pick(entry, "rule")
        if text:
            yield _of_entry(case, entry, t("preflight.resource", provider=_called(case), kind=pick(entry, "kind"), text=text))
    for entry in provider.get("code", []):
        text = pick(entry, "one_code_one")
        if text:
            yield _of_entry(case, entry, t("preflight.code", provider=_called(case), name=pick(entry, "name"), text=text))


def _needs_resource(case: Case) -> bool:
    return case.type is None or "access.resource" in case.fields


def _of_entry(case: Case, entry: Any, message: str, *, severity: str = NOTE, fix: str = "") -> Stopper:
    provider = case.provider
    scope = provider.scope if provider else ""
    rule = Rule("provider", str(entry["id"]), entry, scope, str(entry.get("origin", PACKAGED)))
    sources = case.book.sources(rule)
    return Stopper(
        severity,
        "filing.provider",
        message,
        fix,
        rule=rule.id,
        sources=sources,
        confidence=rule.confidence,
        age_days=age_of(rule, sources, case.day),
    )


def _called(case: Case) -> str:
    return vocabulary.name(case.book, "provider", case.draft.filing.provider or "")


def verdict(found: list[Stopper]) -> str:
    """blocked, warned or clear, as for findings."""
    worst = min((ORDER[s.severity] for s in found), default=ORDER[NOTE])
    return {ORDER[ERROR]: "blocked", ORDER[WARNING]: "warned"}.get(worst, "clear")
