"""Whether the papers that a filing must have are all at hand, once some of them are."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import words

# What a person does before a camera, or types into a form, is no paper that could be attached.
NO_PAPER = {"live", "text"}


@check(
    "DEC006",
    "warning",
    "document_required",
    Words(
        "必传材料还没有齐",
        "还有 {count} 份必传材料没有附上：{what}。缺一份就会被退回补充。",
        "备好后用 icpctl docs attach 附上；每份为什么要、怎么签，见 icpctl docs。",
    ),
    Words(
        "Not all required papers are at hand",
        "{count} required papers are not attached yet: {what}. An order that lacks one is sent back for more.",
        "Attach them with icpctl docs attach when you have them; icpctl docs says why each is needed and who signs.",
    ),
    about="document",
)
def required_papers(case: Case) -> Iterator[Hit]:
    """Required papers without a document (rejection material-supplement). Silent until the first one is attached: before
    that `docs` lists them all, and nobody has begun to collect."""
    if not case.draft.document or case.type_rule is None:
        return
    from icpctl import documents

    missing = [
        paper.name
        for paper in documents.needed(case)
        if paper.level == documents.REQUIRED
        and paper.state == documents.MISSING
        and not paper.same_as
        and _on_paper(case, paper.id)
    ]
    if missing:
        rule = case.book.one("rejection", "material-supplement")
        yield found("document", rule, count=len(missing), what=words("、", ", ").join(missing))


def _on_paper(case: Case, id_: str) -> bool:
    document = case.book.one("document", id_)
    return document is None or not set(document.get("file_formats", [""])) <= NO_PAPER
