"""Domains, domains of Apps, addresses of home pages, and the public suffixes behind them."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PSLFILE, PublicSuffixList

from icpctl.fields import FieldError, domains, parse, suffixes


def refused(kind: str, text: str) -> str:
    with pytest.raises(FieldError) as error:
        parse(kind, text)
    assert error.value.text()
    return error.value.key


@pytest.mark.parametrize(
    ("text", "value", "keys"),
    [
        ("example.com", "example.com", []),
        ("Example.COM", "example.com", ["lowercased"]),
        ("example.com.", "example.com", ["last_dot_removed"]),
        ("ｅxample。com", "example.com", ["full_stops", "narrowed"]),
        ("www.example.com.cn", "www.example.com.cn", []),
        ("例子.中国", "例子.中国", []),
        ("xn--fsqu00a.xn--fiqs8s", "例子.中国", ["punycode_read"]),
        ("例子.com", "例子.com", []),
        ("faß.de", "xn--fa-hia.de", ["punycode_written"]),
        ("xn--fa-hia.de", "xn--fa-hia.de", []),
        ("a--b.cn", "a--b.cn", []),
        ("r3---sn-x.example.com", "r3---sn-x.example.com", []),
        ("1234.cn", "1234.cn", []),
    ],
)
def test_domains(text: str, value: str, keys: list[str]) -> None:
    parsed = parse("domain", text)
    assert parsed.value == value
    assert [c.key for c in parsed.changes] == keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://example.com", "domain_scheme"),
        ("example.com/index.html", "domain_path"),
        ("example.com?a=1", "domain_path"),
        ("example.com:8080", "domain_port"),
        ("*.example.com", "domain_wildcard"),
        ("user@example.com", "domain_userinfo"),
        ("119.29.29.29", "domain_ip"),
        ("119.29.29.29:80", "domain_ip"),
        ("2400:3200::1", "domain_ip"),
        ("[2400:3200::1]", "domain_ip"),
        ("999.1.1.1.1", "domain_ip"),
        ("example", "domain_single"),
        ("a_b.cn", "domain_underscore"),
        ("-a.cn", "domain_hyphen"),
        ("a-.cn", "domain_hyphen"),
        ("a!.cn", "domain_label"),
        ("a" * 64 + ".cn", "domain_label_long"),
        (".".join(["a" * 60] * 5) + ".cn", "domain_long"),
        ("a..cn", "domain_empty_label"),
        (".cn", "domain_empty_label"),
        ("a.cn..", "domain_empty_label"),
        ("example .com", "domain_space"),
        ("com.cn", "domain_public_suffix"),
        ("公司.cn", "domain_public_suffix"),
        ("xn--55qx5d.cn", "domain_public_suffix"),
        ("gov.cn", "domain_public_suffix"),
        ("xn--zzzzzz.cn", "domain_punycode"),
        ("xn--abc-.cn", "domain_punycode"),
        ("例★.cn", "domain_idn"),
        ("例_子.cn", "domain_idn"),
    ],
)
def test_domains_refused(text: str, key: str) -> None:
    assert refused("domain", text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ex\u0430mple.com", "domain_mixed_scripts"),
        ("\u0430\u0440\u0440\u04cf\u0435.com", "domain_lookalike"),
        ("example.con", "domain_unknown_suffix"),
    ],
)
def test_odd_domains_are_noted(text: str, key: str) -> None:
    assert key in {n.key for n in parse("domain", text).notes}


def test_a_note_is_given_once() -> None:
    parsed = parse("domain", "\u0430\u0440\u0440.\u0430\u0440\u0440.com")
    assert [n.key for n in parsed.notes] == ["domain_lookalike"]


def test_chinese_with_latin_is_no_lookalike() -> None:
    assert parse("domain", "示例abc.中国").notes == ()


@pytest.mark.parametrize(
    ("domain", "suffix", "registrable"),
    [
        ("example.com", "com", "example.com"),
        ("www.example.com.cn", "com.cn", "example.com.cn"),
        ("www.例子.中国", "中国", "例子.中国"),
        ("a.例子.公司.cn", "公司.cn", "例子.公司.cn"),
        ("a.xn--fsqu00a.xn--55qx5d.cn", "xn--55qx5d.cn", "xn--fsqu00a.xn--55qx5d.cn"),
        ("me.github.io", "io", "github.io"),
        ("city.kobe.jp", "kobe.jp", "city.kobe.jp"),
        ("a.b.kobe.jp", "b.kobe.jp", "a.b.kobe.jp"),
        ("com.cn", "com.cn", None),
        ("x.example.unknowntld", "unknowntld", "example.unknowntld"),
    ],
)
def test_suffix_and_registrable(domain: str, suffix: str, registrable: str | None) -> None:
    assert domains.suffix(domain) == suffix
    assert domains.registrable(domain) == registrable


def test_forms() -> None:
    assert domains.ascii_form("例子.中国") == "xn--fsqu00a.xn--fiqs8s"
    assert domains.ascii_form("Example.com") == "example.com"
    assert domains.ascii_form("例★.cn") == "例★.cn"
    assert domains.same("例子.中国", "XN--fsqu00a.xn--fiqs8s")
    assert not domains.same("example.com", "example.cn")
    assert domains.labels("a.b.cn") == ["a", "b", "cn"]
    assert domains.suffix("xn--zzzzzz.cn") == "cn"


@cache
def oracle() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


def _rules() -> list[str]:
    text = Path(PSLFILE).read_text(encoding="utf-8").partition("===END ICANN")[0]
    return [line for line in text.splitlines() if line and not line.startswith("//")]


def test_equal_to_the_whole_list_for_each_of_its_rules() -> None:
    rules = _rules()
    assert len(rules) > 5000
    for rule in rules:
        bare = rule.removeprefix("!").removeprefix("*.")
        for name in (bare, f"aa.{bare}", f"bb.aa.{bare}", f"cc.bb.aa.{bare}"):
            labels = name.split(".")
            assert suffixes.count(labels) == str(oracle().publicsuffix(name)).count(".") + 1, name


@given(st.lists(st.text("abcdefgh-", min_size=1, max_size=5), min_size=1, max_size=4), st.integers(0, 10**6))
def test_equal_to_the_whole_list_for_other_names(labels: list[str], pick: int) -> None:
    rules = _rules_cached()
    tail = rules[pick % len(rules)].removeprefix("!").removeprefix("*.").split(".")
    for size in range(len(tail) + 1):
        name = labels + tail[len(tail) - size :]
        assert suffixes.count(name) == str(oracle().publicsuffix(".".join(name))).count(".") + 1


@cache
def _rules_cached() -> list[str]:
    return _rules()


ascii_labels = st.from_regex(r"\A[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?\Z").filter(lambda s: not s.startswith("xn--"))


@given(st.lists(ascii_labels, min_size=1, max_size=3), st.sampled_from(["com", "cn", "com.cn", "net", "中国", "公司.cn"]))
def test_every_plain_domain_is_read_as_it_is(labels: list[str], suffix: str) -> None:
    name = f"{'.'.join(labels)}.{suffix}"
    if domains.registrable(name) is None:
        assert refused("domain", name) == "domain_public_suffix"
        return
    parsed = parse("domain", name)
    assert parsed.value == name
    assert domains.same(parse("domain", domains.ascii_form(name)).value, name)


def test_app_domains() -> None:
    assert parse("app_domain", "a.b.c.example.com").value == "a.b.c.example.com"
    assert parse("app_domain", "a.b.c.example.com.cn").value == "a.b.c.example.com.cn"
    assert refused("app_domain", "a.b.c.d.example.com") == "app_domain_levels"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("www.example.com", "www.example.com"),
        ("http://www.example.com", "www.example.com"),
        ("HTTPS://WWW.example.com/", "www.example.com"),
        ("https://www.example.com/Index.html?a=b#c", "www.example.com/Index.html?a=b#c"),
        ("https：／／www.example.com", "www.example.com"),
        ("www.例子.中国/首页", "www.例子.中国/首页"),
    ],
)
def test_home_urls(text: str, value: str) -> None:
    parsed = parse("home_url", text)
    assert parsed.value == value
    assert bool(parsed.changes) == (text != value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ftp://www.example.com", "home_url_scheme"),
        ("https://user:pw@www.example.com", "domain_userinfo"),
        ("www.example.com:8080", "domain_port"),
        ("https://119.29.29.29/", "domain_ip"),
        ("https://", "domain_empty_label"),
        ("www.example.com\\a", "home_url_backslash"),
        ("www.example.com/a b", "domain_space"),
        ("localhost", "domain_single"),
    ],
)
def test_home_urls_refused(text: str, key: str) -> None:
    assert refused("home_url", text) == key
