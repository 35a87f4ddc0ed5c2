"""Asks questions in a terminal; the only user of questionary.

Every answer is saved at once, so that stopping at any question (Ctrl-C, Ctrl-D, a signal, a closed terminal) loses
nothing: `icpctl edit NAME` goes on with the first open question.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import questionary
from prompt_toolkit.application import Application, get_app_or_none

from icpctl import run, screen, store, values
from icpctl.answers.settle import case_of, settle
from icpctl.case import Case
from icpctl.draft import Facts, answered
from icpctl.errors import IcpctlError, Interrupted, UsageError
from icpctl.fields import FieldError, parse
from icpctl.needs import missing
from icpctl.questions import Question, words
from icpctl.rules import vocabulary
from icpctl.wording import t

FACTS = Facts.__struct_fields__

if TYPE_CHECKING:
    from icpctl.draft import Draft
    from icpctl.store import Loaded


def confirm(text: str) -> bool:
    """Ask yes or no; no when nothing is said."""
    try:
        return bool(_yes_or_no(text, default=False))
    except (KeyboardInterrupt, EOFError) as error:
        raise Interrupted from error


def ask_missing(case: Case, folder: Path, name: str | None, section: str | None = None, before: "Loaded | None" = None) -> Case:
    """Ask every missing answer, saving after each. `before` is what was loaded, for a draft that exists already.

    Raises Interrupted with the way to go on.
    """
    draft, saved = case.draft, _Saved(folder, name, before)
    stops = _Stops()
    try:
        if case.type is None:
            _ask_type(draft, case)
            case = settle(draft)
        while gaps := _of_section(missing(case), section):
            at, question = gaps[0]
            screen.talk(t("screen.ask.left", count=len(gaps)), style="dim")
            _ask_one(draft, at, question)
            case = settle(draft)
            with stops.held():
                saved.save(draft)
    except (KeyboardInterrupt, EOFError) as stop:
        stops.hold = True
        saved.save(draft)
        code = 128 + stop.number if isinstance(stop, Stopped) else 130
        raise Interrupted(code, "interrupted_saved" if saved.before else "interrupted", name=draft.name) from stop
    finally:
        stops.give_back()
    return case_of(draft)


class _Saved:
    """The draft on disk while questions are asked: each save builds on the last, so that a hand edit is not overwritten."""

    def __init__(self, folder: Path, name: str | None, before: "Loaded | None") -> None:
        self.folder, self.name, self.before = folder, name, before

    def save(self, draft: "Draft") -> None:
        facts = draft.filing.facts
        if self.before is None and not any(answered(draft)) and all(getattr(facts, name) is None for name in FACTS):
            return  # stopped before the first answer: there is nothing to keep
        if not draft.name:
            draft.name = self.name or store.free_name(self.folder, draft.filing.type or "draft")
        path = store.save(self.folder, draft, self.before, run.now())
        self.before = store.load_file(path)
        draft.filing.created_at = self.before.draft.filing.created_at


def _of_section(gaps: list[tuple[str, Question]], section: str | None) -> list[tuple[str, Question]]:
    return [g for g in gaps if section is None or g[0].startswith(section)]


def _ask_type(draft: "Draft", case: Case) -> None:
    """The facts of the case, one after the other, until they decide."""
    from icpctl.facts import read_facts

    while case.type is None and case.decision.kind == "open" and case.decision.open_facts:
        fact = case.book.one("filing-fact", case.decision.open_facts[0])
        if fact is None:
            return
        answer = _ask_fact(fact.word("question"), fact.word("how_to_check"), fact.data, fact.words("values"))
        try:
            known = read_facts({fact.id: answer}, case.book)
        except UsageError as error:
            screen.complain(error.text())
            continue
        for key, value in known.items():
            setattr(draft.filing.facts, key, value)
        case = case_of(draft)


def _ask_fact(question: str, help_: str, fact: Any, names: list[str]) -> Any:
    screen.talk(help_, style="dim")
    if fact["type"] == "bool":
        return _yes_or_no(question)
    if fact["type"] in ("enum", "set"):
        return _pick(question, list(zip(fact["values"], names, strict=True)), many=fact["type"] == "set")
    return _text(question)


def _ask_one(draft: "Draft", at: str, question: Question) -> None:
    """Ask one question until its answer is well-formed; the reason is said and it is asked again."""
    label, help_, example = words(question)
    screen.talk(t("flag.help", label=label, help=help_, example=example), style="dim")
    while True:
        answer = _prompt(question, label)
        if answer in (None, "", []):
            screen.talk(t("screen.ask.needed"), style="warning")
            continue
        try:
            said = values.assign(draft, {at: answer}, run.book(), run.day())
        except IcpctlError as error:
            screen.complain(error.text())
            continue
        for one in said:
            screen.talk(one.remark.text(), style="dim")
        return


def _prompt(question: Question, label: str) -> Any:
    if question.kind == "bool":
        return _yes_or_no(label)
    if question.kind == "choice":
        return _pick(label, vocabulary.listing(run.book(), question.choices), many=question.many)
    return _text(label)


def _plainly() -> bool:
    """Line by line, without moving the cursor: wanted, or the terminal can do no more."""
    return run.options.plain or os.environ.get("TERM") == "dumb"


def _text(text: str) -> str:
    if _plainly():
        screen.complain(text, style="")
        return input()
    return str(_asked(questionary.text(screen.clean(text))))


def _yes_or_no(text: str, default: bool = True) -> Any:
    if not _plainly():
        hint = t("screen.ask.yes_no" if default else "screen.ask.no_yes")
        return bool(_asked(questionary.confirm(screen.clean(text), default=default, instruction=hint)))
    while True:
        try:
            return parse("bool", _text(f"{text} {t('screen.ask.yes_no_words')}")).value
        except FieldError as error:
            screen.complain(error.text())


def _pick(text: str, listed: list[tuple[str, str]], *, many: bool) -> Any:
    """One id, or several, of (id, name); line by line the text that is typed, which may be an id or a name."""
    if _plainly():
        for id_, name in listed:
            screen.complain(f"{name}  {id_}", style="", indent=2, hang=2)
        return _text(text)
    choices = [questionary.Choice(f"{name}  {id_}", id_) for id_, name in listed]
    if many:
        return _asked(questionary.checkbox(screen.clean(text), choices=choices, pointer=">", instruction=t("screen.ask.check")))
    return _asked(
        questionary.select(
            screen.clean(text),
            choices=choices,
            pointer=">",
            instruction=t("screen.ask.select"),
            use_search_filter=True,
            use_jk_keys=False,
        )
    )


class Stopped(KeyboardInterrupt):
    """A signal, by its number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _end(app: Application[Any], number: int) -> None:
    """End a running prompt with Stopped; one that is just starting, as soon as it can be ended."""
    if app.future is None and app.loop is not None and app.is_running:
        app.loop.call_soon(_end, app, number)
    elif app.future is not None and not app.future.done():
        app.exit(exception=Stopped(number))


