"""Every verb: exit codes, JSON by its published schema, data and talk on their own streams, global options anywhere."""

import json
from pathlib import Path

import pytest
from cli_cases import EXAMPLES, bytes_of, refused, saved
from jsonschema import Draft202012Validator, FormatChecker
from running import DAY, icpctl

from icpctl import schemas, wording


def valid(data: object, schema: str) -> None:
    body = icpctl("schema", schema).json()
    Draft202012Validator.check_schema(body)
    Draft202012Validator(body, format_checker=FormatChecker()).validate(data)


JSON_VERBS = [
    (("new", "two", "--example", "cancel-access"), "new", (0, 1)),
    (("edit", "shop", "--set", "site[0].name=示例科技新官网"), "edit", (0, 1)),
    (("check",), "check", (0, 1)),
    (("check", "shop"), "check", (0, 1)),
    (("type", "shop"), "type", (0,)),
    (("docs", "shop"), "docs", (0,)),
    (("next",), "next", (0,)),
    (("next", "shop"), "next", (0,)),
    (("next", "--within", "3d"), "next", (0,)),
    (("show", "shop"), "show", (0,)),
    (("list",), "list", (0,)),
    (("list", "--filter", "provider=qingcloud"), "list", (0,)),
    (("show", "nobody"), "error", (3,)),
    (("edit", "shop"), "error", (2,)),
    (("new", "--no-input"), "error", (2,)),
    (("type",), "error", (2,)),
    (("frobnicate",), "error", (2,)),
    (("show",), "error", (2,)),
    (("list", "--colour"), "error", (2,)),
]  # fmt: skip


@pytest.mark.parametrize(("args", "schema", "codes"), JSON_VERBS, ids=[" ".join(c[0]) for c in JSON_VERBS])
@pytest.mark.parametrize("where", ["before", "after"])
def test_json_is_one_document_of_its_schema(args: tuple[str, ...], schema: str, codes: tuple[int, ...], where: str) -> None:
    saved()
    options = ("--json", "--as-of", DAY)
    done = icpctl(*options, *args) if where == "before" else icpctl(*args, *options)
    assert done.code in codes, done.all
    valid(done.json(), schema)
    if "as_of" in done.json():
        assert done.json()["as_of"] == DAY


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_schema_is_a_schema(name: str) -> None:
    body = icpctl("schema", name).json()
    Draft202012Validator.check_schema(body)
    assert body["$schema"].endswith("2020-12/schema")


def test_the_names_of_the_schemas_are_listed() -> None:
    assert icpctl("schema").out.split() == sorted(schemas.NAMES)
    assert icpctl("schema", "--json").json()["schemas"] == sorted(schemas.NAMES)
    refused(icpctl("schema", "drafft"), 2, "drafft", "draft")


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_saved_draft_and_what_show_prints_fit_the_schemas(name: str) -> None:
    saved("shop", name)
    shown = icpctl("show", "shop", "--json", "--reveal").json()
    valid(shown, "draft")
    valid(icpctl("show", "shop", "--json").json(), "show")
    answers = {k: v for k, v in shown.items() if k not in ("schema", "name", "event", "document")}
    valid(answers, "answers")


def test_an_error_in_json_goes_to_standard_output_with_the_exit_code() -> None:
    done = icpctl("show", "nobody", "--json")
    assert (done.code, done.err) == (3, "")
    error = done.json()["error"]
    assert error["code"] == "draft_missing"
    assert error["message"]
    assert error["hint"]


HUMAN_VERBS = [
    ("new", "two", "--example", "cancel-access"), ("edit", "shop", "--set", "site.name=示例新官网"), ("copy", "shop", "three"),
    ("rename", "shop", "four"), ("check", "shop"), ("type", "shop"), ("docs", "shop"), ("next",), ("show", "shop"), ("list",),
    ("remove", "shop", "--yes"), ("rules", "list"), ("rules", "list", "province"), ("rules", "show", "province", "jiangsu"),
    ("rules", "search", "手机"), ("rules", "stale"), ("explain", "PER001"), ("explain", "jiangsu"), ("schema",), ("doctor",),
    ("new", "--example", "list"), ("--version",), ("--help",),
]  # fmt: skip


