"""The checks of domains, sites, access and providers beyond their examples: provinces, limits, parameters."""

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl.case import Case
from icpctl.checks import run
from icpctl.checks.scope import label, limits, spelled
from icpctl.rules import Book
from icpctl.usage import JUDGED

BOOK = Book()
LIMITS = BOOK.file("provider-limits")["limit"]
PROVINCES = BOOK.names("provinces")
PEOPLE = ("PER", "CERT", "SUB", "TYPE", "GAP", "VAL")


def draft(base: str, **subject: object) -> Case:
    """A base draft with other values of the subject, as a case."""
    made = case_files.draft_of({"name": base, "base": base, "draft": {"subject": subject}})
    return Case(made, BOOK, case_files.DAY)


@pytest.mark.parametrize("entry", LIMITS, ids=lambda e: e["id"])
def test_a_limit_says_where_it_was_read(entry: dict[str, object]) -> None:
    assert {
        "id",
        "what",
        "when",
        "rule_zh",
        "rule_en",
        "severity",
        "as_of",
        "confidence",
        "sources_in",
        "sources",
    } <= set(entry)
    sources = BOOK.resolve(str(entry["sources_in"]), list(entry["sources"]))  # type: ignore[call-overload]
    assert [s for s in sources if s.as_of] == list(sources)


def test_limits_have_ids_of_their_own() -> None:
    ids = [e["id"] for e in LIMITS]
    assert len(ids) == len(set(ids))


def test_a_limit_of_another_provider_is_silent() -> None:
    assert [r.id for r in limits(draft("enterprise-new-site"), "resource_months")] == ["tencent-resource-months"]


def test_every_parameter_that_is_called_judged_is_in_the_rule_book() -> None:
    every = [*PROVINCES, ""]
    known = {key for p in every for rule in BOOK.of_province(p) for key in rule["params"]}
    assert known >= set(JUDGED)


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("base", ["enterprise-new-access", "enterprise-new-site", "individual-first-filing", "app-filing"])
def test_no_province_blocks_a_good_draft(base: str, province: str) -> None:
    """Only the licence number, which names another province, may block the base draft there."""
    case = draft(base, province=province)
    errors = [f for f in run(case.draft, BOOK, case.day) if f.severity == "error" and not f.code.startswith(PEOPLE)]
    assert {f.code for f in errors} <= {"LIC001"}


@pytest.mark.parametrize(
    ("domain", "own"),
    [("example.com", "example"), ("www.example.com.cn", "example"), ("示例.中国", "示例"), ("com.cn", "")],
)
def test_the_label_is_what_was_registered(domain: str, own: str) -> None:
    assert label(domain) == own


def test_punycode_is_read_as_the_name_it_means() -> None:
    assert spelled("XN--FSQU00A.xn--fiqs8s") == "例子.中国"
    assert spelled("xn--not-valid-.com") == "xn--not-valid-.com"


def test_a_draft_without_any_answer_is_judged_in_peace() -> None:
    from icpctl.draft import Draft

    assert not [f for f in run(Draft(), BOOK, dt.date(2026, 11, 22)) if not f.code.startswith(PEOPLE)]


def test_the_wait_for_real_name_data_ends_on_the_day_it_names() -> None:
    made = case_files.draft_of({"name": "wait", "base": "enterprise-new-site"})
    made.filing.provider = "huawei"
    made.site[0].domain_realname_on = "2026-11-20"
    days = [dt.date(2026, 11, 20) + dt.timedelta(days=n) for n in range(8)]
    told = [d for d in days if any((f.code, f.severity) == ("DOM007", "warning") for f in run(made, BOOK, d))]
    assert told == days[:5]
