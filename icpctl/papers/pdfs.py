"""What a PDF is, read with pypdf: encrypted or not, whole or damaged, how many pages. Nothing in it is run or drawn.

pypdf is an extra: without it a PDF is only known to be one, and marked `unread`.
"""

import logging
import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from icpctl.papers import Seen

_MOST_NODES = 5000  # of the page tree; a tree of nothing but branches must not be walked for ever


def look(data: bytes, checking: Mapping[str, Any]) -> Seen:
    """A PDF: pages (not counted beyond the bound) and the size of the first one in points, or damaged, or encrypted."""
    try:
        import pypdf
    except ImportError:
        return Seen("pdf", len(data), marks=("unread",))
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # damage is said in our own words
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = pypdf.PdfReader(BytesIO(data))
            if reader.is_encrypted:
                return Seen("pdf", len(data), marks=("encrypted",))
            pages, first = _pages(reader, checking["max_pages"])
            if not pages:
                return Seen("pdf", len(data), marks=("damaged",))
            width, height = _size(first)
            return Seen("pdf", len(data), width, height, pages)
    except Exception:  # noqa: BLE001 - a hostile PDF makes its reader raise anything
        return Seen("pdf", len(data), marks=("damaged",))


def _pages(reader: Any, most: int) -> tuple[int, Any]:
    """(number of pages, at most `most` + 1; the first page with what it inherits)."""
    count, first, nodes = 0, None, 0
    waiting = [(reader.trailer["/Root"].get_object()["/Pages"].get_object(), None)]
    seen = set()
    while waiting and count <= most and nodes < _MOST_NODES:
        node, box = waiting.pop()
        nodes += 1
        if id(node) in seen:
            continue
        seen.add(id(node))
        box = node.get("/MediaBox", box)
        if "/Kids" in node:
            waiting += [(kid.get_object(), box) for kid in reversed(list(node["/Kids"].get_object())[: most + 1])]
        else:
            count += 1
            first = first if first is not None else box
    return count, first


def _size(box: Any) -> tuple[int | None, int | None]:
    """Width and height of a page in points, None when it does not say."""
    try:
        left, bottom, right, top = (float(n) for n in box.get_object())
    except (AttributeError, TypeError, ValueError):
        return None, None
    return round(abs(right - left)), round(abs(top - bottom))
