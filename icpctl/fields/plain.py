"""Yes or no, and counts."""

import re
from collections.abc import Mapping
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import number, refuse_figures

_YES = frozenset(("true", "yes", "y", "1", "on", "t", "是", "对", "有", "是的"))
_NO = frozenset(("false", "no", "n", "0", "off", "f", "否", "不是", "不", "没有", "无", "不对"))
_COUNT = re.compile(r"[0-9]{1,9}")
MOST = 100_000


def parse_bool(text: str, context: Mapping[str, Any]) -> Parsed:
    """True or False, from the words of both languages."""
    del context
    changes: list[Remark] = []
    word = number(text, changes).lower()
    if word not in _YES and word not in _NO:
        raise FieldError("bool")
    return Parsed(word in _YES, tuple(changes))


def parse_count(text: str, context: Mapping[str, Any]) -> Parsed:
    """A whole number from 0 to 100000."""
    del context
    changes: list[Remark] = []
    digits = number(text, changes)
    refuse_figures(digits)
    if not _COUNT.fullmatch(digits) or int(digits) > MOST:
        raise FieldError("count", most=MOST)
    return Parsed(int(digits), tuple(changes))


def mask_count(value: str) -> str:
    """A count is no personal data."""
    return value


def mask_bool(value: str) -> str:
    """Yes or no is no personal data."""
    return value
