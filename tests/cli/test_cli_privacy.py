"""Personal data: masked in every output and message unless --reveal, files for the user's eyes only, no network."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from cli_cases import saved
from running import DAY, Result, icpctl

PERSON = {
    "name": "慕容测试", "cert_number": "320102198503071230", "mobile": "13912340001", "emergency_phone": "13912340002",
    "office_phone": "025-84123456", "email": "murong.ceshi@example.com", "instant_message": "weixin-murong-1",
}  # fmt: skip
OTHER = {
    "name": "欧阳测试", "cert_number": "440303199505054425", "mobile": "13912340003", "emergency_phone": "13912340004",
    "office_phone": "025-84123457", "email": "ouyang.ceshi@example.com", "instant_message": "weixin-ouyang-1",
}  # fmt: skip
LEGAL = {"name": "司马测试", "cert_number": "440303198806063312"}
PLACES = {"cert_address": "江苏省南京市玄武区秘密路 77 号", "address": "江苏省南京市玄武区秘密路 88 号 808 室"}
PERIOD = {"cert_type": "resident-id", "cert_valid_from": "2018-03-07", "cert_valid_to": "2038-03-07"}
ORGANISATION = {
    "filing": {"type": "new-site-other-provider", "provider": "tencent"},
    "subject": {
        "nature": "enterprise", "name": "南京示例科技有限公司", "province": "jiangsu", "city": "南京市", "district": "玄武区",
        "cert_type": "business-license", "cert_number": "91320100MA10000175", "licence": "苏ICP备2023000001号", **PLACES,
    },
    "principal": {**PERSON, **PERIOD, "is_legal_person": False},
    "legal_person": {**LEGAL, "cert_type": "resident-id"},
    "site": [{
        "name": "示例科技官网", "domains": ["example.com"], "domain_holder": "other", "domain_holder_name": "诸葛测试", "ips": ["119.29.29.29"],
        "service_types": ["website"], "content_types": ["organization-portal"], "languages": ["zh-hans"], "pre_approvals": ["none"],
        "domain_realname_on": "2026-10-01", "domain_expires_on": "2027-10-01", "principal": {**OTHER, **PERIOD, "same_as_subject": False},
    }],
}  # fmt: skip
INDIVIDUAL = {
    "filing": {"type": "first-filing", "provider": "aliyun"},
    "subject": {"nature": "individual", "name": PERSON["name"], "province": "jiangsu", "cert_type": "resident-id", "cert_number": PERSON["cert_number"], **PLACES},
    "principal": {**PERSON, **PERIOD},
    "site": [{"name": "小站的生活随笔", "domains": ["example.cn"], "domain_holder": "other", "domain_holder_name": "诸葛测试", "principal": {**OTHER, **PERIOD, "same_as_subject": False}}],
}  # fmt: skip
APP = {
    **{k: ORGANISATION[k] for k in ("subject", "principal", "legal_person")},
    "filing": {"type": "app-filing", "provider": "huawei"},
    "app": [{"name": "示例记账", "domains": ["app.example.com"], "principal": {**OTHER, **PERIOD, "same_as_subject": False}}],
}  # fmt: skip
MINI = {
    **{k: ORGANISATION[k] for k in ("subject", "principal", "legal_person")},
    "filing": {"type": "mini-program-filing", "provider": "wechat"},
    "mini_program": {"name": "示例小程序", "principal": {**OTHER, **PERIOD, "same_as_subject": False}},
}  # fmt: skip
CASES = {"organisation": ORGANISATION, "individual": INDIVIDUAL, "app": APP, "mini": MINI}
SECRETS = [*PERSON.values(), *OTHER.values(), *LEGAL.values(), "秘密路", "诸葛测试", "murong.ceshi", "ouyang.ceshi"]


def leaks(done: Result) -> list[str]:
    """The secrets that stand in what was shown, wrapped or not."""
    flat = "".join(done.all.split())
    return [s for s in SECRETS if "".join(s.split()) in flat]


def plant(case: str) -> Result:
    done = icpctl("new", "shop", "--allow-gaps", "--from", "-", "--as-of", DAY, input=json.dumps(CASES[case]))
    assert done.code in (0, 1), done.all
    return done


EVERYTHING = [
    ("show", "shop"), ("show", "shop", "--section", "principal"), ("check",), ("check", "shop"), ("check", "shop", "--format", "sarif"),
    ("check", "shop", "--format", "github"), ("docs", "shop"), ("next",), ("next", "shop"), ("type", "shop"), ("list",), ("doctor",),
    ("edit", "shop", "--note", "x"), ("edit", "shop", "--principal-name", PERSON["name"] + "甲"), ("undo", "shop"), ("copy", "shop", "b"), ("rename", "b", "c"),
    ("remove", "c", "--yes"), ("restore", "c"), ("new", "d", "--like", "shop", "--allow-gaps"), ("edit", "shop", "--unset", "principal.mobile"), ("undo", "shop"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_output_of_any_verb_holds_personal_data(case: str, lang: str) -> None:
    assert leaks(plant(case)) == []
    for args in EVERYTHING:
        for more in ((), ("--json",), ("--verbose",)):
            done = icpctl(*args, *more, "--as-of", DAY, "--lang", lang)
            assert leaks(done) == [], args
            assert done.code in (0, 1, 2, 3)


@pytest.mark.parametrize("case", CASES)
def test_reveal_shows_it_all_and_only_when_asked(case: str) -> None:
    plant(case)
    for more in ((), ("--json",)):
        shown = "".join(icpctl("show", "shop", "--reveal", *more).all.split())
        given = "".join(json.dumps(CASES[case], ensure_ascii=False).split())
        assert [s for s in SECRETS if "".join(s.split()) in given and "".join(s.split()) not in shown] == []
        assert leaks(icpctl("show", "shop", *more)) == []


def test_a_name_is_masked_while_it_is_open_whose_it_is() -> None:
    icpctl("new", "x", "--allow-gaps", "--subject-name", "慕容测试")
    for more in ((), ("--json",)):
        assert leaks(icpctl("show", "x", *more)) == []


WRONG = [
    ("--principal-cert-number", "320102198503071231"), ("--principal-cert-number", "32010219850307123"), ("--principal-mobile", "139123400011"),
    ("--principal-email", "murong.ceshi@@example.com"), ("--principal-email", "murong ceshi@example.com"), ("--principal-name", "慕容测试1"),
    ("--subject-cert-address", "77"), ("--principal-emergency-phone", "1391234000"), ("--site-principal-cert-number", "440303199505054426"),
    ("--principal-cert-valid-to", "13912340001"), ("--principal-cert-type", "320102198503071230"), ("--province", "13912340001"),
    ("--provider", "murong.ceshi@example.com"), ("--principal-mobile-province", "320102198503071230"), ("--pre-approval-number", "320102198503071230"),
    ("--set", "320102198503071230"), ("--set", "principal.320102198503071230=x"), ("--fact", "13912340001"), ("--fact", "intent=13912340001"),
    ("--fact", "13912340001=x"), ("--principal-is-legal-person=320102198503071230",), ("--as-of", "320102198503071230"), ("320102198503071230",),
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_no_error_repeats_what_was_typed(words: tuple[str, ...]) -> None:
    saved()
    for more in ((), ("--json",), ("--lang", "en"), ("--verbose",)):
        done = icpctl("edit", "shop", *words, *more)
        assert done.code == 2, done.all
        flat = "".join(done.all.split())
        typed = "".join(words[-1].rpartition("=")[2].split())
        for secret in {typed, *SECRETS} - {"x", "77", "20"}:
            assert "".join(secret.split()) not in flat, secret


def test_no_error_of_a_file_repeats_what_stands_in_it(home: Path, drafts: Path) -> None:
    plant("organisation")
    text = (drafts / "shop.toml").read_text(encoding="utf-8")
    for number, broken in enumerate(
        (text.replace('mobile = "', "mobile = "), text[: text.index("13912340001") + 5], text.replace('name = "慕容测试"', 'name = "慕容测试" "x"'),
         text + "\n" + PERSON["cert_number"] + "\n", text.replace('email = "m', "email = m"), text.replace("[principal]", "[principal]\n慕容测试 = 1"))
    ):  # fmt: skip
        name = f"bad{number}"
        (drafts / f"{name}.toml").write_text(broken.replace('"shop"', f'"{name}"'), encoding="utf-8")
        (home / "a.toml").write_text(broken, encoding="utf-8")
        for args in (
            ("show", name),
            ("check", name),
            ("list",),
            ("doctor",),
            ("next",),
            ("edit", name, "--note", "x"),
            ("edit", "shop", "--from", home / "a.toml"),
        ):
            for more in ((), ("--json",)):
                done = icpctl(*args, *more)
                assert leaks(done) == [], (args, done.all)
                assert done.code in (2, 3)


def test_a_crash_says_no_value_and_its_log_neither(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant("organisation")
    from icpctl import checks
    from icpctl.case import Case

    def broken(case: Case) -> None:
        raise RuntimeError(repr(case.draft))

    monkeypatch.setattr(checks, "judge", broken)
    for more in ((), ("--json",), ("--verbose",)):
        done = icpctl("check", "shop", *more)
        assert done.code == 3
        assert leaks(done) == []
        assert "Traceback" not in done.all
        assert "RuntimeError" in done.all
    logs = list(home.parent.rglob("crash.log"))
    assert logs
    for log in logs:
        assert leaks(Result(0, log.read_text(), "")) == []
        assert "broken" in log.read_text()
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_all_that_is_written_is_for_the_user_alone(umask: int, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    os.umask(umask)
    plant("individual")
    icpctl("new", "--example", "cancel-access")
    for args in (*EVERYTHING, ("rules", "list"), ("explain", "PER001")):
        icpctl(*args)
    os.umask(0o022)
    for path in home.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), (path, oct(mode))


def test_no_file_name_or_cache_holds_personal_data(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    plant("individual")
    for args in EVERYTHING:
        icpctl(*args)
    for path in home.rglob("*"):
        assert leaks(Result(0, str(path), "")) == []
        if path.is_file() and "drafts" not in path.parts:
            assert leaks(Result(0, path.read_text(encoding="utf-8"), "")) == [], path


def test_nothing_but_json_and_show_needs_reveal(drafts: Path) -> None:
    plant("organisation")
    for args in (("check", "shop"), ("docs", "shop"), ("next", "shop"), ("list",), ("type", "shop")):
        assert leaks(icpctl(*args, "--reveal")) == []


def test_the_names_of_drafts_for_completion_are_only_names() -> None:
    plant("individual")
    from icpctl.commands.common import complete_names

    assert complete_names("s") == ["shop"]
    assert complete_names("x") == []


def test_no_module_of_the_network_is_loaded() -> None:
    import subprocess

    from running import environment

    code = (
        "import sys; from icpctl.cli import run; run(['new', '--example', 'qingcloud-new-access', '--quiet']); "
        "print([m for m in ('socket', 'ssl', 'http.client', 'urllib.request', 'requests', 'httpx', 'asyncio') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), timeout=60)
    assert done.stderr.strip().splitlines()[-1] in ("[]", "['socket']"), done.stderr
