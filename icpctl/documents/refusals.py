"""What makes a paper come back: known rejections that name it, then its own rules about age and form."""

from collections.abc import Iterable

from icpctl.case import Case
from icpctl.documents import details
from icpctl.rules import Rule
from icpctl.wording import t

MOST = 5
_SURENESS = ("high", "medium", "low")
_ANY = "all"
_AND_OTHERS = "等"


def comes_back(case: Case, about: Rule, ids: Iterable[str]) -> list[str]:
    """Texts in the user's language. `ids`: the paper and what else it serves as."""
    from icpctl.journey.mentions import plain  # the steps, which a check does not need

    known = {details.known_as(case, i) for i in ids}
    named = [r for r in case.book.all("rejection") if known & _papers(case, r) and _here(case, r)]
    # A rejection that reopens no field is about the paper itself: it comes before those about what the paper says.
    named.sort(key=lambda r: (_SURENESS.index(r.confidence), len(r["field_ids"]) > 0))
    found = [t("document.comes_back.rejected", title=r.word("title"), cause=plain(r.word("cause"))) for r in named[:MOST]]
    found += [t("document.comes_back.validity", rule=r.word("rule")) for r in details.validity_rules(case, about)]
    if not found and about.get("original_rule"):
        found.append(t("document.comes_back.form", rule=about.word("original_rule")))
    return found


def _papers(case: Case, rejection: Rule) -> set[str]:
    return {details.known_as(case, i) for i in rejection.get("document_ids", [])}


def _here(case: Case, rejection: Rule) -> bool:
    """Not what only another provider or province says, nor what only another kind of subject meets."""
    from icpctl.journey.mentions import concerns

    if not {_ANY, case.draft.filing.provider} & set(rejection.get("providers", [_ANY])):
        return False
    title, cause = str(rejection["title_zh"]), str(rejection["cause_zh"])
    others = [e["name_zh"] for e in case.book.file("vocabulary")["subject_nature"] if e["id"] != case.draft.subject.nature]
    if any(title.startswith(name) for name in others):
        return False
    # "Guangdong and others": the places are examples.
    return concerns(case, title) and (_AND_OTHERS in cause or concerns(case, cause))
