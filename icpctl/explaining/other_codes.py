"""Codes of findings that are no checks of a draft: those of pages (FTR...) and of sheets (CELL..., TAB..., ROW...).

Their words lie in `wording/<lang>/footer.toml` and `wording/<lang>/batch.toml`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from icpctl.checks import Check, Hit, Words
from icpctl.footer.judging import CODES
from icpctl.wording import area

PAGES = "footer-rule"
"""The kind of rules by which pages are judged."""

_SHEETS = ("cell", "tab", "row")


def codes() -> Iterator[Check]:
    """Every such code with its words; they judge no draft."""
    for code, (severity, topic) in CODES.items():
        zh, en = (_words(area(lang, "footer")[code]) for lang in ("zh", "en"))
        yield Check(code, severity, topic, zh, en, _nothing)
    english = area("en", "batch")
    for section in _SHEETS:
        for code, words in area("zh", "batch")[section].items():
            if isinstance(words, dict) and "title" in words:
                severity = str(words.get("severity", "error"))
                yield Check(code, severity, "sheet", _words(words), _words(english[section][code]), _nothing)


def is_of_pages(code: str) -> bool:
    """True for a code of the footer check."""
    return code in CODES


def _words(words: dict[str, Any]) -> Words:
    return Words(str(words["title"]), str(words["message"]), str(words["fix"]))


def _nothing(_: object) -> Iterable[Hit]:
    return ()
