"""Kinds of value: parse, normalise, validate and mask, one module per family. They know nothing of icpctl above them.

`parse("mobile", " １３９００００００００ ")` gives a `Parsed` with the normalised value and what was changed on the way
(full-width digits, stray spaces); nothing is changed in silence. A value that is malformed alone raises `FieldError`
with a wording key, which says what was expected and gives an example.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import Struct

from icpctl.fields.usual import is_usual
from icpctl.wording import t


class Remark(Struct, frozen=True):
    """Something to say about a value: a key of `wording/<lang>/field.toml` and its values. Never holds the value itself."""

    key: str
    values: Mapping[str, Any]

    def text(self) -> str:
        """In the user's language."""
        return t(f"field.{self.key}", **self.values)


class Parsed(Struct, frozen=True):
    """A normalised value; `changes` tells what normalising altered, `notes` what is odd but accepted."""

    value: Any
    changes: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


class FieldError(ValueError):
    """A value that is malformed alone. `key` belongs to `wording/<lang>/field.toml`; values hold no personal data."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self) -> str:
        """What is wrong, what was expected, and an example, in the user's language."""
        return t(f"field.{self.key}", **self.values)


# kind -> module of this package; the module has parse_<kind>(text, context) -> Parsed and, for personal
# data, mask_<kind>(value) -> str. Loaded on need: domains and mail bring libraries with them.
KINDS: dict[str, str] = {
    "text": "text",
    "address": "text",
    "bool": "plain",
    "count": "plain",
    "date": "dates",
    "until": "dates",
    "moment": "dates",
    "person_name": "names",
    "subject_name": "names",
    "site_name": "names",
    "region": "names",
    "person_certificate": "certificates",
    "subject_certificate": "certificates",
    "mobile": "phones",
    "phone": "phones",
    "email": "mail",
    "domain": "domains",
    "app_domain": "domains",
    "home_url": "domains",
    "ip": "addresses",
    "subject_licence": "licences",
    "site_licence": "licences",
    "app_licence": "licences",
    "resource_code": "codes",
    "package_id": "codes",
    "public_key": "codes",
    "fingerprint": "codes",
}


def parse(kind: str, text: str, context: Mapping[str, Any] | None = None) -> Parsed:
    """Read one value of a kind. `context` holds what the reading depends on, e.g. {"cert_type": "passport"}.

    Raises FieldError when the value is malformed alone.
    """
    if is_usual(kind, text):
        return Parsed(text)
    return _reader(kind)(text, context or {})


@cache
def _reader(kind: str) -> Callable[[str, Mapping[str, Any]], Parsed]:
    found: Callable[[str, Mapping[str, Any]], Parsed] = getattr(import_module(f"icpctl.fields.{KINDS[kind]}"), f"parse_{kind}")
    return found


def mask(kind: str, value: str) -> str:
    """The value as it may be shown; a kind without a mask of its own keeps its first character."""
    module = import_module(f"icpctl.fields.{KINDS[kind]}") if kind in KINDS else None
    function = getattr(module, f"mask_{kind}", None)
    if function is not None:
        return str(function(value))
    return value[:1] + "*" * min(len(value) - 1, 6) if value else value
