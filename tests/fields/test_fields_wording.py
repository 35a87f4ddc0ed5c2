"""Both languages say the same things, and everything that is raised has words."""

import ast
import string
import tomllib
from pathlib import Path

import pytest

import icpctl.fields
from icpctl.fields import KINDS, FieldError, Remark, addresses
from icpctl.wording import LANGUAGES, set_language

ROOT = Path(icpctl.fields.__file__).parent
WORDS = {lang: tomllib.loads((ROOT.parent / "wording" / lang / "field.toml").read_text(encoding="utf-8")) for lang in LANGUAGES}


def _literals(node: ast.expr) -> list[str]:
    """The texts a first argument can be; a name or call gives none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return []


def _used() -> dict[str, set[str]]:
    """Wording key -> names of its values, as the code of the package uses them."""
    used: dict[str, set[str]] = {}
    for path in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"FieldError": 0, "say": 1}.get(node.func.id)
            if place is not None and len(node.args) > place:
                for key in _literals(node.args[place]):
                    used.setdefault(key, set()).update(str(k.arg) for k in node.keywords)
    for key in {k for _, k in addresses.SPECIAL}:
        used[key] = set()
    for node in ast.walk(ast.parse((ROOT / "licences.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == "_what_else":
            returned = [r.value for r in ast.walk(node) if isinstance(r, ast.Return) and r.value is not None]
            used.update({key: set() for value in returned for key in _literals(value)})
    return used


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys_and_places() -> None:
    zh, en = WORDS["zh"], WORDS["en"]
    assert set(zh) == set(en)
    assert list(zh) == list(en)
    for key in zh:
        assert _places(zh[key]) == _places(en[key]), key


def test_every_key_used_has_words_with_its_values() -> None:
    used = _used()
    assert len(used) > 120
    for key, values in used.items():
        assert key in WORDS["zh"], key
        assert _places(WORDS["zh"][key]) <= values, key


def test_every_kind_has_a_parser() -> None:
    from importlib import import_module

    for kind, module in KINDS.items():
        assert callable(getattr(import_module(f"icpctl.fields.{module}"), f"parse_{kind}"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_errors_and_remarks_speak_both_languages(lang: str) -> None:
    set_language(lang)
    try:
        assert FieldError("resident_id_length", count=17).text().find("17") > 0
        assert Remark("narrowed", {}).text() == WORDS[lang]["narrowed"]
    finally:
        set_language("zh")
