"""No more is ticked than a filing may hold: the limit of the form stands at the prompt."""

import pytest
from person import Person, at_keyboard

from icpctl.answers import prompts
from icpctl.answers.searching import Choice

ROWS = [Choice(name, name) for name in ("apple", "berry", "cherry", "damson")]


@pytest.mark.parametrize(
    ("most", "kept"), [(2, ["apple", "berry"]), (3, ["apple", "berry", "cherry"]), (None, ["apple", "berry", "cherry"])]
)
def test_one_more_than_may_be_is_not_ticked(most: int | None, kept: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person({"which": "apple berry cherry \r"})
    with at_keyboard(monkeypatch, person):
        assert prompts.pick_many("which", ROWS, most=most) == kept
