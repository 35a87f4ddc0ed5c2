"""How much work the tree of a page would be, estimated before it is made.

A tree builder looks up the open elements at each tag and repeats unclosed formatting ones in each block: a page made for
it keeps a parser busy for minutes or fills the memory. The estimate reads each tag once and never comes out too low by
much: an end tag only counts when it closes the element that was opened last.
"""

import re
from collections import Counter

MOST_LOOKUPS = 100_000_000
MOST_COPIES = 2_000_000

_TOKEN = re.compile(
    r"<!--(?:>|->|.*?--!?>|.*\Z)"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b[^>]*>.*?(?:</(?P=raw)\b[^>]*>|\Z)"
    r"|<[!?][^>]*>"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*)(?P<more>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>?",
    re.IGNORECASE | re.DOTALL,
)
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
# Ended by the start of the next or the end of the outer one, so that pages leave their end tags out.
# fmt: off
_IMPLIED = frozenset((
    "p", "li", "dt", "dd", "option", "optgroup", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup", "rt", "rp", "body",
    "html", "head",
))
# fmt: on
_TABLE_PARTS = frozenset(("td", "th", "tr", "thead", "tbody", "tfoot", "colgroup"))
_ENDED_BY_NEXT = {
    "p": ("p",), "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",), "optgroup": ("optgroup",),
    "rt": ("rt", "rp"), "rp": ("rt", "rp"),
}  # fmt: skip
_FORMATTING = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_COPIES = 3  # of equal formatting elements a parser repeats no more


def is_too_deep(html: str) -> bool:
    """True for a page whose tree would take seconds or more to make."""
    reading = _Estimate()
    for token in _TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if not name or name in _VOID:
            continue
        reading.lookups += len(reading.stack)
        reading.copies += reading.formats
        if reading.lookups > MOST_LOOKUPS or reading.copies > MOST_COPIES:
            return True
        if token["end"]:
            reading.end(name)
        elif name in _TABLE_PARTS:
            reading.table_part(name)
        else:
            reading.start(name, token["more"])
    return False


class _Estimate:
    """The elements that are open at a place, at least those that a tree builder would hold open."""

    def __init__(self) -> None:
        self.stack: list[tuple[str, str]] = []  # (name, what tells formatting elements apart)
        self.lookups = self.copies = self.formats = 0
        self._open: Counter[str] = Counter()

    def start(self, name: str, more: str) -> None:
        """An element begins; a list item or paragraph ends the one before it."""
        if name in _ENDED_BY_NEXT:
            through = len(self.stack)
            while through and name != "p" and self.stack[through - 1][0] == "p":
                through -= 1
            if through and self.stack[through - 1][0] in _ENDED_BY_NEXT[name]:
                del self.stack[through - 1 :]
        key = name + more.lower() if name in _FORMATTING else ""
        self.stack.append((name, key))
        if key:
            self._open[key] += 1
            self.formats += self._open[key] <= _COPIES

    def table_part(self, name: str) -> None:
        """A row, cell or section ends those before it; outside of a table there is none."""
        base = self._base()
        if base < 0 or self.stack[base][0] != "table":
            return
        keep = {"td": ("tr",), "th": ("tr",), "tr": ("tbody", "thead", "tfoot")}.get(name, ())
        while len(self.stack) > base + 1 and self.stack[-1][0] not in keep:
            self.stack.pop()
        self.stack.append((name, ""))

    def end(self, name: str) -> None:
        """An element ends, when it is the last one but for those that need no end tag."""
        base = self._base()
        if name in _IMPLIED:
            for at in range(len(self.stack) - 1, base, -1):
                if self.stack[at][0] == name:
                    del self.stack[at:]
                    return
                if self.stack[at][0] in ("td", "th"):
                    return
        elif base >= 0 and self.stack[base][0] == name:
            key = self.stack[base][1]
            if key and base < len(self.stack) - 1:
                return  # a formatting element around blocks is taken apart, not ended
            del self.stack[base:]
            if key:
                self.formats -= self._open[key] <= _COPIES
                self._open[key] -= 1

    def _base(self) -> int:
        """Where the last element stands that needs an end tag; -1 when there is none."""
        at = len(self.stack) - 1
        while at >= 0 and self.stack[at][0] in _IMPLIED:
            at -= 1
        return at
