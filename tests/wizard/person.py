"""A person who answers the wizard in this process: keys come through prompt_toolkit's pipe input, prompt by prompt.

`Person` is told what to press for each question: by its label, by the beginning of its label, or by a function. What was
asked is kept in order. The prompts are the real ones; nothing is drawn.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from running import DAY

from icpctl import examples, facts, run, store, values
from icpctl.answers import prompts, terminal
from icpctl.case import Case
from icpctl.draft import Draft, answered
from icpctl.questions import label, of_path

ENTER, ESC, UP, DOWN, F1, CTRL_B, CTRL_C, CTRL_D = "\r", "\x1b", "\x1b[A", "\x1b[B", "\x1bOP", "\x02", "\x03", "\x04"
PASTE = "\x1b[200~{}\x1b[201~"
PATIENCE = 5  # seconds after which a prompt that has got all its keys is given up
Keys = str | Callable[[str], str]


@dataclass
class Person:
    """answers: label -> keys; `asked`: what was asked, `shown`: what stood in the lists, by label; most: prompts at most."""

    answers: dict[str, Any] = field(default_factory=dict)
    otherwise: Callable[[str, str], str] | None = None
    asked: list[str] = field(default_factory=list)
    most: int = 400

    def keys(self, label: str, kind: str, chosen: Sequence[str] = ()) -> str:
        self.asked.append(label)
        assert len(self.asked) <= self.most, f"asked without end: {self.asked[-6:]}"
        found = self.answers.get(label)
        if isinstance(found, list):
            found = found.pop(0) if found else None
        if isinstance(found, tuple):  # what is to be ticked in the end
            return "".join(f"{id_} " for id_ in dict.fromkeys([*chosen, *found]) if (id_ in chosen) != (id_ in found)) + ENTER
        if found is None and self.otherwise is not None:
            found = self.otherwise(label, kind)
        assert found is not None, f"nobody said what to answer to: {label}"
        return found(label) if callable(found) else str(found)


@contextmanager
def at_keyboard(monkeypatch: pytest.MonkeyPatch, person: Person) -> Iterator[None]:
    """Every prompt of this process is answered by this person."""
    monkeypatch.setenv("TERM", "xterm")
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        real = terminal.run
        here: dict[str, Any] = {}

        def named(kind: str) -> Callable[..., Any]:
            function = getattr(prompts, kind)

            def ask(text: str, *args: Any, **more: Any) -> Any:
                here.update(label=text, kind=kind, chosen=more.get("chosen") or ())
                return function(text, *args, **more)

            return ask

        def give_up(app: Any) -> None:
            if app.future is not None and not app.future.done():
                app.exit(exception=AssertionError(f"still asked: {here['label']}"))

        def run_app(app: Any) -> Any:
            keyboard.send_text(person.keys(**here))
            app.ttimeoutlen = 0.01
            app.pre_run_callables.append(lambda: app.loop.call_later(PATIENCE, give_up, app))
            return real(app)

        with monkeypatch.context() as patch:
            for kind in ("text", "yes_no", "pick", "pick_many"):
                patch.setattr(prompts, kind, named(kind))
            patch.setattr(terminal, "run", run_app)
            yield


def new_case(answers: Mapping[str, Any] | None = None, fact: Mapping[str, Any] | None = None) -> Case:
    """A case with these answers and facts, for the day of the tests."""
    run.options.as_of = DAY
    draft = Draft()
    values.assign(draft, answers or {}, run.book(), run.day())
    for key, value in facts.read_facts(fact or {}, run.book()).items():
        setattr(draft.filing.facts, key, value)
    return Case(draft, run.book(), run.day())


def example_answers(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers and facts of an embedded example."""
    return examples.load(name)


def typed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that give these answers at the cursor, by the labels of their questions."""
    out = {}
    for at, value in answers.items():
        question = of_path(at)
        assert question is not None
        out[label(at)] = keys_of(question, value)
    return out


def keys_of(question: Any, value: Any) -> Any:
    """The keys that answer a question with a value."""
    if question.kind == "bool":
        return "y" if value in (True, "true", "yes") else "n"
    if question.kind == "choice":
        many = value if isinstance(value, list) else [value]
        if question.many:
            return tuple(many)
        return f"{many[0]}{ENTER}"
    if isinstance(value, dict):
        return "; ".join(f"{k}={v}" for k, v in value.items()) + ENTER
    if isinstance(value, list):
        return "; ".join(map(str, value)) + ENTER
    return f"{value}{ENTER}"


def on_disk(folder: Path) -> dict[str, Any]:
    """All answers of the one draft of a folder."""
    names = store.names(folder)
    assert len(names) == 1, names
    return dict(answered(store.load(folder, names[0]).draft))


__all__ = [
    "CTRL_B", "CTRL_C", "CTRL_D", "DOWN", "ENTER", "ESC", "F1", "PASTE", "UP", "Person", "at_keyboard", "example_answers",
    "keys_of", "new_case", "on_disk", "typed",
]  # fmt: skip
