"""One question asked in a terminal, at the cursor or line by line (`--plain`, TERM=dumb).

Each gives a value or a wish: BACK, WHY, MENU. Typed alone, `<`, `?` and `:` are wishes everywhere (full-width ones too);
at the cursor Esc and Ctrl-B go back and F1 tells why. A blank keeps what is there.
"""

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Any

import questionary
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys

from icpctl import run, screen
from icpctl.answers import terminal
from icpctl.answers.listbox import box
from icpctl.answers.searching import Choice, found
from icpctl.errors import Interrupted
from icpctl.fields import FieldError, parse
from icpctl.screen.layout import columns, wrap
from icpctl.wording import t

TAKE_BACK = "-"  # typed alone, or chosen: the answer that is there is taken back
_MARKS = 6  # columns for pointer and tick, and one that stays free
FEW = 3  # choices that are seen at a glance: no filter, no paging
_SPLIT = re.compile(r"[\s,;，；、]+")


class Wish(Enum):
    """What a person may want instead of answering."""

    BACK = "<"
    WHY = "?"
    MENU = ":"


BACK, WHY, MENU = Wish


def confirm(text: str) -> bool:
    """Ask yes or no; no when nothing is said."""
    try:
        return yes_no(text, default=False) is True
    except (KeyboardInterrupt, EOFError) as error:
        raise Interrupted from error


def plainly() -> bool:
    """Line by line, without moving the cursor: wanted, or the terminal can do no more."""
    return run.options.plain or os.environ.get("TERM") == "dumb"


def wish(text: str) -> Wish | None:
    """The wish that a text is, if it is one."""
    try:
        return Wish(unicodedata.normalize("NFKC", text).strip())
    except ValueError:
        return None


def text(label: str, *, default: str = "", shown: str = "") -> str | Wish:
    """A text; "" when nothing was typed. `default` can be fetched with Tab to be edited, `shown` tells what Enter keeps.

    What was pasted may have several lines.
    """
    kept = t("wizard.ask.keep", value=shown) if shown else ""
    if plainly():
        given = _line(" ".join(x for x in (label, kept) if x))
    else:
        keys = _wish_keys(typed=False)
        if default:

            @keys.add(Keys.Tab)
            def fetch(event: KeyPressEvent) -> None:
                if not event.current_buffer.text:
                    event.current_buffer.insert_text(default)

        hint = screen.clean(t("wizard.ask.tab") + shown if default else kept) or None
        question = questionary.text(
            _fit(label)[0], key_bindings=keys, placeholder=[("class:instruction", hint)] if hint else None
        )
        given = terminal.run(question.application)
    if isinstance(given, Wish):
        return given
    return wish(given) or str(given)


def yes_no(label: str, *, default: bool | None = None, blank: bool = False) -> bool | Wish | None:
    """Yes or no; without a default Enter alone says nothing, and with `blank` leaves it open (None)."""
    key = {True: "screen.ask.yes_no", False: "screen.ask.no_yes", None: "wizard.ask.yes_or_no"}[default]
    if plainly():
        return _yes_no_line(f"{label} {t('screen.ask.yes_no_words')}", default, blank)
    keys = _wish_keys(typed=True)
    if default is None:

        @keys.add(Keys.ControlM, eager=True)
        def nothing(event: KeyPressEvent) -> None:
            if blank:
                event.app.exit(result=None)

    message, hint = _fit(label, t(key))
    question = questionary.confirm(message, default=bool(default), instruction=hint)
    app = question.application
    app.key_bindings = merge_key_bindings([app.key_bindings, keys] if app.key_bindings else [keys])
    app.erase_when_done = True
    answer = terminal.run(app)
    if not isinstance(answer, Wish):
        _echo(label, t("wizard.ask.leave_open" if answer is None else "screen.yes" if answer else "screen.no"))
    return answer if isinstance(answer, Wish) or answer is None else bool(answer)


def _yes_no_line(label: str, default: bool | None, blank: bool) -> bool | Wish | None:
    if default is not None:
        label = f"{label} {t('wizard.ask.keep', value=t('screen.yes' if default else 'screen.no'))}"
    while True:
        given = _line(label)
        wanted = wish(given)
        if wanted:
            return wanted
        if not given.strip() and (default is not None or blank):
            return default
        try:
            return bool(parse("bool", given).value)
        except FieldError as error:
            screen.complain(error.text())


