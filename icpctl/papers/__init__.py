"""The papers themselves: what the bytes of a file are. Bytes in, facts out; no disk, no judgement.

    kinds     the type by content, and the size of a picture from its header alone
    images    what a picture shows (Pillow)      pdfs   what a PDF is (pypdf)

`look` puts them together. Whether what was seen is good enough is judged by `checks/`, from the draft alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from icpctl.errors import UsageError
from icpctl.papers import kinds
from icpctl.wording import has, t

# What can be seen of a file. `unread`: the library was missing, so nothing but the header is known.
MARKS = (
    "gone", "changed", "damaged", "animated", "grey", "tinted", "blurred", "dark", "pale", "rotated", "located", "encrypted",
    "unread",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a file: kind (by content), size in bytes, pixels as it is shown upright, pages, marks (see MARKS)."""

    kind: str
    size: int
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    marks: tuple[str, ...] = ()


def look(data: bytes, checking: Mapping[str, Any]) -> Seen:
    """Look at a file. `checking`: the bounds and measures of `document-files.toml`.

    Raises UsageError for what is no paper at all: nothing in it, neither a picture nor a PDF, or a decompression bomb.
    A picture that is damaged, or of a kind that no provider takes, is seen as such and not refused.
    """
    kind = kinds.kind_of(data)
    if kind not in kinds.PAPERS:
        what = kind if has(f"paper.refused.{kind}") else "unknown"
        raise UsageError("paper_empty" if kind == "empty" else "paper_kind", what=t(f"paper.refused.{what}"))
    header = kinds.header(kind, data)
    refuse_bomb(header.width, header.height, header.scans, checking)
    if kind == "pdf":
        from icpctl.papers import pdfs

        return pdfs.look(data, checking)
    if kind not in kinds.MEASURED:
        return Seen(kind, len(data))
    from icpctl.papers import images

    return images.look(kind, data, header, checking)


def refuse_bomb(width: int | None, height: int | None, scans: int, checking: Mapping[str, Any]) -> None:
    """Raises UsageError for a picture that unpacks to more than the machine should bear."""
    if width and height and width * height > checking["max_pixels"]:
        raise UsageError("paper_bomb_pixels", width=width, height=height, most=checking["max_pixels"] // 1_000_000)
    if scans > checking["max_scans"]:
        raise UsageError("paper_bomb")
