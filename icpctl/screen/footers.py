"""How licence numbers, footers to paste and checked pages look on a screen."""

from typing import TYPE_CHECKING

from icpctl import screen
from icpctl.rules import Book, vocabulary
from icpctl.screen import report
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.footer.judging import Spot, Verdict
    from icpctl.footer.snippet import Snippet
    from icpctl.licences import Licence

MOST_FOUND = 12


def licence(one: "Licence", book: Book) -> None:
    """One number: what it is, and what is wrong with it."""
    state = t("licence.valid" if one.valid else "licence.invalid")
    screen.line(f"{one.text[:100]}  {state}", style="good" if one.valid else "error", hang=2)
    province = vocabulary.name(book, "province", one.province) if one.province else ""
    screen.pairs(
        [
            (t("licence.label.kind"), one.name or t(f"licence.kind.{one.kind}")),
            (t("licence.label.province"), f"{province} ({one.province})" if province else ""),
            (t("licence.label.normalized"), one.normalized if one.normalized != one.text else ""),
            *((t("licence.label.hint" if one.valid else "licence.label.problem"), text) for text in one.problems),
            (t("licence.label.note"), t("screen.and").join(one.notes)),
        ]
    )


def snippet(one: "Snippet") -> None:
    """What to paste on standard output; what to know about it on standard error."""
    screen.talk(f"{one.at}  {one.name}  {one.number}", style="heading")
    for text in one.words:
        screen.talk("- " + text)
    for source in one.sources[:3]:
        screen.talk(t("screen.source", title=source.title, as_of=report.as_of(source.as_of)), style="dim")
    screen.raw(one.text)


def verdict(found: "Verdict", source: str) -> None:
    """A checked page: what was found, what is wrong, what could not be looked at."""
    style = "good" if found.ok else "error" if found.state == "not-found" else "warning"
    screen.line(t(f"footer.result.{found.state}"), style=style)
    screen.pairs([(t("footer.label.page"), source)])
    if found.found:
        screen.heading(t("footer.label.found"))
    for spot in found.found[:MOST_FOUND]:
        _spot(spot)
    if len(found.found) > MOST_FOUND:
        screen.line(t("screen.more_sources", count=len(found.found) - MOST_FOUND), 2, style="dim")
    if found.findings:
        report.findings(found.findings)
    elif found.ok:
        screen.line(t("footer.result.none"), 2, style="good")
    if found.unchecked:
        screen.heading(t("footer.label.unchecked"))
    for text in found.unchecked:
        screen.line("- " + text, 2, hang=2)


def _spot(spot: "Spot") -> None:
    name = spot.number.name or t(f"licence.kind.{spot.number.kind}")
    screen.line(f"{spot.number.normalized}  {name}", 2, hang=2)
    href = (spot.href or "").strip()
    link = t("footer.label.link", href=href if len(href) <= 200 else href[:200] + "...") if href else t("footer.label.no_link")
    words = [t(f"footer.where.{spot.where}"), link]
    if spot.bottom is not None:
        words.append(t("footer.label.bottom" if spot.bottom else "footer.label.not_bottom"))
    screen.line(t("screen.and").join(words), 4, style="dim", hang=2)
