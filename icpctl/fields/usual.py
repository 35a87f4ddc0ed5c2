"""Values of the most usual shapes: what reading would give back as they are, with nothing to say about them.

Most values of a draft are so, and a look costs a tenth of reading them. A test proves for each kind that reading agrees.
"""

import re
from functools import cache

_HAN = "\u4e00-\u9fa5"
_MARKS = "，。、（）：；！？《》"
_DAY = r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
SHAPES: dict[str, str] = {
    "text": f"[!-~{_HAN}{_MARKS}](?:[ -~{_HAN}{_MARKS}]{{0,500}}[!-~{_HAN}{_MARKS}])?",
    "address": f"[{_HAN}]{{2,40}}(?:[{_HAN}0-9A-Za-z #-]{{0,100}}[{_HAN}0-9A-Za-z])?",
    "person_name": f"[{_HAN}]{{2,20}}",
    "subject_name": f"[{_HAN}]{{2,80}}",
    "site_name": f"[{_HAN}]{{1,80}}",
    "region": f"[{_HAN}]{{2,20}}",
    "mobile": "1[3-9][0-9]{9}",
    "phone": "1[3-9][0-9]{9}|0[3-9][0-9]{2}-[1-9][0-9]{6,7}",
    "date": _DAY,
    "until": f"{_DAY}|long-term",
}


def is_usual(kind: str, text: str) -> bool:
    """True when reading this text gives it back unchanged, without a remark."""
    shape = _shape(kind)
    return shape is not None and shape.fullmatch(text) is not None


@cache
def _shape(kind: str) -> re.Pattern[str] | None:
    return re.compile(SHAPES[kind]) if kind in SHAPES else None
