"""A page as data: which numbers stand where, what they link to. Nothing of the page is run, nothing is loaded.

Text that a reader sees is kept as one string in which a line is a block of the page, so that a number split over several
elements is one; what scripts, comments, attributes and hidden elements hold is kept apart: nobody knows whether it is seen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from icpctl.footer.nesting import is_too_deep

TEXT, SCRIPT, COMMENT, IMAGE, ATTRIBUTE, HIDDEN, TITLE = "text", "script", "comment", "image", "attribute", "hidden", "title"
NEAR_END = 300
"""Characters of visible text that may follow a number at the bottom of a short page."""

_SCRIPTS = frozenset(("script", "style", "iframe", "noembed", "noframes", "xmp"))
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
# fmt: on
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![a-z-])(?:font-size|opacity)\s*:\s*0(?:px|em|rem|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_FOOT = re.compile(r"foot|bottom|copyright|beian|icp", re.IGNORECASE)
_NUMBERISH = re.compile("ICP|安|[AB][1-3]-", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2})|&#x([0-9a-fA-F]{2,5});|&#([0-9]{2,6});")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"\s+")
_PICTURE_OF_NUMBER = re.compile("beian|icp|备案|備案", re.IGNORECASE)
_PICTURES = frozenset(("img", "svg", "picture", "input", "object", "area"))
_SEAM = "\x1f"
_MOST_SPOTS = 400


@dataclass(slots=True)
class Link:
    """A link of the page: where it goes, the visible text in it, and whether there is a picture in it."""

    href: str
    text: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that nobody may see: where it stands, and the link around it."""

    where: str
    text: str
    link: Link | None


class Run(NamedTuple):
    """A stretch of the visible text with one link and one region."""

    start: int
    end: int
    link: Link | None
    region: str


@dataclass(slots=True)
class Page:
    """What a page says. text: what is seen, a block a line; runs: its stretches; unseen: what may not be seen."""

    text: str = ""
    title: str = ""
    runs: list[Run] = field(default_factory=list)
    unseen: list[Piece] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    script_urls: list[str] = field(default_factory=list)
    scripts: int = 0
    frames: int = 0
    pictures: int = 0
    refresh: str = ""
    encoding: str = ""

    def link_at(self, start: int, end: int) -> Link | None:
        """The link around a stretch of the text, or around a part of it."""
        return next((r.link for r in self._over(start, end) if r.link), None)

    def is_bottom(self, start: int, end: int) -> bool:
        """True when a stretch stands in the footer or near the end of what is seen."""
        regions = {r.region for r in self._over(start, end)}
        if "header" in regions:
            return False
        after, whole = len(self.text) - end, len(self.text)
        if "footer" in regions:
            return True
        if "like-footer" in regions and after <= whole / 2:
            return True
        return after <= max(NEAR_END, whole / 4)

    def line_at(self, position: int) -> str:
        """The block of the page at a position."""
        start = self.text.rfind("\n", 0, position) + 1
        end = self.text.find("\n", position)
        return self.text[start : end if end >= 0 else None]

    def _over(self, start: int, end: int) -> Iterator[Run]:
        from bisect import bisect_right

        first = max(0, bisect_right(self.runs, start, key=lambda r: r.start) - 1)
        for run in self.runs[first:]:
            if run.start >= end:
                return
            if run.end > start:
                yield run


class TooDeep(ValueError):
    """A page that is made to keep a parser busy."""


def read_page(html: str) -> Page:
    """Take a page apart; broken HTML is read as browsers read it. Raises TooDeep."""
    from selectolax.lexbor import LexborHTMLParser

    if is_too_deep(html):
        raise TooDeep
    root = LexborHTMLParser(html).root
    reading = _Reading()
    if root is not None:
        reading.of(root.parent or root)  # comments may stand outside of <html>
    return reading.page


class _Around(NamedTuple):
    """What holds for all that stands in an element."""

    link: Link | None = None
    hidden: bool = False
    region: str = ""
    block: int = 0
    name: str = ""


