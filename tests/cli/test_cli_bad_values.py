"""Values that are malformed alone: refused at once by every way in, with place, reason and hint, and nothing changed."""

import json
from pathlib import Path

import pytest
from cli_cases import bytes_of, refused, saved
from running import icpctl

# question path, flag, what is typed, words of the message
BAD = [
    ("principal.cert_number", "--principal-cert-number", "320102198503071231", "校验位"),
    ("principal.cert_number", "--principal-cert-number", "3.20102198503071E+17", "电子表格"),
    ("principal.cert_number", "--principal-cert-number", "3.2e17", "电子表格"),
    ("principal.cert_number", "--principal-cert-number", "320102850307123", "18"),
    ("principal.cert_number", "--principal-cert-number", "320102199902301233", "日"),
    ("principal.cert_number", "--principal-cert-number", "320102209902281233", ""),
    ("subject.cert_number", "--subject-cert-number", "91320100MA10000176", "校验"),
    ("subject.cert_number", "--subject-cert-number", "9132O100MA10000175", "O"),
    ("subject.cert_valid_to", "--subject-cert-valid-to", "2026-02-30", "30"),
    ("site[0].domain_expires_on", "--domain-expires-on", "2026-13-01", "13"),
    ("site[0].domain_expires_on", "--domain-expires-on", "next year", "2026-11-22"),
    ("site[0].domains", "--domain", "https://example.com", "http"),
    ("site[0].domains", "--domain", "example.com/path", "example.com"),
    ("site[0].domains", "--domain", "example.com:8080", "端口"),
    ("site[0].domains", "--domain", "com.cn", "后缀"),
    ("site[0].domains", "--domain", "公司.cn", "后缀"),
    ("site[0].domains", "--domain", "localhost", "example.com"),
    ("site[0].domains", "--domain", "*.example.com", "*"),
    ("site[0].domains", "--domain", "a@example.com", "@"),
    ("site[0].domains", "--domain", "119.29.29.29", "IP"),
    ("site[0].ips", "--ip", "10.0.0.1", ""),
    ("site[0].ips", "--ip", "192.168.1.1", ""),
    ("site[0].ips", "--ip", "127.0.0.1", ""),
    ("site[0].ips", "--ip", "fe80::1", ""),
    ("site[0].ips", "--ip", "300.1.1.1", "IP"),
    ("subject.province", "--province", "jiangsoo", "jiangsu"),
    ("subject.province", "--province", "江苏苏", "jiangsu"),
    ("filing.provider", "--provider", "qincloud", "qingcloud"),
    ("filing.type", "--type", "new-acces", "new-access"),
    ("subject.nature", "--nature", "company", "enterprise"),
    ("principal.mobile", "--principal-mobile", "1390000000", "11"),
    ("principal.mobile", "--principal-mobile", "010-12345678", ""),
    ("principal.email", "--principal-email", "lin at example.com", ""),
    ("principal.email", "--principal-email", "lin@@example.com", "@"),
    ("subject.licence", "--subject-licence", "苏ICP备2023000001号-1", ""),
    ("site[0].licence", "--site-licence", "苏ICP备2023000001号", ""),
    ("subject.services_filed", "--subject-services-filed", "several", ""),
    ("subject.services_filed", "--subject-services-filed", "-1", ""),
    ("site[0].pre_approval_numbers", "--pre-approval-number", "示例一号", "="),
    ("site[0].content_types", "--content-type", "blogging", "blog"),
    ("principal.name", "--principal-name", "林示例1", ""),
    ("subject.name", "--subject-name", "x" * 30_000, "太长"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "flag", "value", "word"), BAD, ids=[f"{p} {v[:30]}" for p, _, v, _ in BAD])
def test_a_malformed_value_is_refused_by_every_way_in(
    path: str, flag: str, value: str, word: str, home: Path, drafts: Path
) -> None:
    saved()
    before = bytes_of(drafts)
    tables: dict[str, object] = {}
    table, _, key = path.partition(".")
    tables = {"site": [{key: value}]} if table == "site[0]" else {table: {key: value}}
    (home / "a.json").write_text(json.dumps(tables))
    for ways in ((f"{flag}={value}",), ("--set", f"{path}={value}"), ("--from", home / "a.json")):
        for verb in (("edit", "shop"), ("new", "other", "--allow-gaps")):
            done = icpctl(*verb, *ways)
            refused(done, 2, path, flag, word)
            assert len(done.err) < 2000
    error = icpctl("edit", "shop", f"{flag}={value}", "--json").json()["error"]
    assert error["code"] == "bad_value"
    assert error["message"].startswith(path)
    assert bytes_of(drafts) == before


