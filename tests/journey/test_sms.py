"""The help for the SMS verification: who, which characters, where, how often, and what then."""

import datetime as dt
import json
from typing import Any

import jsonschema
import pytest
from running import icpctl

from icpctl import schemas
from icpctl.case import Case
from icpctl.draft import from_dict
from icpctl.journey.sms import Sms, sms
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK = Book()
DAY = dt.date(2026, 11, 22)
PERSON = {"name": "林示例", "cert_type": "resident-id", "cert_number": "320102199003071234", "mobile": "13900000001"}
OTHER = {"name": "郑示例", "cert_type": "passport", "cert_number": "E12345678", "mobile": "13900000002", "same_as_subject": False}


def help_of(type_: str | None, province: str = "beijing", provider: str = "aliyun", **parts: Any) -> Sms:
    filing = {k: v for k, v in {"type": type_, "provider": provider}.items() if v}
    subject = {"nature": "enterprise", "province": province}
    body = {"schema": 1, "name": "example", "filing": filing, "subject": subject, **parts}
    return sms(Case(from_dict(body, "t"), BOOK, DAY))


def roles(found: Sms) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(r.at, r.roles) for r in found.recipients]


@pytest.mark.parametrize(
    ("type_", "wanted"),
    [
        ("first-filing", ["principal", "site[0].principal"]),
        ("new-site-same-provider", ["site[0].principal"]),
        ("new-access", ["site[0].principal"]),
        ("change-filing", ["principal", "site[0].principal"]),
        ("change-subject", ["principal"]),
        ("change-site", ["site[0].principal"]),
        ("cancel-subject", ["principal"]),
        ("cancel-site", ["site[0].principal"]),
        ("cancel-access", []),
        ("change-access", []),
    ],
)
def test_the_filing_type_says_who_verifies(type_: str, wanted: list[str]) -> None:
    found = help_of(type_, principal=PERSON, site=[{"principal": OTHER}])
    assert [r.at[0] for r in found.recipients] == wanted
    assert found.needed is bool(wanted)


def test_one_person_with_two_roles_is_one_recipient() -> None:
    found = help_of("first-filing", principal=PERSON, site=[{"principal": {"same_as_subject": True}}])
    assert roles(found) == [(("principal",), ("subject-principal", "site-principal"))]


def test_two_people_with_one_number_get_one_code() -> None:
    shared = {**OTHER, "mobile": PERSON["mobile"]}
    found = help_of("first-filing", principal=PERSON, site=[{"principal": shared}])
    assert [r.same_as for r in found.recipients] == ["", "principal"]


def test_people_without_a_number_are_not_taken_for_one_another() -> None:
    found = help_of("first-filing", site=[{"principal": {"same_as_subject": False}}])
    assert [r.same_as for r in found.recipients] == ["", ""]


def test_an_app_verifies_like_the_first_or_the_further_filing_it_counts_as() -> None:
    parts: dict[str, Any] = {"principal": PERSON, "app": [{"name": "示例", "principal": OTHER}]}
    first = help_of("app-filing", **parts)
    further = sms(
        Case(
            from_dict(
                {
                    "schema": 1, "name": "x", "filing": {"type": "app-filing", "facts": {"subject_has_filing": True}}, **parts,
                },
                "t",
            ),
            BOOK,
            DAY,
        )
    )  # fmt: skip
    assert [r.at[0] for r in first.recipients] == ["principal", "app[0].principal"]
    assert [r.at[0] for r in further.recipients] == ["app[0].principal"]


@pytest.mark.parametrize(
    ("kind", "province", "digits", "words"),
    [
        ("resident-id", "beijing", 6, "号码后 6 位"),
        ("passport", "beijing", 6, "号码后 6 位"),
        ("hk-macau-permit", "beijing", 6, "一般填通行证正面号码后 6 位"),
        ("hk-macau-permit", "zhejiang", None, "背面身份证件号后 6 位"),
        ("taiwan-permit", "beijing", None, "没有来源写明台湾居民来往大陆通行证"),
        ("hmt-residence-permit", "zhejiang", None, "没有来源写明"),
        ("foreign-permanent-id", "beijing", None, "没有来源写明"),
    ],
)
def test_the_certificate_and_the_province_say_which_characters(kind: str, province: str, digits: int | None, words: str) -> None:
    found = help_of("change-subject", province, principal={**PERSON, "cert_type": kind, "cert_number": "H1234567890"})
    assert found.recipients[0].digits == digits
    assert words in found.recipients[0].rule
    assert found.recipients[0].sources


