"""What the footer of a draft's services should show: which number by the province's rules, the copyright line, the links.

Provinces differ in the form of the number (`footer_number_form`) and in the copyright line (`footer_copyright_*`); both are
parameters of their rules. The addresses are those of `footer.toml`.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from icpctl import licences
from icpctl.case import Case
from icpctl.footer.targets import is_police
from icpctl.licences import Licence
from icpctl.rules import Book, Rule

AFTER = "after-approval"
POLICE_APPROVED = "public-security-approved"
SUBJECT_FORM = "subject"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A service of the draft and the number its footer shows.

    at: "site[0]", "app[0]" or "mini_program"; kind: website, app, mini-program or quick-app; own: the number of the service
    itself, subject: that of the subject, both None while unknown; shown: the one that the province wants; form: "site" or
    "subject"; rule: the province's rule about the form, when there is one.
    """

    at: str
    kind: str
    own: Licence | None
    subject: Licence | None
    shown: Licence | None
    form: str
    rule: Rule | None
    domains: tuple[str, ...] = ()
    name: str = ""


def of_case(case: Case) -> list[Wanted]:
    """The services of a draft with their numbers, in the order of the draft."""
    subject = _read(case.draft.subject.licence, case.book, case.day)
    form, rule = number_form(footer_rules(case.book, case.draft.subject.province or "", case))
    out = []
    for at, service in case.services():
        kind = "website" if at.startswith("site") else case.kind if case.kind in ("quick-app", "mini-program") else "app"
        own = _read(service.licence, case.book, case.day)
        mine = subject or _subject_of(own, case.book, case.day)
        wanted = mine if kind == "website" and form == SUBJECT_FORM else own
        by = rule if kind == "website" else None
        domains = tuple(getattr(service, "domains", ()))
        out.append(Wanted(at, kind, own, mine, wanted, form if by else "site", by, domains, service.name or ""))
    return out


def _read(text: str | None, book: Book, day: dt.date) -> Licence | None:
    return licences.read(text, book, day) if text else None


def _subject_of(own: Licence | None, book: Book, day: dt.date) -> Licence | None:
    """The number of a subject is the first part of those of its services."""
    if own is None or not own.head:
        return None
    return licences.read(own.normalized.partition("-")[0], book, day)


def footer_rules(book: Book, province: str, case: Case | None = None) -> list[Rule]:
    """The province's rules about footers that hold after approval, and with a case those for its subject and type."""
    who = {True: "organization", False: "individual", None: ""}[case.organization if case else None]
    times = {AFTER} | (case.type_words if case else frozenset())
    return [
        rule
        for rule in (book.of_province(province) if province else ())
        if rule.kind == "province-rule" and rule.judges and rule["applies_to"] in ("both", who)
        and times & set(rule["filing_types"])
        and any(k.startswith("footer_") for k in rule["params"])
    ]  # fmt: skip


def number_form(rules: Iterable[Rule]) -> tuple[str, Rule | None]:
    """("site" or "subject", the rule that says so); without a rule the number of the site."""
    for rule in rules:
        if "footer_number_form" in rule["params"]:
            return str(rule["params"]["footer_number_form"]), rule
    return "site", None


def copyright_rule(rules: Iterable[Rule]) -> Rule | None:
    """The rule that asks for a copyright line, the one that gives its words first."""
    found = [r for r in rules if r["params"].get("footer_copyright_required")]
    return next((r for r in found if "footer_text_pattern" in r["params"]), found[0] if found else None)


def copyright_words(book: Book, rule: Rule) -> str:
    """The fixed words of a copyright line: the rule's own, else those of the template of the rule book."""
    pattern = rule["params"].get("footer_text_pattern") or next(
        (r["html"] for r in book.all("html-template") if "{sponsor_name}" in r["html"]), ""
    )
    bare = pattern.partition("{")[0]
    return str(bare.rpartition(">")[2].strip())


def filing_address(book: Book) -> str:
    """Where filing numbers link to."""
    rule = book.one("footer-rule", "link")
    return str(rule["expected"][0]) if rule else ""


def police_address(book: Book, digits: str) -> str:
    """The address that a public-security number links to."""
    known = next((r for r in book.all("link-target") if r["level"] == "ok" and is_police(book, r)), None)
    return re.sub(r"(code=)[0-9]+", rf"\g<1>{digits}", str(known["examples"][0])) if known else ""


def police_number(case: Case) -> Licence | None:
    """The public-security number that was noted when it was approved; None when there is none."""
    for event in reversed(case.draft.event):
        if event.event == POLICE_APPROVED and event.note:
            spelled = licences.spelled(event.note)
            numbers = [x for _, _, x in licences.find(spelled, case.book, case.day) if x.kind == licences.POLICE and x.valid]
            if numbers:
                return numbers[0]
    return None


def police_approved(case: Case) -> bool:
    """True when the public-security filing was recorded as approved."""
    return any(e.event == POLICE_APPROVED for e in case.draft.event)
