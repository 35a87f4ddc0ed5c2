"""Licence numbers and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.fields import FieldError, parse
from icpctl.fields.licences import take_apart


def refused(kind: str, text: str) -> str:
    with pytest.raises(FieldError) as error:
        parse(kind, text)
    assert error.value.text()
    return error.value.key


@pytest.mark.parametrize(
    ("kind", "text", "value", "keys"),
    [
        ("subject_licence", "京ICP备12345678号", "京ICP备12345678号", []),
        ("subject_licence", "京ICP备2023000001号", "京ICP备2023000001号", []),
        (
            "subject_licence",
            "京icp備 12345678號。",
            "京ICP备12345678号",
            ["spaces_removed", "licence_simplified", "ending_removed", "licence_icp"],
        ),
        ("subject_licence", "京ICP备12345678", "京ICP备12345678号", ["licence_mark_added"]),
        ("subject_licence", "备案号：京ICP备12345678号", "京ICP备12345678号", ["narrowed", "licence_label_removed"]),
        ("site_licence", "ICP证：浙ICP备12345678号-1", "浙ICP备12345678号-1", ["narrowed", "licence_label_removed"]),
        ("site_licence", "网站备案号京ICP备12345678号-1", "京ICP备12345678号-1", ["licence_label_removed"]),
        ("site_licence", "京ICP备12345678号－28", "京ICP备12345678号-28", ["narrowed"]),
        ("site_licence", "京ICP备12345678号—28", "京ICP备12345678号-28", ["dashes"]),
        ("site_licence", "京ICP备12345678-28", "京ICP备12345678号-28", ["licence_mark_added"]),
        ("app_licence", "京ICP备12345678号-2A", "京ICP备12345678号-2A", []),
        ("app_licence", "京ICP备12345678号-2x", "京ICP备12345678号-2X", ["uppercased"]),
        ("app_licence", "京ICP备12345678号-4K", "京ICP备12345678号-4K", []),
    ],
)
def test_licences(kind: str, text: str, value: str, keys: list[str]) -> None:
    parsed = parse(kind, text)
    assert parsed.value == value
    assert [c.key for c in parsed.changes] == keys


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("subject_licence", "京ICP备12345678号-1", "licence_not_subject"),
        ("site_licence", "京ICP备12345678号", "licence_no_sequence"),
        ("site_licence", "京ICP备12345678号-1A", "licence_not_site"),
        ("app_licence", "京ICP备12345678号", "licence_no_sequence_app"),
        ("app_licence", "京ICP备12345678号-1", "licence_not_app"),
        ("app_licence", "京ICP备12345678号-4Q", "licence_letter"),
        ("app_licence", "京ICP备12345678号-4AX", "licence_letter"),
        ("subject_licence", "京ICP备1234567号", "licence_digits"),
        ("subject_licence", "京ICP备123456789号", "licence_digits"),
        ("site_licence", "京ICP备12345678号-", "licence_sequence"),
        ("site_licence", "京ICP备12345678号-0", "licence_sequence"),
        ("site_licence", "京ICP备12345678号-A", "licence_sequence"),
        ("site_licence", "京ICP备12345678-5号", "licence"),
        ("site_licence", "京ICP备12345678号A", "licence"),
        ("site_licence", "京ICP备12345678号-X3", "licence"),
        ("subject_licence", "ICP备12345678号", "licence_no_prefix"),
        ("subject_licence", "京ICP证030173号", "licence_commercial"),
        ("subject_licence", "粤B2-20090059", "licence_commercial"),
        ("subject_licence", "合字A1.B1.B2-20180017", "licence_commercial"),
        ("subject_licence", "京公网安备11010502000001号", "licence_police"),
        ("subject_licence", "12345678", "licence"),
    ],
)
def test_licences_refused(kind: str, text: str, key: str) -> None:
    assert refused(kind, text) == key


def test_take_apart() -> None:
    assert take_apart("京ICP备12345678号") == ("京", "12345678", None, "")
    assert take_apart("京icp备2023000001号-2a") == ("京", "2023000001", "2", "A")
    assert take_apart("京ICP备12345678号-12") == ("京", "12345678", "12", "")
    for text in (None, "", "nothing", "粤B2-20090059"):
        assert take_apart(text) is None


@given(
    st.sampled_from("京沪苏粤"),
    st.one_of(st.from_regex(r"\A[0-9]{8}\Z"), st.from_regex(r"\A[0-9]{10}\Z")),
    st.integers(1, 9999),
    st.sampled_from("AXK"),
)
def test_every_number_of_the_three_builds(prefix: str, digits: str, sequence: int, letter: str) -> None:
    subject = f"{prefix}ICP备{digits}号"
    assert parse("subject_licence", subject).value == subject
    assert parse("site_licence", f"{subject}-{sequence}").value == f"{subject}-{sequence}"
    app = f"{subject}-{sequence}{letter}"
    assert parse("app_licence", app).value == app
    assert take_apart(app) == (prefix, digits, str(sequence), letter)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("resource_code", "ABCD-0001", "ABCD-0001"),
        ("resource_code", "a1b2c3d4-0000-0000-0000-000000000000", "a1b2c3d4-0000-0000-0000-000000000000"),
        ("package_id", "com.example.app", "com.example.app"),
        ("package_id", "com.Example.my_app-2", "com.Example.my_app-2"),
        ("public_key", "1234567890" * 10, "1234567890" * 10),
        ("public_key", "Modulus=" + "AB" * 32, "AB" * 32),
        ("public_key", "0x" + "AB" * 32, "AB" * 32),
        ("public_key", "AB:CD\n" * 16, "ABCD" * 16),
        ("fingerprint", "ab" * 16, "AB" * 16),
        ("fingerprint", "SHA1:" + "AB:" * 19 + "AB", "AB" * 20),
        ("fingerprint", "AB" * 32, "AB" * 32),
    ],
)
def test_codes(kind: str, text: str, value: str) -> None:
    parsed = parse(kind, text)
    assert parsed.value == value
    assert bool(parsed.changes) == (text != value)


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("resource_code", "abc", "resource_code"),
        ("resource_code", "-abcd", "resource_code"),
        ("resource_code", "a" * 65, "resource_code"),
        ("resource_code", "ab_cd", "resource_code"),
        ("resource_code", "1.2E+10", "spreadsheet_figure"),
        ("package_id", "example", "package_id"),
        ("package_id", "com..app", "package_id"),
        ("package_id", "com.例子", "package_id"),
        ("package_id", "a." * 130 + "a", "package_id"),
        ("public_key", "-----BEGIN PUBLIC KEY-----\nMIIB", "public_key_pem"),
        ("public_key", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+/=", "public_key_base64"),
        ("public_key", "xyz", "public_key"),
        ("public_key", "A" * 5001, "public_key_length"),
        ("public_key", "1.23E+30", "spreadsheet_figure"),
        ("fingerprint", "zz" * 16, "fingerprint"),
        ("fingerprint", "ab" * 15, "fingerprint_length"),
        ("fingerprint", "1.1E+31", "spreadsheet_figure"),
    ],
)
def test_codes_refused(kind: str, text: str, key: str) -> None:
    assert refused(kind, text) == key