@pytest.mark.parametrize(
    ("province", "type_", "kind", "said"),
    [
        ("jiangsu", "new-access", "resident-id", False),
        ("jiangsu", "cancel-site", "resident-id", True),
        ("hubei", "first-filing", "resident-id", False),
        ("qinghai", "first-filing", "resident-id", False),
        ("zhejiang", "first-filing", "resident-id", False),
        ("zhejiang", "first-filing", "hk-macau-permit", True),
    ],
)
def test_what_is_different_in_a_province_is_said_only_where_it_holds(province: str, type_: str, kind: str, said: bool) -> None:
    assert bool(help_of(type_, province, principal={**PERSON, "cert_type": kind}).local) is said


def test_the_way_out_fits_the_provider_and_the_filing_type() -> None:
    joining = {p.id: p.fix for p in help_of("new-access", provider="aliyun").troubles}
    assert "number-changed-access" in joining
    assert "number-changed-change" not in joining
    assert not any("UCloud" in f for f in joining["number-changed-access"])
    ucloud = {p.id: p.fix for p in help_of("new-access", provider="ucloud").troubles}
    assert any("UCloud" in f for f in ucloud["number-changed-access"])
    changing = {p.id for p in help_of("change-site").troubles}
    assert "number-changed-change" in changing
    assert "number-changed-access" not in changing
    for id_ in ("timeout", "no-sms", "wrong-input", "too-many-errors"):
        assert joining[id_]


def test_a_type_without_a_source_says_so_and_a_type_that_is_open_too() -> None:
    unknown = help_of("claim-filing")
    assert unknown.needed is None
    assert "没有来源写明" in unknown.text
    assert unknown.recipients == ()
    assert "类型还没有定" in help_of(None).text


def events(*told: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"event": e, "at": dt.datetime.fromisoformat(at)} for e, at in told]


def test_the_term_is_24_hours_to_the_minute_and_ends_with_the_verification_or_a_rejection() -> None:
    sent = ("sms-code-sent", "2026-11-20T09:17:00+08:00")
    waits = help_of("change-subject", event=events(("provider-submitted", "2026-11-18T09:00:00+08:00"), sent))
    assert waits.due == dt.datetime.fromisoformat("2026-11-21T09:17:00+08:00")
    for end in ("sms-verified", "rejected"):
        over = help_of("change-subject", event=events(sent, (end, "2026-11-20T12:00:00+08:00")))
        assert (over.due, over.sent, over.verified) == (None, None, end == "sms-verified")


def test_the_limits_and_the_official_page_are_those_of_the_facts() -> None:
    found = help_of("first-filing")
    basics = BOOK.file("journey/sms")["basics"]
    assert found.page == basics["verify_page"]
    text = "".join(found.limits)
    for number in (
        "valid_hours",
        "wrong_attempts_allowed",
        "returned_on_attempt",
        "system_resend_after_hours",
        "manual_resends_max",
    ):
        assert str(basics[number]) in text
    assert basics["url"] in found.warning
    assert all(s in found.warning for s in basics["senders"])


def test_every_word_exists_in_english() -> None:
    set_language("en")
    try:
        found = help_of("new-access", "zhejiang", principal={**PERSON, "cert_type": "taiwan-permit"})
        assert "no source says" in found.recipients[0].rule
        assert "Enter the code only" in found.warning
    finally:
        set_language("zh")


# --- the verb ---


@pytest.fixture
def draft() -> str:
    assert icpctl("new", "a", "--example", "aliyun-first-filing-individual").code == 0
    return "a"


def test_numbers_are_masked_unless_revealed(draft: str) -> None:
    masked, open_ = icpctl("sms", draft), icpctl("sms", draft, "--reveal")
    assert masked.code == open_.code == 0
    assert "******" in masked.out
    for private in ("陈示例", "13900000011", "151015"):
        assert private not in masked.all
        assert private in open_.out


def test_the_json_follows_its_schema_and_masks(draft: str) -> None:
    result = icpctl("sms", draft, "--json")
    body = result.json()
    jsonschema.validate(body, schemas.schema("sms"))
    assert body["recipients"][0]["answer"] == "******"
    assert "13900000011" not in json.dumps(body)
    assert icpctl("sms", draft, "--json", "--reveal").json()["recipients"][0]["answer"] == "151015"


def test_the_warning_stands_before_the_page(draft: str) -> None:
    shown = icpctl("sms", draft).out
    assert shown.index("一律不") < shown.index("ComplaintA")


def test_a_draft_that_is_not_there_is_exit_3() -> None:
    assert icpctl("sms", "nobody").code == 3
