"""A list to choose from in a terminal: what is typed filters it, long lists scroll, wide characters keep their columns.

questionary's own list finds a choice by its title only; here the caller says what is found by what was typed (pinyin,
codes), several may be ticked up to a limit, and a text that is not listed can be taken as it is.
"""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, ConditionalContainer, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.dimension import Dimension

ROWS = 12  # of the list on the screen; the rest scrolls


class _State:
    """What is shown: the rows that are left by the filter, where the pointer stands, what is ticked."""

    def __init__(
        self, rows: Sequence[tuple[str, str]], find: Callable[[str], list[str]] | None, chosen: Collection[str], *, must: bool
    ) -> None:
        self.rows, self.find = dict(rows), find
        self.shown = list(self.rows)
        self.chosen = [id_ for id_ in chosen if id_ in self.rows]
        # Where one must be chosen and none is suggested, no row is pointed at: Enter alone would take the first one.
        first = next((i for i, id_ in enumerate(self.shown) if id_ in self.chosen), -1 if must else 0)
        self.at, self.moved, self.remark = first, False, ""

    def filter(self, typed: str) -> None:
        self.shown = self.find(typed) if self.find and typed.strip() else list(self.rows)
        self.at, self.moved, self.remark = 0, True, ""

    def move(self, by: int) -> None:
        if self.shown:
            start = self.at if self.at >= 0 else (-1 if by > 0 else 0)  # before the first row: down leads to it, up to the last
            step = by if self.at >= 0 else (1 if by > 0 else -1)
            self.at, self.moved, self.remark = (start + step) % len(self.shown), True, ""

    def tick(self, most: int | None, too_many: str) -> bool:
        """Tick the row or take its tick away; False when that cannot be."""
        here = self.here
        if here is None:
            return False
        if here in self.chosen:
            self.chosen.remove(here)
        elif most is not None and len(self.chosen) >= most:
            self.remark = too_many
            return False
        else:
            self.chosen.append(here)
        return True

    def back_to(self, id_: str | None) -> None:
        """The whole list again, with the pointer on this row."""
        self.shown = list(self.rows)
        self.at = self.shown.index(id_) if id_ in self.rows and id_ is not None else 0
        self.moved, self.remark = False, ""

    def ticked(self) -> list[str]:
        """What is ticked, in the order of the list; with nothing ticked the row that was moved to or found."""
        if not self.chosen and self.moved and self.here:
            return [self.here]
        return [id_ for id_ in self.rows if id_ in self.chosen]

    def looked_for(self, typed: str) -> bool:
        """A row was looked for beside those that are ticked already."""
        return bool(typed and self.chosen) and self.here not in (None, *self.chosen)

    @property
    def here(self) -> str | None:
        return self.shown[self.at] if self.shown and self.at >= 0 else None


def box(
    title: str,
    hint: str,
    rows: Sequence[tuple[str, str]],
    *,
    find: Callable[[str], list[str]] | None,
    keys: KeyBindings,
    many: bool = False,
    chosen: Collection[str] = (),
    most: int | None = None,
    too_many: str = "",
    nothing: str = "",
    must: str = "",
    typed_here: str = "> ",
    in_all: str = "",
    notes: Mapping[str, str] | None = None,
) -> Application[Any]:
    """The prompt: it gives an id, or a list of ids (`many`).

    rows      (id, title) in order
    find      ids for a text that was typed, the best first; one that is no row (the text itself) is shown as it is;
              None: nothing is filtered
    keys      further keys (back, why ...); they are heard first
    most      at most so many may be ticked; `too_many` is shown at one more, `nothing` when no row is left
    must      said at Enter when one must be chosen and none is pointed at yet; "" where Enter takes the first row
    typed_here  what stands before the text that filters; `in_all`: shown below a list that scrolls
    notes     what is said of a row while the pointer stands on it, by id
    """
    state = _State(rows, find, chosen, must=bool(must))
    typed = Buffer(multiline=False)
    typed.on_text_changed += lambda _: state.filter(typed.text)

    def listed() -> StyleAndTextTuples:
        parts: StyleAndTextTuples = []
        for number, id_ in enumerate(state.shown):
            here = number == state.at
            tick = ("[x] " if id_ in state.chosen else "[ ] ") if many else ""
            parts += [("[SetCursorPosition]", "")] if here else []
            parts.append(("bold" if here else "", f"{'>' if here else ' '} {tick}{state.rows.get(id_, id_)}\n"))
        if state.remark or not state.shown:
            parts.append(("bold", f"  {state.remark or nothing}\n"))
        return parts

    def line() -> StyleAndTextTuples:
        return [("bold", f"? {title} "), ("", hint)]

    def below() -> StyleAndTextTuples:
        note = (notes or {}).get(state.here or "", "")
        return [("", note)] if note else [("", in_all)] if len(state.shown) > ROWS else []

    question = Window(FormattedTextControl(line), wrap_lines=True, dont_extend_height=True)
    table = Window(
        FormattedTextControl(listed, focusable=True),
        height=Dimension(min=1, max=ROWS),
        dont_extend_height=True,
        wrap_lines=True,
        get_line_prefix=lambda _, wrapped: "      " if wrapped else "",
    )
    filter_line = Window(BufferControl(typed), height=1, get_line_prefix=lambda *_: [("bold", typed_here)])
    foot = ConditionalContainer(
        Window(FormattedTextControl(below), wrap_lines=True, dont_extend_height=True), Condition(lambda: bool(below()))
    )
    body = HSplit([question, *([filter_line] if find else []), table, foot])
    own = _keys(state, typed, many=many, most=most, too_many=too_many, must=must, more=keys)
    return Application(layout=Layout(body), key_bindings=own, erase_when_done=True)


def _keys(
    state: _State, typed: Buffer, *, many: bool, most: int | None, too_many: str, must: str, more: KeyBindings
) -> KeyBindingsBase:
    keys = KeyBindings()

    def on(*names: str) -> Callable[[Callable[[KeyPressEvent], None]], None]:
        def add(handler: Callable[[KeyPressEvent], None]) -> None:
            for name in names:
                keys.add(name)(handler)

        return add

    on(Keys.Up, Keys.ControlP)(lambda event: state.move(-1))
    on(Keys.Down, Keys.ControlN)(lambda event: state.move(1))
    on(Keys.PageUp)(lambda event: state.move(-ROWS))
    on(Keys.PageDown)(lambda event: state.move(ROWS))
    on(Keys.ControlC, Keys.SIGINT)(lambda event: event.app.exit(exception=KeyboardInterrupt()))
    on(Keys.ControlD)(lambda event: event.app.exit(exception=EOFError()))

    @on(Keys.BracketedPaste)
    def paste(event: KeyPressEvent) -> None:
        typed.insert_text("".join(c if unicodedata.category(c)[0] != "C" else " " for c in event.data).strip())

    @on(Keys.ControlM, Keys.ControlJ)
    def take(event: KeyPressEvent) -> None:
        if many and state.looked_for(typed.text):
            tick(event)  # Enter means this row, not the ticks there were before
        elif many or state.here is not None:
            event.app.exit(result=state.ticked() if many else state.here)
        elif state.shown:
            state.remark = must

    def tick(event: KeyPressEvent) -> None:
        here = state.here
        if here is None:
            return
        remark = "" if state.tick(most, too_many) else state.remark
        # Also where the limit stands: with the text left there, Enter would mean the refused row for ever.
        typed.text = ""
        state.back_to(here)
        state.remark = remark

    if many:
        on(" ", "\u3000")(tick)
    return merge_key_bindings([keys, more])