@pytest.mark.parametrize("args", HUMAN_VERBS, ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_data_goes_to_standard_output_and_quiet_silences_the_talk(args: tuple[str, ...], lang: str) -> None:
    saved()
    done = icpctl(*args, "--quiet", "--lang", lang, "--as-of", DAY)
    assert done.code in (0, 1)
    assert done.out.strip()
    assert done.err == ""


def test_talk_goes_to_standard_error() -> None:
    done = icpctl("new", "shop", "--example", "qingcloud-new-access", "--set", "site[0].name=示例　官网１")
    assert "已规范" in done.err
    assert "已规范" not in done.out
    assert "没有草稿" in icpctl("list", "--drafts", "elsewhere").err


def test_the_life_of_a_draft(drafts: Path) -> None:
    saved()
    assert icpctl("edit", "shop", "--site-name", "示例科技新官网").code == 0
    assert icpctl("show", "shop", "--json").json()["site"][0]["name"] == "示例科技新官网"
    undone = icpctl("undo", "shop", "--json")
    assert undone.code == 0
    assert "site[0].name" in undone.json()["changed"]
    assert icpctl("show", "shop", "--json").json()["site"][0]["name"] == "示例科技官网"
    refused(icpctl("undo", "shop"), 3, "shop")
    assert icpctl("copy", "shop", "second").code == 0
    assert icpctl("rename", "second", "third").code == 0
    assert [d["name"] for d in icpctl("list", "--json").json()["drafts"]] == ["shop", "third"]
    assert icpctl("remove", "third", "--yes").code == 0
    assert not (drafts / "third.toml").exists()
    refused(icpctl("restore", "shop"), 3, "shop")
    assert icpctl("restore", "third").code == 0
    assert icpctl("show", "third").code == 0
    refused(icpctl("copy", "shop", "third"), 3, "third")
    refused(icpctl("rename", "shop", "third"), 3, "third")
    refused(icpctl("copy", "nobody", "fourth"), 3, "nobody")
    refused(icpctl("remove", "shop"), 2, "--yes")
    assert (drafts / "shop.toml").exists()


def test_a_list_names_type_provider_province_state_and_worst() -> None:
    saved()
    row = icpctl("list", "--json", "--as-of", DAY).json()["drafts"][0]
    assert row.items() >= {
        "name": "shop", "type": "new-access", "provider": "qingcloud", "province": "jiangsu", "state": "draft", "next_due": None,
        "worst": icpctl("check", "shop", "--json", "--as-of", DAY).json()["drafts"][0]["findings"][0]["severity"],
    }.items()  # fmt: skip
    assert icpctl("list", "--json", "--filter", "provider=aliyun").json()["drafts"] == []
    assert "shop" not in icpctl("list", "--filter", "province=beijing").out
    refused(icpctl("list", "--filter", "colour=red"), 2, "--filter")


def test_check_takes_names_files_and_all_in_the_order_given(drafts: Path) -> None:
    saved("b")
    saved("a", "cancel-access")
    both = icpctl("check", "b", drafts / "a.toml", "--json").json()["drafts"]
    assert [d["name"] for d in both] == ["b", "a"]
    assert [d["name"] for d in icpctl("check", "--json").json()["drafts"]] == ["a", "b"]


def test_check_exits_1_on_errors_and_3_when_one_cannot_be_read(drafts: Path) -> None:
    saved()
    assert icpctl("check", "shop", "--as-of", DAY).code == 0
    assert icpctl("edit", "shop", "--set", "principal.emergency_phone=13900000001").code == 1
    assert icpctl("check", "shop").code == 1
    (drafts / "bad.toml").write_text("schema = 1\nname = ")
    done = icpctl("check", "bad", "shop", "--json")
    assert done.code == 3
    assert [d["name"] for d in done.json()["drafts"]] == ["shop"]
    assert done.json()["unreadable"][0]["path"].endswith("bad.toml")
    valid(done.json(), "check")
    assert icpctl("list").code == 3
    assert "shop" in icpctl("list").out


@pytest.mark.parametrize("format_", ["sarif", "github", "json", "text"])
def test_check_writes_every_format(format_: str) -> None:
    saved()
    done = icpctl("check", "shop", "--format", format_, "--as-of", DAY)
    assert done.code == 0
    if format_ == "sarif":
        runs = json.loads(done.out)["runs"]
        assert {r["ruleId"] for r in runs[0]["results"]} <= {r["id"] for r in runs[0]["tool"]["driver"]["rules"]}
    if format_ == "github":
        assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in done.out.splitlines())
    refused(icpctl("check", "shop", "--format", "xml"), 2, "--format", "sarif")


def test_type_by_facts_alone_and_completed_by_a_draft() -> None:
    facts = [
        "intent=add-service", "service_kind=website", "server_in_mainland=true", "subject_has_filing=false",
        "service_has_filing=false", "order_in_progress=false",
    ]  # fmt: skip
    done = icpctl("type", *(w for f in facts for w in ("--fact", f)), "--json").json()
    assert (done["kind"], done["result"]) == ("type", "first-filing")
    assert done["because"]
    assert done["would_change"]
    assert done["sources"]
    saved()
    assert icpctl("type", "shop", "--json").json()["result"] == "new-access"
    other = icpctl("type", "shop", "--fact", "order_in_progress=true", "--json").json()
    assert (other["kind"], other["result"]) == ("block", "blocked-order-in-progress")


