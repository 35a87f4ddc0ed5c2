"""Rows of one draft: which belong together, what further rows may say, and how a draft is named."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl import wording
from icpctl.batch import Group
from icpctl.batch.columns import Headings, read_headings
from icpctl.batch.grouping import Seen, fold, groups, name_of
from icpctl.fields import FieldError, parse
from icpctl.places import name_fault, name_from_domain
from icpctl.rules import Book
from icpctl.sheets import Odd, Row, Sheet

BOOK = Book()
HEAD = ["name", "subject.name", "site.name", "site.domains", "app.name"]


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    before = wording.language()
    wording.set_language("en")
    yield
    wording.set_language(before)


def opened(rows: Sequence[Row], merged: dict[int, tuple[int, ...]] | None = None) -> tuple[Sheet, Headings]:
    sheet = Sheet("clients.xlsx", "xlsx", "Sheet1", "", lambda: iter(rows), [], 1, merged or {})
    return sheet, read_headings(sheet, BOOK)


def grouped(head: Sequence[str], *rows: Sequence[str], merged: dict[int, tuple[int, ...]] | None = None) -> list[Group]:
    found = [Row(n, n, list(cells)) for n, cells in enumerate([head, *rows], 1) if any(cells)]
    sheet, headings = opened(found, merged)
    return list(groups(sheet, headings, BOOK))


def texts(group: Group) -> dict[str, str]:
    return {path: answer.text for path, answer in group.answers.items()}


def codes(group: Group) -> list[tuple[str, str, int, str]]:
    return [(p.code, p.severity, p.row, p.column) for p in group.problems]


def test_adjacent_rows_of_one_name_are_one_draft_with_several_sites() -> None:
    one, two = grouped(
        HEAD,
        ["a-1", "示例公司", "官网", "a.com", ""],
        ["a-1", "", "商城", "shop.a.com", ""],
        [],
        ["a-1", " 示例公司 ", "", "", "应用"],
        ["b-1", "别的公司", "官网", "b.com", ""],
    )
    assert (one.name, one.rows, one.problems) == ("a-1", [2, 3, 5], [])
    assert texts(one) == {
        "subject.name": "示例公司", "site[0].name": "官网", "site[0].domains": "a.com",
        "site[1].name": "商城", "site[1].domains": "shop.a.com", "app[0].name": "应用",
    }  # fmt: skip
    assert {a.path: (a.row, a.column) for a in one.answers.values()} == {
        "subject.name": (2, 1), "site[0].name": (2, 2), "site[0].domains": (2, 3), "site[1].name": (3, 2), "site[1].domains": (3, 3),
        "app[0].name": (5, 4),
    }  # fmt: skip
    assert (two.name, two.rows, texts(two)["site[0].name"]) == ("b-1", [6], "官网")


def test_a_further_row_may_not_contradict() -> None:
    (one,) = grouped(HEAD, ["a-1", "示例公司", "官网", "a.com"], ["a-1", "别的公司", "商城", "b.com"])
    assert codes(one) == [("ROW003", "error", 3, "B")]
    assert (one.problems[0].draft, one.problems[0].value) == ("a-1", "别**")
    assert "row 2" in one.problems[0].message and "Name of the organiser" in one.problems[0].message
    assert texts(one)["subject.name"] == "示例公司"


def test_a_choice_may_be_written_in_other_words() -> None:
    head = ["name", "subject.nature", "site.domains"]
    (one,) = grouped(head, ["a-1", "企业", "a.com"], ["a-1", "enterprise", "b.com"])
    assert one.problems == []
    (two,) = grouped(head, ["a-1", "企业", "a.com"], ["a-1", "individual", "b.com"])
    assert codes(two) == [("ROW003", "error", 3, "B")]


def test_a_row_that_repeats_or_adds_nothing_is_told() -> None:
    (one,) = grouped(HEAD, ["a-1", "示例公司", "官网", "a.com"], ["a-1", "示例公司", "官网", "A.com"], ["a-1", "示例公司"])
    assert codes(one) == [("ROW004", "error", 3, ""), ("ROW005", "warning", 4, "")]


def test_the_same_name_further_down_is_refused_there() -> None:
    first, _, again = grouped(HEAD, ["a-1", "x", "官网", "a.com"], ["b-1", "y", "官网", "b.com"], ["a-1", "x", "商城", "c.com"])
    assert first.problems == []
    assert codes(again) == [("ROW001", "error", 4, "A")]
    assert "row 2" in again.problems[0].message


def test_a_row_without_a_name_is_named_from_its_first_domain() -> None:
    found = grouped(
        HEAD,
        ["", "x", "官网", "Shop.Example.com；b.com"],
        ["", "x", "官网", "示例.com"],
        ["", "x", "", "", "应用"],
        ["", "x", "官网", "shop.example.com"],
    )
    assert [g.name for g in found] == ["shop-example-com", "xn--fsq092h-com", "", "shop-example-com"]
    assert [codes(g) for g in found] == [[], [], [("ROW002", "error", 4, "A")], [("ROW001", "error", 5, "D")]]


def test_without_a_column_of_names_every_row_is_a_draft() -> None:
    found = grouped(["域名", "网站名称"], ["a.com", "甲"], ["b.com", "乙"], ["c.com", ""])
    assert [(g.name, g.rows) for g in found] == [("a-com", [2]), ("b-com", [3]), ("c-com", [4])]


def test_an_app_is_named_from_its_domain() -> None:
    (one,) = grouped(["app.name", "app.domains"], ["应用", "api.example.com"])
    assert (one.name, texts(one)) == ("api-example-com", {"app[0].name": "应用", "app[0].domains": "api.example.com"})


def test_a_bad_name_gives_one_problem_a_cell_and_keeps_its_rows_together() -> None:
    (one,) = grouped(HEAD, ["客户一", "x", "官网", "a.com"], ["客户一", "x", "商城", "b.com"])
    assert (one.name, one.rows) == ("", [2, 3])
    assert codes(one) == [("CELL027", "error", 2, "A"), ("CELL027", "error", 3, "A")]


def test_a_bad_domain_gives_no_second_problem_for_the_missing_name() -> None:
    (one,) = grouped(HEAD, ["", "x", "官网", "#REF!"])
    assert codes(one) == [("CELL011", "error", 2, "D")]


def test_a_covered_name_keeps_the_row_with_the_draft_above() -> None:
    one, two = grouped(
        HEAD,
        ["a-1", "x", "官网", "a.com"],
        ["", "", "商城", "b.com"],
        ["b-1", "y", "官网", "c.com"],
        merged={3: (0, 1)},
    )
    assert (one.name, one.rows) == ("a-1", [2, 3])
    assert codes(one) == [("CELL015", "error", 3, "A"), ("CELL015", "error", 3, "B")]
    assert (two.name, two.problems) == ("b-1", [])


def test_two_sites_in_one_row_and_more_below() -> None:
    head = ["name", "site.name", "site[1].name", "site[1].domains"]
    (one,) = grouped(head, ["a-1", "甲", "乙", "b.com"], ["a-1", "", "丙", "c.com"], ["a-1", "丁", "", ""])
    assert texts(one) == {
        "site[0].name": "甲", "site[1].name": "乙", "site[1].domains": "b.com", "site[2].name": "丙", "site[2].domains": "c.com",
        "site[3].name": "丁",
    }  # fmt: skip
    # A row that leaves its first site out has no gap.
    (two,) = grouped(head, ["a-1", "", "乙", "b.com"])
    assert texts(two) == {"site[0].name": "乙", "site[0].domains": "b.com"}


def test_a_bad_cell_holds_the_place_of_its_site() -> None:
    rows = [
        Row(1, 1, HEAD),
        Row(2, 2, ["a-1", "x", "", "a.com"], {2: Odd("error", "#REF!")}),
        Row(3, 3, ["a-1", "", "", "b.com"], {2: Odd("error", "#REF!")}),
    ]
    sheet, headings = opened(rows)
    (one,) = groups(sheet, headings, BOOK)
    assert texts(one) == {"subject.name": "x", "site[0].domains": "a.com", "site[1].domains": "b.com"}
    assert [(p.path, p.row) for p in one.problems] == [("site[0].name", 2), ("site[1].name", 3)]


def test_rows_with_nothing_but_their_number_are_no_data() -> None:
    found = grouped(["序号", *HEAD], ["1", "a-1", "x", "官网", "a.com"], ["2", "", "", "", ""], ["3", " ", "", "", ""])
    assert [(g.name, g.rows) for g in found] == [("a-1", [2])]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "a-1", "b-1", "坏"]),
        st.sampled_from(["", "甲公司", "乙公司", "#REF!"]),
        st.sampled_from(["", "官网", "商城", "TRUE"]),
        st.sampled_from(["", "a.com", "b.com", "c.com;d.com"]),
        st.sampled_from(["", "应用"]),
    ).filter(any),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(ROWS, st.permutations(range(len(HEAD))))
def test_the_order_of_the_columns_does_not_matter(rows: list[tuple[str, ...]], order: list[int]) -> None:
    def told(found: list[Group]) -> list[object]:
        return [
            (g.name, g.rows, list(texts(g).items()), [(p.code, p.row, p.path, p.heading, p.value) for p in g.problems])
            for g in found
        ]

    moved = grouped([HEAD[i] for i in order], *([row[i] for i in order] for row in rows))
    assert told(moved) == told(grouped(HEAD, *rows))


@settings(max_examples=60)
@given(ROWS)
def test_every_row_is_in_exactly_one_group(rows: list[tuple[str, ...]]) -> None:
    found = grouped(HEAD, *rows)
    assert [n for g in found for n in g.rows] == list(range(2, len(rows) + 2))
    good = [g.name for g in found if not any(p.severity == "error" for p in g.problems)]
    assert len(good) == len(set(good)) and "" not in good
    for group in found:
        taken = {(a.path, a.row) for a in group.answers.values()}
        assert not taken & {(p.path, p.row) for p in group.problems if p.code.startswith("CELL")}
        for table in ("site", "app"):
            places = {
                int(p[len(table) + 1]) for p in (*group.answers, *(q.path for q in group.problems)) if p.startswith(f"{table}[")
            }
            assert places == set(range(len(places)))


@settings(max_examples=100)
@given(
    st.from_regex(r"[A-Za-z0-9_.-]{1,30}\.(com|cn|toml|示例)", fullmatch=True)
    | st.from_regex(r"[a-z0-9-]{1,30}(\.[a-z0-9]{1,8}){1,3}", fullmatch=True)
)
def test_the_quick_name_is_the_plain_name(domain: str) -> None:
    try:
        plain = name_from_domain(str(parse("domain", domain).value))
    except FieldError:
        plain = name_from_domain(domain)
    assert name_of(domain) == plain
    assert not name_fault(name_of(domain))


@settings(max_examples=30)
@given(st.lists(st.text(max_size=4), max_size=3000))
def test_seen_remembers_as_a_dictionary_does(names: list[str]) -> None:
    seen, plain = Seen(), dict[str, int]()
    for row, name in enumerate(names, 2):
        assert seen(name, row) == plain.get(name, 0)
        plain.setdefault(name, row)


def test_seen_grows() -> None:
    seen = Seen()
    assert [seen(f"client-{n}", n) for n in range(2, 5000)] == [0] * 4998
    assert [seen(f"client-{n}", 9999) for n in range(2, 5000)] == list(range(2, 5000))


def test_the_given_first_row_decides() -> None:
    sheet, headings = opened([Row(1, 1, HEAD), Row(2, 2, ["a-1", "x", "官网", "a.com"])])
    asked: list[tuple[str, int]] = []

    def first_row(name: str, row: int) -> int:
        asked.append((name, row))
        return 0

    list(groups(sheet, headings, BOOK, first_row))
    assert asked == [("a-1", 2)]


def test_fold() -> None:
    assert fold(" Ａb　c ") == fold("abC")
