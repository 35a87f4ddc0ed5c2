"""Is the footer of a page right? Pure: a page, the rule book, a day, and a draft when there is one.

The page decides what can be said: a number that is seen is judged; one that only a script, a comment, a picture or a hidden
element holds may be seen or not, and then the answer is "could not tell".
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from icpctl import licences
from icpctl.case import Case
from icpctl.findings import ERROR, NOTE, ORDER, WARNING, Finding, age_of, contradictions
from icpctl.footer import page as pages
from icpctl.footer import wanted as wanting
from icpctl.footer.page import Link, Page
from icpctl.footer.wanted import Wanted
from icpctl.licences import POLICE, Licence
from icpctl.rules import Book, Rule
from icpctl.wording import has, t

FOUND, MISSING, UNSURE = "found", "not-found", "could-not-tell"
MOST_NUMBERS = 300
FEW_WORDS = 200
"""Characters of visible text under which a page with scripts is taken for one that renders by script."""

# code: (severity at most, topic)
CODES: dict[str, tuple[str, str]] = {
    "FTR001": (ERROR, "footer"),
    "FTR002": (WARNING, "footer"),
    "FTR003": (ERROR, "footer_link"),
    "FTR004": (ERROR, "footer_link"),
    "FTR005": (ERROR, "footer_link"),
    "FTR006": (NOTE, "footer_link"),
    "FTR007": (WARNING, "footer_position"),
    "FTR008": (ERROR, "licence"),
    "FTR009": (ERROR, "licence"),
    "FTR010": (ERROR, "licence"),
    "FTR011": (ERROR, "licence"),
    "FTR012": (ERROR, "footer"),
    "FTR013": (ERROR, "footer"),
    "FTR014": (ERROR, "footer_copyright"),
    "FTR015": (ERROR, "footer_copyright"),
    "FTR016": (WARNING, "licence"),
    "FTR017": (WARNING, "licence"),
    "FTR018": (WARNING, "public_security"),
    "FTR019": (WARNING, "public_security"),
    "FTR020": (WARNING, "public_security"),
    "FTR021": (WARNING, "site_name"),
    "FTR022": (NOTE, "footer_position"),
    "FTR023": (WARNING, "footer"),
    "FTR024": (NOTE, "licence"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A number at one place of the page. where: text, script, comment, image, attribute, hidden or title."""

    number: Licence
    where: str
    link: Link | None
    bottom: bool | None
    line: str = ""

    @property
    def href(self) -> str | None:
        """Where the number links to."""
        return self.link.href if self.link else None

    def as_json(self) -> dict[str, Any]:
        """The FOUND object of the manual."""
        return {
            "number": self.number.normalized,
            "href": self.href,
            "kind": self.number.kind,
            "valid": self.number.valid,
            "province": self.number.province,
            "where": self.where,
            "bottom": self.bottom,
            "problems": list(self.number.problems),
        }


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page came from: hosts as asked for and as it ended ("" for a file), and whether it is the home page."""

    asked: str = ""
    ended: str = ""
    home: bool = True
    rendered: bool = False


@dataclass(slots=True)
class Verdict:
    """What became of a page; `unchecked`: what could not be looked at, in words."""

    state: str
    found: list[Spot]
    findings: list[Finding]
    unchecked: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True when a number was found and nothing is wrong with it."""
        return self.state == FOUND and not any(f.severity == ERROR for f in self.findings)


@dataclass(frozen=True, slots=True)
class Look:
    """All that a judgement looks at."""

    page: Page
    book: Book
    day: dt.date
    origin: Origin
    case: Case | None = None

    def finding(self, code: str, rule: Rule | None, at: str = "", level: str = "", why: str = "", **values: Any) -> Finding:
        """A finding in the user's words; the rule's weight, status and confidence can only weaken it."""
        most, topic = CODES[code]
        severity = level or most
        message = t(f"footer.{code}.message", why=t(f"footer.why.{why}", **values) if why else "", **values)
        fix = t(f"footer.{code}.fix", **values)
        if rule is None:
            return Finding(code, severity, at, message, fix, "", topic)
        sources = self.book.sources(rule)
        own = rule.severity(str(rule.get("severity") or rule.get("level") or severity))
        return Finding(
            code=code,
            severity=max(severity, own, key=lambda s: ORDER[s]) if rule.get("level") != "ok" else severity,
            at=at,
            message=message,
            fix=fix,
            rule=rule.id,
            topic=str(rule.get("topic", topic)),
            sources=sources,
            origin=rule.origin,
            confidence=rule.confidence,
            contradictions=contradictions(self.book, rule),
            age_days=age_of(rule, sources, self.day),
        )

    def rule(self, id_: str) -> Rule | None:
        """A rule of the footer."""
        return self.book.one("footer-rule", id_)


def spots(page: Page, book: Book, day: dt.date) -> list[Spot]:
    """The numbers of a page: those that are seen in their order, then the others; each place once."""
    out = [
        Spot(number, pages.TEXT, page.link_at(start, end), page.is_bottom(start, end), page.line_at(start))
        for start, end, number in islice(licences.find(page.text, book, day), MOST_NUMBERS)
    ]
    for piece in page.unseen:
        for _, _, number in islice(licences.find(piece.text, book, day), 20):
            if number.kind != licences.OTHER:
                out.append(Spot(number, piece.where, piece.link, None))
    return list({(s.number.normalized, s.where, s.href, s.bottom): s for s in reversed(out)}.values())[::-1]