def test_type_names_every_open_fact_with_its_question() -> None:
    done = icpctl("type", "--json")
    missing = done.json()["error"]["missing"]
    assert missing[0]["flag"] == "--fact intent=..."
    assert all(m["question"] for m in missing)
    assert "--fact intent" in icpctl("type").err


def test_rules_are_found_shown_and_searched() -> None:
    listed = icpctl("rules", "list", "--json").json()["kinds"]
    assert {"province", "provider", "document"} <= {k["kind"] for k in listed}
    one = icpctl("rules", "show", "province", "jiangsu", "--json").json()["rule"]
    assert one["sources"] or one["data"]
    assert icpctl("rules", "search", "手机", "--json", "--limit", "3").json()["rules"]
    assert icpctl("rules", "stale", "--json").json()["rules"]
    refused(icpctl("rules", "show", "province", "jiangsoo"), 3, "jiangsoo", "jiangsu")
    refused(icpctl("rules", "list", "provinces"), 2, "provinces", "province")
    refused(icpctl("explain", "ZZZ999"), 3, "ZZZ999")
    assert icpctl("rules").out == icpctl("rules", "--help").out
    assert icpctl("rules").code == 0


def test_explain_knows_every_check() -> None:
    from icpctl.checks import all_checks

    for check in all_checks():
        done = icpctl("explain", check.code, "--json")
        assert done.code == 0
        assert done.json()["check"]["code"] == check.code


def test_doctor_says_the_state_and_repairs_only_when_asked(drafts: Path) -> None:
    saved()
    assert icpctl("doctor").code == 0
    drafts.chmod(0o755)
    before = bytes_of(drafts)
    done = icpctl("doctor", "--json")
    assert done.code == 1
    assert done.json()["problems"]
    assert bytes_of(drafts) == before
    assert drafts.stat().st_mode & 0o777 == 0o755
    icpctl("doctor", "--fix")
    assert drafts.stat().st_mode & 0o777 == 0o700
    assert icpctl("doctor").code == 0
    (drafts / "bad.toml").write_text("x = [")
    assert icpctl("doctor").code == 3


def test_the_day_decides() -> None:
    saved()
    late = icpctl("check", "shop", "--as-of", "2027-12-01", "--json").json()["drafts"][0]
    assert late["verdict"] == "blocked"
    assert "site[0].domain_expires_on" in [f["at"] for f in late["findings"]] or "site[0].domains" in [
        f["at"] for f in late["findings"]
    ]
    refused(icpctl("check", "--as-of", "2026-02-30"), 2, "--as-of", "30")


def test_next_prints_all_steps_of_a_named_draft_and_the_next_of_each_otherwise() -> None:
    saved("a")
    saved("b", "tencent-new-site")
    assert [i["draft"] for i in icpctl("next", "--json").json()["items"]] == ["a", "b"]
    assert len(icpctl("next", "a", "--json").json()["items"]) > 5
    refused(icpctl("next", "--within", "soon"), 2, "--within")
    refused(icpctl("next", "nobody"), 3, "nobody")


def test_a_verb_or_option_that_does_not_exist_names_the_nearest() -> None:
    refused(icpctl("chek"), 2, "chek", "check")
    refused(icpctl("new", "--provinz", "jiangsu"), 2, "--provinz", "--province")
    refused(icpctl("zzzz"), 2, "zzzz")
    refused(icpctl("show"), 2, "NAME")
    refused(icpctl("show", "a", "b"), 2)
    refused(icpctl("new", "--site-name"), 2, "--site-name")
    refused(icpctl("rules", "serch"), 2, "serch", "search")
    refused(icpctl("rules", "stale", "--years", "x"), 2, "--years", "整数")
    refused(icpctl("list", "--json=3"), 2, "--json")
    refused(icpctl("list", "--lang", "fr"), 2, "--lang", "zh")
    refused(icpctl("--reveal"), 2)


def test_no_words_of_the_library_reach_a_person() -> None:
    for args in (
        ("show", "a", "b"),
        ("rules", "stale", "--years", "x"),
        ("--reveal",),
        ("rules", "show"),
        ("new", "--from"),
        ("--nope",),
    ):
        done = icpctl(*args)
        assert not any(word in done.err for word in ("Invalid", "Got", "Missing", "No such", "requires")), done.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_error_says_what_to_do(lang: str) -> None:
    words = wording.area(lang, "error")
    keys = {k for k in words if not k.endswith("_hint")}
    assert {k for k in keys if f"{k}_hint" not in words} <= {"interrupted"}
