"""The quick look at usual values agrees with reading them in full, and the quick reader of drafts with tomllib."""

import re
import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from icpctl import plain_toml
from icpctl.fields import FieldError, Parsed, _reader
from icpctl.fields.usual import LOOKS, is_usual

HAN, MARKS = "\u4e00-\u9fa5", "，。、（）：；！？《》"
PREFIX, LICENCE = "(?![備號])[\u4e00-\u9fa5]", "ICP备[0-9]{8}(?:[0-9]{2})?号"
DAY = r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
# What is usual, as patterns.
SHAPES = {
    "text": f"[!-~{HAN}{MARKS}](?:[ -~{HAN}{MARKS}]{{0,500}}[!-~{HAN}{MARKS}])?",
    "address": f"[{HAN}]{{2}}(?:[{HAN}0-9A-Za-z #-]{{0,100}}[{HAN}0-9A-Za-z])?",
    "person_name": f"[{HAN}]{{2,20}}",
    "subject_name": f"[{HAN}]{{2,80}}",
    "site_name": f"[{HAN}]{{1,80}}",
    "region": f"[{HAN}]{{2,20}}",
    "mobile": "1[3-9][0-9]{9}",
    "phone": "1[3-9][0-9]{9}|0(?:10|2[0-9]|[3-9][0-9]{2})-[1-9][0-9]{6,7}",
    "date": DAY,
    "until": f"{DAY}|long-term",
    "subject_licence": f"{PREFIX}{LICENCE}",
    "site_licence": f"{PREFIX}{LICENCE}-[1-9][0-9]{{0,3}}",
    "app_licence": f"{PREFIX}{LICENCE}-[1-9][0-9]{{0,3}}[AXK]",
    "resource_code": "[A-Za-z0-9]{4,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "package_id": r"[A-Za-z0-9_-]{1,60}(?:\.[A-Za-z0-9_-]{1,60}){1,3}",
    "public_key": "[0-9A-Fa-f]{32,5000}",
    "fingerprint": "[0-9A-F]{32}|[0-9A-F]{40}|[0-9A-F]{64}",
}
# These look at more than a shape: what they take has it, and reading agrees.
NAME = r"(?:[a-z0-9](?:[a-z0-9-]{0,6}[a-z0-9])?\.){1,4}"
WIDER = {
    "ip": r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}",
    "email": r"[a-z0-9]{1,8}@" + NAME + "(?:com|cn|test|example)",
    "domain": NAME + "(?:com|cn|net|org|ck|jp|kawasaki\\.jp|com\\.cn|gov\\.cn|[a-z]{2,4})",
    "app_domain": NAME + "(?:com|cn|com\\.cn|ck|[a-z]{2,3})",
    "home_url": "(?:www\\.)?" + NAME + "(?:com|cn|com\\.cn)",
}
ODD = st.text(alphabet=" \t\n0123456789-xX+（）()·，张三市区路ａ１\u3000\u200b\u2f08\ue000A.", max_size=24)


@pytest.mark.parametrize("kind", SHAPES)
def test_what_is_usual_is_read_as_it_is(kind: str) -> None:
    @settings(max_examples=300, deadline=None)
    @given(st.from_regex(SHAPES[kind], fullmatch=True))
    def agrees(text: str) -> None:
        assert is_usual(kind, text)
        assert _reader(kind)(text, {}) == Parsed(text)

    agrees()


def test_every_kind_has_its_shape_here() -> None:
    assert SHAPES.keys() | WIDER.keys() == LOOKS.keys()
    assert not SHAPES.keys() & WIDER.keys()


@pytest.mark.parametrize("kind", WIDER)
def test_what_is_taken_by_more_than_its_shape_is_read_as_it_is(kind: str) -> None:
    taken = 0

    @settings(max_examples=400, deadline=None)
    @given(st.from_regex(WIDER[kind], fullmatch=True))
    def agrees(text: str) -> None:
        nonlocal taken
        if is_usual(kind, text):
            taken += 1
            assert _reader(kind)(text, {}) == Parsed(text)

    agrees()
    assert taken > 20  # or nothing was compared


def test_no_special_address_is_taken_for_usual() -> None:
    for first in range(256):
        for rest in ("0.0.0", "0.0.1", "18.0.1", "88.99.1", "168.1.1", "254.1.1", "51.100.1", "0.113.1", "255.255.255"):
            text = f"{first}.{rest}"
            if is_usual("ip", text):
                assert _reader("ip")(text, {}) == Parsed(text)
    assert is_usual("ip", "1.2.3.4")
    assert not [t for t in ("1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.4\n", "") if is_usual("ip", t)]


@pytest.mark.parametrize(
    "text", ["", "com", "com.cn", "a.ck", "www.ck", "xn--fiqs8s.cn", "a_b.com", "-a.com", "a.com.", "A.com", "a..com", "a.com\n"]
)
def test_no_doubtful_domain_is_taken_for_usual(text: str) -> None:
    for kind in ("domain", "app_domain", "home_url"):
        assert not is_usual(kind, text) or _reader(kind)(text, {}) == Parsed(text)


@pytest.mark.parametrize("kind", SHAPES)
def test_the_look_is_the_pattern(kind: str) -> None:
    pattern = re.compile(SHAPES[kind])

    @settings(max_examples=300, deadline=None)
    @given(st.one_of(ODD, st.text(max_size=4), st.tuples(st.from_regex(SHAPES[kind], fullmatch=True), ODD).map("".join)))
    def agrees(text: str) -> None:
        assert is_usual(kind, text) == (pattern.fullmatch(text) is not None)

    agrees()
    for text in (
        "",
        "一",
        "龥",
        "龦",
        "\u4dff",
        "一" * 20,
        "一" * 21,
        "一" * 80,
        "一" * 81,
        "一" * 103,
        "一" * 104,
        "一" * 502,
        "一" * 503,
        "一一 ",
        "一一#x",
    ):
        assert is_usual(kind, text) == (pattern.fullmatch(text) is not None)


