"""Six ways to be interrupted, at every question of two whole cases; what is left goes on to the same draft."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from person import CTRL_C, CTRL_D, ENTER, Person, at_keyboard, example_answers, new_case, on_disk, typed
from running import DAY
from seat import Seat

from icpctl import store
from icpctl.answers import sitting, terminal, wizard
from icpctl.answers.settle import case_of
from icpctl.case import Case
from icpctl.draft import answered, copy
from icpctl.errors import Interrupted

CASES = ("qingcloud-new-access", "aliyun-first-filing-individual")


class Killed(BaseException):
    """Nothing of the program runs any more: no save, no message."""


def pressing(keys: str) -> Callable[[Any], str]:
    return lambda app: keys


def signalled(number: int) -> Callable[[Any], str]:
    """A real signal while the prompt runs."""

    def send(app: Any) -> str:
        app.pre_run_callables.append(lambda: app.loop.call_soon(os.kill, os.getpid(), number))
        return ""

    return send


def killed(app: Any) -> str:
    raise Killed


def hung_up(app: Any) -> str:
    """The terminal is closed: there is nothing more to read."""
    app.pre_run_callables.append(lambda: app.loop.call_soon(lambda: app.exit(exception=EOFError())))
    return ""


WAYS: dict[str, tuple[Callable[[Any], str], int]] = {
    "ctrl-c": (pressing(CTRL_C), 130),
    "ctrl-d": (pressing(CTRL_D), 130),
    "sigterm": (signalled(signal.SIGTERM), 143),
    "sighup": (signalled(signal.SIGHUP), 129),
    "closed": (hung_up, 130),
    "sigkill": (killed, 0),
}


def no_more(text: str, kind: str) -> str:
    return "n" if kind == "yes_no" else ENTER


class Interrupter(Person):
    """At each question the six interruptions, one in each run; after that the answer."""

    def __init__(self, answers: dict[str, Any]) -> None:
        super().__init__(answers, otherwise=no_more, most=1000)
        self.ended: dict[str, list[str]] = {}
        self.way = ""

    def keys(self, label: str, kind: str, chosen: Any = ()) -> str:
        ended = self.ended.setdefault(label, [])
        self.way = next((way for way in WAYS if way not in ended), "")
        if self.way:
            ended.append(self.way)
            return ""
        return super().keys(label, kind, chosen)


def walk(monkeypatch: pytest.MonkeyPatch, folder: Path, person: Person, case: Case, before: Any = None) -> Case:
    with at_keyboard(monkeypatch, person), pytest.MonkeyPatch.context() as inner:
        if isinstance(person, Interrupter):
            _interrupting(inner, person)
        return wizard.ask(case, folder, before.draft.name if before else None, None, before)


def _interrupting(patch: pytest.MonkeyPatch, person: Interrupter) -> None:
    """What an interruption does is done to the prompt that is about to run."""
    inner = terminal.run

    def run(app: Any) -> Any:
        kept = person.keys

        def keys(label: str, kind: str, chosen: Any = ()) -> str:
            found = kept(label, kind, chosen)
            return WAYS[person.way][0](app) if person.way else found

        person.keys = keys  # type: ignore[method-assign]
        try:
            return inner(app)
        finally:
            person.keys = kept  # type: ignore[method-assign]

    patch.setattr(terminal, "run", run)


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found changes no answer; without it hundreds of runs take seconds."""
    monkeypatch.setattr(sitting, "_judge", lambda s: {})


@pytest.mark.usefixtures("unjudged")
@pytest.mark.parametrize("example", CASES)
def test_interrupted_in_six_ways_at_every_question_and_gone_on_with(example: str, monkeypatch: Any, tmp_path: Path) -> None:
    answers, facts = example_answers(example)
    uncut = Person(typed(answers), otherwise=no_more)
    whole = dict(answered(walk(monkeypatch, tmp_path / "whole", uncut, new_case({}, facts)).draft))
    person = Interrupter(typed(answers))
    folder, case, before = tmp_path / "cut", new_case({}, facts), None
    cuts = 0
    while True:
        try:
            walk(monkeypatch, folder, person, case, before)
            break
        except Interrupted as stopped:
            assert stopped.exit_code == WAYS[person.way][1]
            assert stopped.hint().endswith(f"icpctl edit {store.names(folder)[0]}")
        except Killed:
            assert person.way == "sigkill"
        cuts += 1
        assert on_disk(folder) == dict(answered(case.draft)), f"{person.way}: all earlier answers are in the draft"
        before = store.load(folder, store.names(folder)[0])
        case = case_of(copy(before.draft))
    assert on_disk(folder) == whole
    # Offers of what is optional are not made again by a run that asks only what is missing.
    wanted = [text for text in uncut.asked if "？" not in text]
    assert [text for text in person.asked if "？" not in text] == wanted
    assert all(person.ended[text] == list(WAYS) for text in wanted)
    assert cuts >= len(WAYS) * len(wanted)


# --- on a real terminal: each way at each kind of prompt ---

FIRM = ("--type", "first-filing", "--nature", "enterprise", "--province", "jiangsu")
PLACE = ("--provider", "qingcloud", "--city", "南京市", "--district", "玄武区")
PROMPTS = {
    "one of a list": (FIRM, "接入商"),
    "a text": ((*FIRM, *PLACE), "主办单位名称"),
    "yes or no": ((*FIRM, *PLACE, "--set", "subject.name=南京示例科技有限公司", "--subject-cert-type", "business-license",
                   "--subject-cert-number", "91320100MA10000175", "--subject-cert-address", "示例路 1 号",
                   "--subject-address", "示例路 1 号"), "主体负责人是法定代表人"),
}  # fmt: skip


@pytest.mark.parametrize("way", ["ctrl-c", "ctrl-d", "sigterm", "sighup", "closed", "sigkill"])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_on_a_terminal_nothing_that_was_given_is_lost(prompt: str, way: str, drafts: Path) -> None:
    given, asked = PROMPTS[prompt]
    one = Seat("new", "shop", "--as-of", DAY, "--note", "先记一笔", *given)
    try:
        one.until(lambda: one.prompt().startswith(asked))
        if way == "closed":
            os.close(one.child.child_fd)
            one.child.closed = True
            _, status = os.waitpid(one.child.pid, 0)
            assert os.waitstatus_to_exitcode(status) == 129
        elif way in ("ctrl-c", "ctrl-d"):
            one.press(CTRL_C if way == "ctrl-c" else CTRL_D)
            assert one.to_the_end() == 130
        else:
            number = {"sigterm": signal.SIGTERM, "sighup": signal.SIGHUP, "sigkill": signal.SIGKILL}[way]
            os.kill(one.child.pid, number)
            assert one.to_the_end() == {"sigterm": 143, "sighup": 129, "sigkill": -9}[way]
    finally:
        with suppress(OSError):
            one.leave()
    kept = store.load(drafts, "shop").draft
    assert (kept.filing.note, kept.subject.nature) == ("先记一笔", "enterprise")
