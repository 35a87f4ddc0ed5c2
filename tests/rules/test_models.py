"""What the models refuse, and how they say so."""

import copy
import tomllib
from typing import Any

import pytest
from rule_references import NAMES

from icpctl.rules import DATA
from icpctl.rules.models import validate_file
from icpctl.rules.models.base import Table
from icpctl.wording import LANGUAGES, area, set_language

# Files whose keys are free: a table of values per rule, and it is its values that are checked.
FREE = {"check-parameters"}


def packaged(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def entry_tables(data: dict[str, Any]) -> list[str]:
    return [k for k, v in data.items() if isinstance(v, list) and v and isinstance(v[0], dict) and "id" in v[0]]


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("name", [n for n in NAMES if n not in FREE])
def test_an_unknown_key_is_refused_everywhere(name: str, partial: bool) -> None:
    assert validate_file(name, {**packaged(name), "no-such-key": 1}, partial) == ("no-such-key", reason("unknown_key"))
    for table in entry_tables(packaged(name)):
        data = packaged(name)
        data[table][-1]["no-such-key"] = 1
        place = f"{table}[{data[table][-1]['id']}].no-such-key"
        assert validate_file(name, data, partial) == (place, reason("unknown_key"))


@pytest.mark.parametrize("name", NAMES)
def test_an_override_may_leave_out_everything_but_the_ids(name: str) -> None:
    assert validate_file(name, {}, partial=True) is None
    for table in entry_tables(packaged(name)):
        entry = packaged(name)[table][0]
        assert validate_file(name, {table: [{"id": entry["id"]}]}, partial=True) is None
        without = {k: v for k, v in entry.items() if k != "id"}
        assert validate_file(name, {table: [without]}, partial=True) == (f"{table}[0].id", reason("missing"))
        for key, value in entry.items():
            assert validate_file(name, {table: [{"id": entry["id"], key: value}]}, partial=True) is None


@pytest.mark.parametrize("name", ["domains", "provinces/jiangsu", "journey/steps", "codes/province"])
def test_a_whole_file_may_leave_out_no_needed_key(name: str) -> None:
    data = packaged(name)
    table = entry_tables(data)[-1]
    for key in ("id", "sources", "as_of", "confidence"):
        broken = copy.deepcopy(data)
        del broken[table][0][key]
        problem = validate_file(name, broken)
        assert problem
        assert problem[0].endswith(f".{key}")
        assert problem[1] == reason("missing")


@pytest.mark.parametrize(
    ("entry", "place", "word"),
    [
        ({"rule_en": "Words"}, None, ""),
        ({"check_note_en": "Words"}, None, ""),  # a twin of a key without _zh
        ({"rule_en": ["Words"]}, "rule_en", "twin_shape"),
        ({"rule_en": 3}, "rule_en", "twin_shape"),
        ({"nothing_en": "Words"}, "nothing_en", "unknown_key"),
        ({"rule_fr": "Mots"}, "rule_fr", "unknown_key"),
        ({"check_en": {"a": "b"}}, "check_en", "unknown_key"),  # no words, no twin
        ({"severity_en": "warn"}, "severity_en", "unknown_key"),
        ({"sources": []}, "sources", "empty"),
        ({"rule_zh": ""}, "rule_zh", "empty"),
        ({"severity": 3}, "severity", "not_one_of"),
        ({"confidence": "sure"}, "confidence", "not_one_of"),
        ({"rule_zh": 3}, "rule_zh", "text"),
        ({"sources": "tx-domain"}, "sources", "list"),
        ({"check": 3}, "check", "table"),
        ({"check": {"a": 1.5}}, "check.a", "wrong_value"),
        ({"by_provider": [{"provider": "x", "days": "3", "day_kind": "working"}]}, "by_provider[0].days", "number"),
    ],
)
def test_the_place_and_the_reason_are_named(entry: dict[str, Any], place: str | None, word: str) -> None:
    problem = validate_file("domains", {"domain_rule": [{"id": "x", **entry}]}, partial=True)
    if place is None:
        assert problem is None
        return
    assert problem
    assert problem[0] == f"domain_rule[x].{place}"
    if word == "not_one_of":
        assert problem[1].startswith(reason(word).partition("{")[0])
    elif word != "twin_shape":
        assert problem[1] == reason(word)


def test_twins_have_as_many_texts_as_the_chinese() -> None:
    step = {"id": "x", "what_to_do_zh": ["一", "二"]}
    assert validate_file("journey/steps", {"step": [{**step, "what_to_do_en": ["one", "two"]}]}, partial=True) is None
    problem = validate_file("journey/steps", {"step": [{**step, "what_to_do_en": ["one"]}]}, partial=True)
    assert problem
    assert problem[0] == "step[x].what_to_do_en"


def test_a_file_the_rule_book_never_reads_is_refused_with_similar_names() -> None:
    problem = validate_file("domain", {}, partial=True)
    assert problem
    assert problem[0] == "domain"
    assert "domains" in problem[1]


def test_one_file_per_thing_is_named_after_its_id() -> None:
    assert validate_file("provinces/jiangsu", {"id": "zhejiang"}, partial=True)
    assert validate_file("provinces/jiangsu", {"id": "jiangsu"}, partial=True) is None


def test_a_covered_provider_needs_a_source() -> None:
    data = packaged("providers/jdcloud")
    assert validate_file("providers/jdcloud", data) is None
    assert validate_file("providers/jdcloud", {**data, "covered": True}) == ("sources", reason("empty"))


def test_every_reason_has_words_in_both_languages() -> None:
    assert area("zh", "rulefile").keys() == area("en", "rulefile").keys()
    seen = set()
    try:
        for lang in LANGUAGES:
            set_language(lang)
            problem = validate_file("domains", {"domain_rule": [{"id": "x", "severity": "fatal"}]}, partial=True)
            assert problem
            assert "must, error, warn" in problem[1]
            seen.add(problem[1])
    finally:
        set_language("zh")
    assert len(seen) == len(LANGUAGES)


def test_no_model_converts_or_allows_unknown_keys() -> None:
    """Strictness is inherited: no model may loosen it, but for the file whose keys are free."""

    def below(model: type[Table]) -> list[type[Table]]:
        return [model, *(m for sub in model.__subclasses__() for m in below(sub))]

    loose = {m.__name__ for m in below(Table) if m.model_config.get("extra") != "forbid"}
    assert loose == {"Parameters"}
    assert all(m.model_config.get("strict") for m in below(Table))


def reason(key: str) -> str:
    return str(area("zh", "rulefile")[key])
