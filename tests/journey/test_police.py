"""The sheet of the public-security filing: what is known filled in, the rest left open, nothing invented."""

import json
import re
from typing import Any

import jsonschema
import pytest
from running import icpctl

from icpctl import schemas
from icpctl.case import Case
from icpctl.draft import from_dict
from icpctl.journey.public_security import Blank, Sheet, sheet
from icpctl.questions import BY_PATH
from icpctl.rules import Book

BOOK = Book()
SITE = {"name": "示例官网", "domains": ["example.com", "example.cn"], "ips": ["119.29.29.29"], "languages": ["zh-hans"]}
PERSON = {"name": "林示例", "mobile": "13900000001"}


def made(type_: str = "first-filing", provider: str = "ucloud", nature: str = "enterprise", **parts: Any) -> Sheet:
    import datetime as dt

    body = {"schema": 1, "name": "x", "filing": {"type": type_, "provider": provider}, "subject": {"nature": nature}, **parts}
    return sheet(Case(from_dict(body, "t"), BOOK, dt.date(2026, 11, 22)))


def blanks(found: Sheet) -> dict[str, Blank]:
    return {b.id: b for p in found.parts for b in p.blanks}


def parts(found: Sheet) -> list[tuple[str, str]]:
    return [(p.id, p.at) for p in found.parts]


def test_the_parts_stand_in_the_order_of_the_site() -> None:
    assert parts(made(site=[SITE], principal=PERSON)) == [
        ("organisation", ""),
        ("principal", ""),
        *(
            (id_, "site[0]")
            for id_ in ("site", "access-provider", "domain-provider", "services", "site-principal")
        ),
        ("consent", ""),
    ]  # fmt: skip


def test_an_individual_has_no_organisation_and_an_app_no_site() -> None:
    assert "organisation" not in [i for i, _ in parts(made(nature="individual", site=[SITE]))]
    app = parts(made("app-filing", app=[{"name": "示例"}]))
    assert ("app", "app[0]") in app
    assert not [i for i, at in app if at.startswith("site")]


def test_several_sites_have_several_parts() -> None:
    assert [at for i, at in parts(made(site=[SITE, SITE])) if i == "site"] == ["site[0]", "site[1]"]


def test_the_first_domain_is_the_main_one_and_the_rest_are_further_ones() -> None:
    found = blanks(made(site=[SITE]))
    assert found["site-domain"].paths == ("site[0].domains[0]",)
    assert found["site-other-domains"].paths == ("site[0].domains[1]",)


def test_the_principal_of_a_site_is_the_subject_s_when_he_is_the_same() -> None:
    same = made(site=[{**SITE, "principal": {"same_as_subject": True}}], principal=PERSON)
    own = made(site=[{**SITE, "principal": {"same_as_subject": False, **PERSON}}])
    assert blanks(same)["site-principal-mobile"].paths == ("principal.mobile",)
    assert blanks(own)["site-principal-mobile"].paths == ("site[0].principal.mobile",)


def test_a_provider_s_own_words_are_filled_in_and_other_providers_stay_open() -> None:
    own, other = blanks(made(site=[SITE])), blanks(made(provider="aliyun", site=[SITE]))
    for id_ in ("access-area", "access-region", "access-title", "access-phone", "access-method"):
        assert own[id_].value
        assert own[id_].sources
        assert not other[id_].value
        assert not other[id_].paths


@pytest.mark.parametrize(("type_", "day"), [("first-filing", "2026-11-20"), ("new-access", "")])
def test_the_opening_day_is_that_of_the_first_approval_and_unknown_for_a_site_filed_before(type_: str, day: str) -> None:
    import datetime as dt

    approved = [{"event": "approved", "at": dt.datetime.fromisoformat("2026-11-20T15:00:00+08:00")}]
    assert blanks(made(type_, site=[SITE], event=approved))["site-opened"].value == day
    assert blanks(made(type_, site=[SITE]))["site-opened"].value == ""


