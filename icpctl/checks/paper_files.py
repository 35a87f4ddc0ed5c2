"""The files of the papers at hand: type, size, whole or damaged, pages, by what was seen when they were attached."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.papers import Paper, attached, checking
from icpctl.checks.roles import having
from icpctl.checks.scope import words
from icpctl.rules import Rule, vocabulary
from icpctl.wording import has, t

_SAME = {"jpeg": "jpg", "tif": "tiff"}


def _judge_of(paper: Paper) -> tuple[Rule | None, str | None]:
    """(the rule about the file, the severity it gives): the provider's own, else what is usual, which only warns."""
    return (paper.file_rule, None) if paper.file_rule is not None else (paper.rule, "warning")


def _whose(case: Case, paper: Paper) -> str:
    """Who wants it so: the provider by name, or what is usual where the provider's rule is not known."""
    if paper.file_rule is not None:
        return vocabulary.name(case.book, "provider", case.draft.filing.provider or "")
    return words("一般的接入商", "providers in general")


def _formats(case: Case, paper: Paper, rule: Rule) -> list[str]:
    """The accepted kinds; where the province wants a plan in a format of its own, that one too."""
    kinds = [_SAME.get(k, k) for k in rule["file_formats"]]
    plans = [r for r in having(case, "plan_format") if paper.rule is not None and paper.rule.id in r.get("documents", [])]
    kinds += [str(r["params"]["plan_format"]) for r in plans]
    return list(dict.fromkeys(kinds))


def amount(size: int) -> str:
    """A size in the larger unit that gives a number above one."""
    number, unit = (size / (1 << 20), "MB") if size >= 1 << 20 else (size / 1024, "KB")
    return f"{number:.1f}".removesuffix(".0") + f" {unit}"


@check(
    "DOC020",
    "error",
    "documents",
    Words(
        "文件格式不收",
        "“{paper}”的文件是 {kind}（按内容判断，不看扩展名），{whose}收的是 {accepted}。",
        "{how}",
    ),
    Words(
        "The format of the file is not accepted",
        "The file of “{paper}” is {kind} (by its content, not by its name); {whose} take {accepted}.",
        "{how}",
    ),
    about="document",
)
def wrong_format(case: Case) -> Iterator[Hit]:
    """file_formats of the provider's file rule; a rule that fills the formats in from common practice only warns."""
    for paper in attached(case):
        rule, severity = _judge_of(paper)
        kind = paper.document.kind
        if rule is None or not kind or kind in (accepted := _formats(case, paper, rule)):
            continue
        how = f"paper.convert.{kind}"
        yield found(
            f"{paper.at}.file", rule, severity="warning" if rule.get("formats_stated") is False else severity,
            paper=paper.name, kind=kind.upper(), whose=_whose(case, paper), accepted=words("、", ", ").join(accepted),
            how=t(how if has(how) else "paper.convert.other", to=accepted[0]),
        )  # fmt: skip


@check(
    "DOC021",
    "error",
    "documents",
    Words(
        "文件太大",
        "“{paper}”的文件有 {size}，{whose}最多收 {most}。",
        "用看图软件把图缩小一些或降低 JPG 质量再附上，缩小后字要仍然清楚；不要截掉边角。",
    ),
    Words(
        "The file is too large",
        "The file of “{paper}” has {size}; {whose} take at most {most}.",
        "Scale the picture down a little or lower the JPEG quality, and attach it again; the text must stay legible and no "
        "corner be cut off.",
    ),
    about="document",
)
def too_large(case: Case) -> Iterator[Hit]:
    """max_size of the file rule."""
    for paper in attached(case):
        rule, severity = _judge_of(paper)
        size, most = paper.document.size, rule.get("max_size") if rule else None
        if size and most and size > most:
            yield found(
                f"{paper.at}.file", rule, severity=severity, paper=paper.name, size=amount(size), whose=_whose(case, paper),
                most=amount(most),
            )  # fmt: skip


@check(
    "DOC022",
    "error",
    "documents",
    Words(
        "文件太小",
        "“{paper}”的文件只有 {size}，{whose}要求至少 {least}。太小的图往往是压缩过的，看不清。",
        "用手机或扫描仪的原图，不要用聊天软件转发过的图。",
    ),
    Words(
        "The file is too small",
        "The file of “{paper}” has only {size}; {whose} want at least {least}. Small pictures have mostly been compressed and "
        "are not legible.",
        "Use the picture as the phone or scanner made it, not one that went through a chat program.",
    ),
    about="document",
)
def too_small(case: Case) -> Iterator[Hit]:
    """min_size of the file rule."""
    for paper in attached(case):
        rule, severity = _judge_of(paper)
        size, least = paper.document.size, rule.get("min_size") if rule else None
        if size and least and size < least:
            yield found(
                f"{paper.at}.file", rule, severity=severity, paper=paper.name, size=amount(size), whose=_whose(case, paper),
                least=amount(least),
            )  # fmt: skip