def pick(
    label: str, choices: Sequence[Choice], *, default: str | None = None, free: bool = False, blank: bool = False
) -> str | Wish:
    """The id of one of a list; with `free` also a text that is not listed.

    With `blank` it may be left open (""); an answer that is there may be taken back then (TAKE_BACK).
    """
    if blank:
        own = Choice(TAKE_BACK, t("wizard.ask.take_back")) if default else Choice("", t("wizard.ask.leave_open"))
        choices = [*choices, own] if default else [own, *choices]
    if plainly():
        return _pick_line(label, choices, default, free, blank)
    chosen = [default] if default else []
    hint = t("wizard.ask.pick_few" if len(choices) <= FEW else "wizard.ask.pick_free" if free else "screen.ask.select")
    # Where the first row is what comes of a blank, or something is suggested, Enter alone means it.
    must = "" if default or blank else t("wizard.ask.choose")
    given = _box(label, hint, choices, chosen=chosen, free=free, must=must)
    if not isinstance(given, Wish):
        _echo(label, {c.id: c.name for c in choices}.get(given, given))
    answer: str | Wish = given
    return answer


def pick_many(
    label: str,
    choices: Sequence[Choice],
    *,
    chosen: Collection[str] = (),
    most: int | None = None,
    notes: Mapping[str, str] | None = None,
) -> list[str] | Wish:
    """The ids of any of a list, in its order; `most`: no more than so many; `notes`: what is said of a row, by id."""
    if plainly():
        for note in (notes or {}).values():
            screen.complain(note, style="dim")
        return _pick_many_line(label, choices, chosen, most)
    given = _box(label, t("wizard.ask.check"), choices, chosen=chosen, many=True, most=most, notes=_lines(notes or {}))
    if isinstance(given, Wish):
        return given
    names = {c.id: c.name for c in choices}
    _echo(label, t("screen.and").join(names[id_] for id_ in given) or t("wizard.ask.none"))
    return list(given)


def _box(label: str, hint: str, choices: Sequence[Choice], *, free: bool = False, most: int | None = None, **more: Any) -> Any:
    def find(typed: str) -> list[str]:
        ids = [c.id for c in found(typed, choices)]
        exact = any(typed.strip() in (c.id, c.name) for c in choices)
        return [*ids, typed.strip()] if free and not exact else ids

    app = box(
        *_fit(label, hint),
        [(c.id, _title(c)) for c in choices],
        find=find if free or len(choices) > FEW else None,
        keys=_wish_keys(typed=True),
        most=most,
        too_many=t("wizard.ask.most", most=most or 0),
        nothing=t("wizard.ask.nothing_found"),
        typed_here=t("wizard.ask.filter"),
        in_all=t("wizard.ask.count", count=len(choices)),
        **more,
    )
    return terminal.run(app)


def _lines(notes: Mapping[str, str]) -> dict[str, str]:
    return {id_: "\n".join(wrap(screen.clean(note), screen.width() - 1)) for id_, note in notes.items()}


def _title(choice: Choice, *, whole: bool = False) -> str:
    """Name and id; the name alone, in lines unless it is wanted `whole`, where both do not fit into one."""
    id_ = "" if choice.id in (choice.name, TAKE_BACK) or ":" in choice.id else choice.id
    both = screen.clean(f"{choice.name}  {id_}".rstrip())
    room = screen.width() - _MARKS
    name = screen.clean(choice.name)
    return both if columns(both) <= room else name if whole else f"\n{' ' * _MARKS}".join(wrap(name, room))


def _fit(label: str, hint: str = "") -> tuple[str, str]:
    """A question and its hint in lines that the terminal need not break, as far as its width now tells."""
    room = screen.width() - _MARKS
    lines = wrap(screen.clean(label), room)
    if hint and columns(lines[-1]) + 1 + columns(hint) > room:
        hint = "\n  ".join(["", *wrap(hint, room)])
    return "\n  ".join(lines), hint


