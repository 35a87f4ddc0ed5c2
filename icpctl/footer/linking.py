"""Where the numbers of a page link to: the filing system, the public-security platform, a dead address, or elsewhere."""

import re
from collections.abc import Iterator

from icpctl.findings import NOTE, WARNING, Finding
from icpctl.footer.judging import Look, Spot, penalty
from icpctl.footer.targets import Target, is_police, known_target, target
from icpctl.footer.wanted import filing_address, police_address
from icpctl.rules import Rule

_CODE = re.compile(r"(?:code|recordcode)=([0-9]*)", re.IGNORECASE)


def of_filing(look: Look, spot: Spot) -> Iterator[Finding]:
    """The link of a filing number."""
    number, rule, right = spot.number.normalized, look.rule("link"), filing_address(look.book)
    if not spot.href or not spot.href.strip():
        cost = penalty(look.book, "no-link")
        yield look.finding("FTR003", rule, number=number, right=right, penalty=cost)
        return
    where = target(spot.href)
    known = known_target(look.book, where)
    if known is None or is_police(look.book, known):
        yield look.finding(
            "FTR005", rule, why=_elsewhere(where), number=number, right=right, href=shown(spot.href), host=where.host
        )
    elif known["level"] != "ok":
        yield _old(look, "FTR004", known, number, right)
    elif where.scheme == "http":
        yield look.finding("FTR006", known, level=NOTE, number=number, right=right)


def _elsewhere(where: Target) -> str:
    """Why a link is wrong: a script, a page of the same site, an address without its scheme, another host."""
    if where.scheme and not where.host:
        return "by_script"
    if where.host:
        return "host"
    return "no_scheme" if re.match(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.gov\.cn", where.rest, re.IGNORECASE) else "own_page"


def _old(look: Look, code: str, known: Rule, number: str, right: str) -> Finding:
    level = WARNING if known["level"] == "warn" else ""
    return look.finding(code, known, level=level, number=number, right=right, host=known["host"], note=known.word("note"))


def of_police(look: Look, spot: Spot) -> Iterator[Finding]:
    """The link of a public-security number: the platform, with the digits of this number."""
    number, rule = spot.number.normalized, look.rule("ps-link")
    digits = spot.number.parts.get("code", "")
    right = police_address(look.book, digits)
    if not spot.number.valid:
        yield look.finding("FTR008", rule, number=number, problems=" ".join(spot.number.problems))
        return
    if not spot.href or not spot.href.strip():
        yield look.finding("FTR018", rule, why="police_unlinked", number=number, right=right)
        return
    where = target(spot.href)
    known = known_target(look.book, where)
    if known is None or not is_police(look.book, known):
        yield look.finding("FTR018", rule, why="police_elsewhere", number=number, right=right, href=shown(spot.href))
        return
    if known["level"] != "ok":
        yield _old(look, "FTR019", known, number, right)
    said = _CODE.search(where.rest)
    if said and said[1] != digits:
        yield look.finding("FTR018", rule, why="police_code", number=number, right=right, said=said[1][:20])
    elif not said and known["level"] == "ok":
        yield look.finding("FTR018", rule, level=NOTE, why="police_no_code", number=number, right=right)


def shown(href: str) -> str:
    """A link of the page, short enough for a message."""
    text = href.strip()
    return text if len(text) <= 80 else text[:77] + "..."
