"""Words of the program: `t("area.key", value=...)` gives the text in the user's language.

`wording/<lang>/<area>.toml` is read on first use of an area, so a command pays only for the words it says.
Words of a rule (a province, a document, a step) travel in the rule's own file, words of a check beside the check.
"""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
_state = {"language": "zh"}


def choose_language(option: str | None) -> str:
    """The language of this run: --lang, then ICPCTL_LANG, then the locale when it names one of the two, else Chinese."""
    wanted = (option, os.environ.get("ICPCTL_LANG"), *(os.environ.get(k) for k in ("LC_ALL", "LC_MESSAGES", "LANG")))
    for text in wanted:
        if text and text[:2].lower() in LANGUAGES:
            return text[:2].lower()
    return "zh"


def set_language(language: str) -> None:
    """Use this language from now on; "zh" or "en"."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _state["language"] = language


def language() -> str:
    """The language in use."""
    return _state["language"]


@cache
def area(lang: str, name: str) -> dict[str, Any]:
    """All words of one area of one language, as nested tables."""
    text = Path(__file__).with_name(lang).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def t(key: str, /, **values: Any) -> str:
    """The words for `key` ("area.rest.of.key"), with {placeholders} filled in. Raises KeyError for an unknown key."""
    found = _text(language(), key)
    return found.format(**values) if values else found


@cache
def _text(lang: str, key: str) -> str:
    name, _, rest = key.partition(".")
    found: Any = area(lang, name)
    for part in rest.split("."):
        found = found[part]
    if not isinstance(found, str):
        raise KeyError(key)
    return found


def has(key: str) -> bool:
    """True when words exist for the key."""
    try:
        t(key)
    except (KeyError, FileNotFoundError):
        return False
    return True


def pick(data: Any, stem: str, default: str = "") -> str:
    """The words a rule carries itself: `<stem>_<lang>`, else the Chinese, else `<stem>`."""
    for key in (f"{stem}_{language()}", f"{stem}_zh", stem):
        value = data.get(key)
        if value:
            return str(value)
    return default


def pick_list(data: Any, stem: str) -> list[str]:
    """Like `pick` for a list of texts."""
    for key in (f"{stem}_{language()}", f"{stem}_zh", stem):
        value = data.get(key)
        if value:
            return [str(v) for v in value] if isinstance(value, list) else [str(value)]
    return []
