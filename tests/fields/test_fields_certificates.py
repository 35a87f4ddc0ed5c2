"""Certificate numbers: every number here is invented."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as std_uscc

from icpctl.fields import FieldError, Parsed, parse, resident, uscc
from icpctl.fields.certificates import age_on, birth_date, is_resident_id, is_uscc, region_code, sex

DAY = dt.date(2026, 11, 22)


def person(text: str, cert_type: str | None = None, **context: Any) -> Parsed:
    return parse("person_certificate", text, {"cert_type": cert_type, **context})


def subject(text: str, cert_type: str | None = None, **context: Any) -> Parsed:
    return parse("subject_certificate", text, {"cert_type": cert_type, **context})


def refused(call: Any, *args: Any, **context: Any) -> str:
    with pytest.raises(FieldError) as error:
        call(*args, **context)
    text = error.value.text()
    assert text
    assert str(args[0]) not in text
    return error.value.key


def with_check(body: str) -> str:
    return body + resident.check_character(body)


def make_uscc(head: str, org: str) -> str:
    body = head + org + uscc.org_check_character(org)
    return body + uscc.check_character(body)


regions = st.sampled_from([p + rest for p in resident.PROVINCE_CODES[:31] for rest in ("0101", "9000", "0000", "2722")])
births = st.dates(dt.date(1900, 1, 1), DAY)


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    return with_check(f"{draw(regions)}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}")


@st.composite
def usccs(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["91", "92", "93", "11", "12", "51", "52", "Y1", "A1"])) + draw(regions)
    return make_uscc(head, draw(st.text(uscc.ALPHABET, min_size=8, max_size=8)))


@given(resident_ids())
def test_every_valid_resident_id_is_read(number: str) -> None:
    parsed = person(number, day=DAY)
    assert parsed == Parsed(number)
    assert is_resident_id(number)


@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_never_accepted(number: str, at: int, digit: str) -> None:
    assume(number[at] != digit)
    wrong = number[:at] + digit + number[at + 1 :]
    assert refused(person, wrong, day=DAY).startswith("resident_id_")
    assert not is_resident_id(wrong)


@given(resident_ids(), st.integers(0, 15))
def test_two_neighbours_swapped_are_never_accepted(number: str, at: int) -> None:
    assume(number[at] != number[at + 1])
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert refused(person, wrong, day=DAY).startswith("resident_id_")


@st.composite
def beijing_ids(draw: st.DrawFn) -> str:
    """Numbers of one region that the oracle knows; some with a wrong check digit or an impossible date."""
    body = f"110101{draw(st.integers(1900, 2026))}{draw(st.integers(0, 13)):02d}{draw(st.integers(0, 32)):02d}"
    body += f"{draw(st.integers(0, 999)):03d}"
    check: str = draw(st.sampled_from([resident.check_character(body), *"0123456789X"]))
    return body + check


@given(beijing_ids())
def test_agrees_with_the_oracle_where_the_oracle_is_right(number: str) -> None:
    """python-stdnum refuses (or crashes on) regions that its table lacks and takes any year, so both are fixed here."""
    assert ric.is_valid(number) == is_resident_id(number)
    if is_resident_id(number):
        assert birth_date(number) == ric.get_birth_date(number)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("110101900307001", "resident_id_old"),
        ("11010119900307001", "resident_id_length"),
        ("1101011990030700033", "resident_id_length"),
        ("11010119900307O003", "resident_id_character"),
        ("X10101199003070003", "resident_id_character"),
        ("11010119900307000A", "resident_id_character"),
        (with_check("11010119901307001"), "resident_id_month"),
        (with_check("11010119900230001"), "resident_id_day"),
        (with_check("11010100000230001"), "resident_id_early"),
        (with_check("11010118991231001"), "resident_id_early"),
        ("110101199003070004", "resident_id_check"),
        ("110101199003071000", "resident_id_check_spreadsheet"),
        ("1.10101E+17", "spreadsheet_figure"),
        ("1.10101199001e+17", "spreadsheet_figure"),
        ("110101199003070000.0", "spreadsheet_figure"),
    ],
)
def test_a_resident_id_says_which_part_is_wrong(text: str, key: str) -> None:
    assert refused(person, text, day=DAY) == key


def test_births_in_the_future_are_refused_for_a_day() -> None:
    later = with_check("11010120990307001")
    assert refused(person, later, day=DAY) == "resident_id_future"
    assert person(later).value == later


def test_the_position_is_named_and_the_expected_digit_is_not() -> None:
    with pytest.raises(FieldError) as error:
        person("11010119900307O003")
    assert error.value.values == {"position": 15}
    with pytest.raises(FieldError) as error:
        person("110101199003070004")
    assert error.value.values == {}


def test_small_x_spaces_and_hyphens_are_reported() -> None:
    body = next(b for n in range(999) if resident.check_character(b := f"11010119900307{n:03d}") == "X")
    parsed = person(f"{body[:6]}-{body[6:]}x")
    assert parsed.value == body + "X"
    assert {c.key for c in parsed.changes} == {"hyphens_removed", "uppercased"}


def test_unknown_regions_are_noted_abolished_counties_are_normal() -> None:
    assert [n.key for n in person(with_check("00010119900307001")).notes] == ["resident_id_region"]
    assert person(with_check("51022119900307001")).notes == ()
    assert [n.key for n in person(with_check("81000019900307001")).notes] == ["resident_id_hmt"]


def test_helpers_read_a_resident_id() -> None:
    number = with_check("32010220000229001")
    assert birth_date(number) == dt.date(2000, 2, 29)
    assert age_on(number, dt.date(2018, 2, 28)) == 17
    assert age_on(number, dt.date(2018, 3, 1)) == 18
    assert age_on(number, dt.date(1999, 1, 1)) is None
    assert sex(number) == "male"
    assert sex(with_check("32010220000229002")) == "female"
    assert region_code(number, "resident-id") == "320102"
    assert region_code(number, None) == "320102"
    assert region_code(number, "passport") is None
    for wrong in (None, "", "abc", "110101199003070004"):
        assert birth_date(wrong) is None
        assert age_on(wrong, DAY) is None
        assert sex(wrong) is None
        assert region_code(wrong, "resident-id") is None
        assert not is_resident_id(wrong)
        assert not is_uscc(wrong)


@pytest.mark.parametrize(
    ("cert_type", "text", "value"),
    [
        ("hmt-residence-permit", with_check("81000019900307001"), with_check("81000019900307001")),
        ("hk-macau-permit", "h00000001", "H00000001"),
        ("hk-macau-permit", "M0000000101", "M0000000101"),
        ("taiwan-permit", "00000001", "00000001"),
        ("taiwan-permit", "0000000001（b）", "0000000001(B)"),
        ("taiwan-permit", "0000000001【B】", "0000000001(B)"),
        ("taiwan-permit", "0000000001", "0000000001"),
        ("passport", "e00000001", "E00000001"),
        ("passport", "12345", "12345"),
        ("foreign-permanent-id", "abc000000000001", "ABC000000000001"),
        ("foreign-permanent-id", with_check("91100419900307001"), with_check("91100419900307001")),
        ("a-new-type", "XYZ-0001", "XYZ-0001"),
    ],
)
def test_other_certificates_of_persons(cert_type: str, text: str, value: str) -> None:
    parsed = person(text, cert_type)
    assert parsed.value == value
    assert bool(parsed.changes) == (text != value)
    assert subject(text, cert_type).value == value


@pytest.mark.parametrize(
    ("cert_type", "text", "key"),
    [
        ("hmt-residence-permit", with_check("11010119900307001"), "hmt_region"),
        ("hmt-residence-permit", "8100001990030700", "resident_id_length"),
        ("hmt-residence-permit", "810000199003070011", "resident_id_check"),
        ("hk-macau-permit", "A00000001", "hk_macau_permit"),
        ("taiwan-permit", "123456789", "taiwan_permit"),
        ("passport", "E001", "passport"),
        ("passport", "E0000/0001", "passport"),
        ("foreign-permanent-id", "AB0000000000001", "foreign_permanent_id"),
        ("foreign-permanent-id", "911004199003070010", "foreign_permanent_id_check"),
    ],
)
def test_other_certificates_refused(cert_type: str, text: str, key: str) -> None:
    if key.endswith("check"):
        text = text[:-1] + ("1" if with_check(text[:-1])[-1] != "1" else "2")
    assert refused(person, text, cert_type) == key


@given(usccs())
def test_every_valid_code_is_read(code: str) -> None:
    assert subject(code, "business-license") == Parsed(code)
    assert subject(code) == Parsed(code)
    assert subject(code.lower(), "unified-code-certificate").value == code
    assert is_uscc(code)
    assert region_code(code, "business-license") == code[2:8]
    # python-stdnum takes digits only in the first two places, though GB 32100 has letters there.
    assert std_uscc.calc_check_digit(code[:17]) == code[17]
    assert std_uscc.is_valid(code) == code[:2].isdecimal()


@given(usccs(), st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_of_a_code_is_never_accepted(code: str, at: int, char: str) -> None:
    assume(code[at] != char)
    wrong = code[:at] + char + code[at + 1 :]
    assert refused(subject, wrong, "business-license").startswith("uscc_")
    assert not is_uscc(wrong)


@given(usccs(), st.sampled_from("0123456789X"))
def test_a_wrong_inner_digit_is_refused_though_the_outer_fits(code: str, digit: str) -> None:
    assume(digit != code[16])
    body = code[:16] + digit
    assert refused(subject, body + uscc.check_character(body), "business-license") == "uscc_org_check"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("91320100MA2000017", "uscc_length"),
        ("4403", "uscc_length"),
        ("9132010OMA10000175", "uscc_letter"),
        ("91320100MAI0000175", "uscc_letter"),
        ("91320100MA1000017*", "uscc_character"),
        ("913201A0MA10000175", "uscc_region_digit"),
        ("91320100MA10000176", "uscc_check"),
        ("91320100MA10000275", "uscc_both_checks"),
        ("9.132E+17", "spreadsheet_figure"),
    ],
)
def test_a_code_says_which_part_is_wrong(text: str, key: str) -> None:
    assert refused(subject, text, "business-license") == key


def test_the_letter_is_pointed_out() -> None:
    with pytest.raises(FieldError) as error:
        subject("9132010OMA10000175", "business-license")
    assert error.value.values == {"position": 8, "letter": "O"}


def test_unknown_authority_and_region_are_notes() -> None:
    assert {n.key for n in subject(make_uscc("B1990000", "MA100001"), "business-license").notes} == {
        "uscc_authority",
        "uscc_region",
    }
    assert subject(make_uscc("11100000", "MA100001"), "business-license").notes == ()


def test_old_registration_numbers() -> None:
    assert [n.key for n in subject("320100000000001", "business-license").notes] == ["registration_number_old"]
    assert refused(subject, "320100000000001", "unified-code-certificate") == "uscc_length"


def test_other_certificates_of_organisations_are_lenient() -> None:
    for text in ("示例登字第00001号", "（示例）字〔2020〕第1号", "PDY00000X11010112345", "51-0001"):
        assert subject(text, "law-firm-license").value.replace("(", "（")
    assert subject("91320100ma10000175", "social-group-certificate").value == "91320100MA10000175"
    assert [n.key for n in subject("91320100MA10000176", "social-group-certificate").notes] == ["maybe_uscc"]
    assert refused(subject, "a/b*c", "law-firm-license") == "other_certificate"
    assert refused(subject, "abc", "law-firm-license") == "other_certificate"
    assert refused(subject, "1.2E+17", "law-firm-license") == "spreadsheet_figure"


def test_without_a_type_the_number_decides() -> None:
    number = with_check("11010119900307001")
    assert subject(number).value == number
    assert subject("91320100MA10000175").value == "91320100MA10000175"
    assert refused(subject, "91320100MA10000176") == "uscc_check"
