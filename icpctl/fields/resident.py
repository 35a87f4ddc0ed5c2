"""Resident identity numbers (GB 11643-1999): 6 digits region, 8 birth, 3 sequence (odd: male), 1 check character.

The residence permit of residents of Hong Kong, Macao and Taiwan has the same build. Regions are only noted when they
are unknown, because abolished county codes stay valid for those who got them.
"""

import datetime as dt
import re
from functools import lru_cache
from operator import mul

from icpctl.fields import FieldError, Remark
from icpctl.fields.normal import say

# GB/T 2260, province level.
PROVINCE_CODES = (
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
    "41", "42", "43", "44", "45", "46",
    "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
)  # fmt: skip
HMT_REGIONS = ("810000", "820000", "830000")
FIRST_BIRTH = dt.date(1900, 1, 1)

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_character(body: str) -> str:
    """The check character for 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(map(mul, map(int, body), _WEIGHTS)) % 11]


def refuse_wrong(number: str, day: dt.date | None, notes: list[Remark]) -> None:
    """Refuse a malformed resident number, saying which part is wrong; an unknown region only adds a note.

    `number` is normalised. `day`: no birth may lie after it. Never names the digits or the check character expected.
    """
    if re.fullmatch(r"[0-9]{15}", number):
        raise FieldError("resident_id_old")
    refuse_shape(number)
    _refuse_birth(number, day)
    if check_character(number[:17]) != number[17]:
        if number.endswith("000"):
            raise FieldError("resident_id_check_spreadsheet")
        raise FieldError("resident_id_check")
    if number[:2] not in PROVINCE_CODES:
        say(notes, "resident_id_region")
    if number[:6] in HMT_REGIONS:
        say(notes, "resident_id_hmt")


def refuse_shape(number: str) -> None:
    """Refuse anything but 17 digits and a last digit or X."""
    if len(number) != 18:
        raise FieldError("resident_id_length", count=len(number))
    for position, char in enumerate(number, 1):
        if char not in "0123456789" and not (char == "X" and position == 18):
            raise FieldError("resident_id_character", position=position)


def _refuse_birth(number: str, day: dt.date | None) -> None:
    born = _date(number[6:14])
    if born is None:
        if not 1 <= int(number[10:12]) <= 12:
            raise FieldError("resident_id_month")
        if number[6:10] == "0000":
            raise FieldError("resident_id_early")
        raise FieldError("resident_id_day")
    if born < FIRST_BIRTH:
        raise FieldError("resident_id_early")
    if day is not None and born > day:
        raise FieldError("resident_id_future")


@lru_cache(maxsize=64)
def _date(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


@lru_cache(maxsize=16)  # the few persons of one draft, whom many checks ask for
def is_resident_id(text: str | None) -> bool:
    """True for a normalised 18-character number with a real date of birth and the right check character."""
    if not text or not _SHAPE.fullmatch(text):
        return False
    born = _date(text[6:14])
    return born is not None and born >= FIRST_BIRTH and check_character(text[:17]) == text[17]


def is_usual(number: str) -> bool:
    """True for a number that `refuse_wrong` has nothing to say about, whatever the day."""
    return is_resident_id(number) and number[:2] in PROVINCE_CODES and number[:6] not in HMT_REGIONS


def birth_date(resident_id: str | None) -> dt.date | None:
    """The date of birth in a valid resident number, else None."""
    return _date(resident_id[6:14]) if resident_id and is_resident_id(resident_id) else None


def age_on(resident_id: str | None, day: dt.date) -> int | None:
    """Full years of age on a day; None when the number is not valid or the birth lies later."""
    born = birth_date(resident_id)
    if born is None or born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def sex(resident_id: str | None) -> str | None:
    """ "male" or "female" as the sequence number says, None when the number is not valid."""
    if not resident_id or not is_resident_id(resident_id):
        return None
    return "male" if int(resident_id[16]) % 2 else "female"
