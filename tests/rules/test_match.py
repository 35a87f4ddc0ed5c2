"""Matching tables: True, False, or unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.rules.match import matches


@pytest.mark.parametrize(
    ("when", "facts", "result"),
    [
        ({}, {}, True),
        ({"a": "x"}, {"a": "x"}, True),
        ({"a": "x"}, {"a": "y"}, False),
        ({"a": "x"}, {}, None),
        ({"a": "x"}, {"a": None}, None),
        ({"a": ["x", "y"]}, {"a": "y"}, True),
        ({"a": ["x", "y"]}, {"a": "z"}, False),
        ({"a": "x"}, {"a": {"x", "z"}}, True),
        ({"a": ["x"]}, {"a": ["y", "z"]}, False),
        ({"a": "x"}, {"a": []}, False),
        ({"a": "x", "b": "y"}, {"a": "x"}, None),
        ({"a": "x", "b": "y"}, {"a": "z"}, False),  # one key fails: the unknown one does not matter
        ({"b": "y", "a": "x"}, {"a": "z"}, False),
        ({"a": True}, {"a": True}, True),
        ({"a": True}, {"a": False}, False),
        ({"a": False}, {"a": False}, True),
        ({"a": False}, {}, None),
        ({"a": [False]}, {"a": False}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": True}, {"a": 1}, False),
        ({"a": 0}, {"a": 0}, True),
        ({"a": "3+"}, {"a": 2}, False),
        ({"a": "3+"}, {"a": 3}, True),
        ({"a": ["3+"]}, {"a": 30}, True),
        ({"a": "3+"}, {}, None),
        ({"a": "3+"}, {"a": "3+"}, True),
        ({"a": "3+"}, {"a": "4"}, False),
        ({"a": []}, {"a": "x"}, False),
    ],
)
def test_matching_tables(when: dict[str, object], facts: dict[str, object], result: bool | None) -> None:
    assert matches(when, facts) is result


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_threshold_holds_from_its_number_on(least: int, have: int) -> None:
    assert matches({"n": f"{least}+"}, {"n": have}) is (have >= least)


KEYS = st.sampled_from("abc")
FACTS = st.dictionaries(KEYS, st.sampled_from(["x", "y"]))


@given(FACTS, FACTS, KEYS, st.sampled_from(["x", "y"]))
def test_more_knowledge_never_turns_an_answer(when: dict[str, str], facts: dict[str, str], key: str, value: str) -> None:
    before = matches(when, facts)
    after = matches(when, {key: value, **facts})
    assert before is None or before is after
