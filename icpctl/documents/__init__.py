"""Which papers a filing needs, and because of what.

`needed(case)` gives the list: the most binding first. It is made of the documents' own rules, the province's and
national rules that name papers, and the pre-approvals that the services declare. Neither clock nor disk is read.

Decisions:

- A filing type without a section for papers (cancelling an access, moving a filing between accounts) lists only papers
  whose rules name that type. A type that files nothing new (cancelling, claiming) lists besides these only the papers
  that say who the subject and its persons are; commitments, domain papers and the like belong to filings.
- A rule whose conditions are not all known lists its paper as conditional, when the unknown is something the user can
  still answer and that decides often (`_ASKED`). While province, provider or nature is open, the papers of all of them
  are not listed: a long list of maybes helps nobody. `open_answers` says what may still change the list.
- Of one paper only the reasons of its highest level are given, so that an optional wish does not blur a duty.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from icpctl.case import Case
from icpctl.documents import details, reasons
from icpctl.documents.conditions import declared, held
from icpctl.documents.details import FileRule
from icpctl.findings import Finding, sources_json
from icpctl.rules import Rule, Source
from icpctl.rules.match import matches
from icpctl.wording import t

REQUIRED, CONDITIONAL, RECOMMENDED = "required", "conditional", "recommended"
LEVELS = (REQUIRED, CONDITIONAL, RECOMMENDED)
MISSING, ATTACHED, PROBLEM = "missing", "attached", "problem"

_GROUPS = ("subject-certificate", "person-id", "locality-proof", "license", "letter", "domain", "app", "verification")
_IDENTITY = ("subject-certificate", "person-id")
_FILES_NOTHING_NEW = ("cancel", "account")
# Keys that a user may still answer -> the field of the fact base that asks for it.
_ASKED = {
    "principal_is_legal_person": "principal.name",
    "site_principal_is_legal_person": "site_principal.name",
    "id_local": "subject.cert_number",
    "name_changed": "subject.name",
    "domain_registered_at_provider": "domain.certificate",
    "site_count_total": "subject.licence",
}
_USUAL_CERTIFICATE = "resident-id"
_DECIDING = ("filing.type", "subject.nature", "subject.province", "filing.provider")


@dataclass(frozen=True, slots=True)
class Needed:
    """One paper. `serves_as`: ids of further papers that this one is at the same time."""

    id: str
    name: str
    level: str
    because: tuple[str, ...]
    supplied_by: str
    must_show: tuple[str, ...]
    original_rule: str
    signature_rule: str
    stamp_rule: str
    signers: tuple[str, ...]
    variants: tuple[str, ...]
    province_notes: tuple[str, ...]
    provider_notes: tuple[str, ...]
    file_rule: FileRule | None
    validity: tuple[str, ...]
    serves_as: tuple[str, ...]
    state: str
    file: str | None
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One entry of `docs --json`."""
        return {
            "id": self.id,
            "name": self.name,
            "level": self.level,
            "because": list(self.because),
            "state": self.state,
            "file": self.file,
            "findings": [f.as_json() for f in self.findings],
            "sources": [sources_json(s) for s in self.sources],
            "serves_as": list(self.serves_as),
            "supplied_by": self.supplied_by,
            "must_show": list(self.must_show),
            "original_rule": self.original_rule,
            "signature_rule": self.signature_rule,
            "stamp_rule": self.stamp_rule,
            "signers": list(self.signers),
            "variants": list(self.variants),
            "province_notes": list(self.province_notes),
            "provider_notes": list(self.provider_notes),
            "file_rule": self.file_rule.as_json() if self.file_rule else None,
            "validity": list(self.validity),
        }


@dataclass(slots=True)
class _Paper:
    """A paper while the list is made: reasons and sources by level."""

    id: str
    because: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, list[Source]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    signers: list[str] = field(default_factory=list)
    serves_as: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)

    @property
    def level(self) -> str:
        return next(level for level in LEVELS if level in self.because)


