"""What holds for every kind: normalising is reported and done once, forbidden characters are named, masks hide."""

from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from icpctl import fields
from icpctl.fields import KINDS, FieldError
from icpctl.fields.normal import hidden

# One good value of each kind, and a messy spelling of it.
GOOD = {
    "text": ("第一行\n第二行", "  第一行\r\n第二行\u200b "),
    "address": ("江苏省南京市玄武区示例路1号", "\u3000江苏省南京市玄武区示例路１号\n"),
    "bool": (True, " ＹＥＳ "),
    "count": (12, " １２ "),
    "date": ("2026-11-22", " ２０２６年１１月２２日 "),
    "until": ("long-term", " 长期 "),
    "moment": ("2026-11-22T09:30:00+08:00", " 2026/11/22 ０９:30 "),
    "person_name": ("张三", "张　三"),
    "subject_name": ("示例科技（上海）有限公司", " 示例科技(上海) 有限公司"),
    "site_name": ("示例网站A", "示例网站Ａ "),
    "region": ("南京市", " 南京市\u200b"),
    "person_certificate": ("11010119900307002X", "110101 19900307 002ｘ"),
    "subject_certificate": ("91320100MA10000175", "９１320100 ma10000175"),
    "mobile": ("13000000001", "+86 130-0000-0001"),
    "phone": ("010-12345678-801", "（０10）12345678转801"),
    "email": ("zhangsan@example.com", "ｚhangsan@EXAMPLE.com"),
    "domain": ("例子.中国", "XN--FSQU00A.中国。"),
    "app_domain": ("api.example.com", "API.example.com."),
    "home_url": ("www.example.com", "https://www.Example.com/"),
    "ip": ("119.29.29.0-119.29.29.15", "119.29.29.0/28"),
    "subject_licence": ("京ICP备12345678号", "ICP备案号：京icp备 12345678"),
    "site_licence": ("京ICP备12345678号-1", "京ＩＣＰ備12345678號－1。"),
    "app_licence": ("京ICP备2023000001号-2A", "京ICP备2023000001号—2a"),
    "resource_code": ("ABCD-0001", "ＡBCD–0001 "),
    "package_id": ("com.example.app", " ｃom.example.app"),
    "public_key": ("C0FFEE" * 10, ":".join(["C0FFEE"] * 10)),
    "fingerprint": ("00112233445566778899AABBCCDDEEFF", "MD5:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"),
}


def _text(value: object) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def test_every_kind_has_a_sample() -> None:
    assert set(GOOD) == set(KINDS)


@pytest.mark.parametrize("kind", GOOD)
def test_messy_spelling_is_normalised_and_said(kind: str) -> None:
    clean, messy = GOOD[kind]
    parsed = fields.parse(kind, messy)
    assert _text(parsed.value) == str(clean)
    assert parsed.changes
    again = fields.parse(kind, _text(parsed.value))
    assert again.value == parsed.value
    assert again.changes == ()


SINGLE_LINE = [k for k in GOOD if k not in ("text", "public_key")]


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize(
    "char",
    [
        "\u202e",
        "\u200e",
        "\u2066",
        "\x1b",
        "\x00",
        "\x07",
        "\x7f",
        "\x85",
        "\u2028",
        "\ud800",
        "\ufffe",
        "\ufffd",
        "\U000e0041",
    ],
)
def test_forbidden_characters_are_named_by_code_point(kind: str, char: str) -> None:
    value = _text(GOOD[kind][0])
    with pytest.raises(FieldError) as error:
        fields.parse(kind, f"{value[:2]}{char}{value[2:]}")
    assert f"U+{ord(char):04X}" in error.value.text()
    assert char not in error.value.text()


@pytest.mark.parametrize("kind", SINGLE_LINE)
def test_a_line_break_inside_is_refused(kind: str) -> None:
    value = _text(GOOD[kind][0])
    with pytest.raises(FieldError) as error:
        fields.parse(kind, f"{value[:1]}\n{value[1:]}")
    assert error.value.key == "one_line"


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\u200b\ufeff", "\n"])
def test_nothing_left_is_refused(kind: str, blank: str) -> None:
    with pytest.raises(FieldError) as error:
        fields.parse(kind, blank)
    assert error.value.key == "empty"


@pytest.mark.parametrize("kind", GOOD)
@settings(deadline=None)  # libraries are imported by the first value of a kind
@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused_and_reading_settles(kind: str, text: str) -> None:
    try:
        parsed = fields.parse(kind, text)
    except FieldError as error:
        assert error.text()
        return
    written = _text(parsed.value)
    again = fields.parse(kind, written)
    assert again.value == parsed.value
    assert again.changes == ()
    if not isinstance(parsed.value, bool):
        assert isinstance(fields.mask(kind, written), str)


