"""What a list of papers cannot say by its entries: that the sources name no paper for the type, or how they disagree."""

from icpctl.case import Case
from icpctl.documents import situation
from icpctl.wording import t


def remarks(case: Case) -> list[str]:
    """Texts in the user's language; none for a type whose form has a section for papers."""
    rule = case.type_rule
    if rule is None:
        return []
    found: list[str] = []
    if situation.listed_by_documents_only(case):
        found.append(t("document.remark.unsettled", type=rule.word("name")))
    elif "docs" not in situation.sections(case):
        found.append(t("document.remark.none_named", type=rule.word("name"), definition=rule.word("definition")))
    elif "docs" not in rule["sections"]:
        parent = case.book.one("filing-type", rule["parent"])
        found.append(t("document.remark.as_parent", type=rule.word("name"), parent=parent.word("name") if parent else ""))
    if rule["provider_review"] == "no" and rule["bureau_review"] == "yes":
        found.append(t("document.remark.at_bureau", definition=rule.word("definition")))
    return found
