"""Unified social credit codes (GB 32100-2015): authority, category, region, organisation code (GB 11714), check.

The organisation code (characters 9-17) ends in a check character of its own, so that a wrong code can often be said to
be wrong in the one part or in the other.
"""

import re
from functools import lru_cache, partial
from operator import mul

from icpctl.fields import FieldError, Remark
from icpctl.fields.normal import say
from icpctl.fields.resident import PROVINCE_CODES

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GB 32100 table 1 with the authorities added since; others are only noted.
AUTHORITIES = frozenset("123456789ANY")
_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_as_figure = partial(int, base=36)
_NATIONAL = "10"


def check_character(body: str) -> str:
    """The check character for the first 17 characters."""
    total = sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS))
    return ALPHABET[-total % 31]


def org_check_character(body: str) -> str:
    """The check character of an organisation code for its first 8 characters (GB 11714)."""
    total = sum(map(mul, map(_as_figure, body), _ORG_WEIGHTS))
    return "0123456789X"[-total % 11]


def refuse_wrong(code: str, notes: list[Remark]) -> None:
    """Refuse a malformed code, saying which part is wrong; unknown authority and region only add notes.

    `code` is normalised. Never names the check character expected.
    """
    if len(code) != 18:
        raise FieldError("uscc_length", count=len(code))
    for position, char in enumerate(code, 1):
        _refuse_character(position, char)
    whole = check_character(code[:17]) == code[17]
    inner = org_check_character(code[8:16]) == code[16]
    if not whole and inner:
        raise FieldError("uscc_check")
    if not whole:
        raise FieldError("uscc_both_checks")
    if not inner:
        raise FieldError("uscc_org_check")
    if code[0] not in AUTHORITIES:
        say(notes, "uscc_authority")
    if code[2:4] not in PROVINCE_CODES and code[2:4] != _NATIONAL:
        say(notes, "uscc_region")


def _refuse_character(position: int, char: str) -> None:
    if char in "IOSVZ":
        raise FieldError("uscc_letter", position=position, letter=char)
    if char not in _VALUES:
        raise FieldError("uscc_character", position=position)
    if 3 <= position <= 8 and char not in "0123456789":
        raise FieldError("uscc_region_digit", position=position)


@lru_cache(maxsize=16)  # the few certificates of one draft, for which many checks ask
def is_uscc(text: str | None) -> bool:
    """True for a normalised code whose two check characters are right."""
    if not text or not _SHAPE.fullmatch(text):
        return False
    return check_character(text[:17]) == text[17] and org_check_character(text[8:16]) == text[16]


def is_usual(code: str) -> bool:
    """True for a code that `refuse_wrong` has nothing to say about."""
    return is_uscc(code) and code[0] in AUTHORITIES and (code[2:4] in PROVINCE_CODES or code[2:4] == _NATIONAL)


def looks_like(text: str) -> bool:
    """True for the shape of a code, whatever its check characters."""
    return _SHAPE.fullmatch(text) is not None
