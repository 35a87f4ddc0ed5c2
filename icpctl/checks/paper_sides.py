"""Cards with two sides: are both there, and laid out as the provider wants them."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.papers import Paper, attached, checking
from icpctl.checks.scope import words
from icpctl.documents import details
from icpctl.draft import Document
from icpctl.wording import t

SIDES = FRONT, BACK, BOTH = "front", "back", "both"


@check(
    "DOC008",
    "warning",
    "documents",
    Words(
        "可能缺一面",
        "“{paper}”要正反两面，这里看来只有一面：{why}。",
        "{how}已经两面都在的，用 --side both 重附同一个文件说明。",
    ),
    Words(
        "One side seems to be missing",
        "“{paper}” has two sides and both are wanted; only one seems to be here: {why}.",
        "{how} If both are in it, say so by attaching the same file with --side both.",
    ),
    about="document",
)
def one_side(case: Case) -> Iterator[Hit]:
    """A document with two sides and one picture that is said to be one side, or is shaped like one."""
    for papers in _two_sided(case):
        sides = {p.document.side for p in papers}
        if BOTH in sides or len(sides) > 1 or (len(papers) > 1 and None in sides):
            continue
        paper = papers[0]
        same = words("附上的都是同一面", "only one and the same side is attached")
        why = same if paper.document.side else _shaped_like_one(case, paper.document)
        if why:
            wanted = paper.file_rule.get("two_sides", "other") if paper.file_rule else "other"
            how = t(f"paper.sides.{'how_joined' if wanted == 'joined' else 'other_side'}")
            yield found(f"{paper.at}.file", paper.file_rule or paper.rule, paper=paper.name, why=why, how=how)


def _two_sided(case: Case) -> Iterator[list[Paper]]:
    """The attached files of each document that has two sides."""
    papers: dict[str, list[Paper]] = {}
    for paper in attached(case):
        if paper.rule is not None and paper.rule["sides"] == 2:
            papers.setdefault(paper.rule.id, []).append(paper)
    yield from papers.values()


def _shaped_like_one(case: Case, document: Document) -> str:
    if document.kind == "pdf":
        return words("PDF 只有一页", "the PDF has one page") if document.pages == 1 else ""
    if not document.width or not document.height:
        return ""
    ratio = document.width * 100 // document.height
    shape = words(
        "图的长宽像单独一面（只是量出来的形状，请自己看一眼）",
        "the picture has the shape of a single side (a measure, look yourself)",
    )
    return shape if ratio >= checking(case)["card_ratio"] else ""


@check(
    "DOC009",
    "error",
    "documents",
    Words(
        "两面的摆法与接入商的要求不同",
        "“{paper}”{have}；接入商要{want}。依据：{text}",
        "{how}",
    ),
    Words(
        "The two sides are not laid out as the provider wants",
        "“{paper}”: {have}; the provider wants {want}. Rule: {text}",
        "{how}",
    ),
    about="document",
)
def layout(case: Case) -> Iterator[Hit]:
    """two_sides of the provider's file rule, for cards."""
    for papers in _two_sided(case):
        paper = papers[-1]
        if paper.file_rule is None or paper.group not in checking(case)["card_groups"]:
            continue
        wanted, joined = paper.file_rule.get("two_sides"), [p for p in papers if p.document.side == BOTH]
        if (wanted == "separate" and joined) or (wanted == "joined" and len(papers) > 1 and not joined):
            notes = details.notes(case, paper.rule, "provider_notes") if paper.rule else []
            yield found(
                f"{(joined or papers)[-1].at}.file",
                paper.file_rule,
                paper=paper.name,
                have=t(f"paper.sides.have_{'joined' if joined else 'separate'}"),
                want=t(f"paper.sides.want_{wanted}"),
                how=t(f"paper.sides.how_{wanted}"),
                text=t("document.comma").join(notes) or paper.file_rule.word("rules"),
            )