class _List:
    """The papers found so far, each id once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.papers: dict[str, _Paper] = {}

    def add(self, id_: str, level: str, because: str, sources: tuple[Source, ...]) -> _Paper:
        paper = self.papers.setdefault(id_, _Paper(id_))
        if because not in paper.because.setdefault(level, []):
            paper.because[level].append(because)
        kept = paper.sources.setdefault(level, [])
        kept += [s for s in sources if s not in kept]
        return paper

    def fold(self, id_: str, into: str) -> _Paper:
        """`into` takes the place of `id_`, which leaves the list, and its weight. Gives back what left."""
        gone, stays = self.papers.pop(id_), self.papers[into]
        for level, sources in gone.sources.items():
            stays.because.setdefault(level, [])
            kept = stays.sources.setdefault(level, [])
            kept += [s for s in sources if s not in kept]
        stays.signers += [s for s in gone.signers if s not in stays.signers]
        stays.notes += [n for n in gone.notes if n not in stays.notes]
        return gone


def needed(case: Case) -> list[Needed]:
    """The papers of the filing, each once: required, then conditional, then recommended ones."""
    found = _List(case)
    _by_own_rules(case, found)
    _by_pre_approvals(case, found)
    described = list(_by_place(case, found))
    for paper in found.papers.values():
        paper.notes += [text for id_, text in described if id_ == details.known_as(case, paper.id)]
    _same_papers(case, found)
    papers = sorted(found.papers.values(), key=lambda p: (LEVELS.index(p.level), _group(case, p.id)))
    return [_finished(case, p) for p in papers]


def open_answers(case: Case) -> list[str]:
    """Draft paths that are not answered yet and decide about the whole list."""
    draft = case.draft
    given = (case.type, draft.subject.nature, draft.subject.province, draft.filing.provider)
    return [path for path, value in zip(_DECIDING, given, strict=True) if value is None]


def to_json(case: Case) -> dict[str, Any]:
    """The object of `docs --json`."""
    return {
        "schema": 1,
        "name": case.draft.name,
        "documents": [n.as_json() for n in needed(case)],
        "open": open_answers(case),
    }


def _by_own_rules(case: Case, found: _List) -> None:
    facts = _facts(case)
    for document in case.book.all("document"):
        if facts.get("subject") in document.get("never_for", []) or _proof_is_useless(case, document):
            continue
        for rule in document["rules"]:
            if rule["level"] not in LEVELS or not _type_asks(case, document, rule) or "actually_involved" in rule["when"]:
                continue
            sources = case.book.resolve(document.scope, rule["sources"])
            answer = matches(rule["when"], facts)
            if answer:
                found.add(document.id, rule["level"], reasons.met(case, rule, facts), sources)
            elif answer is None and rule["level"] == REQUIRED:
                unknown = [k for k in rule["when"] if facts.get(k) is None]
                if all(_worth_telling(case, k, rule["when"][k]) for k in unknown):
                    found.add(document.id, CONDITIONAL, reasons.unsure(case, rule, facts, unknown), sources)


def _facts(case: Case) -> dict[str, Any]:
    facts = dict(case.facts)
    if any(declared(case)):
        facts["actually_involved"] = True
    if case.type_rule and case.type_rule["provider_review"] == "no":
        facts.pop("provider", None)
    return facts


def _type_asks(case: Case, document: Rule, rule: dict[str, Any]) -> bool:
    """Does the filing type ask for papers of this kind at all? See the decisions above."""
    if case.type_rule is None or "filing_type" in rule["when"]:
        return True
    if "docs" not in case.type_rule["sections"]:
        return False
    return case.type_rule["group"] not in _FILES_NOTHING_NEW or document["group"] in _IDENTITY


def _worth_telling(case: Case, key: str, wanted: Any) -> bool:
    if key == "holder_id_type":
        return _USUAL_CERTIFICATE in wanted
    return key in _ASKED and (case.type_rule is None or _ASKED[key] in case.fields)


def _proof_is_useless(case: Case, document: Rule) -> bool:
    """Provinces where an individual from elsewhere cannot file with this proof, or needs none."""
    without = (*document.get("nonlocal_individual_not_allowed", ()), *document.get("nonlocal_individual_free", ()))
    return case.organization is False and case.draft.subject.province in without


def _by_pre_approvals(case: Case, found: _List) -> None:
    """Papers that a declared category asks for, with its licences; rules about being involved are read here only."""
    facts = _facts(case)
    for category in declared(case):
        rule = case.book.one("pre-approval", category)
        if rule is None:
            continue
        for document in case.book.all("document"):
            for asking in document["rules"]:
                involved = "actually_involved" in asking["when"] and _type_asks(case, document, asking)
                if involved and matches(asking["when"], facts):
                    sources = (*case.book.sources(rule), *case.book.resolve(document.scope, asking["sources"]))
                    found.add(document.id, REQUIRED, reasons.by_pre_approval(rule), sources)


def _by_place(case: Case, found: _List) -> Iterator[tuple[str, str]]:
    """Adds the papers of the province's rules; yields (id, text) of rules that only say how a paper must be."""
    for rule in case.province_rules:
        answer = held(case, rule)
        if answer is False or not rule.get("documents"):
            continue
        if answer == "describes":
            for id_ in rule["documents"]:
                yield details.known_as(case, id_), reasons.required_by_place(case, rule, certain=True)
            continue
        _add_of_rule(case, found, rule, certain=answer is True)


