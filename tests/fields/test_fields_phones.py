"""Phones and mail."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.fields import FieldError, parse
from icpctl.fields.phones import is_mobile


def refused(kind: str, text: str) -> str:
    with pytest.raises(FieldError) as error:
        parse(kind, text)
    assert error.value.text()
    return error.value.key


@pytest.mark.parametrize(
    "text",
    [
        "13000000001", "+8613000000001", "+86 130 0000 0001", "0086-130-0000-0001", "86 13000000001",
        "86-130-0000-0001", "１３０００００0001", "130-0000-0001", "013000000001", "(+86)13000000001",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["mobile", "phone"])
def test_a_mobile_in_any_spelling(kind: str, text: str) -> None:
    parsed = parse(kind, text)
    assert parsed.value == "13000000001"
    assert is_mobile(parsed.value)
    assert bool(parsed.changes) == (text != "13000000001")


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_no_range_of_mobiles_is_refused(number: str) -> None:
    assert parse("mobile", number).value == number
    assert parse("phone", number).value == number


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1300000000", "mobile_length"),
        ("130000000011", "mobile_length"),
        ("12000000001", "mobile_start"),
        ("010-12345678", "mobile_landline"),
        ("+85212345678", "phone_foreign"),
        ("+1 202 555 0100", "phone_foreign"),
        ("1300000000O", "phone_character"),
        ("1.3E+10", "spreadsheet_figure"),
    ],
)
def test_mobiles_refused(text: str, key: str) -> None:
    assert refused("mobile", text) == key


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("010-22345678", "010-22345678"),
        ("01022345678", "010-22345678"),
        ("(010) 22345678", "010-22345678"),
        ("+86 10 22345678", "010-22345678"),
        ("0086-10-22345678", "010-22345678"),
        ("+86-512-22345678", "0512-22345678"),
        ("+86(010)22345678", "010-22345678"),
        ("021-2234567", "021-2234567"),
        ("0512-22345678-801", "0512-22345678-801"),
        ("021-2234567-1", "021-2234567-1"),
        ("0512-22345678转801", "0512-22345678-801"),
        ("0512-22345678 ext. 801", "0512-22345678-801"),
        ("0512 2234 5678", "0512-22345678"),
        ("0512—22345678", "0512-22345678"),
    ],
)
def test_landlines(text: str, value: str) -> None:
    parsed = parse("phone", text)
    assert parsed.value == value
    assert bool(parsed.changes) == (text != value)
    assert not is_mobile(value)


@pytest.mark.parametrize("text", ["400-000-0001", "8000000001", "95000", "961234", "+86 400 000 0001"])
def test_service_numbers_are_noted(text: str) -> None:
    parsed = parse("phone", text)
    assert [n.key for n in parsed.notes] == ["service_number"]
    assert parse("phone", parsed.value).value == parsed.value


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("22345678", "phone_area"),
        ("0512-123", "phone"),
        ("000", "phone"),
        ("0512-2234567x", "phone_character"),
        ("13000000001转1", "phone"),
        ("12345", "mobile_length"),
        ("+44 20 0000 0000", "phone_foreign"),
        ("5.12E+10", "spreadsheet_figure"),
    ],
)
def test_phones_refused(text: str, key: str) -> None:
    assert refused("phone", text) == key


def test_is_mobile_reads_stored_values() -> None:
    assert not is_mobile(None)
    assert not is_mobile("")
    assert not is_mobile("+8613000000001")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("zhangsan@example.com", "zhangsan@example.com"),
        ("Zhang.San+icp@EXAMPLE.Com", "Zhang.San+icp@example.com"),
        ("zhangsan＠example．com", "zhangsan@example.com"),
        ("张三@例子.中国", "张三@例子.中国"),
        ("info@xn--fsqu00a.xn--fiqs8s", "info@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_mail(text: str, value: str) -> None:
    parsed = parse("email", text)
    assert parsed.value == value
    assert bool(parsed.changes) == (text != value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("zhangsan", "email_at"),
        ("a@b@example.com", "email_at"),
        ("zhang san@example.com", "email_space"),
        ("a" * 65 + "@example.com", "email"),
        (".a@example.com", "email"),
        ("a@example", "email"),
        ("a@localhost.localhost", "email"),
        ("a@-example.com", "email"),
    ],
)
def test_mail_refused(text: str, key: str) -> None:
    assert refused("email", text) == key


def test_importing_and_reading_mail_asks_no_dns() -> None:
    code = (
        "import sys; from icpctl.fields import mail; assert 'email_validator' not in sys.modules;"
        "mail.parse_email('zhangsan@example.com', {}); assert 'dns.resolver' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
