"""Matching tables: all keys must hold, a list means any of these, a "3+" means at least three.

A key whose value is not known gives None (unknown): such conditions are skipped, never guessed.
"""

from collections.abc import Mapping
from typing import Any


def matches(when: Mapping[str, Any], facts: Mapping[str, Any]) -> bool | None:
    """True when all keys hold, False when one does not, None when none fails but one is unknown.

    `facts` maps keys to a value or to a set/list of values; a missing key or None is unknown.
    """
    unknown = False
    for key, wanted in when.items():
        have = facts.get(key)
        if have is None:
            unknown = True
        elif not _holds(wanted, have):
            return False
    return None if unknown else True


def _holds(wanted: Any, have: Any) -> bool:
    if type(wanted) is str and type(have) is str:
        return wanted == have
    options = wanted if isinstance(wanted, list) else [wanted]
    values = have if isinstance(have, (set, frozenset, list, tuple)) else [have]
    return any(_same(o, v) for o in options for v in values)


def _same(option: Any, value: Any) -> bool:
    if isinstance(option, str) and option.endswith("+") and option[:-1].isdigit() and isinstance(value, int):
        return value >= int(option[:-1])
    if isinstance(option, bool) or isinstance(value, bool):
        return option is value
    return bool(option == value)
