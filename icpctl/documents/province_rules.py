"""The papers that the province's and the national rules name, and the notes of rules that only say how a paper must be."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.documents import details, reasons, situation
from icpctl.documents.collected import CONDITIONAL, RECOMMENDED, REQUIRED, Paper, Papers
from icpctl.documents.conditions import held
from icpctl.rules import Rule
from icpctl.rules.match import matches
from icpctl.wording import t


def by_place(case: Case, found: Papers) -> Iterator[tuple[str, str]]:
    """Adds the papers of the province's rules; yields (id, text) of rules that only say how a paper must be."""
    for rule in case.province_rules:
        if not rule.get("documents"):
            continue
        answer = held(case, rule)
        if answer == "describes":
            for id_ in rule["documents"]:
                yield details.known_as(case, id_), reasons.required_by_place(case, rule, certain=True)
        elif answer is not False:
            _add_of_rule(case, found, rule, certain=answer is True)


def _add_of_rule(case: Case, found: Papers, rule: Rule, *, certain: bool) -> None:
    ids = [i for i in rule["documents"] if _fits_subject(case, rule, i) is not False and _fits_type(case, i)]
    text, level = reasons.required_by_place(case, rule, certain=certain), _level(rule, certain=certain)
    proofs = bool(rule["params"].get("accepted_local_proofs"))
    if proofs:
        ids, text = _proof_of_residence(case, found, rule, text)
    elif rule.get("documents_mode") == "any" and len(ids) > 1:
        text = t("document.any_of", text=text, names=_names(case, ids))
        level = CONDITIONAL if level == REQUIRED else level
    for id_ in ids:
        own = id_ if proofs else details.known_as(case, id_)
        if certain and not proofs and _fits_subject(case, rule, id_) is None:
            unsure = reasons.required_by_place(case, rule, certain=False)
            paper = found.add(own, _level(rule, certain=False), unsure, case.book.sources(rule))
        else:
            paper = found.add(own, level, text, case.book.sources(rule))
        paper.signers += [s for s in details.signers(case, rule) if s not in paper.signers]


def _level(rule: Rule, *, certain: bool) -> str:
    if rule.severity("must") != rule.severity(str(rule["severity"])):
        return RECOMMENDED if rule.severity(str(rule["severity"])) == "note" else CONDITIONAL
    return REQUIRED if certain and rule.severity("must") == "error" else CONDITIONAL


def _fits_subject(case: Case, rule: Rule, id_: str) -> bool | None:
    """Province rules name one certificate for all organisations: it is asked only of those whose certificate it is.

    None: a rule about this very kind of subject asks for the certificate of another kind, which goes for some of them
    only (an individual business without a trade name files with its operator's card).
    """
    document = details.entry(case, id_)
    if document is None or document["group"] not in situation.IDENTITY:
        return document is None or case.facts.get("subject") not in document.get("never_for", [])
    whens = [{k: r["when"][k] for k in ("subject", "nature") if k in r["when"]} for r in document["rules"]]
    if any(matches(when, case.facts) is not False for when in whens):
        return True
    return None if "subject_kind" in rule["params"] else False


def _fits_type(case: Case, id_: str) -> bool:
    """Papers about domains belong to types whose form has domains, whoever asks for them."""
    document = details.entry(case, id_)
    return document is None or situation.type_asks(case, document, {"when": {}})


def _proof_of_residence(case: Case, found: Papers, rule: Rule, text: str) -> tuple[list[str], str]:
    """The proof at hand when the province takes it, else the one that a document's own rule asks for, else the rule's.

    Papers that it replaces are folded in.
    """
    accepted, given = list(rule["params"]["accepted_local_proofs"]), case.draft.subject.residence_proof
    known = list(dict.fromkeys(details.known_as(case, a) for a in accepted))
    listed = sorted((i for i in known if i in found.papers), key=lambda i: found.papers[i].level != REQUIRED)
    asked = next(iter(listed), rule["documents"][0])
    proof = str(given if given in accepted else asked)
    if len(accepted) > 1:
        text = t("document.any_of", text=text, names=_names(case, accepted))
    if given and given not in accepted:
        text = t("document.proof_refused", text=text, name=details.name(case, given))
    paper = found.papers.setdefault(proof, Paper(proof))
    paper.replaced_by += [n for n in (details.name(case, a) for a in accepted if a != proof) if n not in paper.replaced_by]
    for id_ in known:
        if id_ == proof or id_ in paper.serves_as:
            continue
        if id_ in found.papers:
            for level, texts in found.fold(id_, proof).because.items():
                paper.because[level] += texts
            paper.serves_as.append(id_)
    return [proof], text


def _names(case: Case, ids: list[str]) -> str:
    return t("document.comma").join(details.name(case, i) for i in ids)
