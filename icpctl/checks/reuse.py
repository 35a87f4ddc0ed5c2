"""Across drafts: phones, mails and persons that another subject of the same drafts folder uses as well.

`case.elsewhere` knows the other drafts; without it nothing is said. The same subject in several drafts is no reuse.
What no rule forbids is a note that says what was seen; so is everything where nobody can tell whose the other draft is.
"""

from collections.abc import Iterator
from typing import Any

from icpctl import fields
from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import having, label, parameters
from icpctl.checks.scope import strongest, words
from icpctl.elsewhere import Used
from icpctl.rules import Rule
from icpctl.uses import (
    ANYBODY,
    INDIVIDUAL,
    LEADER,
    LEGAL,
    PRINCIPAL,
    SITE,
    SITE_LEADER,
    certificate,
    holding,
    leaves,
    mail,
    people,
    phone,
)

PHONE_UNIQUE = ("phone_unique_across_subjects", "phone_unique")
ID_UNIQUE = ("id_number_unique_across_subjects", "site_lead_unique_across_subjects")
_OF = (PRINCIPAL, SITE, INDIVIDUAL)


def compared(case: Case) -> bool:
    """True when other drafts share something with this one, and it takes anything into use."""
    return case.elsewhere is not None and case.elsewhere.shares and not leaves(case)


def used(case: Case, what: str, value: str) -> tuple[Used, Used]:
    """(drafts of other subjects, drafts of nobody knows whom) that use something."""
    if case.elsewhere is None or not value:
        return Used(), Used()
    return case.elsewhere.others(what, value), case.elsewhere.unknown(what, value)


def drafts(those: Used) -> str:
    """Other drafts in words: the first by name, and how many more."""
    named = words("、", ", ").join(those.names)
    more = those.count - len(those.names)
    return named + (words(f" 等 {those.count} 份草稿", f" and {more} more") if more else "")


def unsure() -> str:
    """Said where a draft does not name its subject."""
    return words(
        "两份草稿里有一份没有写明主体，看不出是不是同一主体；不是同一主体时，很可能被退回",
        "one of the drafts does not say whose it is; if the subjects differ, the order may well come back",
    )


def unsourced() -> str:
    """Said where no rule of the rule book forbids what was seen."""
    return words(
        "规则库里没有一条规则说这样不行，只是提醒核对有没有填错",
        "no rule of the rule book forbids it; make sure that it is no mistake",
    )


def _forbidding(case: Case, keys: tuple[str, ...], table: str, roles: frozenset[str]) -> list[Rule]:
    """The province rules with one of these parameters that speak of somebody in these roles; the weightiest first."""
    known = parameters(case, table)
    rules = [r for r in having(case, *keys) if any(r["params"].get(k) is True for k in keys)]
    return [r for r in rules if roles & set(known.get(r.id, _OF)) and _of_foreigners(case, r)]


def _of_foreigners(case: Case, rule: Rule) -> bool:
    """A rule about foreign legal representatives is silent where there is none."""
    return "foreign_lp" not in rule["params"] or case.facts.get("legal_person_foreign") is True


def _shown(case: Case, at: str, kind: str, value: str, those: Used, says: str) -> dict[str, Any]:
    return {"what": label(at), "path": at, "value": fields.mask(kind, value), "drafts": drafts(those), "says": says}


