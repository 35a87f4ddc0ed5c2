"""The same answers give the same draft, whichever way they come: flags, --set, a TOML file, a JSON file."""

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import answers_made
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from running import DAY, icpctl

from icpctl.questions import BY_PATH, QUESTIONS, general, of_path, place


def as_tables(answers: dict[str, Any]) -> dict[str, Any]:
    """{path: answer} as the nested tables of a file."""
    out: dict[str, Any] = {}
    for path, value in answers.items():
        here: Any = out
        *tables, key = path.split(".")
        for table in tables:
            name, bracket, _ = table.partition("[")
            here = here.setdefault(name, [{}])[0] if bracket else here.setdefault(name, {})
        here[key] = value
    return out


def as_flags(answers: dict[str, Any]) -> Iterator[str]:
    for path, value in answers.items():
        flag = BY_PATH[general(path)].flag
        if isinstance(value, bool):
            yield flag if value else "--no-" + flag.removeprefix("--")
        else:
            texts = (
                [f"{k}={v}" for k, v in value.items()]
                if isinstance(value, dict)
                else value
                if isinstance(value, list)
                else [value]
            )
            yield from (f"{flag}={text}" for text in texts)


def as_set(answers: dict[str, Any]) -> Iterator[str]:
    for path, value in answers.items():
        if isinstance(value, dict):
            text = ";".join(f"{k}={v}" for k, v in value.items())
        elif isinstance(value, list):
            text = "；".join(value)
        else:
            text = str(value).lower() if isinstance(value, bool) else str(value)
        yield from ("--set", f"{path}={text}")


def dates(value: Any, path: str = "") -> Any:
    """ISO texts of dates as TOML dates, as a person writes them in a TOML file."""
    if isinstance(value, dict):
        return {k: dates(v, f"{path}.{k}".strip(".")) for k, v in value.items()}
    if isinstance(value, list):
        return [dates(v, f"{path}[]") for v in value]
    question = BY_PATH.get(path)
    if question and question.kind in ("date", "until") and value != "long-term":
        return dt.date.fromisoformat(value)
    return value


def drafts_of(answers: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    """The drafts that each way makes of the answers, without the times of saving."""
    as_json, as_toml = folder / "a.json", folder / "a.toml"
    as_json.write_text(json.dumps(as_tables(answers), ensure_ascii=False), encoding="utf-8")
    as_toml.write_text(tomli_w.dumps(dates(as_tables(answers))), encoding="utf-8")
    ways = {
        "flags": [*as_flags(answers)],
        "set": [*as_set(answers)],
        "toml": ["--from", str(as_toml)],
        "json": ["--from", str(as_json)],
    }
    found = []
    for way, args in ways.items():
        done = icpctl("new", "x", "--allow-gaps", "--as-of", DAY, "--drafts", folder / way, "--json", "--quiet", *args)
        assert done.code in (0, 1), (way, done.all)
        draft = tomllib.loads((folder / way / "x.toml").read_text(encoding="utf-8"))
        draft["filing"].pop("created_at")
        draft["filing"].pop("updated_at")
        found.append(draft)
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answers_made.answers())
def test_every_way_leads_to_the_same_draft(answers: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        first, *others = drafts_of(answers, Path(folder))
    for other in others:
        assert other == first


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answers_made.whole())
def test_all_questions_at_once_lead_to_the_same_draft_with_all_answers(answers: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        first, *others = drafts_of(answers, Path(folder))
    for other in others:
        assert other == first
    lost = [p for p in answers if value_at(first, p) in (None, "", [])]
    assert lost == []


def value_at(tables: Any, path: str) -> Any:
    for part in path.replace("[0]", ".0").split("."):
        tables = tables[int(part)] if part == "0" else tables.get(part)
        if tables is None:
            return None
    return tables


def test_every_question_has_a_flag_a_path_and_words() -> None:
    flags = [f for q in QUESTIONS for f in (q.flag, *q.aliases)]
    assert len(set(flags)) == len(flags)
    assert all(f.startswith("--") for f in flags)
    for question in QUESTIONS:
        assert of_path(place(question.path)) is question
        assert question.kind in answers_made.KINDS or question.choices


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.aliases], ids=lambda q: q.flag)
def test_an_alias_is_the_same_flag(question: Any) -> None:
    value = {"bool": None, "count": "3", "until": "long-term", "region": "南京市", "text": "文字"}.get(question.kind)
    if question.kind == "choice":
        value = {"subject.nature": "enterprise", "subject.province": "jiangsu"}.get(question.path) or answers_made.vocabulary.ids(
            answers_made.BOOK, question.choices
        )[0]
    given_ = [] if value is None else [value]
    drafts = []
    for number, flag in enumerate((question.flag, *question.aliases)):
        done = icpctl("new", f"x{number}", "--allow-gaps", "--as-of", DAY, flag, *given_)
        assert done.code == 1, done.all
        shown = icpctl("show", f"x{number}", "--json", "--reveal").json()
        drafts.append(shown["subject"])
    assert all(d == drafts[0] for d in drafts)
