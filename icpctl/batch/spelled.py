"""What raw cells take into use, in the spelling of `uses`, without making a draft of their row.

A superset is enough: only rows that seem to share something are looked at closely. A malformed value is used by nobody.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from icpctl import fields
from icpctl.fields import FieldError
from icpctl.uses import address as ip_address
from icpctl.uses import certificate, mail, phone
from icpctl.values import split

PLAIN_DOMAIN = re.compile(r"(?!.*xn--)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", re.ASCII)
_PLAIN_IP = re.compile(r"[1-9][0-9]{0,2}(\.(0|[1-9][0-9]{0,2})){3}", re.ASCII)
_PLAIN_NUMBER = re.compile(r"[0-9A-Z]{8,18}", re.ASCII)
_LABELLED = re.compile(r"[^0-9A-Z()]+", re.ASCII)


def folded(title: str) -> str:
    """The name of a subject in the spelling of `uses.subject_of`."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", title)).casefold()


def parsed(kind: str, text: str, spelled: Callable[[str], str]) -> str:
    """A value in one spelling; "" for a malformed one, which nobody can use."""
    try:
        return spelled(str(fields.parse(kind, text).value))
    except FieldError:
        return ""


def _phone(kind: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    def spelled(text: str) -> Iterator[tuple[str, str]]:
        number = parsed(kind, text, partial(phone, kind))
        if number:
            yield "phone", number

    return spelled


def numbers(text: str) -> Iterator[str]:
    """A certificate number as its own kind would read it, whatever kind that is: with what stands in front of it, and without."""
    value = text if _PLAIN_NUMBER.fullmatch(text) else certificate(text)
    yield value
    bare = value if value.isalnum() and value.isascii() else _LABELLED.sub("", value)
    if bare and bare != value:
        yield bare


def _mails(text: str) -> Iterator[tuple[str, str]]:
    yield "mail", mail(text)


def _ips(text: str) -> Iterator[tuple[str, str]]:
    for item in split(text):
        value = item if _PLAIN_IP.fullmatch(item) else parsed("ip", item, ip_address)
        if value:
            yield "ip", value


def _codes(text: str) -> Iterator[tuple[str, str]]:
    yield "code", parsed("resource_code", text, str).strip().casefold() or text.casefold()


def _permits(text: str) -> Iterator[tuple[str, str]]:
    for item in split(text):
        approval, _, number = item.partition("=")
        yield "permit", f"{approval.strip()} {number.strip().casefold()}"


def _licence(kind: str, what: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    def spelled(text: str) -> Iterator[tuple[str, str]]:
        number = parsed(kind, text, str)
        if number:
            yield what, number

    return spelled


SPELLED: dict[str, Callable[[str], Iterable[tuple[str, str]]]] = {
    "mobile": _phone("mobile"),
    "phone": _phone("phone"),
    "mail": _mails,
    "ip": _ips,
    "code": _codes,
    "permit": _permits,
    "subject-licence": _licence("subject_licence", "subject-licence"),
    "site-licence": _licence("site_licence", "service-licence"),
    "app-licence": _licence("app_licence", "service-licence"),
    "leader": lambda _: (),
}
_PEOPLE = ("principal", "site[].principal", "app[].principal", "mini_program.principal")
USED: dict[str, str] = {
    "subject.cert_number": "number",
    "subject.name": "title",
    "subject.licence": "subject-licence",
    "principal.name": "leader",
    "legal_person.cert_number": "person",
    **{f"{who}.cert_number": "person" for who in _PEOPLE},
    **{f"{who}.mobile": "mobile" for who in _PEOPLE},
    **{f"{who}.emergency_phone": "phone" for who in _PEOPLE},
    **{f"{who}.email": "mail" for who in _PEOPLE},
    "site[].domains": "domain",
    "app[].domains": "domain",
    "site[].ips": "ip",
    "app[].ips": "ip",
    "site[].resource_code": "code",
    "app[].resource_code": "code",
    "site[].licence": "site-licence",
    "app[].licence": "app-licence",
    "mini_program.licence": "app-licence",
    "site[].pre_approvalnumbers": "permit",
    "app[].package_id": "package",
    "app[].platforms": "platforms",
}