def test_what_no_draft_knows_stays_open() -> None:
    found = blanks(made(site=[SITE]))
    for id_ in (
        "interactive",
        "dangerous-goods",
        "domain-area",
        "domain-region",
        "domain-title",
        "domain-phone",
        "consent-notice",
    ):
        assert (found[id_].paths, found[id_].value) == ((), "")


@pytest.mark.parametrize("type_", ["cancel-access", "change-site", "mini-program-filing"])
def test_a_filing_without_this_step_says_so(type_: str) -> None:
    found = made(type_, site=[SITE])
    assert found.parts == ()
    assert "没有公安联网备案这一步" in found.text


def test_every_blank_belongs_to_a_part_and_leads_to_an_answer_that_exists() -> None:
    sections = {r.id: r for r in BOOK.all("police-section")}
    for rule in BOOK.all("police-field"):
        assert BOOK.sources(rule)
        of = sections[rule["section"]]["of"]
        for path in rule.get("paths", ()):
            if path.startswith("domains."):
                continue
            full = path if of == "subject" else f"{of}[].{path}"
            assert full in BY_PATH, full
    columns = ("area", "region", "title", "phone", "method")
    assert {r["column"] for r in BOOK.all("police-field") if "column" in r.data} == set(columns)
    for rule in BOOK.all("police-provider"):
        assert BOOK.one("provider", rule["provider"])
        phones = [p["number"] for p in BOOK.one("provider", rule["provider"])["phone"]]  # type: ignore[index]
        assert rule["phone"] in phones
    assert {r["event"] for r in BOOK.all("police-field") if "event" in r.data} <= {r.id for r in BOOK.all("event")}
    assert {r["document"] for r in BOOK.all("police-field") if "document" in r.data} <= {r.id for r in BOOK.all("document")}


# --- the verb ---


@pytest.fixture
def draft() -> str:
    assert icpctl("new", "a", "--example", "aliyun-first-filing-individual").code == 0
    return "a"


PRIVATE = ("陈示例", "330102199208151015", "13900000011", "chen@example.com")


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_personal_data_is_masked_unless_revealed(draft: str, format_: str) -> None:
    masked, open_ = (icpctl("police", draft, "--format", format_, *more) for more in ((), ("--reveal",)))
    assert masked.code == open_.code == 0
    for value in PRIVATE:
        assert value not in masked.all
        assert value in open_.out.replace("\\", "")


def test_the_json_follows_its_schema(draft: str) -> None:
    for args in (("--json",), ("--format", "json")):
        body = icpctl("police", draft, *args).json()
        jsonschema.validate(body, schemas.schema("police"))
        assert body["applies"]
        fields = {f["id"]: f for p in body["parts"] for f in p["fields"]}
        assert fields["site-name"]["value"] == "小陈的生活随笔"
        assert fields["interactive"]["value"] is None
    icpctl("new", "c", "--example", "cancel-access")
    none = icpctl("police", "c", "--json").json()
    jsonschema.validate(none, schemas.schema("police"))
    assert not none["applies"]


def test_markdown_cannot_be_broken_by_a_name(draft: str) -> None:
    icpctl("edit", draft, "--set", "site[0].name=a|b<script>`x`*y*[z](http://e.com)", "--no-input")
    plain = icpctl("police", draft, "--format", "markdown").out
    rows = [r for r in plain.splitlines() if r.startswith("|") and "网站名称" in r]
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 4
        assert "<" not in row.replace("\\<", "")


def test_what_stays_open_is_a_blank_and_the_sources_are_named(draft: str) -> None:
    shown = icpctl("police", draft).out
    assert "是否提供互联网交互服务  ________" in shown
    assert "公安备案流程指引" in shown
    assert "beian.mps.gov.cn" in shown


def test_an_unknown_format_is_refused(draft: str) -> None:
    assert icpctl("police", draft, "--format", "pdf").code == 2


def test_english_is_complete(draft: str) -> None:
    shown = icpctl("police", draft, "--lang", "en").out
    assert "Operating subject" in shown
    assert "Interactive services?" in shown
    assert json.loads(icpctl("police", draft, "--lang", "en", "--json").out)["applies"]