@check(
    "DOC023",
    "error",
    "documents",
    Words(
        "文件是坏的",
        "“{paper}”的文件读不完整：多半是没有传完、被截断，或者不是由正常的软件生成。",
        "从手机、相机或扫描仪重新取一份，自己先打开看看，再附上（--replace）。",
    ),
    Words(
        "The file is damaged",
        "The file of “{paper}” cannot be read to its end: mostly it was not copied completely.",
        "Take it from the phone, camera or scanner again, open it yourself first, and attach it (--replace).",
    ),
    about="document",
)
def damaged(case: Case) -> Iterator[Hit]:
    """Cut off or broken."""
    for paper in attached(case):
        if "damaged" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name)


@check(
    "DOC024",
    "error",
    "documents",
    Words(
        "PDF 加了密",
        "“{paper}”的 PDF 有密码，审核人员打不开，这里也没法核对。",
        "去掉密码后另存，或把页面导出成 JPG，再附上（--replace）。",
    ),
    Words(
        "The PDF is encrypted",
        "The PDF of “{paper}” has a password: no reviewer can open it, and nothing of it could be looked at here.",
        "Save it without a password, or export its pages as JPG, and attach that (--replace).",
    ),
    about="document",
)
def encrypted(case: Case) -> Iterator[Hit]:
    """Any encryption."""
    for paper in attached(case):
        if "encrypted" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name)


@check(
    "DOC032",
    "note",
    "documents",
    Words(
        "PDF 有好几页",
        "“{paper}”的 PDF 有 {pages} 页{more}。只收图片的地方，每一页要各导出成一张。",
        "按接入商的页面决定：每页导出一张 JPG，用 --add 逐张附上。",
    ),
    Words(
        "The PDF has several pages",
        "The PDF of “{paper}” has {pages} pages{more}. Where only pictures are taken, each page must become one.",
        "Go by the provider's page: export each page as JPG and attach them one by one with --add.",
    ),
    about="document",
)
def several_pages(case: Case) -> Iterator[Hit]:
    """More than one page."""
    for paper in attached(case):
        pages, most = paper.document.pages or 0, checking(case)["max_pages"]
        if pages > 1:
            more = words("以上", " or more") if pages > most else ""
            yield found(f"{paper.at}.file", paper=paper.name, pages=min(pages, most), more=more)


@check(
    "DOC033",
    "note",
    "documents",
    Words(
        "内容还没看过",
        "“{paper}”已附上，但没有装看图（PDF）的组件，颜色、清晰度、页数等没有核对。",
        '安装后再查一遍：pip install "icpctl[papers]"，然后 icpctl docs check {draft}',
    ),
    Words(
        "The content was not looked at",
        "“{paper}” is attached, but the libraries for pictures and PDFs are not installed: colour, sharpness, pages and the "
        "like were not checked.",
        'Install them and look again: pip install "icpctl[papers]", then icpctl docs check {draft}',
    ),
    about="document",
)
def not_looked_at(case: Case) -> Iterator[Hit]:
    """Attached without Pillow or pypdf."""
    for paper in attached(case):
        if "unread" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name, draft=case.draft.name)


@check(
    "DOC034",
    "note",
    "documents",
    Words(
        "接入商对文件的要求这里没有",
        "{provider}对“{paper}”的格式和大小，这里没有资料；按常见的 {usual} 提示，只作提醒。",
        "以接入商上传页面写的为准。",
    ),
    Words(
        "The provider's rule about the file is not known here",
        "What {provider} wants of the file of “{paper}” is not known here; judged by what is usual ({usual}), as a warning at "
        "most.",
        "What the provider's upload page says counts.",
    ),
    about="document",
)
def provider_unknown(case: Case) -> Iterator[Hit]:
    """A provider is named and no file rule of his is listed for the document."""
    provider = case.draft.filing.provider
    for paper in attached(case):
        if provider and paper.file_rule is None and paper.rule is not None:
            sizes = [amount(paper.rule[k]) for k in ("min_size", "max_size") if k in paper.rule.data]
            usual = "/".join(paper.rule["file_formats"]) + (words("，", ", ") + "-".join(sizes) if sizes else "")
            name = vocabulary.name(case.book, "provider", provider)
            yield found(f"{paper.at}.file", paper.rule, severity="note", paper=paper.name, provider=name, usual=usual)
