"""Codes of resources and of App signing."""

import re
from collections.abc import Mapping
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import narrow, number, refuse_figures, say, tidy, upper

_RESOURCE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{2,62})[A-Za-z0-9]")
_PACKAGE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_FINGERPRINT_LABEL = re.compile(r"^(?:MD5|SHA-?1|SHA-?256)[:=](?=.)", re.IGNORECASE)
_KEY_LABEL = re.compile(r"^(?:Modulus=|0x)", re.IGNORECASE)
FINGERPRINT_LENGTHS = (32, 40, 64)
"""Hexadecimal digits of MD5 (Android), SHA-1 (iOS) and SHA-256."""
SHORTEST_KEY, LONGEST_KEY = 32, 5000


def parse_resource_code(text: str, context: Mapping[str, Any]) -> Parsed:
    """A provider's code for a server (备案服务号, 授权码): 4-64 letters, digits and hyphens; case is kept."""
    del context
    changes: list[Remark] = []
    code = number(text, changes)
    refuse_figures(code)
    if not _RESOURCE.fullmatch(code):
        raise FieldError("resource_code")
    return Parsed(code, tuple(changes))


def mask_resource_code(value: str) -> str:
    """Two characters at each end: the code works like a password."""
    return f"{value[:2]}***{value[-2:]}" if len(value) > 6 else "*" * len(value)


def parse_package_id(text: str, context: Mapping[str, Any]) -> Parsed:
    """A package name or bundle id: com.example.app; case is kept."""
    del context
    changes: list[Remark] = []
    name = narrow(tidy(text, changes), changes)
    if len(name) > 255 or not _PACKAGE.fullmatch(name):
        raise FieldError("package_id")
    return Parsed(name, tuple(changes))


def mask_package_id(value: str) -> str:
    """A package name is public."""
    return value


def parse_public_key(text: str, context: Mapping[str, Any]) -> Parsed:
    """The public key of the signing certificate: its modulus in decimal or hexadecimal digits."""
    del context
    changes: list[Remark] = []
    typed = narrow(tidy(text, changes, lines=True), changes)
    if "BEGIN" in typed:
        raise FieldError("public_key_pem")
    bare = re.sub(r"[\s:]", "", typed)
    if bare != typed:
        say(changes, "separators_removed")
    unlabelled = _KEY_LABEL.sub("", bare)
    if unlabelled != bare:
        say(changes, "label_removed")
    if not _HEX.fullmatch(unlabelled):
        refuse_figures(unlabelled)
        raise FieldError("public_key_base64" if re.fullmatch(r"[A-Za-z0-9+/=_-]{40,}", bare) else "public_key")
    count, notes = len(unlabelled), list[Remark]()
    if count > LONGEST_KEY:
        raise FieldError("public_key_length", count=count, least=SHORTEST_KEY, most=LONGEST_KEY)
    if count < SHORTEST_KEY:
        # No source gives a shortest key: one that looks cut off is told, not refused.
        say(notes, "public_key_length", count=count, least=SHORTEST_KEY, most=LONGEST_KEY)
    return Parsed(unlabelled, tuple(changes), tuple(notes))


def mask_public_key(value: str) -> str:
    """A public key is public; only its beginning is shown because it is long."""
    return value if len(value) <= 16 else f"{value[:16]}..."


def parse_fingerprint(text: str, context: Mapping[str, Any]) -> Parsed:
    """The fingerprint of the signing certificate: MD5 (32), SHA-1 (40) or SHA-256 (64), upper case without colons."""
    del context
    changes: list[Remark] = []
    typed = number(text, changes)
    unlabelled = _FINGERPRINT_LABEL.sub("", typed)
    if unlabelled != typed:
        say(changes, "label_removed")
    bare = unlabelled.replace(":", "").replace("-", "")
    if bare != unlabelled:
        say(changes, "separators_removed")
    refuse_figures(bare)
    if not _HEX.fullmatch(bare):
        raise FieldError("fingerprint")
    if len(bare) not in FINGERPRINT_LENGTHS:
        raise FieldError("fingerprint_length", count=len(bare))
    return Parsed(upper(bare, changes), tuple(changes))


def mask_fingerprint(value: str) -> str:
    """A fingerprint is public."""
    return value