@pytest.mark.parametrize("kind", SHAPES)
def test_odd_values_are_never_taken_for_usual(kind: str) -> None:
    @settings(max_examples=300, deadline=None)
    @given(ODD)
    def agrees(text: str) -> None:
        try:
            read = _reader(kind)(text, {})
        except FieldError:
            assert not is_usual(kind, text)
        else:
            assert read == Parsed(text) or not is_usual(kind, text)

    agrees()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "2026-02-29"),
        ("date", "2026-11-31"),
        ("mobile", "12900000000"),
        ("text", " x"),
        ("text", "x\n"),
        ("mobile", "13900000001\n"),
    ],
)
def test_the_doubtful_is_read(kind: str, text: str) -> None:
    assert not is_usual(kind, text)


# -- plain_toml


def either(text: str) -> object:
    """What tomllib reads, with the types of all values; None for a mistake."""
    try:
        return typed(tomllib.loads(text))
    except ValueError:
        return None


def typed(value: object) -> object:
    """A value with its type: true is not 1."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    return type(value).__name__, value, getattr(value, "utcoffset", lambda: None)()


def agrees(text: str) -> bool:
    """True when the quick reader gives the same as tomllib or nothing; it never reads what tomllib refuses."""
    found = plain_toml.loads(text)
    return found is None or typed(found) == either(text)


NAMES = st.sampled_from(
    ["a", "b", "site", "a.b", "site.principal", "a.b.c", "a.b.c.d", "a.b.c.d.e", "1", "-", "a b", '"a"', "a..b", ""]
)
VALUES = st.sampled_from([
    '"x"', '""', '"张"', '"a\\n"', '"a\\u0041"', '"a"b"', "'x'", '"""x"""', "true", "false", "True", "0", "-0", "+1", "01", "1_000", "12", "-12",
    "9" * 18, "9" * 19, "1.5", "inf", "0x1f", "2026-11-22", "2026-02-30", "2026-1-1", "2026-11-22T10:00:00+08:00", "2026-11-22T10:00:00Z",
    "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:00:60Z", "2026-11-22T10:00:00+08:60", "2026-11-22T10:00:00+24:00",
    "2026-11-22T10:00:00", "2026-11-22 10:00:00Z", "2026-11-22T10:00:00.5Z", "0000-01-01", "10:00:00", "[]", '["x"]', '["x", "y"]', '["x","y"]',
    '["x" "y"]', '["x", ]', "[1]", "[true]", "[[]]", "{}", "{ a = 1 }", "[\n]", '[\n    "x",\n]', '[\n    "x"\n]', '[\n"x",\n]', '[\n    "x",\n    "y",\n]',
    '[\n    # c\n    "x",\n]', "[\n    1,\n]", '"x" # c', "", "x", '"\t"', '"\x7f"', '"\x01"',
])  # fmt: skip
LINES = st.one_of(
    NAMES.map(lambda n: f"[{n}]"),
    NAMES.map(lambda n: f"[[{n}]]"),
    st.tuples(NAMES, VALUES).map(lambda kv: f"{kv[0]} = {kv[1]}"),
    st.tuples(NAMES, VALUES).map(lambda kv: f"{kv[0]}={kv[1]}"),
    st.sampled_from(
        ["", "# a comment", "  # indented", "#\x01", "   ", "]", "[a] # c", " [a]", "[ a ]", "[a]]", "[[a]", "\r", "a = 1\r"]
    ),
)


@settings(max_examples=3000, deadline=None)
@given(st.lists(LINES, max_size=9))
@example(["a = []", "[[a]]"])
@example(['a = [\n    "x",\n]', "[[a]]"])
@example(["[a.b]", "[a]"])
@example(["[[a]]", "[a.b]", "[[a]]", "[a.b]"])
@example(["[[a.b]]", "[a.b.c]"])
@example(["[a]", "b = 1", "[a.b]"])
@example(["[a]", "[[a]]"])
@example(["[[a]]", "[a]"])
@example(["a = 1", "a = 2"])
def test_the_quick_reader_of_drafts_agrees_with_tomllib(lines: list[str]) -> None:
    assert agrees("\n".join(lines))
    assert agrees("\n".join(lines) + "\n")


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet="[]=\".#\n\\ ab1-:TZ,'\r\t{}", max_size=40))
def test_the_quick_reader_never_reads_what_tomllib_refuses(text: str) -> None:
    assert agrees(text)


def test_a_draft_as_it_is_written_is_read_quickly() -> None:
    text = 'schema = 1\nname = "x"\n\n[filing]\ncreated_at = 2026-11-22T13:42:40+08:00\n\n[[site]]\ndomains = [\n    "example.com",\n]\n'
    text += "ips = []\n\n[site.principal]\nsame_as_subject = true\n\n[[site]]\nresource_months = 12\n\n[[event]]\nat = 2026-11-22T13:42:40Z\n"
    found = plain_toml.loads(text)
    assert found is not None
    assert typed(found) == either(text)


def test_a_domain_without_an_ending_is_counted_and_does_not_hang() -> None:
    from icpctl.fields import suffixes

    assert not suffixes.is_known("")
    assert suffixes.count(["example", ""]) >= 1
