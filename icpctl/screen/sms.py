"""How the help for the SMS verification is shown; numbers are masked unless revealed."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from icpctl import masking, screen
from icpctl.draft import get
from icpctl.findings import sources_json
from icpctl.rules import vocabulary
from icpctl.screen import report
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.journey.sms import Recipient, Sms


def show(case: "Case", found: "Sms", now: dt.datetime, *, reveal: bool) -> None:
    """The whole help in the terminal; the warning stands before everything that one might act on."""
    screen.line(t("sms.title", name=case.draft.name), style="heading")
    screen.line(found.text, 2)
    screen.line(found.warning, 2, style="warning")
    if found.needed is not False:
        screen.line(_state(case, found, now), 2, style="error" if found.due and found.due < now else "heading")
    screen.heading(t("sms.who"))
    if not found.recipients:
        screen.line(t("sms.nobody"), 2)
    for one in found.recipients:
        _recipient(case, one, reveal)
    screen.heading(t("sms.where"))
    for text in (*found.menu, t("sms.page", url=found.page), t("sms.inputs", text=t("journey.then").join(found.inputs))):
        screen.line("- " + text, 2, hang=2)
    screen.heading(t("sms.limits"))
    for text in found.limits:
        screen.line("- " + text, 2, hang=2)
    if found.local:
        screen.heading(t("sms.local"))
        for text in found.local:
            screen.line("- " + text, 2, hang=2)
    screen.heading(t("sms.troubles"))
    for trouble in found.troubles:
        screen.line(trouble.title, 2, style="heading")
        for fix in trouble.fix:
            screen.line("- " + fix, 4, hang=2)
    screen.line()
    report.sources(found.sources, 2, most=4)


def as_json(case: "Case", found: "Sms", now: dt.datetime, *, reveal: bool) -> dict[str, Any]:
    """The help as JSON; names, numbers and the asked characters are masked unless `reveal`."""
    body = found.as_json()
    left = int((found.due - now).total_seconds() // 60) if found.due else None
    return {
        "schema": 1,
        "name": case.draft.name,
        "as_of": now.isoformat(),
        **body,
        "minutes_left": left,
        "recipients": [
            {
                "roles": list(one.roles),
                "at": list(one.at),
                "name": masking.shown(case.draft, f"{one.at[0]}.name", reveal) or None,
                "mobile": masking.shown(case.draft, f"{one.at[0]}.mobile", reveal) or None,
                "certificate": one.certificate or None,
                "rule": one.rule,
                "digits": one.digits,
                "answer": _digits(case, one, reveal) or None,
                "same_as": one.same_as or None,
                "sources": [sources_json(s) for s in one.sources],
            }
            for one in found.recipients
        ],
    }


def _state(case: "Case", found: "Sms", now: dt.datetime) -> str:
    if found.due and found.sent:
        sent, due = (f"{at:%Y-%m-%d %H:%M}" for at in (found.sent, found.due))
        if found.due < now:
            return t("sms.state_late", sent=sent, due=due)
        return t("sms.state_waits", sent=sent, due=due, left=_left(found.due - now))
    return t("sms.state_done") if found.verified else t("sms.state_none", name=case.draft.name)


def _left(span: dt.timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes >= 48 * 60:
        return t("sms.left.days", days=minutes // 1440, hours=minutes % 1440 // 60)
    return (
        t("sms.left.hours", hours=minutes // 60, minutes=minutes % 60)
        if minutes >= 60
        else t("sms.left.minutes", minutes=minutes)
    )


def _recipient(case: "Case", one: "Recipient", reveal: bool) -> None:
    roles = t("journey.and").join(t(f"journey.role.{r}") for r in one.roles)
    name = masking.shown(case.draft, f"{one.at[0]}.name", reveal)
    mobile = masking.shown(case.draft, f"{one.at[0]}.mobile", reveal)
    number = t("sms.number", number=mobile) if mobile else t("sms.number_open")
    screen.line("  ".join(x for x in (roles, name, number) if x), 2, style="heading", hang=2)
    if one.same_as:
        screen.line(t("sms.same_as"), 4)
    kind = vocabulary.name(case.book, "person_certificate", one.certificate) if one.certificate else ""
    digits = _digits(case, one, reveal)
    shown = t("sms.shown", digits=digits) + ("" if reveal else t("sms.hidden")) if digits else ""
    screen.line(t("sms.asked", certificate=kind, rule=one.rule, shown=shown), 4, hang=2)
    report.sources(one.sources, 4, most=1)


def _digits(case: "Case", one: "Recipient", reveal: bool) -> str:
    """The asked characters, or as many stars; "" when the draft does not hold what is asked."""
    number = get(case.draft, f"{one.at[0]}.cert_number")
    if not number or one.digits is None:
        return ""
    return str(number)[-one.digits :] if reveal else "*" * min(one.digits, len(str(number)))
