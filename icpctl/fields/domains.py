"""Domain names, the domains of an App, and the address of a home page.

Stored form: lower case; Unicode when a label holds Han, else ASCII (punycode). A subdomain is a good domain name here;
whether it may be filed, a check says.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark, suffixes
from icpctl.fields.normal import has_han, narrow, say, tidy

APP_LEVELS = 4
"""Levels of an App's domain, the registrable domain being the first (example.com 1, a.b.c.example.com 4)."""

_STOPS = re.compile("[\u3002\uff0e\uff61]")
_IPV4 = re.compile(r"[0-9]+(?:\.[0-9]+){3}(?::[0-9]*)?(?:/.*)?")
_IPV6 = re.compile(r"\[.*|[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_URL = re.compile(r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<host>[^/?#\\]*)(?P<path>[/?#].*)?", re.DOTALL)
_LOOKALIKE_SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")


def parse_domain(text: str, context: Mapping[str, Any]) -> Parsed:
    """A domain name without scheme, port and path: `example.com`, `例子.中国`."""
    del context
    changes: list[Remark] = []
    notes: list[Remark] = []
    return Parsed(_domain(_typed(text, changes), changes, notes), tuple(changes), tuple(notes))


def parse_app_domain(text: str, context: Mapping[str, Any]) -> Parsed:
    """A domain that an App uses, at the level it is used, down to the fourth."""
    parsed = parse_domain(text, context)
    depth = len(labels(parsed.value)) - len(labels(suffix(parsed.value)))
    if depth > APP_LEVELS:
        raise FieldError("app_domain_levels", count=depth, most=APP_LEVELS)
    return parsed


def parse_home_url(text: str, context: Mapping[str, Any]) -> Parsed:
    """The address of the home page as host and path, without scheme: `www.example.com`."""
    del context
    changes: list[Remark] = []
    notes: list[Remark] = []
    typed = _typed(text, changes)
    found = _URL.fullmatch(typed)
    if not found:
        raise FieldError("home_url_backslash")
    if found["scheme"]:
        if found["scheme"].lower() not in ("http", "https"):
            raise FieldError("home_url_scheme")
        say(changes, "scheme_removed")
    path = found["path"] or ""
    if path == "/":
        say(changes, "slash_removed")
        path = ""
    if " " in path:
        raise FieldError("domain_space")
    return Parsed(_domain(found["host"], changes, notes) + path, tuple(changes), tuple(notes))


def _typed(text: str, changes: list[Remark]) -> str:
    typed = tidy(text, changes)
    if typed.isascii():
        return typed
    stopped = _STOPS.sub(".", typed)
    if stopped != typed:
        say(changes, "full_stops")
    return narrow(stopped, changes).strip()


def _domain(typed: str, changes: list[Remark], notes: list[Remark]) -> str:
    _refuse_other_things(typed)
    name = typed.lower()
    if name != typed:
        say(changes, "lowercased")
    if name.endswith(".") and not name.endswith(".."):
        say(changes, "last_dot_removed")
        name = name[:-1]
    parts = name.split(".")
    if "" in parts:
        raise FieldError("domain_empty_label")
    if len(parts) == 1:
        raise FieldError("domain_single")
    plain = [_ascii_label(p) for p in parts]
    if sum(map(len, plain)) + len(plain) - 1 > 253:
        raise FieldError("domain_long")
    spelled = [_unicode_label(p) for p in plain]
    _refuse_suffix(spelled, notes)
    _note_lookalikes(spelled, notes)
    if any(has_han(label) for label in spelled):
        value = ".".join(spelled)
        if any(p.startswith("xn--") for p in parts):
            say(changes, "punycode_read")
    else:
        value = ".".join(plain)
        if value != name:
            say(changes, "punycode_written")
    return value


