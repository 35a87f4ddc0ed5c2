"""The wizard: what is asked next, back and forth, what is offered at the end of a section, and what to do at the end.

A step is a text: "fact:intent", "ask:site[0].name", "offer:subject", "more:site[0]", "declare", "preflight". What is asked
next follows from the draft alone, so that a run that was cut goes on where it stopped.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from icpctl import documents, screen
from icpctl.answers import asking, deciding, pages, prompts
from icpctl.answers.pages import EMPTY, Page
from icpctl.answers.prompts import BACK, MENU, WHY
from icpctl.answers.searching import Choice
from icpctl.answers.sitting import Sitting, StopHere, Told, declare, sit
from icpctl.case import Case
from icpctl.draft import get
from icpctl.filing_type import result_name
from icpctl.findings import NOTE
from icpctl.needs import undeclared
from icpctl.questions import of_path, place, words
from icpctl.screen import report
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.store import Loaded

Step = tuple[str, bool | None]  # None: it comes by itself; True: it is kept when somebody goes back; False: it is not
_DECIDING = ("filing.provider", "subject.nature", "subject.province")  # what the list of papers hangs on
_MOST_PAPERS = 6  # that are named before the personal questions; the ending page has all


def ask(case: Case, folder: Path, name: str | None, section: str | None = None, before: "Loaded | None" = None) -> Case:
    """Ask every missing answer, saving after each. `before` is what was loaded, for a draft that exists already.

    section: only what belongs to a section of the wizard or a table of the draft, optional answers too.
    Raises Interrupted with the way to go on.
    """
    pages.check_section(section)
    with sit(case, folder, name, before) as s:
        screen.talk(t("wizard.keys"), style="dim")
        if s.case.type is not None and not s.saved.before:
            _announce(s)
        flow(s, section)
        if section is not None and not s.history:
            from icpctl.answers.review import review as show

            show(s, section)
        return s.case


def review(case: Case, folder: Path, name: str | None, before: "Loaded | None", section: str | None = None) -> Case:
    """The review page of a draft: every value can be reopened; what a change makes necessary is asked."""
    from icpctl.answers.review import review as show

    with sit(case, folder, name, before) as s:
        show(s, section)
        return s.case


def flow(s: Sitting, section: str | None = None) -> None:
    """Ask until nothing is open, or the filing type stops it."""
    while (step := _next(s, section)) is not None:
        forced = step[1]
        type_before = s.case.type
        reply = _ask(s, step[0])
        if reply is MENU:
            _again(s, step)
            _menu(s)
        elif reply is BACK:
            _back(s, step)
        else:
            s.history.append(step[0])
            if isinstance(reply, Told):
                s.again += [(f"ask:{at}", True) for at in reversed(reply.invalid)]
                for at in reply.invalid:
                    screen.talk(t("wizard.invalid", what=_label(at)), style="warning")
            if forced is None and not step[0].startswith("fact:"):
                s.touched.add(pages.page_of(step[0].partition(":")[2]))
            if s.case.type != type_before and s.case.type is not None:
                _announce(s)
            _papers_ahead(s)


def _next(s: Sitting, section: str | None) -> Step | None:
    if s.again:
        return s.again.pop()
    case = s.case
    turning = deciding.would_turn(case, s.passed)
    if turning is not None and section is None and not (s.draft.subject.name or s.draft.subject.cert_number):
        return "ask:subject.province" if turning == "province" else f"turn:{turning}", None
    if case.type is None:
        fact = deciding.next_fact(case)
        if fact is not None:
            return f"fact:{fact}", None
        return None if "stop" in s.offered or case.decision.kind == "open" else ("stop", None)
    if section is not None:
        return _next_of_section(s, section)
    if _preflight_first(s):
        return "preflight", None
    needed = pages.required(case)
    flagged = {pages.asked_at(f) for f in s.findings.values() if f.severity != NOTE and f.topic != "gap"}
    for page in pages.pages(case):
        if page.key == "declarations":
            continue
        open_ = pages.optional(case, page)
        hinted = [gap for gap in open_ if gap[0] in flagged and gap[0] not in s.tried]
        first = next((at for at, _ in pages.in_order([g for g in needed if pages.page_of(g[0]) == page] + hinted)), None)
        if first is not None:
            return f"ask:{first}", None
        # A section in which nothing is needed is offered as well, once somebody is being asked.
        here = page in s.touched or (s.touched and not any(q.stops for at, q in pages.asked(case) if pages.page_of(at) == page))
        if page.key != "filing" and here and f"offer:{_name(page)}" not in s.offered and _untried(s, page):
            return f"offer:{_name(page)}", None
    return _at_the_end(s)


def _at_the_end(s: Sitting) -> Step | None:
    """After all that is needed: further sites, then what no draft can show."""
    tables = [at for at, _ in s.case.services() if at[-1] == "]"]
    if tables and Page("service", tables[-1]) in s.touched and f"more:{tables[-1]}" not in s.offered and _may_have_more(s):
        return f"more:{tables[-1]}", None
    if (s.touched or s.history) and "declare" not in s.offered and (undeclared(s.case) or pages.beside_declarations(s.case)):
        return "declare", None
    return None


def _next_of_section(s: Sitting, section: str) -> Step | None:
    if "declarations".startswith(section) and "declare" not in s.offered:
        return "declare:now", None
    for at, question in pages.in_order(pages.asked(s.case)):
        if question.section == "declarations" or question.path == "filing.type" or not pages.is_in(at, section):
            continue
        if get(s.case.draft, at) in EMPTY and at not in s.tried:
            return f"ask:{at}", None
    return None


def _may_have_more(s: Sitting) -> bool:
    """An order that brings a service in, and not one that changes or ends something."""
    return bool(s.case.type_rule and s.case.type_rule["group"] in ("add", "access"))


def _untried(s: Sitting, page: Page) -> list[str]:
    return [at for at, _ in pages.optional(s.case, page) if at not in s.tried]


def _name(page: Page) -> str:
    return f"{page.key}@{page.table}"


def _ask(s: Sitting, step: str) -> asking.Reply:
    kind, _, rest = step.partition(":")
    if kind in ("fact", "turn"):
        fact = s.case.book.one("filing-fact", rest)
        if kind == "turn":
            s.passed.add(rest)
        late = pages.where(s.case, Page("declarations"), 0) if s.case.type is not None and kind == "fact" else ""
        return asking.ask_fact(s, fact, where=late, may_skip=bool(late) or kind == "turn") if fact else None
    if kind == "offer":
        return _offer(s, step, rest)
    if kind == "more":
        return _more(s, step, rest)
    if kind == "declare":
        return _declare(s, now=bool(rest))
    if kind == "stop":
        return _stopped(s)
    if kind == "preflight":
        return _preflight(s)
    question = of_path(rest)
    if question is None:
        return None
    s.tried.add(rest)
    s.passed.add("province" if rest == "subject.province" else "")
    return asking.ask_question(s, rest, question, left=len(pages.required(s.case)))


def _offer(s: Sitting, step: str, name: str) -> asking.Reply:
    key, _, table = name.partition("@")
    page = Page(key, table)
    open_ = _untried(s, page)
    names = t("screen.and").join(_label(at) for at in open_)
    screen.talk("")
    screen.talk(t("wizard.optional_names", names=names), style="dim")
    given = _yes(t("wizard.optional", title=page.title(), count=len(open_)), names)
    if isinstance(given, bool):
        s.offered.add(step)
        if given:
            s.again += [(f"ask:{at}", True) for at in reversed(open_)]
        return None
    return given


def _more(s: Sitting, step: str, table: str) -> asking.Reply:
    head = table.partition("[")[0]
    screen.talk("")
    given = _yes(t("wizard.more", what=t(f"cli.section.{head}")), t("wizard.more_why"))
    if isinstance(given, bool):
        s.offered.add(step)
        if given:
            s.again.append((f"ask:{place(f'{head}[].name', len(getattr(s.draft, head)))}", True))
        return None
    return given


def _yes(text: str, why: str, *, default: bool = False) -> bool | prompts.Wish:
    while True:
        given = prompts.yes_no(text, default=default)
        if given is WHY:
            screen.talk(why)
            continue
        return given if isinstance(given, prompts.Wish) else bool(given)


def _declare(s: Sitting, *, now: bool) -> asking.Reply:
    """Two lists: what is known to hold, then what is known not to; the rest stays open."""
    open_ = undeclared(s.case)
    beside = [step for step in pages.beside_declarations(s.case) if step.partition(":")[2] not in s.tried]
    screen.talk("")
    if not now:
        given = _yes(t("wizard.declare", count=len(open_) + len(beside)), t("wizard.declare_why"))
        if isinstance(given, prompts.Wish):
            return given
        if not given:
            s.offered.add("declare")
            return None
        counting = pages.count_open(s.case)
        if counting is not None and counting not in s.offered:
            s.offered.add(counting)
            s.again += [("declare:now", True), (counting, True)]
            return None
    said: dict[str, bool] = {}
    for key, value in (("holds", True), ("does_not", False)):
        rest = {q.path.partition(".")[2]: words(q) for q in open_ if q.path not in said}
        if not rest:
            break
        notes = {id_: t("flag.help_plain", label=label, help=help_) for id_, (label, help_, _) in rest.items()}
        while True:
            text = t(f"screen.ask.{key}", count=len(rest))
            ids = prompts.pick_many(text, [Choice(id_, label) for id_, (label, _, _) in rest.items()], notes=notes)
            if ids is not WHY:
                break
            screen.talk(t("wizard.declare_why"))
        if isinstance(ids, prompts.Wish):
            return ids
        said |= {f"declarations.{id_}": value for id_ in ids}
    s.offered.add("declare")
    s.again += [(step, True) for step in reversed(beside)]
    if said:
        stood = set(s.findings)
        declare(s, said)
        asking.findings([f for key, f in s.findings.items() if key not in stood and f.severity != NOTE])
    return None


def _again(s: Sitting, step: Step) -> None:
    """A step that was put first comes again; one that comes by itself does so anyway."""
    if step[1] is not None:
        s.again.append((step[0], step[1]))


def _back(s: Sitting, step: Step) -> None:
    """To the question answered last in this run. Offers and the page of a stop are passed by: they come by themselves."""
    if step[1] is True:
        s.again.append((step[0], True))
    while s.history:
        last = s.history.pop()
        if last.partition(":")[0] in ("ask", "fact", "turn"):
            s.again.append((last, False))
            return
        s.offered.discard(last.removesuffix(":now"))
    screen.talk(t("wizard.first"), style="warning")
    if step[1] is False:
        s.again.append((step[0], False))


def _stopped(s: Sitting) -> asking.Reply:
    """The facts lead to no filing: why, and whether to change an answer or to leave it at that."""
    screen.talk("")
    report.decided(s.case.decision, s.case.book)
    while True:
        rows = [Choice("end:", t("wizard.stopped_end")), Choice("back:", t("wizard.stopped_back"))]
        given = prompts.pick(t("wizard.stopped"), rows, default="end:")
        if given is WHY:
            continue
        if given == "end:":
            s.offered.add("stop")
            return None
        return BACK if given == "back:" else given  # type: ignore[return-value]


def _announce(s: Sitting) -> None:
    """The filing type with its reasons, and how much will be asked. What other facts would lead to is told by `icpctl type`."""
    screen.heading(t("wizard.type", name=result_name(s.case.type or "", s.case.book)))
    report.decision(s.case, flips=False)
    left = len(pages.required(s.case))
    screen.line()
    screen.line(t("wizard.ahead", count=left, sections=len(pages.pages(s.case))), 2)


def _papers_ahead(s: Sitting) -> None:
    """Once, as soon as provider, nature and province are known and before anything personal: which papers will be needed."""
    deciding = (*_DECIDING, "subject.cert_type") if s.case.organization is False else _DECIDING
    if "papers" in s.offered or s.case.type is None or any(get(s.draft, at) in EMPTY for at in deciding):
        return
    s.offered.add("papers")
    papers = [p.name for p in documents.needed(s.case) if p.level == documents.REQUIRED]
    if papers and not s.draft.subject.cert_number:
        more = t("wizard.papers_more") if len(papers) > _MOST_PAPERS else ""
        screen.line()
        screen.line(t("wizard.papers", names=t("screen.and").join(papers[:_MOST_PAPERS])) + more, 2, hang=2)


def _menu(s: Sitting) -> None:
    """The sections with their state, the review page, stop."""
    from icpctl.answers import review as reviewing

    needed = pages.required(s.case)
    rows = [Choice("go:", t("wizard.menu.go"))]
    for number, page in enumerate(pages.pages(s.case)):
        left = sum(pages.page_of(at) == page for at, _ in needed)
        bad = sum(f.severity == "error" and f.topic != "gap" and pages.page_of(f.at) == page for f in s.findings.values() if f.at)
        state = t("wizard.menu.open", count=left) if left else t("wizard.menu.done")
        if page.key == "declarations" and undeclared(s.case):
            state = t("wizard.menu.undeclared", count=len(undeclared(s.case)))
        mark = "" if prompts.plainly() else f"{number + 1}. "  # line by line every row has a number already
        state += t("wizard.menu.errors", count=bad) if bad else ""
        rows.append(Choice(f"page:{number}", f"{mark}{page.title()}  {state}", (page.title(),)))
    rows += [Choice("all:", t("wizard.menu.review")), Choice("stop:", t("wizard.menu.stop"))]
    given = prompts.pick(t("wizard.menu.title"), rows, default="go:")
    if given == "stop:":
        raise StopHere
    if given == "all:":
        reviewing.review(s)
    elif isinstance(given, str) and given.startswith("page:"):
        reviewing.review(s, page=pages.pages(s.case)[int(given.partition(":")[2])])


def ending(case: Case, folder: Path, before: "Loaded") -> Case:
    """After the ending page: open the review, list the papers in full, or stop. Interrupting is stopping."""
    while True:
        try:
            rows = [Choice(f"{key}:", t(f"wizard.end.{key}")) for key in ("stop", "docs", "review")]
            given = prompts.pick(t("wizard.end.title"), rows, default="stop:")
        except (KeyboardInterrupt, EOFError):
            return case
        if given == "docs:":
            report.papers(documents.needed(case), full=True, remarks=documents.remarks(case))
        elif given == "review:":
            from icpctl import store

            case = review(case, folder, case.draft.name, before)
            before = store.load(folder, case.draft.name)
        elif given is not WHY:
            return case


def _preflight_first(s: Sitting) -> bool:
    """The two-minute questions are offered to whoever did not know the filing type, before anything personal."""
    if "preflight" in s.offered or not _may_have_more(s) or not any(step.startswith("fact:") for step in s.history):
        return False
    from icpctl.answers.preflight import asked

    return bool(asked(s.case))


def _preflight(s: Sitting) -> asking.Reply:
    from icpctl.answers import preflight, preflighting

    screen.talk("")
    given = _yes(t("wizard.preflight", count=len(preflight.asked(s.case))), t("wizard.preflight_why"), default=True)
    if isinstance(given, prompts.Wish):
        return given
    s.offered.add("preflight")
    if given:
        preflighting.run(s)
    return None


def _label(at: str) -> str:
    question = of_path(at)
    return words(question)[0] if question else at
