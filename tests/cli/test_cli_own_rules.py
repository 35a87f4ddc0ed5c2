"""The user's own rule files: good ones are used and named, nonsense is named with file and key and never stops anything."""

from pathlib import Path

import pytest
from running import DAY, icpctl

JIANGSU = "provinces/jiangsu.toml"
GOOD = '[[rule]]\nid = "jiangsu-footer"\nseverity = "info"\n'
NONSENSE = {
    "not TOML": ("[[rule\n", "第 1 行"),
    "a wrong type": ('[[rule]]\nid = "jiangsu-footer"\nseverity = 3\n', "rule[jiangsu-footer].severity"),
    "an unknown key": ('[[rule]]\nid = "jiangsu-footer"\nseverty = "info"\n', "rule[jiangsu-footer].severty"),
    "a number for a text": ('[[rule]]\nid = "jiangsu-footer"\nrequirement_zh = 7\n', "rule[jiangsu-footer].requirement_zh"),
    "a negative limit": (
        '[[rule]]\nid = "jiangsu-permit-validity"\nparams = { residence_permit_min_remaining_days = -9 }\n',
        "params.residence_permit_min_remaining_days",
    ),
    "a text for a number": (
        '[[rule]]\nid = "jiangsu-permit-validity"\nparams = { residence_permit_min_remaining_days = "ninety" }\n',
        "params.residence_permit_min_remaining_days",
    ),
    "no table at all": ('rule = "none"\n', "rule"),
}


@pytest.fixture
def rules(home: Path) -> Path:
    folder = home / "config" / "rules"
    (folder / "provinces").mkdir(parents=True)
    return folder


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_is_named_with_file_and_place_and_the_packaged_rules_are_used(case: str, rules: Path) -> None:
    icpctl("new", "shop", "--example", "qingcloud-new-access", "--no-input")
    before = icpctl("check", "shop", "--as-of", DAY)
    text, place = NONSENSE[case]
    (rules / JIANGSU).write_text(text, encoding="utf-8")
    done = icpctl("check", "shop", "--as-of", DAY)
    assert (done.code, done.out) == (before.code, before.out)
    assert flat(str(rules / JIANGSU)) in flat(done.err)
    assert flat(place) in flat(done.err)
    assert "内置的规则" in flat(done.err)
    body = icpctl("check", "shop", "--json", "--as-of", DAY)
    (problem,) = body.json()["own_rules_problems"]
    assert problem["path"] == str(rules / JIANGSU)
    assert problem["reason"]
    assert "own_rules" not in body.json()
    assert (rules / JIANGSU).read_text(encoding="utf-8") == text


def test_a_problem_is_said_once_for_many_drafts(rules: Path) -> None:
    for name in ("one", "two", "three"):
        icpctl("new", name, "--example", "qingcloud-new-access", "--no-input")
    (rules / JIANGSU).write_text("[[rule\n", encoding="utf-8")
    done = icpctl("check", "--as-of", DAY)
    assert flat(done.err).count("jiangsu.toml") == 1


def test_doctor_names_it_and_goes_on(rules: Path) -> None:
    (rules / JIANGSU).write_text("[[rule\n", encoding="utf-8")
    (rules / "naming.toml").mkdir()
    (rules / "domain.toml").write_text("", encoding="utf-8")
    done = icpctl("doctor", "--json")
    assert done.code == 1
    body = done.json()
    assert [Path(p["path"]).name for p in body["own_rules_problems"]] == ["domain.toml", "naming.toml", "jiangsu.toml"]
    assert body["rules"]["count"] > 1000
    assert body["rules"]["own_files"] == []
    assert len(body["problems"]) == 3
    text = flat(icpctl("doctor").out)
    assert all(p["reason"].replace(" ", "") in text for p in body["own_rules_problems"])


def test_explain_and_show_say_that_the_own_file_is_not_used(rules: Path) -> None:
    (rules / JIANGSU).write_text("[[rule\n", encoding="utf-8")
    for args in (("explain", "jiangsu-footer"), ("rules", "show", "province-rule", "jiangsu-footer")):
        done = icpctl(*args)
        assert done.code == 0
        assert "没有用上" in done.out
        assert "jiangsu.toml" in flat(done.out)
        shown = icpctl(*args, "--json").json()
        rule = shown["rule"] if "rule" in shown else shown["rules"][0]
        assert rule["own_file_problem"]["line"] == 1
    assert "没有用上" not in icpctl("explain", "zhejiang-remark-ind").out


def test_a_good_file_is_used_and_named_beside_a_bad_one(rules: Path) -> None:
    (rules / JIANGSU).write_text(GOOD, encoding="utf-8")
    (rules / "naming.toml").write_text("x = ", encoding="utf-8")
    done = icpctl("explain", "jiangsu-footer", "--json")
    assert done.json()["rules"][0]["origin"] == str(rules / JIANGSU)
    assert done.json()["own_rules"] == [JIANGSU]
    assert [Path(p["path"]).name for p in done.json()["own_rules_problems"]] == ["naming.toml"]
    assert flat(str(rules / JIANGSU)) in flat(icpctl("explain", "jiangsu-footer").out)
