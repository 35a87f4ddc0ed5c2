"""The review page: every answer by section, masked, with what was found beside it; any of them can be reopened."""

from icpctl import screen
from icpctl.answers import asking, pages, prompts
from icpctl.answers.pages import Page
from icpctl.answers.prompts import BACK, MENU, Wish
from icpctl.answers.searching import Choice
from icpctl.answers.sitting import Sitting
from icpctl.findings import Finding
from icpctl.questions import Question, label, of_path
from icpctl.screen import report
from icpctl.wording import t

DONE = "done:"


def review(s: Sitting, section: str | None = None, page: Page | None = None) -> None:
    """Show the answers (of one section when it is named) and reopen what is chosen, until nothing more is to be changed."""
    from icpctl.answers.wizard import flow

    show(s, section, page)
    while True:
        rows = [_row(s, at, question) for at, question in _entries(s, section, page)]
        given = prompts.pick(t("wizard.review.which"), [Choice(DONE, t("wizard.review.done")), *rows], default=DONE)
        if isinstance(given, Wish):
            if given in (BACK, MENU):
                return
            screen.talk(t("wizard.review.why"))
            continue
        if given == DONE:
            return
        at = given.partition(":")[2]
        question = of_path(at)
        if question is None:
            continue
        reply = asking.ask_question(s, at, question, left=len(pages.required(s.case)))
        if isinstance(reply, Wish) or reply is None:
            continue
        for at in reply.invalid:
            screen.talk(t("wizard.invalid", what=label(at)), style="warning")
        # What the change made invalid or necessary is asked before the page is shown again.
        s.again = [(f"ask:{at}", True) for at in reversed(reply.invalid)]
        if page is None:
            flow(s)


def show(s: Sitting, section: str | None = None, page: Page | None = None) -> None:
    """The page itself."""
    last = None
    for at, question in _entries(s, section, page):
        here = pages.page_of(at)
        if here != last:
            screen.heading(here.title())
            last = here
        screen.pairs(
            [(label(at), report.answer(s.case, at) or (t("wizard.review.needed") if question.stops else t("wizard.review.open")))]
        )
        for one in _findings(s, at):
            screen.line(f"{t('screen.severity.' + one.severity)} {one.code} {one.message}", 4, style=one.severity, hang=2)
    rest = [f for f in s.findings.values() if f.topic != "gap" and (not f.at or of_path(f.at) is None)]
    if rest and page is None and section is None:
        screen.heading(t("wizard.review.whole"))
        for one in rest:
            screen.line(f"{t('screen.severity.' + one.severity)} {one.code} {one.message}", 2, style=one.severity, hang=2)


def _entries(s: Sitting, section: str | None, page: Page | None) -> list[tuple[str, Question]]:
    asked = pages.in_order([(at, q) for at, q in pages.asked(s.case) if pages.is_in(at, section)])
    return [(at, q) for at, q in asked if page is None or pages.page_of(at) == page]


def _row(s: Sitting, at: str, question: Question) -> Choice:
    value = report.answer(s.case, at)
    open_ = t("wizard.review.needed" if question.stops else "wizard.review.open")
    worst = next(iter(_findings(s, at)), None)
    mark = f"  {t('screen.severity.' + worst.severity)} {worst.code}" if worst else ""
    page = pages.page_of(at)
    which = f" ({page.title()})" if page.number else ""
    return Choice(f"at:{at}", f"{label(at)}{which}  {value or open_}{mark}", (label(at), at))


def _findings(s: Sitting, at: str) -> list[Finding]:
    return [f for f in s.findings.values() if pages.asked_at(f) == at and f.topic != "gap"]