@check(
    "REU001",
    "error",
    "reuse",
    Words(
        "手机号在别的主体的草稿里也用了",
        "“{what}”（{path}，{value}）也用在 {drafts}：{says}。",
        "换一个只给本主体用的号码（icpctl edit --set {path}=号码），或先在另一份草稿、原主体的备案里换掉它。",
    ),
    Words(
        "The mobile is used by another subject's draft",
        "“{what}” ({path}, {value}) is used in {drafts} as well: {says}.",
        "Use a number that serves this subject only (icpctl edit --set {path}=NUMBER), or first change it in the other draft "
        "and in that subject's filing.",
    ),
    about="compared",
)
def mobiles(case: Case) -> Iterator[Hit]:
    """A mobile of two subjects: by the province's rule, else by the national one that says "usually"."""
    seen = set()
    for table, person, roles in people(case) if compared(case) else ():
        number, at = phone("mobile", person.mobile or ""), f"{table}.mobile"
        others, unknown = used(case, "mobile", number)
        if number in seen or not (others or unknown):
            continue
        seen.add(number)
        if not others:
            yield found(at, severity="note", **_shown(case, at, "mobile", number, unknown, unsure()))
            continue
        rules = _forbidding(case, PHONE_UNIQUE, "unique-phone-of", roles)
        rule = strongest(rules) or case.book.one("cross-rule", "one-phone-one-subject")
        says = rule.word("requirement") or rule.word("message") if rule else unsourced()
        severity, kept = None, _same_legal_person(case, roles, person.cert_number, number)
        if kept is not None:
            severity = "warning"
            text = "；但同一法定代表人的几家公司，也有按“{title}”退回的，以本省要求为准"
            text_en = "; yet several companies of one legal representative have come back for “{title}”: the province decides"
            says += words(text, text_en).format(title=kept.word("title"))
        yield found(at, rule, severity=severity, **_shown(case, at, "mobile", number, others, says.rstrip("。.")))


def _same_legal_person(case: Case, roles: frozenset[str], certificate_number: str | None, mobile: str) -> Rule | None:
    """The rule that wants the same mobile, when all other users are companies of the same legal representative."""
    number = certificate(certificate_number or "")
    if LEGAL not in roles or not number or case.elsewhere is None:
        return None
    strangers = case.elsewhere.others("mobile", mobile, but=("holder-mobile", holding(number, mobile)))
    return None if strangers else case.book.one("rejection", "principal-contact-inconsistent")


@check(
    "REU002",
    "error",
    "reuse",
    Words(
        "同一个人在别的主体的草稿里也任职",
        "“{what}”（{path}，{value}）的这个人也在 {drafts} 里：{says}。",
        "换一位只负责本主体的人并备好授权书，或先在另一份草稿、原主体的备案里换人（icpctl edit --section principal）。",
    ),
    Words(
        "The same person stands in another subject's draft",
        "The person of “{what}” ({path}, {value}) stands in {drafts} as well: {says}.",
        "Name somebody who serves this subject only, with an authorization letter, or first change the person in the other draft "
        "and in that subject's filing (icpctl edit --section principal).",
    ),
    about="compared",
)
def persons(case: Case) -> Iterator[Hit]:
    """A certificate number in two subjects: by the province's rule, by the national one on site principals, else a note."""
    seen = set()
    against = parameters(case, "unique-id-against") if compared(case) else {}
    for table, person, roles in people(case) if compared(case) else ():
        number, at = certificate(person.cert_number or ""), f"{table}.cert_number"
        anywhere, unknown = used(case, ANYBODY, number)
        if number in seen or not (anywhere or unknown):
            continue
        seen.add(number)
        values = _shown(case, at, "person_certificate", number, anywhere or unknown, unsourced() if anywhere else unsure())
        for rule in _forbidding(case, ID_UNIQUE, "unique-id-of", roles):
            others, _ = used(case, str(against.get(rule.id, LEADER)), number)
            if others:
                yield found(at, rule, **values | {"drafts": drafts(others), "says": rule.word("requirement").rstrip("。.")})
                break
        else:
            shared = case.book.one("cross-rule", "site-principal-not-shared")
            others = used(case, SITE_LEADER, number)[0] if SITE in roles and shared else Used()
            if others and shared:
                yield found(at, shared, **values | {"drafts": drafts(others), "says": shared.word("message").rstrip("。.")})
            else:
                yield found(at, severity="note", **values)


