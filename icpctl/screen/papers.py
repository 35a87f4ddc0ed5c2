"""What a paper must be, in full: who gives and signs it, what it shows, its file, what replaces it, what makes it come back."""

from typing import TYPE_CHECKING

from icpctl import screen
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.documents import Needed
    from icpctl.documents.details import FileRule

_INDENT = 6


def details(paper: "Needed") -> None:
    """Everything known of one paper but its sources."""
    texts = [
        ("screen.papers.supplied_by", paper.supplied_by),
        ("screen.papers.must_show", t("screen.and").join(paper.must_show)),
        ("screen.papers.original_rule", paper.original_rule),
        ("screen.papers.signature_rule", paper.signature_rule),
        ("document.shown.signers", t("screen.and").join(paper.signers)),
        ("screen.papers.stamp_rule", paper.stamp_rule),
        ("screen.papers.file_rule", _file(paper.file_rule) if paper.file_rule else ""),
        ("document.shown.replaced_by", t("document.either").join(paper.replaced_by)),
    ]
    for key, text in texts:
        if text:
            screen.line(t(key, text=text), _INDENT, hang=2)
    for text in (*paper.variants, *paper.province_notes, *paper.provider_notes):
        screen.line("- " + text, _INDENT, hang=2)
    if paper.comes_back:
        screen.line(t("document.shown.comes_back"), _INDENT)
    for text in paper.comes_back:
        screen.line("- " + text, _INDENT + 2, hang=2)


def _file(rule: "FileRule") -> str:
    return " ".join(x for x in ("/".join(rule.formats), _sizes(rule.min_size, rule.max_size), rule.words) if x)


def _sizes(smallest: int | None, largest: int | None) -> str:
    sizes = [
        f"{size // 1024} KB" if size % (1024 * 1024) else f"{size // (1024 * 1024)} MB" for size in (smallest, largest) if size
    ]
    if smallest and largest:
        return f"{sizes[0]}-{sizes[1]}"
    return f"<= {sizes[0]}" if largest else (f">= {sizes[0]}" if smallest else "")
