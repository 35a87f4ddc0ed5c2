"""Every filing type of the rule book can be started, and the answers that `new` names as missing are enough."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running import DAY, icpctl

from icpctl.draft import answered, from_dict, get
from icpctl.questions import QUESTIONS, words
from icpctl.rules import Book

CASES = Path(__file__).parents[1] / "cases" / "base"
TYPES = Book().names("filing-types")
FLAGS = {q.flag for q in QUESTIONS}
GIVEN = ("--province", "jiangsu", "--provider", "aliyun")


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    """A good value for every question: from the whole invented cases, else the example of the question."""
    found: dict[str, Any] = {}
    for name in ("individual-first-filing", "app-filing", "enterprise-new-site", "enterprise-new-access"):
        case = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
        found |= dict(answered(from_dict({"schema": 1, **case}, name)))
    mini = {
        "name": "示例小程序",
        "appid": "wx0000000000000000",
        "content_types": ["1"],
        "comment": "为示例门店提供预约、排号与到店服务说明的工具",
    }
    return found | {f"mini_program.{k}": v for k, v in mini.items()} | {"mini_program.pre_approvals": ["none"]}


def value(path: str, values: dict[str, Any]) -> Any:
    question = next(q for q in QUESTIONS if q.path == path.replace("[0]", "[]"))
    if path.endswith("same_as_subject"):
        return True
    return values.get(path) or words(question)[2]


def options(flag: str, given: Any) -> Iterator[str]:
    if isinstance(given, bool):
        yield flag if given else "--no-" + flag.removeprefix("--")
    else:
        for one in given if isinstance(given, list) else [given]:
            yield from (flag, str(one))


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("nature", ["individual", "enterprise"])
def test_the_answers_named_as_missing_are_enough(type_: str, nature: str, values: dict[str, Any], drafts: Path) -> None:
    args = ["new", "x", "--type", type_, "--nature", nature, *GIVEN, "--as-of", DAY]
    asked: list[str] = []
    for _ in range(4):  # an answer may bring a further question, such as who the other person is
        done = icpctl(*args, "--no-input", "--json")
        if done.code != 2:
            break
        error = done.json()["error"]
        assert error["code"] == "missing_input", error
        for one in error["missing"]:
            assert one["flag"] in FLAGS
            assert one["path"] not in asked, "asked again although it was given"
            asked.append(one["path"])
            args += options(one["flag"], value(one["path"], values))
    assert done.code in (0, 1), done.all
    body = done.json()
    assert body["saved"]
    assert body["filing_type"] == type_
    loaded = from_dict(tomllib.loads((drafts / "x.toml").read_text(encoding="utf-8")), "x")
    assert [p for p in asked if get(loaded, p) in (None, "", [])] == []
    for verb in ("check", "docs", "next", "show", "type"):
        assert icpctl(verb, "x", "--as-of", DAY).code in (0, 1) if verb != "type" else True


@pytest.mark.parametrize("type_", TYPES)
def test_a_type_can_be_started_with_nothing_else(type_: str, drafts: Path) -> None:
    done = icpctl("new", "x", "--type", type_, "--allow-gaps", "--as-of", DAY)
    assert done.code in (0, 1), done.all
    assert tomllib.loads((drafts / "x.toml").read_text(encoding="utf-8"))["filing"]["type"] == type_
    for lang in ("zh", "en"):
        for verb in ("check", "docs", "next", "show"):
            assert icpctl(verb, "x", "--as-of", DAY, "--lang", lang).code in (0, 1)


@pytest.mark.parametrize("type_", TYPES)
def test_a_type_is_accepted_by_its_names(type_: str) -> None:
    rule = Book().one("filing-type", type_)
    assert rule is not None
    for name in (rule["name_zh"], rule["name_en"], type_.upper()):
        done = icpctl("new", "--type", name, "--allow-gaps", "--dry-run", "--json")
        assert done.json()["filing_type"] == type_


def test_there_are_types() -> None:
    assert len(TYPES) >= 21
