"""What runs out: certificates, permits and papers, domains; and what comes again every year.

Only days that the draft states are used. When a server ends is not a field of the draft (it knows for how many months it
was bought, not since when), so nothing is said of it here; the step of the submission tells to keep it running.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from icpctl.case import Case
from icpctl.journey.state import CHINA, State
from icpctl.journey.steps import PlannedStep
from icpctl.rules import Source
from icpctl.wording import t

_LAST_MINUTE = dt.time(23, 59, tzinfo=CHINA)


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last day of something: the path in the draft, what it is, the end of that day, and why it matters."""

    path: str
    name: str
    ends: dt.datetime
    because: str
    sources: tuple[Source, ...]


def expiries(case: Case) -> Iterator[Expiry]:
    """Everything in the draft that has a last day."""
    draft = case.draft
    certificate = case.book.one("cross-rule", "id-card-valid")
    domain = case.book.one("domain-rule", "not-expired")
    ends = [("subject", "subject.cert_valid_to", draft.subject.cert_valid_to, certificate)]
    ends.append(("residence", "subject.residence_valid_to", draft.subject.residence_valid_to, None))
    ends.append(("principal", "principal.cert_valid_to", draft.principal.cert_valid_to, certificate))
    for at, service in case.services():
        if not service.principal.same_as_subject:
            ends.append(("service_principal", f"{at}.principal.cert_valid_to", service.principal.cert_valid_to, certificate))
    for number, site in enumerate(draft.site):
        ends.append(("domain", f"site[{number}].domain_expires_on", site.domain_expires_on, domain))
    for kind, path, text, rule in ends:
        end = _end(text)
        if end is not None:
            name = t(f"journey.expiry.{kind}", domain="、".join(_domains(case, path)))
            why = rule.word("rule") if rule and rule.word("rule") else t("journey.expiry.why")
            yield Expiry(path, name, end, why, case.book.sources(rule) if rule else ())
    yield from _papers(case)


def _papers(case: Case) -> Iterator[Expiry]:
    for number, paper in enumerate(case.draft.document):
        end, rule = _end(paper.valid_to), case.book.one("document", paper.id)
        if end is not None:
            name = t("journey.expiry.paper", paper=rule.word("name") if rule else paper.id)
            sources = case.book.sources(rule) if rule else ()
            yield Expiry(f"document[{number}].valid_to", name, end, t("journey.expiry.why"), sources)


def _domains(case: Case, path: str) -> list[str]:
    if not path.startswith("site["):
        return []
    return case.draft.site[int(path[len("site[") : path.index("]")])].domains[:2]


def _end(text: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text or ""), _LAST_MINUTE)
    except ValueError:  # nothing, long-term, or malformed: the check says so
        return None


def yearly(case: Case, step: PlannedStep, here: State) -> dt.datetime | None:
    """The next end of a duty that comes every year; None while the draft does not say that it applies.

    It applies from the year after what it is about was obtained, which is recorded as the step before it.
    """
    obtained = max((here.happened[a] for a in step.after if a in here.happened), default=None)
    rule = case.book.one("step", step.id)
    if obtained is None or rule is None:
        return None
    done = here.happened.get(step.id)
    year = max(obtained.astimezone(CHINA).year, done.astimezone(CHINA).year if done else 0) + 1
    term = rule["deadline"]
    if "month_window" in term:
        month = int(str(term["month_window"]).partition("-")[2])
        day = dt.date(year, month, calendar.monthrange(year, month)[1])
    else:
        day = dt.date(year, 1, 1) + dt.timedelta(days=int(term["length"]))
    return dt.datetime.combine(day, _LAST_MINUTE)