@check(
    "REU003",
    "error",
    "reuse",
    Words(
        "邮箱在别的主体的草稿里也用了",
        "“{what}”（{path}，{value}）也用在 {drafts}：{says}。",
        "换一个只给本主体用的邮箱（icpctl edit --set {path}=邮箱）；确实要共用时先问接入商。",
    ),
    Words(
        "The mail address is used by another subject's draft",
        "“{what}” ({path}, {value}) is used in {drafts} as well: {says}.",
        "Use an address that serves this subject only (icpctl edit --set {path}=ADDRESS); ask the provider before sharing one.",
    ),
    about="compared",
)
def mails(case: Case) -> Iterator[Hit]:
    """A mail address of two subjects; where no rule of the province wants it unique, only a note."""
    seen = set()
    for table, person, roles in people(case) if compared(case) else ():
        address, at = mail(person.email or ""), f"{table}.email"
        others, _ = used(case, "mail", address)
        if others and address not in seen:
            seen.add(address)
            rule = strongest(_forbidding(case, ("email_unique",), "unique-phone-of", roles))
            says = rule.word("requirement") if rule else unsourced()
            yield found(at, rule, severity=None if rule else "note", **_shown(case, at, "email", address, others, says))


@check(
    "REU004",
    "warning",
    "reuse",
    Words(
        "应急电话在别的主体的草稿里也用了",
        "“{what}”（{path}，{value}）也用在 {drafts}：{says}。",
        "换另一个长期可用的号码，如家人或同事的（icpctl edit --set {path}=号码）。",
    ),
    Words(
        "The emergency number is used by another subject's draft",
        "“{what}” ({path}, {value}) is used in {drafts} as well: {says}.",
        "Give another number that stays available, of family or a colleague (icpctl edit --set {path}=NUMBER).",
    ),
    about="compared",
)
def emergency_numbers(case: Case) -> Iterator[Hit]:
    """An emergency number that another subject gave as such or as a mobile, and a mobile that it gave for emergencies."""
    rule = case.book.one("rejection", "phone-same-as-emergency") if compared(case) else None
    seen = set()
    for table, person, _ in people(case) if rule else ():
        emergency, mobile = phone("phone", person.emergency_phone or ""), phone("mobile", person.mobile or "")
        asked = ((emergency, "emergency_phone", "phone"), (mobile, "mobile", "emergency"))
        for number, key, what in asked:
            others, unknown = used(case, what, number)
            if (number, key) in seen or not rule or not (others or unknown):
                continue
            seen.add((number, key))
            at, says = f"{table}.{key}", rule.word("cause") if others else unsure()
            values = _shown(case, at, "phone", number, others or unknown, says)
            yield found(at, rule if others else None, severity=None if others else "note", **values)


@check(
    "REU005",
    "warning",
    "reuse",
    Words(
        "同一法定代表人的手机号几家公司不一样",
        "{drafts} 里是同一位法定代表人，手机号却和这里的（{value}）不同：{says}。",
        "核对后统一成同一个号码（icpctl edit --set {path}=号码）；本省要求一家一号的，按本省要求。",
    ),
    Words(
        "One legal representative with different mobiles",
        "{drafts} have the same legal representative with another mobile than here ({value}): {says}.",
        "Compare them and use the same number (icpctl edit --set {path}=NUMBER), unless the province wants one for each subject.",
    ),
    about="compared",
)
def one_legal_person(case: Case) -> Iterator[Hit]:
    """Companies of one legal representative, at the providers that want the same mobile in all of them."""
    rule = case.book.one("rejection", "principal-contact-inconsistent") if compared(case) else None
    if rule is None or case.elsewhere is None or not {"all", case.draft.filing.provider} & set(rule["providers"]):
        return
    for table, person, roles in people(case):
        number, mobile = certificate(person.cert_number or ""), phone("mobile", person.mobile or "")
        if LEGAL not in roles or not number or not mobile or _forbidding(case, PHONE_UNIQUE, "unique-phone-of", roles):
            continue
        others = case.elsewhere.others("holder", number, but=("holder-mobile", holding(number, mobile)))
        if others:
            at = f"{table}.mobile"
            yield found(at, rule, **_shown(case, at, "mobile", mobile, others, rule.word("cause")))