def _refuse_other_things(typed: str) -> None:
    """What people paste in place of a domain, each by its name."""
    if "://" in typed:
        raise FieldError("domain_scheme")
    if "@" in typed:
        raise FieldError("domain_userinfo")
    if _IPV4.fullmatch(typed) or _IPV6.fullmatch(typed):
        raise FieldError("domain_ip")
    if any(c in typed for c in "/?#\\"):
        raise FieldError("domain_path")
    if ":" in typed:
        raise FieldError("domain_port")
    if "*" in typed:
        raise FieldError("domain_wildcard")
    if any(c.isspace() for c in typed):
        raise FieldError("domain_space")


def _ascii_label(label: str) -> str:
    if label.isascii() and not label.startswith("xn--"):
        if "_" in label:
            raise FieldError("domain_underscore")
        if len(label) > 63:
            raise FieldError("domain_label_long")
        if label.startswith("-") or label.endswith("-"):
            raise FieldError("domain_hyphen")
        if not _LABEL.fullmatch(label):
            raise FieldError("domain_label")
        return label
    found = _encode(label)
    if found is None:
        raise FieldError("domain_punycode" if label.startswith("xn--") else "domain_idn")
    return found


@lru_cache(maxsize=4096)
def _encode(label: str) -> str | None:
    """IDNA 2008 form of one label (the standard codec knows IDNA 2003 only), None when it is no valid one."""
    import idna

    try:
        if label.startswith("xn--"):
            label = idna.decode(label, uts46=False, std3_rules=True)
        return idna.encode(unicodedata.normalize("NFC", label), uts46=False, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


@lru_cache(maxsize=4096)
def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    import idna

    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label


def _refuse_suffix(spelled: list[str], notes: list[Remark]) -> None:
    if not suffixes.is_known(spelled[-1]):
        if re.fullmatch(r"[0-9]+", spelled[-1]):
            raise FieldError("domain_ip")
        say(notes, "domain_unknown_suffix")
    if suffixes.count(spelled) >= len(spelled):
        raise FieldError("domain_public_suffix")


def _note_lookalikes(spelled: list[str], notes: list[Remark]) -> None:
    for label in spelled:
        if label.isascii():
            continue
        scripts = {unicodedata.name(c, "").partition(" ")[0] for c in label if c.isalpha()}
        odd = scripts.intersection(_LOOKALIKE_SCRIPTS)
        if odd and len(scripts) > 1:
            say(notes, "domain_mixed_scripts", scripts=", ".join(sorted(scripts)))
        elif odd:
            say(notes, "domain_lookalike", scripts=", ".join(sorted(odd)))


def labels(domain: str) -> list[str]:
    """The labels of a stored name."""
    return domain.split(".")


def _spelled(domain: str) -> list[str]:
    name = domain.lower()
    return [_unicode_label(label) for label in labels(name)] if "xn--" in name else labels(name)


def suffix(domain: str) -> str:
    """The public suffix of a stored name, in its form: "com.cn" for www.example.com.cn."""
    parts = labels(domain)
    return ".".join(parts[-_suffix_count(domain) :])


@lru_cache(maxsize=256)  # the checks of one draft ask it again and again
def _suffix_count(domain: str) -> int:
    return suffixes.count(_spelled(domain))


@lru_cache(maxsize=256)
def registrable(domain: str) -> str | None:
    """The registrable part of a stored name, in its form: "example.com.cn"; None for a bare suffix."""
    parts = labels(domain)
    size = _suffix_count(domain) + 1
    return ".".join(parts[-size:]) if len(parts) >= size else None


def ascii_form(domain: str) -> str:
    """A name as the DNS has it (punycode); a label that has no such form stays as it is."""
    return domain.lower() if domain.isascii() else ".".join(_encode(p) or p for p in labels(domain.lower()))


def same(a: str, b: str) -> bool:
    """True when both are the same name, whatever their form and case."""
    return ascii_form(a) == ascii_form(b)


def mask_domain(value: str) -> str:
    """A domain is public."""
    return value


def mask_app_domain(value: str) -> str:
    """A domain is public."""
    return value


def mask_home_url(value: str) -> str:
    """The address of a site is public."""
    return value
