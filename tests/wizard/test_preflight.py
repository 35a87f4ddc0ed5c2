"""The two-minute check: what is asked of which case, what stops it, and how `new --preflight` tells it."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from running import DAY as TODAY
from running import command, environment, icpctl

from icpctl import values
from icpctl.answers import preflight
from icpctl.case import Case
from icpctl.draft import Draft
from icpctl.examples import load, titles
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK, DAY = Book(), dt.date(2026, 11, 22)
EXAMPLES = [id_ for id_, _ in titles()]


def case_of(example: str = "", facts: dict[str, Any] | None = None, **given: Any) -> Case:
    draft = Draft()
    answers, told = load(example) if example else ({}, {})
    values.assign(draft, answers, BOOK, DAY)
    for key, value in {**told, **(facts or {})}.items():
        setattr(draft.filing.facts, key, value)
    values.assign(draft, {k.replace("site__", "site[0].").replace("__", "."): v for k, v in given.items()}, BOOK, DAY)
    return Case(draft, BOOK, DAY)


def asked(case: Case) -> list[str]:
    return [one.at for one in preflight.asked(case)]


def stops(case: Case) -> dict[str, str]:
    return {one.at: one.severity for one in preflight.result(case) if one.severity != "note"}


def test_a_blank_draft_is_asked_everything_about_a_site() -> None:
    case = case_of()
    assert asked(case) == [
        "filing.facts.server_in_mainland",
        "filing.facts.order_in_progress",
        "filing.provider",
        "site[0].resource",
        "site[0].resource_months",
        "site[0].domain_realname_on",
        "site[0].domain_holder",
        "site[0].domain_registered_here",
        "site[0].domain_expires_on",
        "declarations.resource_ready",
        "declarations.account_realname",
        "declarations.phones_reachable",
        "declarations.sms_ready",
        "declarations.verification_ready",
        "declarations.photos_original",
        "declarations.papers_signed",
    ]
    assert preflight.result(case) == []
    assert preflight.papers(case) == []


def test_an_app_and_a_cancellation_are_asked_what_concerns_them() -> None:
    assert not [at for at in asked(case_of(facts={"service_kind": "app"})) if at.startswith("site")]
    assert {one.at for one in preflight.questions(case_of("cancel-access"))} == {
        "filing.facts.server_in_mainland",
        "filing.facts.order_in_progress",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_has_words_and_sources(example: str, language: str) -> None:
    set_language(language)
    case = case_of(example)
    for one in preflight.questions(case):
        assert one.label
        assert one.flag.startswith("--")
    for stopper in preflight.result(case):
        assert stopper.message
        assert "{" not in stopper.message + stopper.fix
        assert stopper.severity in ("error", "warning", "note")
        if stopper.severity == "note":
            assert stopper.sources
    order = [("error", "warning", "note").index(s.severity) for s in preflight.result(case)]
    assert order == sorted(order)


def test_an_order_in_progress_blocks() -> None:
    found = preflight.result(case_of(facts={"order_in_progress": True}))
    assert [(s.code, s.rule, s.severity) for s in found] == [("TYPE002", "decision-20", "error")]
    assert found[0].sources
    assert preflight.verdict(found) == "blocked"
    assert not [at for at in asked(case_of(facts={"order_in_progress": True})) if at.startswith("site")]


def test_a_server_abroad_ends_it() -> None:
    case = case_of(facts={"server_in_mainland": False, "intent": "add-service", "service_kind": "website"})
    assert preflight.asked(case) == []
    assert [s.code for s in preflight.result(case)] == ["TYPE002"]


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"filing__provider": "tencent", "site__resource_months": 2}, "site[0].resource_months"),
        ({"site__domain_realname_on": "2026-11-21"}, "site[0].domain_realname_on"),
        ({"site__domain_expires_on": "2026-11-01"}, "site[0].domain_expires_on"),
        ({"declarations__sms_ready": "no"}, "declarations.sms_ready"),
        ({"declarations__phones_reachable": "no"}, "declarations.phones_reachable"),
        ({"declarations__resource_ready": "no"}, "declarations.resource_ready"),
        ({"declarations__papers_signed": "no"}, "declarations.papers_signed"),
    ],
)
def test_a_wrong_answer_is_found_before_the_type_is_known_and_after(given: dict[str, Any], at: str) -> None:
    before, after = case_of(**given), case_of("tencent-new-site", **given)
    for case in (before, after):
        assert at in stops(case)
        assert all(s.sources for s in preflight.result(case) if s.at == at)


def test_a_good_draft_is_stopped_by_nothing_of_it() -> None:
    assert [at for at, severity in stops(case_of("tencent-new-site")).items() if severity == "error"] == []


def test_more_services_than_one_resource_serves() -> None:
    case = case_of("tencent-new-site")
    values.assign(case.draft, {"filing.provider": "huawei"}, BOOK, DAY)
    first = case.draft.site[0]
    case.draft.site = [first] * 6
    found = [s for s in preflight.result(Case(case.draft, BOOK, DAY)) if s.at == "filing.provider" and s.severity == "warning"]
    assert [s.rule for s in found if "6" in s.message] == ["huawei-resource-1"]


def test_the_wishes_of_the_provider_are_told_with_their_sources() -> None:
    notes = [s for s in preflight.result(case_of(filing__provider="tencent")) if s.severity == "note"]
    assert {"tencent-resource-months", "tencent-code-1"} <= {s.rule for s in notes}
    assert all(s.sources and s.at for s in notes)
    answered = preflight.result(case_of(filing__provider="tencent", site__resource_months=1))
    assert [s.severity for s in answered if s.rule == "tencent-resource-months"] == ["warning"]


def test_the_papers_are_named_when_the_type_is_known() -> None:
    assert "营业执照" in preflight.papers(case_of("tencent-new-site"))


# --- the command ---


def test_without_a_terminal_it_says_what_would_be_asked_and_saves_nothing(home: Path) -> None:
    done = icpctl("new", "--preflight", "--no-input", "--as-of", TODAY)
    assert done.code == 0
    assert "域名实名通过日期（--domain-realname-on）" in done.out
    assert "--fact" in done.out
    assert not (home / "drafts").exists()


def test_flags_are_judged(home: Path) -> None:
    done = icpctl("new", "--preflight", "--no-input", "--as-of", TODAY, "--provider", "tencent", "--resource-months", "2")
    assert done.code == 0
    assert "资源时长 2 个月" in done.out
    assert "来源：" in done.out
    assert "（--resource-months）" not in done.out
    blocked = icpctl("new", "--preflight", "--no-input", "--as-of", TODAY, "--fact", "order_in_progress=true")
    assert blocked.code == 1
    assert "有在途订单" in blocked.out


def test_as_json() -> None:
    done = icpctl("new", "--preflight", "--json", "--as-of", TODAY, "--provider", "tencent", "--no-sms-ready")
    body = done.json()
    assert body["schema"] == 1
    rows = {row["at"]: row for row in body["preflight"]}
    assert rows["declarations.sms_ready"]["answered"] is True
    assert rows["site[0].domain_holder"] == {
        "at": "site[0].domain_holder",
        "label": "域名持有者",
        "help": rows["site[0].domain_holder"]["help"],
        "flag": "--domain-holder",
        "answered": False,
    }
    assert body["verdict"] == "warned"
    assert [f["at"] for f in body["findings"] if f["severity"] == "warning"] == ["declarations.sms_ready"]


def test_in_english() -> None:
    done = icpctl("--lang", "en", "new", "--preflight", "--no-input", "--as-of", TODAY, "--provider", "huawei")
    assert "Two-minute check" in done.out
    assert "What the provider wants" in done.out


def test_asked_in_a_terminal_answers_go_into_the_draft(home: Path) -> None:
    pexpect = pytest.importorskip("pexpect", reason="no pseudo-terminals on this system")
    env = {k: v for k, v in environment(TERM="dumb").items() if k != "CI"}
    words = command("new", "pf", "--preflight", "--as-of", TODAY)
    child = pexpect.spawn(words[0], words[1:], env=env, encoding="utf-8", dimensions=(40, 80), timeout=30)
    script = [
        ("服务器在中国内地吗？ ", "y"), ("有没有在途订单？ ", "<"), ("服务器在中国内地吗？ ", "y"), ("有没有在途订单？ ", "n"),
        ("接入商\r\n", "tencent"), ("云资源\r\n", "cvm"), ("时长（月）\r\n", "2"), ("实名通过日期\r\n", ""), ("持有者\r\n", "same"),
        ("本接入商注册 ", ""), ("到期日\r\n", "2028-01-01"), ("云资源合格 ", "y"), ("就是主办单位 ", ""), ("打得通 ", "y"),
        ("核验短信 ", "n"), ("人脸核验 ", ":"),
    ]  # fmt: skip
    for label, typed in script:
        child.expect_exact(label)
        child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "往下填：icpctl edit pf" in child.before
    draft = tomllib.loads((home / "drafts" / "pf.toml").read_text("utf-8"))
    assert draft["filing"]["provider"] == "tencent"
    assert draft["filing"]["facts"] == {"server_in_mainland": True, "order_in_progress": False}
    assert draft["site"] == [
        {"domain_holder": "same", "domain_expires_on": dt.date(2028, 1, 1), "resource": "cvm", "resource_months": 2}
    ]
    assert draft["declarations"] == {"phones_reachable": True, "sms_ready": False, "resource_ready": True}