def _pick_line(label: str, choices: Sequence[Choice], default: str | None, free: bool, blank: bool) -> str | Wish:
    listed = list(choices)
    screen.complain(label, style="")  # what is asked is said before a list that may be long
    _list(listed)
    names = {c.id: c.name for c in choices}
    while True:
        given = _line(_with_default(label, names.get(default, default) if default else ""))
        wanted = wish(given)
        if wanted:
            return wanted
        if not given.strip():
            if default is not None or blank:
                return default or ""
            screen.complain(t("wizard.ask.choose"), style="warning")
            continue
        ids = _meant(given, listed, choices)
        if len(ids) == 1:
            return ids[0]
        if free and not ids:
            return given.strip()
        if ids:
            listed = [c for c in choices if c.id in ids]
            screen.complain(t("wizard.ask.which", count=len(listed)), style="")
            _list(listed)
        else:
            screen.complain(t("wizard.ask.not_listed", what=given.strip()))


def _pick_many_line(label: str, choices: Sequence[Choice], chosen: Collection[str], most: int | None) -> list[str] | Wish:
    screen.complain(label, style="")
    _list(choices)
    names = {c.id: c.name for c in choices}
    while True:
        given = _line(_with_default(label, t("screen.and").join(names.get(id_, id_) for id_ in chosen)))
        wanted = wish(given)
        if wanted:
            return wanted
        ids: list[str] = []
        lost: list[str] = []
        for word in _SPLIT.split(given.strip()) if given.strip() else []:
            meant = _meant(word, choices, choices)
            (ids if len(meant) == 1 else lost).append(meant[0] if len(meant) == 1 else word)
        if lost:
            screen.complain(t("screen.ask.not_listed", what=" ".join(lost)))
        elif most is not None and len(set(ids)) > most:
            screen.complain(t("wizard.ask.most", most=most))
        else:
            return [c.id for c in choices if c.id in (ids or (chosen if not given.strip() else []))]


def _meant(given: str, listed: Sequence[Choice], choices: Sequence[Choice]) -> list[str]:
    """What a typed word may mean: the number of a row that was just listed, an id or name, or whatever is found by it."""
    word = unicodedata.normalize("NFKC", given).strip()
    if word.isdigit() and 1 <= int(word) <= len(listed):
        return [listed[int(word) - 1].id]
    for choice in choices:
        if word in (choice.id, choice.name) or given.strip() == choice.name or word in choice.words:
            return [choice.id]
    return [c.id for c in found(word, choices)]


def _list(choices: Sequence[Choice]) -> None:
    for number, choice in enumerate(choices, 1):
        screen.complain(f"{number}. {_title(choice, whole=True)}", style="", indent=2, hang=4)


def _with_default(label: str, shown: str) -> str:
    return f"{label} {t('wizard.ask.keep', value=shown)}" if shown else label


def _echo(label: str, answer: str) -> None:
    """The question and its answer, left on the screen in place of the prompt."""
    screen.complain(f"? {label}  {answer}", style="", hang=2)


def _wish_keys(*, typed: bool) -> KeyBindings:
    """Esc, Ctrl-B and F1; with `typed` also `<`, `?` and `:`, for prompts that take no text: no choice has them."""
    keys = KeyBindings()

    def always(wanted: Wish) -> Callable[[KeyPressEvent], None]:
        return lambda event: event.app.exit(result=wanted)

    keys.add(Keys.Escape, eager=True)(always(BACK))
    keys.add(Keys.ControlB, eager=True)(always(BACK))
    keys.add(Keys.F1, eager=True)(always(WHY))
    if typed:
        for one, marks in ((BACK, "<＜《"), (WHY, "?？"), (MENU, ":：")):
            for mark in marks:
                keys.add(mark)(always(one))
    return keys


def _line(label: str) -> str:
    """One line that was typed; lines that were pasted with it come along, joined by line feeds."""
    screen.complain(label, style="")
    return "\n".join([input(), *_pasted()])


def _pasted() -> list[str]:
    """Lines that wait in the terminal already: nobody types that fast, so they belong to what was pasted."""
    lines: list[str] = []
    try:
        import select

        while sys.stdin.isatty() and select.select([sys.stdin], [], [], 0)[0]:
            lines.append(input())
    except (ImportError, OSError, ValueError, EOFError):
        pass  # a console that cannot tell (Windows): the lines answer one question each
    return lines
