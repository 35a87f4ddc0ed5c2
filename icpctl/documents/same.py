"""One person, one card: papers that are the same sheet in two roles.

The rule book makes one entry of the cards of principal and legal representative (`same_as_when`). The card of a site's
principal stays an entry of its own even when he is the principal: the documents ask for it without such an exception,
forms ask for its two photographs always and platforms have a slot of its own for it, and he is the one who goes through
the face verification. Its entry says which card it is (`same_as`), so nobody looks for a second one. A passport or a
travel permit of an organisation's principal likewise names the card entry it is.
"""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.documents import details
from icpctl.documents.collected import Papers
from icpctl.rules.match import matches
from icpctl.wording import t

# Roles whose card is asked for by name; the rule book says only in words that two of them may be one person's.
PRINCIPAL_CARD, SITE_PRINCIPAL_CARD = "principal-id-card", "site-principal-id-card"


def same_papers(case: Case, found: Papers) -> None:
    """Folds papers that are one by the rule book, and names the twin of those that only happen to be one."""
    for id_, other in _serving(case):
        if id_ in found.papers and other in found.papers:
            gone, stays = found.fold(id_, other), found.papers[other]
            stays.serves_as += [gone.id, *gone.serves_as]
            stays.same += [t("document.serves_as", name=details.name(case, id_)), *gone.same]
    _name_twins(case, found)


def _name_twins(case: Case, found: Papers) -> None:
    card = next((p.id for p in found.papers.values() if PRINCIPAL_CARD in (p.id, *p.serves_as)), "")
    if not card:
        return
    services, site_card = case.services(), found.papers.get(SITE_PRINCIPAL_CARD)
    if site_card is not None and services and all(s.principal.same_as_subject for _, s in services):
        site_card.same_as = card
        site_card.same.append(t("document.same_person", name=details.name(case, card)))
    for kind, id_ in _certificates(case):
        paper = found.papers.get(id_)
        if paper is not None and case.draft.principal.cert_type == kind and not paper.same_as:
            paper.same_as = card
            paper.same.append(t("document.same_certificate", name=details.name(case, card)))


def _certificates(case: Case) -> Iterator[tuple[str, str]]:
    """(certificate type of a person, the document that asks for it by its kind)."""
    for document in case.book.all("document"):
        for rule in document["rules"]:
            if "subject" not in rule["when"]:
                yield from ((kind, document.id) for kind in rule["when"].get("holder_id_type", ()))


def _serving(case: Case) -> Iterator[tuple[str, str]]:
    """(paper, the paper that serves as it too)."""
    for document in case.book.all("document"):
        same = document.get("same_as_when")
        if same and matches({k: v for k, v in same.items() if k != "document"}, case.facts):
            yield document.id, same["document"]
