"""E-mail addresses. Nothing is asked from the network."""

import re
from collections.abc import Mapping
from typing import Any

from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.normal import narrow, say, tidy

# An address of the plainest kind, which email-validator takes as it is (a test proves it for many).
_PLAIN = re.compile(r"[a-z0-9]{1,32}(?:[._-][a-z0-9]{1,20}){0,1}@(?:[a-z0-9](?:-?[a-z0-9]){0,20}\.){1,3}[a-z]{2,10}")
_RESERVED = re.compile(r"[.@](?:arpa|example|invalid|local|localhost|onion|test)$|[.@]ip6?\.")


def parse_email(text: str, context: Mapping[str, Any]) -> Parsed:
    """An address as it can receive mail; the domain in lower case, the rest as typed."""
    if is_plain(text):
        return Parsed(text)
    # email-validator costs 30 ms and more, so it waits for the first address.
    from email_validator import EmailNotValidError, validate_email

    del context
    changes: list[Remark] = []
    typed = narrow(tidy(text, changes), changes)
    _refuse_common(typed)
    try:
        found = validate_email(typed, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise FieldError("email") from error
    value = f"{found.local_part}@{_domain(found, typed)}"
    if value != typed:
        say(changes, "domain_lowercased")
    return Parsed(value, tuple(changes))


def is_plain(text: str) -> bool:
    """True for an address of the plainest kind, which is taken as it is."""
    return _PLAIN.fullmatch(text) is not None and _RESERVED.search(text) is None


def _domain(found: Any, typed: str) -> str:
    """The domain in lower case, in the form in which it was typed (punycode or not)."""
    return str(found.ascii_domain if typed.isascii() else found.domain)


def _refuse_common(typed: str) -> None:
    if any(c.isspace() for c in typed):
        raise FieldError("email_space")
    if typed.count("@") != 1:
        raise FieldError("email_at", count=typed.count("@"))


def mask_email(value: str) -> str:
    """The first character and the domain."""
    local, _, domain = value.rpartition("@")
    return f"{local[:1]}***@{domain}" if local else "***"
