"""`icpctl new`: every way in, what it tells, what it saves, and what stops it."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cli_cases import EXAMPLES, WHOLE, bytes_of, refused, saved
from running import DAY, icpctl, icpctl_process

from icpctl.filing_type import result_name
from icpctl.rules import Book, Rule

FACTS = (
    "intent=add-service", "service_kind=website", "server_in_mainland=true", "subject_has_filing=false",
    "service_has_filing=false", "order_in_progress=false",
)  # fmt: skip
SITE = (
    "--provider", "aliyun", "--nature", "enterprise", "--province", "jiangsu", "--site-name", "示例官网", "--domain", "example.com",
)  # fmt: skip


def draft(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def facts(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("--fact", pair)]


def test_nothing_given_names_every_needed_flag_at_once(drafts: Path) -> None:
    done = icpctl("new", "--no-input")
    refused(done, 2, "--type", "--site-name", "--domain", "--pre-approval", "--allow-gaps")
    assert not drafts.exists()
    missing = icpctl("new", "--no-input", "--json").json()["error"]["missing"]
    assert {m["flag"] for m in missing} == {line.split()[0] for line in done.err.splitlines() if line.startswith("  --")}
    assert all(m["question"] and m["path"] for m in missing)


def test_pipes_count_as_no_input(drafts: Path) -> None:
    done = icpctl_process("new")
    assert done.code == 2
    assert "--site-name" in done.err
    assert not drafts.exists()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_saved_in_a_folder_of_its_own(name: str, drafts: Path) -> None:
    done = icpctl("new", "--example", name, "--as-of", DAY)
    assert done.code in (0, 1)
    assert draft(drafts / "examples", name)["name"] == name
    again = icpctl("new", "--example", name, "--as-of", DAY)
    assert again.code == done.code
    assert (drafts / "examples" / f"{name}-2.toml").exists()
    assert icpctl("list", "--json").json()["drafts"] == []


def test_an_example_with_a_name_is_a_draft_like_others(drafts: Path) -> None:
    saved("mine")
    assert draft(drafts, "mine")["filing"]["type"] == "new-access"


def test_the_examples_are_listed(drafts: Path) -> None:
    out = icpctl("new", "--example", "list").out
    for name in EXAMPLES:
        assert name in out
    assert [e["id"] for e in icpctl("new", "--example", "list", "--json").json()["examples"]] == EXAMPLES
    refused(icpctl("new", "--example", "qingcloud"), 2, "qingcloud-new-access")
    assert not drafts.exists()


def test_an_example_can_be_changed_on_the_way(drafts: Path) -> None:
    icpctl("new", "x", *WHOLE, "--site-name", "别的官网", "--set", "principal.email=a@example.org")
    found = draft(drafts, "x")
    assert found["site"][0]["name"] == "别的官网"
    assert found["principal"]["email"] == "a@example.org"


def test_dry_run_writes_no_draft(drafts: Path) -> None:
    done = icpctl("new", *WHOLE, "--dry-run")
    assert done.code == 0
    assert "没有保存" in done.out
    assert icpctl("new", *WHOLE, "--dry-run", "--json").json()["saved"] is False
    assert not drafts.exists()
    saved()
    before = bytes_of(drafts)
    assert icpctl("edit", "shop", "--site-name", "另一个官网", "--dry-run").code == 0
    assert bytes_of(drafts) == before


def test_allow_gaps_saves_what_there_is(drafts: Path) -> None:
    done = icpctl("new", "gap", "--allow-gaps", "--site-name", "示例官网")
    assert done.code == 1
    assert draft(drafts, "gap")["site"] == [{"name": "示例官网"}]
    assert icpctl("edit", "gap", "--domain", "example.com").code == 1
    assert draft(drafts, "gap")["site"][0]["domains"] == ["example.com"]


def test_a_draft_is_named_after_its_first_domain(drafts: Path) -> None:
    for _ in range(2):
        icpctl("new", "--allow-gaps", *facts(*FACTS), *SITE)
    icpctl("new", "--allow-gaps", *facts(*FACTS))
    icpctl("new", "--allow-gaps", "--domain", "例子.中国")
    assert sorted(p.stem for p in drafts.glob("*.toml")) == [
        "example-com",
        "example-com-2",
        "first-filing",
        "xn--fsqu00a-xn--fiqs8s",
    ]


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(drafts: Path) -> None:
    saved()
    before = bytes_of(drafts)
    refused(icpctl("new", "shop", *WHOLE), 3, "shop")
    assert {k: v for k, v in bytes_of(drafts).items() if ".locks" not in k} == {
        k: v for k, v in before.items() if ".locks" not in k
    }


def test_like_takes_subject_and_people(drafts: Path) -> None:
    saved()
    done = icpctl("new", "second", "--like", "shop", "--allow-gaps", "--site-name", "第二个官网")
    assert done.code == 1
    first, second = draft(drafts, "shop"), draft(drafts, "second")
    assert second["subject"] == first["subject"]
    assert second["principal"] == first["principal"]
    assert [s["name"] for s in second["site"]] == ["第二个官网"]
    refused(icpctl("new", "third", "--like", "nobody", "--allow-gaps"), 3, "nobody")


TABLES = {
    "filing": {"provider": "aliyun", "facts": {"intent": "add-service", "service_kind": "website"}},
    "subject": {"nature": "企业", "province": "江苏", "services_filed": 1, "renamed": False, "cert_valid_to": "long-term"},
    "site": [
        {"name": "示例官网", "domains": ["example.com", "example.cn"], "domain_expires_on": "2027-10-01", "pre_approval_numbers": {"news": "示例-1"}},
        {"name": "示例商城", "principal": {"same_as_subject": True}},
    ],
}  # fmt: skip
AS_TOML = """
[filing]
provider = "aliyun"
[filing.facts]
intent = "add-service"
service_kind = "website"
[subject]
nature = "企业"
province = "江苏"
services_filed = 1
renamed = false
cert_valid_to = "long-term"
[[site]]
name = "示例官网"
domains = ["example.com", "example.cn"]
domain_expires_on = 2027-10-01
[site.pre_approval_numbers]
news = "示例-1"
[[site]]
name = "示例商城"
principal = { same_as_subject = true }
"""


@pytest.mark.parametrize("kind", ["json", "toml"])
@pytest.mark.parametrize("way", ["file", "stdin", "bom", "crlf"])
def test_from_reads_toml_and_json(kind: str, way: str, home: Path, drafts: Path) -> None:
    text = json.dumps(TABLES, ensure_ascii=False, indent=1) if kind == "json" else AS_TOML
    data = {"bom": b"\xef\xbb\xbf" + text.encode(), "crlf": text.replace("\n", "\r\n").encode()}.get(way, text.encode())
    path = home / "answers.txt"
    path.write_bytes(data)
    source = "-" if way == "stdin" else path
    done = icpctl("new", "x", "--allow-gaps", "--from", source, input=data if way == "stdin" else None)
    assert done.code == 1, done.all
    found = draft(drafts, "x")
    assert found["filing"]["facts"] == TABLES["filing"]["facts"]
    assert found["subject"] | {"nature": "企业", "province": "江苏"} == TABLES["subject"]
    assert (found["subject"]["nature"], found["subject"]["province"]) == ("enterprise", "jiangsu")
    assert str(found["site"][0].pop("domain_expires_on")) == "2027-10-01"
    assert found["site"][0]["domains"] == ["example.com", "example.cn"]
    assert found["site"][0]["pre_approval_numbers"] == {"news": "示例-1"}
    assert found["site"][1]["name"] == "示例商城"


def test_a_shown_draft_can_be_read_again(drafts: Path) -> None:
    saved()
    shown = icpctl("show", "shop", "--json", "--reveal").out
    assert icpctl("new", "again", "--from", "-", input=shown).code == 0
    first, second = draft(drafts, "shop"), draft(drafts, "again")
    for key in ("subject", "principal", "site"):
        assert first[key] == second[key]
    assert first["filing"]["facts"] == second["filing"]["facts"]


def test_flags_win_over_set_and_set_over_from(home: Path, drafts: Path) -> None:
    (home / "a.toml").write_text('[subject]\ncity = "从文件"\nseal = "从文件"\ninvestor = "从文件"\n', encoding="utf-8")
    icpctl(
        "new", "x", "--allow-gaps", "--from", home / "a.toml", "--set", "subject.city=从设定", "--set", "subject.seal=从设定",
        "--city", "从选项",
    )  # fmt: skip
    assert draft(drafts, "x")["subject"] == {"city": "从选项", "seal": "从设定", "investor": "从文件"}


def test_a_fact_on_the_command_line_wins_over_the_file(home: Path, drafts: Path) -> None:
    (home / "a.toml").write_text('[filing.facts]\nintent = "add-service"\nservice_kind = "app"\n')
    icpctl("new", "x", "--allow-gaps", "--from", home / "a.toml", "--fact", "service_kind=website")
    assert draft(drafts, "x")["filing"]["facts"] == {"intent": "add-service", "service_kind": "website"}


def test_a_value_comes_from_a_file(home: Path, drafts: Path) -> None:
    (home / "number").write_text("320102198503071230\n")
    (home / "mail").write_text("lin@example.org\r\n")
    icpctl(
        "new", "x", "--allow-gaps", "--set", f"principal.cert_number=@{home / 'number'}", "--principal-email", f"@{home / 'mail'}",
        "--note", "@@home",
    )  # fmt: skip
    found = draft(drafts, "x")
    assert found["principal"]["cert_number"] == "320102198503071230"
    assert found["principal"]["email"] == "lin@example.org"
    assert found["filing"]["note"] == "@home"
    refused(icpctl("new", "y", "--allow-gaps", "--note", f"@{home / 'gone'}"), 2, "gone")


def test_further_sites_come_by_set(drafts: Path) -> None:
    icpctl(
        "new",
        "x",
        "--allow-gaps",
        "--site-name",
        "示例甲",
        "--set",
        "site[1].name=示例乙",
        "--set",
        "site[1].domains=a.com；b.com、c.com",
    )
    assert draft(drafts, "x")["site"] == [
        {"name": "示例甲"},
        {"name": "示例乙", "domains": ["a.com", "b.com", "c.com"], "home_url": "www.a.com"},
    ]
    refused(icpctl("edit", "x", "--set", "site[5].name=太远"), 2, "site[5].name", "site[2]")
    assert icpctl("edit", "x", "--set", "site.name=第一个").code == 1
    assert draft(drafts, "x")["site"][0]["name"] == "第一个"


def test_an_answer_is_taken_back(drafts: Path) -> None:
    saved()
    icpctl("edit", "shop", "--unset", "site[0].remark", "--set", "subject.seal=", "--unset", "principal.office_phone")
    found = draft(drafts, "shop")
    assert "remark" not in found["site"][0]
    assert "office_phone" not in found["principal"]


@pytest.mark.parametrize(
    "pairs",
    [
        ("intent=add-service", "service_kind=website", "server_in_mainland=true", "subject_has_filing=false", "order_in_progress=no"),
        ("intent=新开一个网站或应用", "service_kind=网站", "server_in_mainland=是", "subject_has_filing=否", "order_in_progress=否"),
        ("intent=Start a new site or application", "service_kind=Website", "server_in_mainland=yes", "subject_has_filing=no", "order_in_progress=0"),
        ("intent=ADD-SERVICE", "service-kind=ｗｅｂｓｉｔｅ", "server-in-mainland=1", "subject-has-filing=False", "order_in_progress=FALSE"),
    ],
)  # fmt: skip
def test_facts_are_read_in_both_languages(pairs: tuple[str, ...], drafts: Path) -> None:
    done = icpctl("new", "x", "--allow-gaps", *facts(*pairs), "--fact", "service_has_filing=否", "--fact", "province=江苏")
    assert done.code == 1, done.all
    assert draft(drafts, "x")["filing"]["facts"] == {
        "intent": "add-service", "service_kind": "website", "server_in_mainland": True, "subject_has_filing": False,
        "service_has_filing": False, "order_in_progress": False, "province": "jiangsu",
    }  # fmt: skip
    assert draft(drafts, "x")["filing"]["type"] == "first-filing"


def test_the_type_and_its_reasons_are_told() -> None:
    out = icpctl("new", "shop", *WHOLE, env={"COLUMNS": "300"}).out
    for words in (
        "新增接入 (new-access)",
        "为什么是这个类型",
        "来源：",
        "如果情况不同",
        "材料清单",
        "下一步",
        "现在做这一步",
        "shop.toml",
    ):
        assert words in out


def test_what_is_derived_is_told_with_the_reason(drafts: Path) -> None:
    done = icpctl(
        "new", "x", "--allow-gaps", *facts(*FACTS), "--provider", "aliyun", "--nature", "individual", "--subject-name", "陈示例",
        "--subject-cert-number", "330102199208151015", "--subject-licence", "浙ICP备2023000009号", "--domain", "example.cn",
    )  # fmt: skip
    found = draft(drafts, "x")
    assert found["principal"]["name"] == "陈示例"
    assert found["subject"]["province"] == "zhejiang"
    assert found["site"][0]["home_url"] == "www.example.cn"
    assert found["site"][0]["principal"]["same_as_subject"] is True
    for path in (
        "principal.name",
        "subject.province",
        "site[0].home_url",
        "site[0].principal.same_as_subject",
        "principal.cert_type",
    ):
        assert path in done.err
    assert done.err.count("自动得出") >= 5
    assert "陈示例" not in done.all
    assert "330102199208151015" not in done.all


def test_what_is_given_is_not_derived_over(drafts: Path) -> None:
    icpctl(
        "new",
        "x",
        "--allow-gaps",
        *facts(*FACTS),
        *SITE,
        "--home-url",
        "shop.example.com",
        "--set",
        "site[0].licence=京ICP备2023000001号-1",
    )
    found = draft(drafts, "x")
    assert found["site"][0]["home_url"] == "shop.example.com"
    assert found["subject"]["province"] == "jiangsu"


@pytest.mark.parametrize(
    ("flag", "value", "path", "stored"),
    [
        ("--principal-mobile", "１３９００００００１１", ("principal", "mobile"), "13900000011"),
        ("--principal-mobile", "+86 139-0000-0011", ("principal", "mobile"), "13900000011"),
        ("--principal-cert-number", "３２０１０２１９８５０３０７１２３０", ("principal", "cert_number"), "320102198503071230"),
        ("--subject-cert-number", "91320100ma10000175", ("subject", "cert_number"), "91320100MA10000175"),
        ("--subject-name", "示例科技(上海)有限公司", ("subject", "name"), "示例科技（上海）有限公司"),
        ("--principal-email", "lin@EXAMPLE.org", ("principal", "email"), "lin@example.org"),
        ("--principal-name", "林\u200b示例", ("principal", "name"), "林示例"),
        ("--subject-cert-valid-to", "长期", ("subject", "cert_valid_to"), "long-term"),
        ("--city", "320100", ("subject", "city"), "南京市"),
        ("--subject-licence", "苏icp备2023000001号", ("subject", "licence"), "苏ICP备2023000001号"),
    ],
)  # fmt: skip
def test_what_is_normalised_is_told(flag: str, value: str, path: tuple[str, str], stored: str, drafts: Path) -> None:
    done = icpctl("new", "x", "--allow-gaps", flag, value)
    assert done.code == 1, done.all
    assert draft(drafts, "x")[path[0]][path[1]] == stored
    assert "已规范" in done.err, done.err
    assert f"（{'.'.join(path)}）" in done.err
    again = icpctl("edit", "x", flag, value, "--json", "--dry-run").json()
    assert [c["path"] for c in again["changes"] if c["changed"]] == [".".join(path)] * len(again["changes"])


def test_a_type_that_contradicts_the_facts_is_saved_and_reported(drafts: Path) -> None:
    done = icpctl("new", "x", *WHOLE, "--type", "first-filing")
    assert done.code == 1
    assert "TYPE" in done.out
    assert draft(drafts, "x")["filing"]["type"] == "first-filing"


# A fact that is an empty set cannot be given: it reads as not answered.
STOPS = [r for r in Book().all("decision") if r["kind"] in ("stop", "block", "sequence") and [] not in r["when"].values()]


@pytest.mark.parametrize("rule", STOPS, ids=lambda r: f"{r['kind']} {r['result']} {r.id}")
@pytest.mark.parametrize("more", ["--no-input", "--allow-gaps"])
def test_facts_that_stop_a_filing_are_explained_and_nothing_is_lost(rule: Rule, more: str, drafts: Path) -> None:
    given = {k.removesuffix("_in"): v[0] if isinstance(v, list) and k != "changed_parts" else v for k, v in rule["when"].items()}
    pairs = [f"{k}={';'.join(v) if isinstance(v, list) else str(v).lower()}" for k, v in given.items()]
    done = icpctl("new", "x", *facts(*pairs), "--site-name", "示例官网", "--provider", "aliyun", more, "--as-of", DAY)
    assert done.code == 1, done.all
    assert (
        result_name(rule["result"], Book()) in done.out.replace("\n", "").replace(" ", "").replace("-", "")
        or rule.word("message") in done.out
    )
    found = draft(drafts, "x")
    assert found["site"] == [{"name": "示例官网"}]
    assert found["filing"]["provider"] == "aliyun"
    assert set(given) <= set(found["filing"]["facts"])
    assert "type" not in found["filing"]
    body = icpctl("type", "x", "--json").json()
    assert (body["kind"], body["result"]) == (rule["kind"], rule["result"])
    assert icpctl("check", "x").code == 1
    assert (icpctl("docs", "x").code, icpctl("next", "x").code, icpctl("show", "x").code) == (0, 0, 0)
    assert icpctl("edit", "x", "--site-name", "示例新官网").code == 1


def test_unknown_facts_are_refused_with_the_nearest() -> None:
    refused(icpctl("new", "--fact", "subject_has_filling=yes"), 2, "subject_has_filling", "subject_has_filing")
    refused(icpctl("new", "--fact", "intent=become-rich"), 2, "intent", "add-service")
    refused(icpctl("new", "--fact", "intent"), 2, "intent")
    refused(icpctl("new", "--fact", "subject_service_count=many"), 2, "subject_service_count")
    refused(icpctl("new", "--fact", "province=atlantis"), 2, "atlantis")


def test_changed_facts_change_the_derived_type(drafts: Path) -> None:
    saved()
    done = icpctl(
        "edit",
        "shop",
        "--fact",
        "intent=stop-provider",
        "--fact",
        "service_filed_with_this_provider=true",
        "--fact",
        "subject_filed_with_this_provider=true",
    )
    assert done.code in (0, 1)
    assert draft(drafts, "shop")["filing"]["type"] == "cancel-access"