def _add_of_rule(case: Case, found: _List, rule: Rule, *, certain: bool) -> None:
    ids = [i for i in rule["documents"] if _fits_subject(case, rule, i)]
    text, level = reasons.required_by_place(case, rule, certain=certain), _level(rule, certain=certain)
    if rule["params"].get("accepted_local_proofs"):
        ids, text = _proof_of_residence(case, found, rule, text)
    elif rule.get("documents_mode") == "any" and len(ids) > 1:
        text = t("document.any_of", text=text, names=_names(case, ids))
        level = CONDITIONAL if level == REQUIRED else level
    for id_ in ids:
        own = id_ if rule["params"].get("accepted_local_proofs") else details.known_as(case, id_)
        paper = found.add(own, level, text, case.book.sources(rule))
        paper.signers += [s for s in details.signers(case, rule) if s not in paper.signers]


def _level(rule: Rule, *, certain: bool) -> str:
    if rule.severity("must") != rule.severity(str(rule["severity"])):
        return RECOMMENDED if rule.severity(str(rule["severity"])) == "note" else CONDITIONAL
    return REQUIRED if certain and rule.severity("must") == "error" else CONDITIONAL


def _fits_subject(case: Case, rule: Rule, id_: str) -> bool:
    """Province rules name one certificate for all organisations: it is asked only of those whose certificate it is."""
    document = details.entry(case, id_)
    if document is None or document["group"] not in _IDENTITY or "subject_kind" in rule["params"]:
        return document is None or case.facts.get("subject") not in document.get("never_for", [])
    whens = [{k: r["when"][k] for k in ("subject", "nature") if k in r["when"]} for r in document["rules"]]
    return any(matches(when, case.facts) is not False for when in whens)


def _proof_of_residence(case: Case, found: _List, rule: Rule, text: str) -> tuple[list[str], str]:
    """The proof at hand when the province takes it, else the one the rule names; papers it replaces are folded in."""
    accepted, given = list(rule["params"]["accepted_local_proofs"]), case.draft.subject.residence_proof
    proof = str(given if given in accepted else rule["documents"][0])
    if len(accepted) > 1:
        text = t("document.any_of", text=text, names=_names(case, accepted))
    if given and given not in accepted:
        text = t("document.proof_refused", text=text, name=details.name(case, given))
    paper = found.papers.setdefault(proof, _Paper(proof))
    for id_ in dict.fromkeys(details.known_as(case, a) for a in accepted):
        if id_ in found.papers and id_ != proof:
            paper.serves_as.append(id_)
            for level, texts in found.fold(id_, proof).because.items():
                paper.because[level] += texts
    return [proof], text


def _names(case: Case, ids: list[str]) -> str:
    return t("document.comma").join(details.name(case, i) for i in ids)


def _same_papers(case: Case, found: _List) -> None:
    """One person in two roles shows one card: where the rule book says so it is listed once and says what else it serves as."""
    for id_, other in _serving(case):
        if id_ in found.papers and other in found.papers:
            gone, stays = found.fold(id_, other), found.papers[other]
            stays.serves_as += [gone.id, *gone.serves_as]
            stays.same += [t("document.serves_as", name=details.name(case, id_)), *gone.same]
    services = case.services()
    card = found.papers.get(SITE_PRINCIPAL_CARD)
    if card is not None and services and all(s.principal.same_as_subject for _, s in services):
        card.same.append(t("document.same_person"))


# The rule book asks for this card on its own and says only in words that it may be the card of the same person.
SITE_PRINCIPAL_CARD = "site-principal-id-card"


def _serving(case: Case) -> Iterator[tuple[str, str]]:
    """(paper, the paper that serves as it too)."""
    for document in case.book.all("document"):
        same = document.get("same_as_when")
        if same and matches({k: v for k, v in same.items() if k != "document"}, case.facts):
            yield document.id, same["document"]


def _group(case: Case, id_: str) -> int:
    document = details.entry(case, id_)
    return _GROUPS.index(document["group"]) if document else len(_GROUPS)


def _finished(case: Case, paper: _Paper) -> Needed:
    document = details.entry(case, paper.id)
    ids = {paper.id, *paper.serves_as}
    at_hand = [d for d in case.draft.document if d.id in ids or details.known_as(case, d.id) in ids]
    about = document or Rule("document", paper.id, {}, "")
    return Needed(
        id=paper.id,
        name=details.name(case, paper.id),
        level=paper.level,
        because=(*paper.because[paper.level], *paper.same),
        supplied_by=about.word("supplied_by"),
        must_show=tuple(about.words("must_show")),
        original_rule=about.word("original_rule"),
        signature_rule=about.word("signature_rule"),
        stamp_rule=about.word("stamp_rule"),
        signers=tuple(paper.signers),
        variants=tuple(about.words("variants")),
        province_notes=(*details.notes(case, about, "province_notes"), *paper.notes),
        provider_notes=tuple(details.notes(case, about, "provider_notes")),
        file_rule=details.file_rule(case, document) if document else None,
        validity=tuple(r.word("rule") for r in details.validity_rules(case, about)),
        serves_as=tuple(paper.serves_as),
        state=ATTACHED if at_hand else MISSING,
        file=next((d.file for d in at_hand if d.file), None),
        sources=tuple(paper.sources[paper.level]),
    )
