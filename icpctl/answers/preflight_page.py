"""The page at the end of the two-minute check: what stops the filing, what may, what is not known yet, what to bring."""

from collections.abc import Sequence
from typing import Any

from icpctl import screen
from icpctl.answers import preflight
from icpctl.answers.preflight import Stopper
from icpctl.case import Case
from icpctl.findings import ERROR, NOTE, WARNING
from icpctl.screen import report
from icpctl.wording import t

_MOST_NOTES, _MOST_PAPERS = 5, 8
_HEADS = ((ERROR, "stops"), (WARNING, "warns"), (NOTE, "notes"))


def show(case: Case, found: Sequence[Stopper], *, asked: bool, name: str = "") -> None:
    """The page. asked: a person was asked; else what would be asked is listed with its flags. name: of the saved draft."""
    screen.line(t("preflight.title"), style="heading")
    open_ = preflight.asked(case)
    if open_ and not asked:
        screen.heading(t("preflight.asked"))
        for one in open_:
            screen.line(t("preflight.ask_row", label=one.label, flag=one.flag), 2, hang=2)
    for severity, key in _HEADS:
        rows = [one for one in found if one.severity == severity]
        if rows:
            screen.heading(t(f"preflight.{key}"))
            for row in rows[: _MOST_NOTES if severity == NOTE else None]:
                _row(row)
    if len(open_) < len(preflight.questions(case)) and all(one.severity == NOTE for one in found):
        screen.heading(t("preflight.none"))
    if open_ and asked:
        screen.line()
        screen.line(t("preflight.unknown", names=t("screen.and").join(one.label for one in open_)), hang=2)
    _papers(case)
    screen.line()
    screen.line(t("preflight.next", name=name) if name else t("preflight.start"))


def _row(one: Stopper) -> None:
    screen.line(f"{t('screen.severity.' + one.severity)} {one.message}", 2, style=one.severity, hang=2)
    if one.fix:
        screen.line(t("screen.findings.fix", fix=one.fix), 4, hang=2)
    report.sources(one.sources, 4, most=1)


def _papers(case: Case) -> None:
    names = preflight.papers(case)
    screen.line()
    if names:
        listed = t("screen.and").join(names[:_MOST_PAPERS]) + ("…" if len(names) > _MOST_PAPERS else "")
        screen.line(t("preflight.papers", count=len(names), names=listed), hang=2)
    elif case.type is None:
        screen.line(t("preflight.papers_later"), hang=2)


def as_json(case: Case, found: Sequence[Stopper]) -> dict[str, Any]:
    """The object of `new --preflight --json`: the questions with whether they are answered, then what was found."""
    return {
        "schema": 1,
        "as_of": case.day.isoformat(),
        "filing_type": case.type,
        "preflight": [one.as_json() for one in preflight.questions(case)],
        "verdict": preflight.verdict(list(found)),
        "findings": [one.as_json() for one in found],
        "papers": preflight.papers(case),
    }
