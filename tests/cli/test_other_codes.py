"""`explain` knows every code that any output names: those of pages and of sheets too."""

import json

import pytest
from running import icpctl

from icpctl.explaining.other_codes import codes

FOREIGN = [one.code for one in codes()]


def test_there_are_codes_of_pages_and_of_sheets() -> None:
    assert {code.rstrip("0123456789") for code in FOREIGN} == {"FTR", "CELL", "TAB", "ROW"}
    assert len(FOREIGN) == len(set(FOREIGN))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_code_of_a_page_names_the_rules_of_pages(lang: str) -> None:
    done = icpctl("--lang", lang, "explain", "ftr003")
    assert done.code == 0
    assert done.out.startswith("FTR003")
    assert "footer check" in done.out
    assert "link" in done.out


def test_every_code_is_explained_with_title_message_and_fix() -> None:
    for code in FOREIGN[:: max(1, len(FOREIGN) // 8)]:
        done = icpctl("--json", "explain", code)
        assert done.code == 0, done.err
        body = json.loads(done.out)
        assert body["check"]["code"] == code
        assert body["check"]["title"] and body["message"] and body["fix"]


def test_a_slip_of_the_finger_finds_them() -> None:
    done = icpctl("explain", "FTR099")
    assert done.code == 3
    assert "FTR0" in done.err
