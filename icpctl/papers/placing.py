"""Where an attached file goes in the draft: beside the others, or in the place of one. The draft is changed, no disk."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from msgspec.structs import asdict, replace

from icpctl.case import Case
from icpctl.checks.paper_sides import BOTH
from icpctl.documents import details
from icpctl.draft import Document, Draft
from icpctl.errors import UsageError
from icpctl.papers import Seen
from icpctl.places import is_document

_OF_A_LOOK = ("checked_at",)  # differs at every look and says nothing about the paper


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line said: the document, and how its file is to be put beside those that are there."""

    id: str
    side: str | None
    valid_to: str | None
    dated_on: str | None
    replace: bool
    add: bool


def refuse_taken(case: Case, given: Given) -> None:
    """Raises UsageError when --replace and --add contradict each other."""
    if given.replace and given.add:
        raise UsageError("bad_option", option="--add", reason="--replace")


def put(case: Case, given: Given, seen: Seen, digest: str, now: dt.datetime, name: str) -> tuple[int, bool]:
    """Put a file in the draft: (its place in the list, was the same content there before).

    The same content is recorded anew, not twice. Another file of a document that has as many as it has sides is refused
    unless it is to be added, or to replace them (with a side: those of that side). Raises UsageError, the draft unchanged.
    """
    documents = case.draft.document
    mine = [i for i, d in enumerate(documents) if d.id == given.id]
    files = [i for i in mine if documents[i].file]
    same = next((i for i in files if documents[i].sha256 == digest), None)
    fresh = Document(given.id, name, digest, now, given.valid_to, given.dated_on, given.side, **_facts(seen))
    if same is not None:
        old = documents[same]
        kept = old.file if old.file and is_document(old.file) else name
        if given.side and old.side and given.side != old.side and not given.replace:
            raise UsageError("paper_same_side", paper=details.name(case, given.id))
        documents[same] = replace(
            fresh, file=kept, valid_to=given.valid_to or old.valid_to, dated_on=given.dated_on or old.dated_on,
            side=given.side or old.side,
        )  # fmt: skip
        return same, True
    dropped = _dropped(case, given, files)
    dropped += [i for i in mine if i not in files]  # said to be at hand, now it is
    if dropped:
        first = dropped[0]
        if documents[first].file is None:
            fresh = replace(fresh, valid_to=given.valid_to or documents[first].valid_to)
        documents[first] = fresh
        for i in reversed(dropped[1:]):
            del documents[i]
        return first, False
    documents.append(fresh)
    return len(documents) - 1, False


def _dropped(case: Case, given: Given, files: list[int]) -> list[int]:
    """The places whose file the new one takes; raises UsageError when that was not said and there is no room."""
    documents = case.draft.document
    alike = [i for i in files if {given.side, BOTH} & {documents[i].side}] if given.side else files
    if given.side == BOTH:
        alike = files
    if given.replace:
        return alike
    rule = details.entry(case, given.id)
    two_sided = rule is not None and rule["sides"] == 2
    room = 2 if two_sided and given.side != BOTH and all(documents[i].side != BOTH for i in files) else 1
    if not given.add and files and (len(files) >= room or (given.side and alike)):
        names = ", ".join(str(documents[i].file) for i in files)
        raise UsageError("paper_taken", paper=details.name(case, given.id), files=names)
    return []


def _facts(seen: Seen) -> dict[str, Any]:
    return {
        "kind": seen.kind, "size": seen.size, "width": seen.width, "height": seen.height, "pages": seen.pages,
        "marks": list(seen.marks),
    }  # fmt: skip


def gone(one: Document) -> Document:
    """A document whose file is not there any more; what was seen of it stays."""
    return replace(one, marks=sorted({*one.marks, "gone"}))


def seen_again(one: Document, seen: Seen, digest: str, now: dt.datetime) -> Document:
    """A document with what is seen in its file now; its hash stays that of what was attached."""
    marks = (*seen.marks, "changed") if one.sha256 not in (None, digest) else seen.marks
    return replace(one, **{**_facts(seen), "marks": list(marks)}, sha256=one.sha256 or digest, checked_at=now)


def differs(old: Draft, new: Draft) -> bool:
    """Is there anything new about the documents? The time of the look alone is nothing."""
    return _told(old) != _told(new)


def _told(draft: Draft) -> list[dict[str, object]]:
    return [{k: v for k, v in asdict(d).items() if k not in _OF_A_LOOK} for d in draft.document]
