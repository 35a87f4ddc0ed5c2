"""Which papers a filing needs, and because of what.

`needed(case)` gives the list: the most binding first. It is made of the documents' own rules, the province's and
national rules that name papers, and the pre-approvals that the services declare or that names hint at. Neither clock nor
disk is read. `remarks(case)` says what no entry can.

Decisions:

- Certificates are listed for every filing type, as the documents say. A type whose form has no section for papers takes
  that of its parent type (a change of the access information is part of a change of the site). Without one, a type that
  the documents' own table of types names (cancelling an access) lists the certificates and says that the sources do not
  agree; a type named nowhere (moving a filing between accounts) lists nothing and says so. A type that files nothing new
  (cancelling, claiming) lists only certificates and papers whose rules name it; papers about domains belong to types
  whose form has domains.
- A rule whose conditions are not all known lists its paper as conditional, when the unknown is something the user can
  still answer and that decides often (`asking.py`). While province, provider or nature is open, the papers of all of them
  are not listed: a long list of maybes helps nobody. `open_answers` says what may still change the list.
- Of one paper only the reasons of its highest level are given, so that an optional wish does not blur a duty.
- A pre-approval that is abolished nationwide, or named for another province, makes its licence conditional; where the
  business is forbidden no paper helps and none is listed.
- One person's card in two roles: see `same.py`.
"""

from typing import Any

from msgspec import Struct

from icpctl.case import Case
from icpctl.documents import details
from icpctl.documents.asking import by_code_table, by_own_rules, by_pre_approvals, by_words
from icpctl.documents.collected import CONDITIONAL, LEVELS, RECOMMENDED, REQUIRED, Paper, Papers
from icpctl.documents.details import FileRule
from icpctl.documents.province_rules import by_place
from icpctl.documents.refusals import comes_back
from icpctl.documents.same import same_papers
from icpctl.documents.unnamed import remarks
from icpctl.findings import ERROR, Finding, sources_json
from icpctl.rules import Rule, Source

__all__ = (
    "ATTACHED", "CONDITIONAL", "LEVELS", "MISSING", "PROBLEM", "RECOMMENDED", "REQUIRED",
    "Needed", "needed", "open_answers", "remarks", "to_json",
)  # fmt: skip

MISSING, ATTACHED, PROBLEM = "missing", "attached", "problem"

_GROUPS = ("subject-certificate", "person-id", "locality-proof", "license", "letter", "domain", "app", "verification")
_DECIDING = ("filing.type", "subject.nature", "subject.province", "filing.provider")


class Needed(Struct, frozen=True):
    """One paper. `serves_as`: ids of further papers that this one is at the same time and that are not listed.

    `same_as`: id of another entry whose sheet this is, "" for none. `replaced_by`: what may be shown instead, in words.
    `comes_back`: what makes the paper come back, the surest first.
    """

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
    same_as: str
    replaced_by: tuple[str, ...]
    comes_back: tuple[str, ...]
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
            "same_as": self.same_as,
            "replaced_by": list(self.replaced_by),
            "comes_back": list(self.comes_back),
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


def needed(case: Case) -> list[Needed]:
    """The papers of the filing, each once: required, then conditional, then recommended ones."""
    found = Papers(case)
    by_own_rules(case, found)
    by_code_table(case, found)
    by_pre_approvals(case, found)
    by_words(case, found)
    described = list(by_place(case, found))
    for paper in found.papers.values():
        paper.notes += [text for id_, text in described if id_ == details.known_as(case, paper.id)]
    same_papers(case, found)
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
        "remarks": remarks(case),
    }


def _group(case: Case, id_: str) -> int:
    group = details.group(case, id_)
    return _GROUPS.index(group) if group else len(_GROUPS)


def _finished(case: Case, paper: Paper) -> Needed:
    document = details.entry(case, paper.id)
    ids = {paper.id, *paper.serves_as}
    places = [i for i, d in enumerate(case.draft.document) if d.id in ids or details.known_as(case, d.id) in ids]
    at_hand = [case.draft.document[i] for i in places]
    findings = _findings(case, places)
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
        variants=tuple(details.variants(case, about)),
        province_notes=(*details.notes(case, about, "province_notes"), *paper.notes),
        provider_notes=tuple(details.notes(case, about, "provider_notes")),
        file_rule=details.file_rule(case, document) if document else None,
        validity=tuple(r.word("rule") for r in details.validity_rules(case, about)),
        serves_as=tuple(paper.serves_as),
        same_as=paper.same_as,
        replaced_by=(*details.replaced_by(case, about), *paper.replaced_by),
        comes_back=tuple(comes_back(case, about, (paper.id, *paper.serves_as))),
        state=PROBLEM if any(f.severity == ERROR for f in findings) else ATTACHED if at_hand else MISSING,
        file=next((d.file for d in at_hand if d.file), None),
        sources=tuple(paper.sources[paper.level]),
        findings=findings,
    )


def _findings(case: Case, places: list[int]) -> tuple[Finding, ...]:
    """What is found about the papers at hand at these places of the draft."""
    if not places:
        return ()
    from icpctl.checks.papers import of_documents  # which looks papers up here

    found = of_documents(case)
    return tuple(f for i in places for f in found.get(i, ()))
