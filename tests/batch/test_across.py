"""Rows against one another and against the drafts folder: the same as if all of them were compared with all."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import rows
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl import store
from icpctl.batch.across import compare
from icpctl.batch.columns import read_headings
from icpctl.batch.grouping import groups
from icpctl.batch.judging import Judged, judge, read, settle, table_of
from icpctl.batch.running import Options, run
from icpctl.draft import Event
from icpctl.elsewhere import Pool
from icpctl.rules import Book
from icpctl.sheets import Row, Sheet
from icpctl.wording import t

BOOK = Book()
GOOD = rows.good(30)
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SHARED = (
    "principal.mobile",
    "principal.email",
    "principal.emergency_phone",
    "site.domains",
    "site.ips",
    "principal.cert_number",
    "subject.name",
    "subject.cert_number",
)


def running(table: list[dict[str, str]], names: list[str] | None = None, **options: Any) -> list[Judged]:
    return list(run(rows.table(table, names), Options(rows.DAY, **options), BOOK))


def reuse(one: Judged) -> list[tuple[str, str]]:
    return [(p.code, p.path) for p in one.problems if p.code.startswith("REU")]


def all_with_all(sheet: Sheet) -> list[Judged]:
    """Every group judged beside all others, in one pool."""
    headings = read_headings(sheet, BOOK)
    pool, places = Pool(), []
    for group in groups(sheet, headings, BOOK):
        case, _ = settle(read(group, {}, BOOK, rows.DAY), BOOK, rows.DAY)
        name = t("batch.elsewhere.row", name=group.name, row=group.rows[0])
        places.append(pool.add(name, pool.entry(case)))
    place = table_of(sheet.file, sheet.sheet, headings.columns)
    return [
        judge(group, {}, BOOK, rows.DAY, lambda case, at=at: pool.beside(case, at), table=place)
        for at, group in zip(places, groups(sheet, headings, BOOK), strict=True)
    ]


def without_orders(found: list[Judged]) -> list[list[Any]]:
    return [[p for p in one.problems if p.code not in ("ROW020", "ROW021")] for one in found]


def test_good_rows_share_nothing() -> None:
    sheet = rows.table(GOOD)
    headings = read_headings(sheet, BOOK)
    found = compare(sheet, headings, lambda some: groups(some, headings, BOOK), BOOK, rows.DAY, {})
    assert (found.pool, found.places, found.siblings) == (None, {}, {})


def test_namesakes_share_nothing() -> None:
    one, other = [dict(row) for row in GOOD if rows.is_individual(row)][:2]
    for path in ("subject.name", "principal.name"):
        other[path] = one[path]
    sheet = rows.table([one, other])
    headings = read_headings(sheet, BOOK)
    assert not compare(sheet, headings, lambda some: groups(some, headings, BOOK), BOOK, rows.DAY, {}).places


def test_only_rows_that_share_something_enter_the_pool() -> None:
    table = [*GOOD[:20], {**GOOD[21], "principal.mobile": GOOD[4]["principal.mobile"]}, *GOOD[22:]]
    sheet = rows.table(table)
    headings = read_headings(sheet, BOOK)
    found = compare(sheet, headings, lambda some: groups(some, headings, BOOK), BOOK, rows.DAY, {})
    assert set(found.places) == {6, 22}


def test_a_phone_of_two_rows_is_told_in_both_with_the_other_row() -> None:
    table = [*GOOD[:20], {**GOOD[21], "principal.mobile": f"+86 {GOOD[4]['principal.mobile']}"}]
    found = running(table)
    shared = {one.rows[0]: reuse(one) for one in found if reuse(one)}
    assert shared == {6: [("REU001", "principal.mobile")], 22: [("REU001", "principal.mobile")]}
    text = found[4].problems[[p.code for p in found[4].problems].index("REU001")].message
    assert f"{found[20].name}（第 22 行）" in text


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from(SHARED)), max_size=8))
def test_the_quick_way_is_all_with_all(pairs: list[tuple[int, int, str]]) -> None:
    table = [dict(row) for row in GOOD[:12]]
    for source, target, path in pairs:
        table[target][path] = table[source].get(path, "") if source != target else ""  # a row may leave it open as well
    names = [f"draft-{number}" for number in range(len(table))]
    sheet = rows.table(table, names)
    assert without_orders(running(table, names)) == without_orders(all_with_all(sheet))


def save(drafts: Path, row: dict[str, str], name: str) -> None:
    (one,) = running([row], [name])
    assert one.draft is not None
    store.save(drafts, one.draft, None, NOW)


def test_a_row_is_compared_with_the_drafts_of_the_folder(drafts: Path) -> None:
    save(drafts, GOOD[4], "from-before")
    table = [GOOD[0], {**GOOD[1], "principal.mobile": GOOD[4]["principal.mobile"]}]
    found = running(table, folder=drafts)
    assert [reuse(one) for one in found] == [[], [("REU001", "principal.mobile")]]
    assert "from-before" in next(p.message for p in found[1].problems if p.code == "REU001")
    assert [reuse(one) for one in running(table)] == [[], []]


def test_an_order_under_way_in_the_folder_is_told(drafts: Path) -> None:
    (one,) = running([GOOD[0]], ["from-before"])
    assert one.draft is not None
    one.draft.event.append(Event("provider-submitted", NOW))
    store.save(drafts, one.draft, None, NOW)
    row = {**GOOD[0], "site.domains": "example-other.com", "site.ips": "119.29.1.1"}
    (found,) = running([row], folder=drafts)
    assert ("REU011", "") in reuse(found)


@pytest.mark.parametrize("names", [["mine", "other"], None])
def test_a_rows_own_draft_is_no_other(drafts: Path, names: list[str] | None) -> None:
    table = [GOOD[0], GOOD[1]]
    for one in running(table, names):
        assert one.draft is not None
        store.save(drafts, one.draft, None, NOW)
    assert [one.problems for one in running(table, names, folder=drafts)] == [one.problems for one in running(table, names)]


def test_a_default_for_all_rows_is_shared_by_all() -> None:
    table = [{**row, "principal.mobile": ""} for row in GOOD[:4]]
    assert all(
        ("REU001", "principal.mobile") in reuse(one) for one in running(table, defaults={"principal.mobile": "13900000001"})
    )


def test_several_orders_of_one_subject_are_noted() -> None:
    table = [GOOD[0], GOOD[1], {**GOOD[0], "site.domains": "example-9.com", "site.ips": "119.29.1.1"}]
    found = running(table)
    orders = {one.rows[0]: [p for p in one.problems if p.code == "ROW020"] for one in found}
    assert {row: [(p.severity, p.heading, p.rule) for p in told] for row, told in orders.items()} == {
        2: [("note", "subject.cert_number", "subject-conflict")],
        3: [],
        4: [("note", "subject.cert_number", "subject-conflict")],
    }
    assert "4" in orders[2][0].message


def test_the_services_of_one_subject_are_counted_over_all_its_rows() -> None:
    row = next(row for row in GOOD if rows.is_individual(row))
    table = [{**row, "site.domains": f"example-x{n}.com", "site.ips": f"119.29.1.{n}"} for n in range(1, 9)]
    found = [[(p.severity, p.heading, p.rule) for p in one.problems if p.code == "ROW021"] for one in running(table)]
    (alone,) = running([{**row, "subject.services_filed": "5"}])
    limit = next(p for p in alone.problems if p.code == "CNT002")
    assert found == [[]] * 5 + [[(limit.severity, "subject.cert_number", limit.rule)]] * 3


NAMES = ["", "shop", "Shop", "ｓｈｏｐ", "a-example-com", "\u200bshop", "shop;", "13900000001"]
DOMAINS = [
    "a.example.com",
    "A.Example.com",
    "ａ.example.com",
    "a.example.com；b.com",
    "b.com",
    "'b.com",
    "",
    "；",
    "例子.com",
    "no dots",
]


@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(DOMAINS), st.sampled_from(["", "b.com", "app.b.com"])), max_size=8)
)
@settings(max_examples=60, deadline=None)
def test_names_that_come_again_are_those_that_a_table_of_all_names_finds(lines: list[tuple[str, str, str]]) -> None:
    cells = [["name", "site.domains", "app.domains", "site.name"], *([*line, f"网站{n}"] for n, line in enumerate(lines))]
    found = [Row(number, number, list(line)) for number, line in enumerate(cells, 1)]
    sheet = Sheet("clients.csv", "csv", "", "utf-8", lambda: iter(found), [], 0)
    headings = read_headings(sheet, BOOK)
    compared = compare(sheet, headings, lambda some: groups(some, headings, BOOK), BOOK, rows.DAY, {})
    told = [g.problems for g in groups(sheet, headings, BOOK, compared.first_row())]
    assert told == [g.problems for g in groups(sheet, headings, BOOK)]
    assert not lines or compared.keyed is not None