class _Reading:
    """One pass over the tree, without recursion: pages may nest deeply."""

    def __init__(self) -> None:
        self.page = Page()
        self._pieces: list[str] = []
        self._length = 0
        self._block = -1
        self._around: dict[int, _Around] = {}

    def of(self, root: Any) -> None:
        """Read the whole tree."""
        outside = _Around()
        for node in root.traverse(include_text=True):
            parent = node.parent
            around = self._around.get(parent.mem_id, outside) if parent is not None else outside
            if node.is_text_node:
                self._text(node.text_content or "", around)
            elif node.is_comment_node:
                self._unseen(COMMENT, node.comment_content or "", around.link)
            else:
                self._around[node.mem_id] = self._element(node, node.tag or "", around)
        self.page.text = "".join(self._pieces)

    def _element(self, node: Any, name: str, around: _Around) -> _Around:
        attributes = node.attributes
        link, region = around.link, around.region
        hidden = around.hidden or name in ("noscript", "template", "dialog")
        if attributes:
            hidden = hidden or "hidden" in attributes or bool(_UNSEEN.search(attributes.get("style") or ""))
            link, region = self._marks(name, attributes, link, region)
        if name in ("header", "nav"):
            region = "header"
        elif name == "footer":
            region = "footer"
        self._count(name, attributes, link)
        if name == "template":
            self._unseen(SCRIPT, node.html or "", link)
        if name == "br":
            self._block = -1
        return _Around(link, hidden, region, around.block if name in _INLINE else node.mem_id, name)

    def _marks(self, name: str, attributes: Any, link: Link | None, region: str) -> tuple[Link | None, str]:
        """What the attributes of an element say: its link, its region, and numbers in them."""
        if name in ("a", "area") and attributes.get("href") is not None:
            link = Link(attributes["href"])
            self.page.links.append(link)
        if name not in ("html", "body", "main") and not region:
            for key in ("id", "class", "role"):
                if _FOOT.search(attributes.get(key) or "") or attributes.get(key) == "contentinfo":
                    region = "like-footer"
        where = IMAGE if name in _PICTURES else ATTRIBUTE
        for key, value in attributes.items():
            if value and key not in ("href", "class", "style") and _NUMBERISH.search(value):
                self._unseen(where, value, link)
        return link, region

    def _count(self, name: str, attributes: Any, link: Link | None) -> None:
        page = self.page
        if name == "script":
            page.scripts += 1
            if attributes.get("src"):
                page.script_urls.append(attributes["src"])
        elif name in ("iframe", "frame"):
            page.frames += 1
        elif name in _PICTURES:
            if link is not None:
                link.picture = True
            if _PICTURE_OF_NUMBER.search(attributes.get("src") or ""):
                page.pictures += 1
        elif name == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
            page.refresh = attributes.get("content") or ""

    def _text(self, text: str, around: _Around) -> None:
        if around.name in _SCRIPTS:
            self._unseen(SCRIPT, text, around.link)
            return
        if around.name == "title":
            self.page.title = self.page.title or plain(text).strip()
            self._unseen(TITLE, text, None)
            return
        if around.hidden:
            self._unseen(HIDDEN, text, around.link)
            return
        seen = plain(text)
        if not seen.strip():
            if seen and self._pieces and not self._pieces[-1].endswith(("\n", " ")):
                self._add(" ")
            return
        if self._pieces:
            self._add("\n" if around.block != self._block else _SEAM)
        self._block = around.block
        start = self._length
        self._add(seen)
        self.page.runs.append(Run(start, self._length, around.link, around.region))
        if around.link is not None:
            around.link.text += seen

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _unseen(self, where: str, text: str, link: Link | None) -> None:
        if len(self.page.unseen) >= _MOST_SPOTS:
            return
        if (where == SCRIPT and "\\" in text) or "&#" in text:
            text = _ESCAPED.sub(_character, text)
        if _NUMBERISH.search(text):
            self.page.unseen.append(Piece(where, plain(text), link))


def _character(found: re.Match[str]) -> str:
    code = int(found[5]) if found[5] else int(next(d for d in found.groups() if d), 16)
    return chr(code) if 32 <= code < 0xD800 or 0xE000 <= code < 0x110000 else " "


def plain(text: str) -> str:
    """A text of the page in the spelling that numbers are looked for in; blanks single, no controls."""
    if text.isascii():
        return _BLANKS.sub(" ", _CONTROL.sub(" ", text))
    from icpctl.licences import spelled

    bare = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    spelling = spelled(bare) if _NUMBERISH.search(bare) else spelled_lightly(bare)
    return _BLANKS.sub(" ", spelling)


def spelled_lightly(text: str) -> str:
    """Like `spelled` for texts without a number: no conversion of traditional characters, which takes long."""
    from icpctl.fields.normal import dashes, narrow

    return dashes(narrow(text, []), [])
