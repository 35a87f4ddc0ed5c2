"""Headings: what each column means, by its words alone, and everything that is wrong with them at once."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import icpctl.batch as room
from icpctl import wording
from icpctl.batch import template_cells
from icpctl.batch.columns import Headings, label_of, meanings, read_headings
from icpctl.questions import QUESTIONS, place, words
from icpctl.rules import Book
from icpctl.sheets import Row, Sheet

BOOK = Book()
ROOM = Path(room.__file__).parent


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    before = wording.language()
    wording.set_language("en")
    yield
    wording.set_language(before)


def sheet(*rows: Sequence[str], remarks: Sequence[tuple[str, dict[str, object]]] = ()) -> Sheet:
    found = [Row(number, number, list(cells)) for number, cells in enumerate(rows, 1) if any(cells)]
    return Sheet("clients.csv", "csv", "", "utf-8", lambda: iter(found), list(remarks), 1)


def headings(*rows: Sequence[str], required: Sequence[str] = ()) -> Headings:
    return read_headings(sheet(*rows), BOOK, required)


def codes(found: Headings) -> list[tuple[str, str, str]]:
    return [(p.code, p.severity, p.column) for p in found.problems]


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("name", "name"), ("草稿名", "name"), ("site.name", "site[].name"), ("site[].name", "site[].name"),
        ("site[0].name", "site[].name"), ("site[1].name", "site[].name"), ("--site-name", "site[].name"),
        ("site_name", "site[].name"), ("网站名称", "site[].name"), ("网站名称*", "site[].name"), ("＊网站 名称（必填）", "site[].name"),
        ("Site name", "site[].name"), ("SITE NAME (required)", "site[].name"), ("ＳＩＴＥ．ＮＡＭＥ", "site[].name"),
        ("网站名称\nsite.name", "site[].name"), ("Domain", "site[].domains"), ("--nature", "subject.nature"), ("公司名称", "subject.name"),
        ("统一社会信用代码", "subject.cert_number"), ("手机：", "principal.mobile"), ("邮箱", "principal.email"), ("ip", "site[].ips"),
        ("法人", "legal_person.name"), ("filing.facts.intent", "filing.facts.intent"), ("facts.intent", "filing.facts.intent"),
        ("server_in_mainland", "filing.facts.server_in_mainland"), ("服务器在中国内地吗？", "filing.facts.server_in_mainland"),
        ("序号", ""), ("No.", ""), ("icpctl 检查结果", ""), ("icpctl verdict", ""),
    ],
)  # fmt: skip
def test_a_heading_in_any_usual_spelling(heading: str, path: str) -> None:
    assert meanings(BOOK, heading) == (path,)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_every_question_is_found_by_key_flag_and_label(lang: str) -> None:
    wording.set_language(lang)
    wrong = [
        (spelling, q.path)
        for q in QUESTIONS
        for spelling in (
            q.path,
            place(q.path),
            template_cells.key(q),
            q.flag,
            words(q)[0],
            f"{words(q)[0]}*",
            template_cells.heading(q),
        )
        if meanings(BOOK, spelling) != (q.path,)
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_every_listed_spelling_means_what_it_is_listed_under(lang: str) -> None:
    listed = wording.area(lang, "heading")["alias"]
    wrong = [(path, s) for path, spellings in listed.items() for s in spellings if path not in meanings(BOOK, s)]
    # "note" is the flag of another question, which goes first.
    assert {s for _, s in wrong} <= {"note"}


def test_everything_wrong_is_named_at_once() -> None:
    found = headings(
        ["name", "域名", "网站名秤", "证件号码", "domains", "", "客户经理", "网站备注"],
        ["a-1", "example.com", "x", "y", "z", "content", "w", "r"],
        required=("subject.name", "subject.province"),
    )
    assert codes(found) == [
        ("TAB003", "error", "C"), ("TAB005", "error", "D"), ("TAB004", "error", "E"), ("TAB002", "warning", "G"),
        ("TAB006", "error", "F"), ("TAB007", "error", ""),
    ]  # fmt: skip
    assert not found.usable
    said = {p.code: p.message for p in found.problems}
    assert "Site name (site.name)" in said["TAB003"]
    assert "subject.cert_number" in said["TAB005"] and "principal.cert_number" in said["TAB005"]
    assert 'column B "域名"' in said["TAB004"]
    assert "Name of the organiser (subject.name); Province of the filing (subject.province)" in said["TAB007"]
    assert {p.row for p in found.problems if p.column} == {1}


def test_a_name_that_a_column_has_already_is_not_suggested() -> None:
    found = headings(["公司名称", "公司简称", "域名"], ["x", "y", "z"])
    assert codes(found) == [("TAB002", "warning", "B")]
    assert found.usable and "subject.name" not in found.problems[0].message


def test_a_sheet_without_name_and_domain_is_refused() -> None:
    assert codes(headings(["网站名称", "公司名称"], ["x", "y"])) == [("TAB008", "error", "")]


def test_a_sheet_without_any_known_heading_is_refused() -> None:
    found = headings(["客户", "经办"], ["x", "y"], ["example.com", "z"])
    assert codes(found) == [("TAB001", "error", "")]
    assert (found.columns, found.row) == ((), 0)


@pytest.mark.parametrize(
    "above", [[["某公司备案资料表"]], [["备案资料", "", "2026 年"], ["请如实填写网站名称"]], [["制表：甲"], [], ["域名"]]]
)
def test_the_heading_row_is_found_below_a_title(above: list[list[str]]) -> None:
    found = headings(*above, ["序号", "域名", "网站名称"], ["1", "example.com", "x"])
    assert found.row == len(above) + 1
    assert [(c.letter, c.at) for c in found.columns] == [("C", "site[0].name"), ("B", "site[0].domains")]
    assert codes(found) == [("TAB009", "note", "")]
    assert str(found.row) in found.problems[0].message


def test_a_sheet_of_one_column_is_enough() -> None:
    found = headings(["域名"], ["example.com"])
    assert (found.row, codes(found)) == (1, [])


def test_the_row_of_keys_is_no_data() -> None:
    found = headings(
        ["草稿名", "网站名称*", "域名", "序号"], ["name", "site.name", "site[0].domains", ""], ["a-1", "x", "example.com", "1"]
    )
    assert found.skip == {2} and codes(found) == []
    # Keys under other headings are something else.
    assert headings(["草稿名", "网站名称"], ["name", "site.domains"]).skip == frozenset()


def example() -> dict[str, str]:
    at = template_cells.setting(BOOK, "first-filing", "enterprise")
    texts = {q.path: template_cells.example(BOOK, q, at) for q in QUESTIONS}
    return {"name": template_cells.EXAMPLE_NAME, **{path: text for path, text in texts.items() if text}}


def test_the_example_row_is_passed_over_and_told() -> None:
    row = example()
    found = headings(list(row), list(row), list(row.values()), ["a-1", *list(row.values())[1:]])
    assert found.skip == {2, 3}
    assert [(p.code, p.severity, p.row) for p in found.problems] == [("TAB010", "note", 3)]


def test_an_example_row_with_one_cell_changed_is_a_filing() -> None:
    row = example()
    changed = {**row, "site[].name": f"{row['site[].name']}二"}
    assert headings(list(row), list(changed.values())).skip == frozenset()
    named = {**row, "name": "client-1"}
    assert headings(list(row), list(named.values())).skip == frozenset()


def test_a_sheet_without_rows_is_told() -> None:
    assert codes(headings(["域名", "网站名称"])) == [("TAB011", "warning", "")]


def test_hidden_columns_are_told() -> None:
    found = read_headings(sheet(["域名"], ["example.com"], remarks=[("hidden_columns", {"columns": "C, D"})]), BOOK)
    assert codes(found) == [("CELL017", "warning", "")] and "C, D" in found.problems[0].message


def test_two_sites_in_one_row() -> None:
    found = headings(["name", "site.name", "site[1].name", "site[1].domains"], ["a", "b", "c", "d"])
    assert [c.at for c in found.columns] == ["name", "site[0].name", "site[1].name", "site[1].domains"]
    assert found.wide and codes(found) == []
    assert [found.column(p).letter for p in ("site[1].name", "site[0].name", "site[1].domains", "name")] == ["C", "B", "D", "A"]  # type: ignore[union-attr]


def test_a_path_leads_back_to_its_column() -> None:
    found = headings(["域名", "手机"], ["example.com", "1"])
    assert found.column("site[3].domains") is found.column("site[].domains")
    assert found.column("principal.mobile").heading == "手机"  # type: ignore[union-attr]
    assert found.column("subject.name") is None


@given(st.permutations([q.path for q in QUESTIONS]))
def test_no_column_counts_by_its_place(paths: list[str]) -> None:
    found = headings(["name", *paths], ["x"] * (len(paths) + 1))
    assert found.problems == []
    assert [c.path for c in found.columns] == ["name", *(q.path for q in QUESTIONS)]
    assert all(c.index == paths.index(c.path) + 1 for c in found.columns[1:])


@given(st.text(max_size=40))
def test_any_heading_gives_no_error_and_shows_no_control_characters(text: str) -> None:
    found = headings(["name", "domain", text], ["a", "b", "c"])
    assert all(c.isprintable() for p in found.problems for c in p.message + p.heading)


def test_labels_are_said_in_the_users_language() -> None:
    assert (label_of("site[].name", BOOK), label_of("name", BOOK)) == ("Site name (site.name)", "draft (name)")


def test_every_code_has_its_words_and_every_word_its_code() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in ROOM.glob("*.py"))
    said = set(re.findall(r'"((?:CELL|TAB)[0-9]{3})"', source))
    zh = tomllib.loads((ROOM.parent / "wording" / "zh" / "batch.toml").read_text(encoding="utf-8"))
    known = {code: set(entry) for table in ("cell", "tab") for code, entry in zh[table].items()}
    assert set(known) == said
    assert all(keys - {"severity"} == {"title", "message", "fix"} for keys in known.values())