def _asked(question: questionary.Question) -> Any:
    """The answer. A signal that came while the prompt was being made ends it as soon as it runs."""

    def look() -> None:
        if _waiting:
            _end(question.application, _waiting[-1])

    question.application.pre_run_callables.append(look)
    return question.unsafe_ask()


# Signals that have come and were not obeyed yet: an exception raised in a signal handler can be lost on its way.
_waiting: list[int] = []


class _Stops:
    """SIGINT, SIGTERM and SIGHUP end the questions, each with its own exit code; never in the middle of a save."""

    def __init__(self) -> None:
        self.hold = False
        _waiting.clear()
        numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        self.old: dict[int, Any] = {number: signal.signal(number, self._stop) for number in numbers}

    def _stop(self, number: int, frame: FrameType | None) -> None:
        _waiting.append(number)
        app = get_app_or_none()
        if app is not None and app.is_running and app.loop is not None:
            # An exception raised here could end up in any of the event loop's callbacks: let the prompt itself end.
            app.loop.call_soon_threadsafe(_end, app, number)
        elif not self.hold:
            raise Stopped(number)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A signal that comes meanwhile counts afterwards."""
        self.hold = True
        yield
        self.hold = False
        if _waiting:
            raise Stopped(_waiting[-1])

    def give_back(self) -> None:
        """The handlers there were before."""
        for number, handler in self.old.items():
            signal.signal(number, handler)