@pytest.mark.parametrize(
    ("path", "near"),
    [("subject.nam", "subject.name"), ("site[0].domian", "site[].domains"), ("sit.name", "site[].name"), ("a b", "")],
)
def test_an_unknown_key_is_refused_with_the_nearest(path: str, near: str, home: Path, drafts: Path) -> None:
    saved()
    before = bytes_of(drafts)
    (home / "a.toml").write_text("[subject]\nnam = 'x'\n")
    refused(icpctl("edit", "shop", "--set", f"{path}=x"), 2, path, near)
    refused(icpctl("edit", "shop", "--unset", path), 2, path, near)
    refused(icpctl("edit", "shop", "--from", home / "a.toml"), 2, "subject.nam", "subject.name")
    assert bytes_of(drafts) == before


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "subject",
        "site",
        "site[0]",
        "site[].name",
        "site[x].name",
        "site[-1].name",
        "site[99999].name",
        "subject[0].name",
        "site[0].name[1]",
        "schema",
        "event",
        "document[0].id",
        "__class__",
    ],
)
def test_what_is_no_path_is_refused(path: str, drafts: Path) -> None:
    saved()
    before = bytes_of(drafts)
    for ways in (("--set", f"{path}=x"), ("--unset", path)):
        refused(icpctl("edit", "shop", *ways), 2)
    assert bytes_of(drafts) == before


def test_two_contradicting_answers_are_saved_and_reported() -> None:
    saved()
    done = icpctl("edit", "shop", "--province", "beijing")
    assert done.code in (0, 1)
    found = icpctl("check", "shop", "--json").json()["drafts"][0]["findings"]
    assert [f for f in found if f["severity"] in ("error", "warning")]


def test_one_bad_value_among_good_ones_changes_nothing(drafts: Path) -> None:
    saved()
    before = bytes_of(drafts)
    refused(icpctl("edit", "shop", "--site-name", "好的名称", "--ip", "10.0.0.1"), 2, "site[0].ips")
    assert bytes_of(drafts) == before


BAD_FILES = {
    "not toml": b"[subject\nname = 1",
    "not json": b'{"subject": {"name": ',
    "a list": b"[1, 2]\n",
    "twice in json": b'{"subject": {"city": "aa", "city": "bb"}}',
    "twice in toml": b'[subject]\ncity = "aa"\ncity = "bb"\n',
    "deep json": b'{"a":' * 100_000,
    "deep toml": b"a = " + b"[" * 100_000,
    "not utf-8": b'[subject]\nname = "\xb1\xb1\xbe\xa9"\n',
    "nul": b'[subject]\nname = "a\0b"\n',
    "long number": b"[subject]\nservices_filed = " + b"9" * 5000,
    "a scalar for a table": b'subject = "x"\n',
    "a table for a value": b'[subject.name]\nx = "y"\n',
    "facts a list": b'[filing]\nfacts = ["a"]\n',
    "a newer key": b"[subject]\nfuture_key = 1\n",
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_FILES)
@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_damaged_answers_file_is_refused_by_name_and_place(what: str, way: str, home: Path, drafts: Path) -> None:
    saved()
    before = bytes_of(drafts)
    path = home / "answers.txt"
    path.write_bytes(BAD_FILES[what])
    source = path if way == "file" else "-"
    done = icpctl("edit", "shop", "--from", source, input=BAD_FILES[what] if way == "stdin" else None)
    refused(done, 2)
    assert "crash" not in done.err
    assert "自己出了错" not in done.err
    assert bytes_of(drafts) == before


def test_an_answers_file_that_is_none(home: Path, drafts: Path) -> None:
    big = home / "big.toml"
    with big.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    (home / "folder").mkdir()
    for path in (big, home / "folder", home / "gone.toml", Path("/dev/full"), Path("~nobody-here/a.toml")):
        refused(icpctl("new", "x", "--from", path), 2, path.name)
    refused(icpctl("new", "x", "--from", ""), 2)
    assert not drafts.exists()


def test_a_place_is_named_in_a_damaged_answers_file(home: Path) -> None:
    (home / "a.toml").write_text('[subject]\ncity = "南京市"\nname = \n')
    refused(icpctl("new", "x", "--from", home / "a.toml"), 2, "3 行")
    (home / "a.json").write_text('{"subject":\n {"city": }\n}')
    refused(icpctl("new", "x", "--from", home / "a.json"), 2, "2 行")
