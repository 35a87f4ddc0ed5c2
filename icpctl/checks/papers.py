"""Papers at hand: what is attached, and whether it is still there and the same.

`paper_files` and `paper_pictures` judge the files, `paper_dates` validity and age, `paper_sides` cards. All is judged
from what `docs attach` wrote in the draft: no disk is read. A paper that is not attached is never a finding.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from icpctl.case import Case
from icpctl.checks import Hit, Words, all_checks, check, found
from icpctl.documents import details
from icpctl.draft import Document
from icpctl.findings import ORDER, Finding
from icpctl.rules import Rule

PREFIX = "DOC"


class Paper(Struct, frozen=True):
    """An attached document: its place in the draft, what it is called, its rule and the provider's file rule (or None)."""

    at: str
    document: Document
    name: str
    rule: Rule | None
    file_rule: Rule | None

    @property
    def group(self) -> str:
        """The group of the document: person-id, letter ...; "" when it has no entry of its own."""
        return str(self.rule["group"]) if self.rule else ""

    @property
    def marks(self) -> list[str]:
        """What was seen in the file."""
        return self.document.marks


def checking(case: Case) -> Mapping[str, Any]:
    """The bounds and measures by which files are looked at."""
    table: Mapping[str, Any] = case.book.file("document-files")["checking"]
    return table


def attached(case: Case) -> Iterator[Paper]:
    """The documents that have a file."""
    for i, document in enumerate(case.draft.document):
        if document.file:
            rule = details.entry(case, document.id)
            own = details.file_rule(case, rule) if rule else None
            by = case.book.one("file-rule", own.id) if own and own.id else None
            yield Paper(f"document[{i}]", document, details.name(case, document.id), rule, by)


def of_documents(case: Case) -> dict[int, list[Finding]]:
    """The findings about the papers at hand, by the place of the document in the draft; worst first."""
    out: dict[int, list[Finding]] = {}
    if any(d.file for d in case.draft.document):
        for finding in _findings(case):
            place = finding.at.partition("[")[2].partition("]")[0]
            out.setdefault(int(place), []).append(finding)
    return {i: sorted(f, key=lambda one: (ORDER[one.severity], one.code)) for i, f in out.items()}


def _findings(case: Case) -> Iterator[Finding]:
    from icpctl.checks import _judge

    for one in all_checks():
        if one.code.startswith(PREFIX):
            yield from _judge(one, case)


@check(
    "DOC001",
    "error",
    "documents",
    Words(
        "附件不见了",
        "“{paper}”记着有附件，但文件已不在草稿的附件目录里，或者不再是普通文件。",
        "重新附上：icpctl docs attach {draft} {id} 文件 --replace；只是被移走的，放回原处后运行 icpctl docs check {draft}。",
    ),
    Words(
        "An attached file is gone",
        "“{paper}” is recorded as attached, but its file is no longer in the draft's folder, or no regular file any more.",
        "Attach it again: icpctl docs attach {draft} {id} FILE --replace; if it was only moved, put it back and run "
        "icpctl docs check {draft}.",
    ),
    about="document",
)
def gone(case: Case) -> Iterator[Hit]:
    """Found missing by the last `docs check`."""
    for paper in attached(case):
        if "gone" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name, id=paper.document.id, draft=case.draft.name)


@check(
    "DOC002",
    "warning",
    "documents",
    Words(
        "附件内容变了",
        "“{paper}”的文件在附上之后被改过：内容和当时记下的指纹不一致。",
        "确认是自己改的，再附一次让程序记下：icpctl docs attach {draft} {id} 文件 --replace；不是的话换回原件。",
    ),
    Words(
        "An attached file has changed",
        "The file of “{paper}” was changed after it was attached: it no longer has the recorded hash.",
        "If the change is yours, attach it again so that it is recorded: icpctl docs attach {draft} {id} FILE --replace; "
        "otherwise bring the original back.",
    ),
    about="document",
)
def changed(case: Case) -> Iterator[Hit]:
    """Found with another hash by the last `docs check`."""
    for paper in attached(case):
        if "changed" in paper.marks:
            yield found(f"{paper.at}.file", paper=paper.name, id=paper.document.id, draft=case.draft.name)