@pytest.mark.parametrize("kind", GOOD)
@settings(deadline=None)
@given(data=st.data())
def test_a_change_is_never_silent(kind: str, data: st.DataObject) -> None:
    """A text is either kept as it was or a change is reported."""
    value = _text(GOOD[kind][0])
    noise = data.draw(st.lists(st.sampled_from([" ", "\u3000", "\u200b", "-", "。", "Ａ", "1", "é", "・"]), max_size=2))
    for char in noise:
        at = data.draw(st.integers(0, len(value)))
        value = value[:at] + char + value[at:]
    try:
        parsed = fields.parse(kind, value)
    except FieldError:
        return
    if kind not in ("bool", "moment", "count") and parsed.value != value:
        assert parsed.changes


PRIVATE = ["person_certificate", "subject_certificate", "mobile", "phone", "resource_code"]


@pytest.mark.parametrize("kind", PRIVATE)
@given(text=st.text("0123456789ABCDEFX", min_size=1, max_size=20))
def test_masks_hide_the_middle(kind: str, text: str) -> None:
    shown = fields.mask(kind, text)
    kept = shown.replace("*", "")
    assert len(kept) <= max(1, len(text) - 3)
    head, _, tail = shown.partition("*")
    assert text.startswith(head)
    assert text.endswith(tail.replace("*", ""))


@given(value=st.text("0123456789", max_size=30), head=st.integers(0, 6), tail=st.integers(0, 4))
def test_hidden_keeps_length_and_ends_only(value: str, head: int, tail: int) -> None:
    shown = hidden(value, head, tail)
    assert len(shown) == len(value)
    assert set(shown[head : max(head, len(value) - tail)]) <= {"*"}


def test_masks_by_kind() -> None:
    assert fields.mask("person_certificate", "110101199003070003") == "110101********0003"
    assert fields.mask("person_certificate", "H00000001") == "H0*****01"
    assert fields.mask("person_certificate", "E123") == "****"
    assert fields.mask("subject_certificate", "91320100MA10000175") == "913201********0175"
    assert fields.mask("mobile", "13000000001") == "130****0001"
    assert fields.mask("phone", "010-12345678") == "010****5678"
    assert fields.mask("phone", "95000") == "9****"
    assert fields.mask("email", "zhangsan@example.com") == "z***@example.com"
    assert fields.mask("email", "no-at") == "***"
    assert fields.mask("person_name", "张三丰") == "张**"
    assert fields.mask("resource_code", "ABCD-0001") == "AB***01"
    assert fields.mask("resource_code", "ABCD") == "****"
    assert fields.mask("text", "微信号示例") == "微****"
    assert fields.mask("public_key", "C0FFEE" * 4) == "C0FFEEC0FFEEC0FF..."
    assert fields.mask("until", "long-term") == "long-term"
    assert fields.mask("until", "2030-01-02") == "2030-**-**"
    assert fields.mask("date", "not a date") == "**********"
    assert fields.mask("choice", "enterprise") == "e******"
    assert fields.mask("text", "") == ""
    public = [k for k in GOOD if k.endswith("licence")] + [
        "app_domain",
        "home_url",
        "package_id",
        "fingerprint",
        "site_name",
    ]
    for kind in (*public, "region"):
        value = str(GOOD[kind][0])
        assert fields.mask(kind, value) == value
    for kind, value in (("domain", "example.com"), ("ip", "119.29.29.29"), ("count", "3"), ("bool", "True")):
        assert fields.mask(kind, value) == value


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("江苏省南京市玄武区示例路1号101室", "江苏省南京市玄武区***"),
        ("北京市朝阳区示例路1号", "北京市朝阳区***"),
        ("内蒙古自治区呼和浩特市示例旗示例街1号", "内蒙古自治区呼和浩特市示例旗***"),
        ("江苏省苏州市昆山市示例路2号", "江苏省苏州市昆山市***"),
        ("浙江省杭州市桐庐县示例路2号", "浙江省杭州市桐庐县***"),
        ("示例路1号阳光小区5栋", "***"),
        ("1 Example Road", "***"),
    ],
)
def test_an_address_is_shown_to_the_district(address: str, shown: str) -> None:
    assert fields.mask("address", address) == shown


@given(st.text("江苏省南京市玄武区示例路号街道小区栋0123456789", max_size=30))
def test_an_address_mask_never_shows_a_house_number(address: str) -> None:
    assume(address)
    shown = fields.mask("address", address)
    assert not set("0123456789") & set(shown)


@pytest.mark.parametrize("kind", GOOD)
def test_a_huge_value_is_refused_at_once(kind: str) -> None:
    with pytest.raises(FieldError):
        fields.parse(kind, "1 " * 100_000)
    with suppress(FieldError):
        fields.parse(kind, "示" + " " * 15_000 + "1-")


def test_other_digits_are_no_digits() -> None:
    for text in ("1300000000\u0663", "1300000000\u00b2x", "1300000000\u0967"):
        with pytest.raises(FieldError):
            fields.parse("mobile", text)
    with pytest.raises(FieldError):
        fields.parse("count", "\u0663")
