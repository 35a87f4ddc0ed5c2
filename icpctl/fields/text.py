"""Free text and postal addresses."""

import re
from collections.abc import Mapping
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import HAN, chinese, limit, tidy

# The administrative part of an address, as far as the district. A "区" of an estate, a campus or a park is none.
_DISTRICT = re.compile(
    r"^(?:[^0-9]{2,8}?(?:省|自治区|特别行政区))?(?:[^0-9]{2,9}?(?:市(?!场)|自治州|地区|盟))?"
    r"(?:[^0-9路街道]{1,8}?(?:(?<![小社园校厂库住])区|县|旗|市(?!场)))?"
)
_WORD = re.compile(f"[{HAN}A-Za-z]")


def parse_text(text: str, context: Mapping[str, Any]) -> Parsed:
    """Free text of up to 5000 characters; new lines stay."""
    del context
    changes: list[Remark] = []
    return Parsed(limit(tidy(text, changes, lines=True), 1, 5000), tuple(changes))


def parse_address(text: str, context: Mapping[str, Any]) -> Parsed:
    """A postal address: one line of 2-200 characters with words in it; spelling stays as on the certificate."""
    del context
    changes: list[Remark] = []
    value = limit(chinese(tidy(text, changes), changes), 2, 200)
    if not _WORD.search(value):
        raise FieldError("address_words")
    return Parsed(value, tuple(changes))


def mask_address(value: str) -> str:
    """The province, city and district; nothing of street and house."""
    found = _DISTRICT.match(value)
    kept = found[0] if found else ""
    return f"{kept}***"
