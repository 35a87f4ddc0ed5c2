"""The sheet of the public-security filing as Markdown; values are given ready to be shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from icpctl.wording import t

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")


@dataclass(frozen=True, slots=True)
class Row:
    """A blank with its value as shown; "" stays open."""

    id: str
    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form with its title as shown."""

    title: str
    note: str
    rows: tuple[Row, ...]


def markdown(title: str, lead: Sequence[str], sections: Sequence[Section], lists: Sequence[tuple[str, Sequence[str]]]) -> str:
    """One Markdown document: title, paragraphs, a table for each section, then titled lists. All texts are escaped."""
    out = [f"# {_safe(title)}", ""]
    for paragraph in lead:
        out += [_safe(paragraph), ""]
    for section in sections:
        out += [f"## {_safe(section.title)}", ""]
        if section.note:
            out += [_safe(section.note), ""]
        if section.rows:
            out += [f"| {t('police.field')} | {t('police.value')} | {t('police.remark')} |", "| --- | --- | --- |"]
            out += [f"| {_safe(r.name)} | {_safe(r.value) or t('police.empty')} | {_safe(r.note)} |" for r in section.rows]
            out.append("")
    for name, entries in lists:
        if entries:
            out += [f"## {_safe(name)}", "", *(f"- {_safe(e)}" for e in entries), ""]
    return "\n".join(out).rstrip() + "\n"


def _safe(text: str) -> str:
    """A text as one line that Markdown and HTML read as nothing but text."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