def judge(page: Page, book: Book, day: dt.date, case: Case | None = None, origin: Origin | None = None) -> Verdict:
    """The verdict over a page, worst findings first."""
    from icpctl.footer import comparing, linking

    look = Look(page, book, day, origin or Origin(), case)
    found = spots(page, book, day)
    seen = [s for s in found if s.where == pages.TEXT]
    filed = [s for s in seen if s.number.kind in licences.FILED]
    state = FOUND if filed else UNSURE if _may_be_there(look, found) else MISSING
    findings = [*_place(look), *_absent(look, found, state)]
    best = [_best(book, group) for group in _by_number(filed)]
    for spot in best:
        findings += linking.of_filing(look, spot)
        if spot.bottom is False:
            findings.append(look.finding("FTR007", look.rule("position"), number=spot.number.normalized))
    findings += comparing.numbers(look, best)
    findings += comparing.copyright_line(look, best)
    findings += comparing.title(look)
    findings += _police(look, seen)
    findings.sort(key=lambda f: (ORDER[f.severity], f.code, f.at))
    return Verdict(state, found, list(dict.fromkeys(findings)), list(_unchecked(look, best)))


def _by_number(filed: list[Spot]) -> list[list[Spot]]:
    groups: dict[str, list[Spot]] = {}
    for spot in filed:
        groups.setdefault(spot.number.normalized, []).append(spot)
    return list(groups.values())


def _best(book: Book, group: list[Spot]) -> Spot:
    """Of several places with one number the one that is nearest to right."""
    from icpctl.footer.targets import known_target, target

    def weight(spot: Spot) -> tuple[bool, bool, bool]:
        rule = known_target(book, target(spot.href)) if spot.href else None
        return bool(rule and rule["level"] == "ok"), bool(spot.bottom), bool(spot.href)

    best = max(group, key=weight)
    return replace(best, bottom=any(s.bottom for s in group))


def _picture_only(look: Look) -> bool:
    """A picture in a link to the filing system stands for a number."""
    from icpctl.footer.targets import is_police, known_target, target

    for link in look.page.links:
        if link.picture and not re.search(r"[0-9]{6}", link.text):
            rule = known_target(look.book, target(link.href))
            if rule is not None and not is_police(look.book, rule):
                return True
    return look.page.pictures > 0


def _by_script(look: Look) -> bool:
    page = look.page
    return page.scripts > 0 and len(page.text.strip()) < FEW_WORDS and not look.origin.rendered


def _may_be_there(look: Look, found: list[Spot]) -> str:
    """Why a number may be seen although the page as text shows none; "" when nothing speaks for it."""
    places = {s.where for s in found if s.number.kind in licences.FILED}
    for where in (pages.IMAGE, pages.SCRIPT, pages.HIDDEN, pages.COMMENT, pages.ATTRIBUTE, pages.TITLE):
        if where in places:
            return where
    if _picture_only(look):
        return "picture"
    if "=" in look.page.refresh and len(look.page.text.strip()) < FEW_WORDS:
        return "refresh"
    if _by_script(look):
        return "rendered"
    return "frames" if look.page.frames and len(look.page.text) < FEW_WORDS else ""


def _absent(look: Look, found: list[Spot], state: str) -> Iterator[Finding]:
    rule = look.rule("position")
    if state == UNSURE:
        yield look.finding("FTR002", rule, why=_may_be_there(look, found))
    elif state == MISSING:
        yield look.finding("FTR001", rule, penalty=penalty(look.book, "no-number"))


def _place(look: Look) -> Iterator[Finding]:
    """A page that is not the one the rules speak of."""
    origin = look.origin
    if not origin.home:
        yield look.finding("FTR022", look.rule("position"))
    if origin.asked and origin.ended and not same_site(origin.asked, origin.ended):
        yield look.finding("FTR023", look.rule("redirected-domain"), asked=origin.asked, ended=origin.ended)


def same_site(one: str, two: str) -> bool:
    """Is it the same domain, with or without www."""
    return one.removeprefix("www.") == two.removeprefix("www.")


def _police(look: Look, seen: list[Spot]) -> Iterator[Finding]:
    from icpctl.footer import linking

    groups = _by_number([s for s in seen if s.number.kind == POLICE])
    for group in groups:
        yield from linking.of_police(look, _best(look.book, group))
    if not groups and look.case and wanting.police_approved(look.case) and look.case.kind == "website":
        yield look.finding("FTR020", look.rule("ps-number"))


def _unchecked(look: Look, best: list[Spot]) -> Iterator[str]:
    if look.case is None and best:
        yield t("footer.unchecked.owner")
    if look.page.scripts and not look.origin.rendered and not best:
        yield t("footer.unchecked.scripts")
    if look.page.frames:
        yield t("footer.unchecked.frames")


def penalty(book: Book, id_: str) -> str:
    """What a fault may cost, in words; "" when the rule book does not say."""
    rule = book.one("penalty", id_)
    if rule is None or not has("footer.penalty"):
        return ""
    return t("footer.penalty", low=rule["fine_cny_min"], high=rule["fine_cny_max"], law=rule.word("law"))


def chosen(case: Case, host: str) -> list[Wanted]:
    """The services of a draft that a page may be of: the one with its host, else all sites, else all services."""
    services = wanting.of_case(case)
    if host:
        own = [w for w in services if any(host == d or host.endswith(f".{d}") for d in w.domains)]
        if own:
            return own
    return [w for w in services if w.kind == "website"] or services
