"""The SMS verification of one filing: who gets the code, which characters are asked, where, how often, and what may go wrong.

Everything comes from `rules/data/journey/sms.toml`. Answers of the draft are named by their paths and never given here:
who shows them masks them.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from icpctl.case import Case
from icpctl.draft import Person
from icpctl.findings import sources_json
from icpctl.journey.deadlines import deadlines
from icpctl.journey.mentions import concerns, plain, sms_of_province
from icpctl.journey.state import state
from icpctl.rules import Rule, Source, vocabulary
from icpctl.wording import pick, pick_list, t

STEP, SENT, VERIFIED = "sms-verification", "sms-code-sent", "sms-verified"
SUBJECT, SITE = "subject-principal", "site-principal"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who must verify. `at` are the draft tables that describe him ("principal", "site[0].principal").

    `digits`: how many last characters of the certificate number; None when another number, which no draft holds, is asked
    or the sources say nothing about this kind of certificate. `rule` says it in words. `same_as`: the table of an earlier
    recipient with the same number, who gets the one code for both.
    """

    roles: tuple[str, ...]
    at: tuple[str, ...]
    certificate: str
    rule: str
    digits: int | None
    same_as: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong, and the way out."""

    id: str
    title: str
    fix: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Sms:
    """The whole help. `needed`: None when no source speaks of this filing type; `sent`, `due`: of the code that waits."""

    needed: bool | None
    text: str
    recipients: tuple[Recipient, ...]
    url: str
    page: str
    menu: tuple[str, ...]
    inputs: tuple[str, ...]
    limits: tuple[str, ...]
    senders: tuple[str, ...]
    warning: str
    local: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    sent: dt.datetime | None
    due: dt.datetime | None
    verified: bool
    sources: tuple[Source, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON, without the recipients' numbers, which the screen adds masked."""
        return {
            "needed": self.needed,
            "text": self.text,
            "url": self.url,
            "page": self.page,
            "menu": list(self.menu),
            "inputs": list(self.inputs),
            "limits": list(self.limits),
            "senders": list(self.senders),
            "warning": self.warning,
            "local": list(self.local),
            "troubles": [
                {"id": p.id, "title": p.title, "fix": list(p.fix), "sources": [sources_json(s) for s in p.sources]}
                for p in self.troubles
            ],
            "sent": self.sent.isoformat() if self.sent else None,
            "due": self.due.isoformat() if self.due else None,
            "verified": self.verified,
            "sources": [sources_json(s) for s in self.sources],
        }


def sms(case: Case) -> Sms:
    """The help for this draft's filing type, provider and province; the day is the case's, the clock is not read."""
    basics = case.book.file("journey/sms")["basics"]
    rule = _rule(case)
    sources = (case.book.sources(rule) if rule else ()) + case.book.resolve("manuals", basics["sources"])
    here = state(case)
    due = next((d.due for d in deadlines(case) if d.id == STEP), None)
    return Sms(
        needed=bool(rule["required"]) if rule else None,
        text=_text(case, rule),
        recipients=tuple(_recipients(case, rule)) if rule else (),
        url=str(basics["url"]),
        page=str(basics["verify_page"]),
        menu=tuple(pick_list(basics, "menu_path")),
        inputs=tuple(pick_list(basics, "inputs")),
        limits=tuple(_limits(basics)),
        senders=tuple(basics["senders"]),
        warning=t("sms.warning", url=basics["url"], senders=t("sms.or").join(basics["senders"])),
        local=tuple(plain(r.word("difference")) for r in sms_of_province(case)),
        troubles=tuple(_troubles(case)),
        sent=here.happened.get(SENT) if due else None,
        due=due,
        verified=VERIFIED in here.happened,
        sources=tuple(dict.fromkeys(sources)),
    )


def _rule(case: Case) -> Rule | None:
    """The entry for the filing type; one that follows others gives way to the one of the group the filing counts as."""
    rules = {r.id: r for r in case.book.all("sms-filing-type")}
    found = next((r for r in rules.values() if case.type in r["filing_types"]), None)
    if found:
        for id_ in found.get("follows", ()):
            if id_ in case.type_words:
                return rules[id_]
    return found


