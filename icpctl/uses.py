"""What a draft takes into use, in one spelling: phones, certificates, domains, addresses, codes, licences of its case.

So that drafts can be compared; a draft that only cancels takes nothing into use.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from icpctl import fields
from icpctl.case import PERSONAL, Case
from icpctl.draft import App, Draft, MiniProgram, Person, Site
from icpctl.fields import FieldError

# Roles of a person: responsible for the subject, for a service, legal representative; an individual is his own subject.
PRINCIPAL, SITE, LEGAL, INDIVIDUAL = "principal", "site", "legal-person", "individual"
# As whom a certificate number is used: responsible for a service, for a subject or a service, or anybody of a draft.
SITE_LEADER, LEADER, ANYBODY = "id-site", "id-lead", "id-any"
_LEAVES = "cancel"
_NEW = frozenset({"first", "add-site"})
_SUBMITTED, _APPROVED, _REJECTED = "provider-submitted", "approved", "rejected"
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
# What can be used twice by one and the same subject; everything else matters between subjects only.
WITHIN = frozenset({"order", "new-site", "new-app", "code", "package"})


def subject_of(draft: Draft) -> tuple[str, str]:
    """(certificate number, name) of a subject, "" where the draft does not say; an individual's number may be the person's."""
    subject = draft.subject
    number = subject.cert_number or (draft.principal.cert_number if subject.nature == PERSONAL else None)
    name = subject.name or (draft.principal.name if subject.nature == PERSONAL else None)
    return certificate(number or ""), re.sub(r"\s+", "", unicodedata.normalize("NFKC", name or "")).casefold()


def subject(draft: Draft) -> str:
    """The subject in one word: its number, else its name."""
    number, title = subject_of(draft)
    return number or title


def people(case: Case) -> Iterable[tuple[str, Person, frozenset[str]]]:
    """Everybody of a draft: the table he stands in, his data, the roles he plays there."""
    return case.kept("people", lambda: tuple(_people(case)))


def _people(case: Case) -> Iterator[tuple[str, Person, frozenset[str]]]:
    draft, services = case.draft, case.services()
    if case.organization is False:
        yield "principal", draft.principal, frozenset({INDIVIDUAL})
    else:
        leads = any(s.principal.same_as_subject for _, s in services)
        roles = {PRINCIPAL} | ({SITE} if leads else set()) | ({LEGAL} if draft.principal.is_legal_person else set())
        yield "principal", draft.principal, frozenset(roles)
        if not draft.principal.is_legal_person and draft.legal_person.cert_number:
            known = draft.legal_person
            legal = Person(name=known.name, cert_type=known.cert_type, cert_number=known.cert_number)
            yield "legal_person", legal, frozenset({LEGAL})
    for at, service in services:
        if not service.principal.same_as_subject:
            yield f"{at}.principal", service.principal, frozenset({SITE})


def uses(case: Case) -> Iterator[tuple[str, str]]:
    """All that a draft takes into use, as (what, value) pairs in one spelling."""
    draft = case.draft
    if in_flight(draft):
        yield "order", subject(draft)
    if leaves(case):
        return
    if draft.subject.licence:
        yield "subject-licence", draft.subject.licence
    for _, person, roles in people(case):
        yield from _person(person, roles)
    for _, service in case.services():
        yield from _service(case, service)


def _person(person: Person, roles: frozenset[str]) -> Iterator[tuple[str, str]]:
    number = certificate(person.cert_number or "")
    mobile = phone("mobile", person.mobile or "")
    if number:
        yield ANYBODY, number
        if roles - {LEGAL}:
            yield LEADER, number
        if SITE in roles:
            yield SITE_LEADER, number
    if mobile:
        yield "mobile", mobile
        yield "phone", mobile
        if number and LEGAL in roles:
            yield "holder", number
            yield "holder-mobile", holding(number, mobile)
    if person.emergency_phone:
        emergency = phone("phone", person.emergency_phone)
        yield "emergency", emergency
        yield "phone", emergency
    if person.email:
        yield "mail", mail(person.email)


def _service(case: Case, service: Site | App | MiniProgram) -> Iterator[tuple[str, str]]:
    if service.licence:
        yield "service-licence", service.licence
    if isinstance(service, MiniProgram):
        return
    kind = "site" if isinstance(service, Site) else "app"
    new = is_new(case)
    for domain in service.domains:
        name = domain_name(domain)
        yield "domain", name
        if new and not finished(case.draft):
            yield f"new-{kind}", name
        else:
            yield "filed-domain", name
    for ip in service.ips:
        yield "ip", address(ip)
    if service.resource_code:
        yield "code", resource_code(service)
    if isinstance(service, App):
        yield from packages(service)
    else:
        yield from (("permit", permit) for permit in permits(service))


def resource_code(service: Site | App) -> str:
    """The code of a server; capitals do not tell two codes apart."""
    return (service.resource_code or "").strip().casefold()


def permits(site: Site) -> list[str]:
    """The numbers of the pre-approvals, each with the approval it belongs to."""
    return [f"{approval} {number.strip().casefold()}" for approval, number in site.pre_approval_numbers.items()]


def packages(app: App) -> Iterator[tuple[str, str]]:
    """The package of an App on each of its platforms, alone and together with the name of the App."""
    for platform in app.platforms if app.package_id else ():
        yield "package", f"{platform} {app.package_id}"
        yield "named-package", f"{platform} {app.package_id} {(app.name or '').strip()}"


def leaves(case: Case) -> bool:
    """True for a draft that only cancels: it takes nothing into use."""
    return case.type_rule is not None and case.type_rule["group"] == _LEAVES


def is_new(case: Case) -> bool:
    """True for a draft that files its services for the first time, or may do so: its type is open."""
    return case.type_rule is None or bool(case.type_words & _NEW)


def in_flight(draft: Draft) -> bool:
    """True between the submission of an order and its end."""
    events = [e.event for e in draft.event if e.event in (_SUBMITTED, _APPROVED, _REJECTED)]
    return bool(events) and events[-1] == _SUBMITTED


def finished(draft: Draft) -> bool:
    """True when the filing has been approved."""
    return any(e.event == _APPROVED for e in draft.event)


def holding(number: str, mobile: str) -> str:
    """A person together with his mobile."""
    return f"{number} {mobile}"


def certificate(number: str) -> str:
    """A certificate number in one spelling."""
    if number.isalnum() and number.isascii():
        return number.upper()
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", number)).upper()


def phone(kind: str, number: str) -> str:
    """A phone number in one spelling; a malformed one as it stands."""
    return number if _MOBILE.fullmatch(number) else _parsed(kind, number)


def mail(address: str) -> str:
    """A mail address in one spelling; capitals do not tell boxes apart."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def domain_name(domain: str) -> str:
    """A domain as the DNS has it."""
    from icpctl.fields import domains

    return domains.ascii_form(domain.strip())


def address(ip: str) -> str:
    """An address or range in one spelling; a malformed one as it stands."""
    return _parsed("ip", ip) if ":" in ip else ip


def _parsed(kind: str, text: str) -> str:
    try:
        return str(fields.parse(kind, text).value) if text else ""
    except FieldError:
        return text
