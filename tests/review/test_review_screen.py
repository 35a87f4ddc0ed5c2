"""Two columns of label and value use the whole width of the screen."""

import pytest

from icpctl import screen


def test_a_short_value_stays_on_the_line_of_its_label(capsys: pytest.CaptureFixture[str]) -> None:
    screen.pairs([("a label of some thirty columns", "南京市"), ("short", "x" * 30 + " " + "y" * 30)])
    assert capsys.readouterr().out.splitlines() == [
        "  a label of some thirty columns  南京市",
        "  short                           " + "x" * 30,
        "  " + " " * 32 + "y" * 30,
    ]