def _text(case: Case, rule: Rule | None) -> str:
    if case.type_rule is None:
        return t("journey.no_type")
    if rule is None:
        return t("sms.unsourced", type=case.type_rule.word("name"))
    key = "required" if rule["required"] else "not_required"
    said = t(f"sms.{key}", type=case.type_rule.word("name"))
    note = rule.word("note")
    return t("journey.with_note", text=said, note=note) if note else said


def _recipients(case: Case, rule: Rule) -> Iterator[Recipient]:
    """Each person once; people with one and the same number get one code."""
    numbers: dict[str, str] = {}
    for at, roles, person in _people(case, rule):
        same = numbers.get(person.mobile or "", "")
        if person.mobile:
            numbers.setdefault(person.mobile, at[0])
        kind = person.cert_type or ""
        text, digits, sources = _asked(case, kind)
        yield Recipient(roles, at, kind, text, digits, same, sources)


def _people(case: Case, rule: Rule) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Person]]:
    """(tables, roles, person), without the site principals that are the subject's principal over again."""
    same = [at for at, s in case.services() if s.principal.same_as_subject]
    others = [(at, s.principal) for at, s in case.services() if not s.principal.same_as_subject]
    site = SITE in rule["roles"]
    roles = [SUBJECT] if SUBJECT in rule["roles"] else []
    roles += [SITE] if site and (same or not case.services()) else []
    if roles:
        yield ("principal",), tuple(roles), case.draft.principal
    for at, person in others if site else ():
        yield (f"{at}.principal",), (SITE,), person


def _asked(case: Case, kind: str) -> tuple[str, int | None, tuple[Source, ...]]:
    """What is asked of a certificate of this kind: (in words, how many last characters of its number, sources)."""
    basics = case.book.file("journey/sms")["basics"]
    general = case.book.resolve("manuals", basics["sources"])
    if not kind:
        return t("sms.digits", count=basics["id_last_digits"]), int(basics["id_last_digits"]), general
    name = next((str(r["id_type_zh"]) for r in case.book.all("sms-id-suffix") if _called(case, kind, r)), "")
    for here in sms_of_province(case):
        if kind in here.get("certificates", ()):
            return plain(here.word("difference")), None, case.book.sources(here)
    for rule in case.book.all("sms-id-suffix"):
        if name and rule["id_type_zh"] == name:
            return rule.word("rule"), int(basics["id_last_digits"]), case.book.sources(rule)
    shown = vocabulary.name(case.book, "person_certificate", kind)
    return t("sms.digits_unsourced", certificate=shown, count=basics["id_last_digits"]), None, general


def _called(case: Case, kind: str, rule: Rule) -> bool:
    """Does a rule about a certificate's Chinese name speak of this kind of certificate?"""
    entries = case.book.file("vocabulary")["certificate_type"]
    return any(e["id"] == kind and e["name_zh"] == rule["id_type_zh"] for e in entries)


def _limits(basics: dict[str, Any]) -> Iterator[str]:
    delay = basics["first_sms_delay_minutes"]
    yield t("sms.arrives", min=delay["min"], max=delay["max"])
    yield t(
        "journey.sms.window",
        hours=basics["valid_hours"],
        wrong=basics["wrong_attempts_allowed"],
        returned=basics["returned_on_attempt"],
    )
    yield pick(basics, "unit_note")
    yield t("journey.sms.resend", hours=basics["system_resend_after_hours"], times=basics["manual_resends_max"])
    if basics["all_numbers_required"]:
        yield t("sms.every_number")


def _troubles(case: Case) -> Iterator[Trouble]:
    for rule in case.book.all("sms-problem"):
        fixes = zip(rule.words("fix"), rule["fix_zh"], strict=True)
        kept = tuple(plain(text) for text, zh in fixes if concerns(case, zh, anywhere=False))
        if kept and rule.judges and case.type in rule.get("filing_types", (case.type,)):
            yield Trouble(rule.id, rule.word("title"), kept, case.book.sources(rule))
