"""What a spreadsheet did to a cell: each habit has its code, what is damaged is refused, what is taken is as it was."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from icpctl import fields, wording
from icpctl.batch import Answer, Problem
from icpctl.batch.cells import _USUAL, Look, _family, _is_usual_name, look, read_row
from icpctl.batch.columns import NAME, Column, Headings, read_headings
from icpctl.fields import resident
from icpctl.questions import QUESTIONS
from icpctl.rules import Book
from icpctl.sheets import Odd, Row, Sheet, letter

BOOK = Book()
PATHS = [
    "name",
    *(f"filing.facts.{key}" for key in ("intent", "server_in_mainland", "subject_service_count")),
    *(q.path for q in QUESTIONS),
]
ID = "subject.cert_number"
PERSON = "principal.cert_number"
MOBILE = "principal.mobile"
PHONE = "principal.office_phone"
DATE = "site[].domain_realname_on"
SITE = "site[].name"
TRUE_ID = "110101199003070038"
ROUNDED = "110101199003070000"


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    before = wording.language()
    wording.set_language("en")
    yield
    wording.set_language(before)


def sheet(kind: str = "xlsx", merged: dict[int, tuple[int, ...]] | None = None) -> Sheet:
    return Sheet("clients", kind, "Sheet1" if kind == "xlsx" else "", "", lambda: iter([Row(1, 1, PATHS)]), [], 1, merged or {})


HEADINGS = read_headings(sheet(), BOOK)
COLUMNS = {c.path: c for c in HEADINGS.columns}
assert set(COLUMNS) == set(PATHS)


def number(raw: str, *, formula: bool = False) -> Odd:
    return Odd("number", raw, formula)


def read(path: str, text: str, odd: Odd | None = None, kind: str = "xlsx") -> tuple[list[Answer], list[Problem]]:
    column = COLUMNS[path]
    cells = [""] * column.index + [text]
    return read_row(HEADINGS, Row(7, 9, cells, {column.index: odd} if odd else {}), sheet(kind), BOOK)


REFUSED: list[tuple[str, str, str, Odd | None]] = [
    ("CELL001", ID, "9.13201E+17", None),
    ("CELL001", PERSON, "1.1010119900307003E+17", number("1.1010119900307003E+17")),
    ("CELL001", MOBILE, "1.39E+10", None),
    ("CELL001", "principal.instant_message", "1.2E+10", None),
    ("CELL002", ID, "110101990030700.0", None),
    ("CELL002", MOBILE, "13900000001.0", None),
    ("CELL002", "subject.services_filed", "3.0", None),
    ("CELL002", ID, "1234567.5", number("1234567.5")),
    ("CELL003", PHONE, "2512345678", number("2512345678")),
    ("CELL003", PHONE, "25-12345678", None),
    ("CELL003", "principal.emergency_phone", "57188880000", None),
    ("CELL004", PERSON, ROUNDED, number(ROUNDED)),
    ("CELL004", PERSON, ROUNDED, None),
    ("CELL004", SITE, "1234567890123450", number("1234567890123450")),
    ("CELL005", PERSON, "12345678", number("12345678")),
    ("CELL005", "site[].resource_code", "20261122", number("20261122")),
    ("CELL006", DATE, "45000", number("45000")),
    ("CELL006", DATE, "45000", None),
    ("CELL006", "principal.cert_valid_to", "45000.5", number("45000.5")),
    ("CELL007", SITE, "2026-03-04", Odd("date", "46085")),
    ("CELL007", "site[].ips", "2026-03-04", Odd("date", "46085")),
    ("CELL008", DATE, "26-11-22", None),
    ("CELL008", DATE, "1/2/26", None),
    ("CELL009", DATE, "01/02/2026", None),
    ("CELL009", "principal.cert_valid_to", "22.11.2026", None),
    ("CELL010", SITE, "TRUE", Odd("bool", "1")),
    ("CELL010", SITE, "FALSE", None),
    ("CELL011", SITE, "#REF!", Odd("error", "#REF!")),
    ("CELL011", "subject.nature", "#N/A", None),
    ("CELL011", DATE, "########", None),
    ("CELL012", SITE, "", Odd("text", "", formula=True)),
    ("CELL012", ID, "", number("", formula=True)),
    ("CELL014", ID, '="91320100MA10000175"', None),
    ("CELL014", SITE, "＝A1", None),
    ("CELL018", SITE, "示例\x07官网", None),
    ("CELL018", "subject.address", "示例\ufffd路", None),
    ("CELL019", SITE, "示例\x00官网", None),
    ("CELL020", "site[].remark", "长" * 5001, None),
    ("CELL020", "site[].domains", "a" * 20_001, None),
    ("CELL021", SITE, "示例\n官网", None),
    ("CELL021", ID, "91320100\tMA10000175", None),
    ("CELL022", SITE, "示例\u202e官网", None),
    ("CELL027", NAME, "客户一", None),
    ("CELL027", NAME, "list", None),
    ("CELL001", NAME, "1.2E+10", None),
]
# In CSV nobody knows what was text.
REFUSED_IN_CSV = [
    ("CELL004", "site[].resource_code", "123456789012345000"),
    ("CELL004", PERSON, ROUNDED),
    ("CELL010", SITE, "TRUE"),
]


@pytest.mark.parametrize(("code", "path", "text", "odd"), REFUSED, ids=lambda v: v if isinstance(v, str) and len(v) < 30 else "")
def test_a_damaged_cell_is_refused_with_its_own_code(code: str, path: str, text: str, odd: Odd | None) -> None:
    answers, problems = read(path, text, odd)
    assert answers == []
    assert [(p.code, p.severity, p.row, p.line, p.column) for p in problems] == [(code, "error", 7, 9, COLUMNS[path].letter)]
    assert problems[0].path == COLUMNS[path].at and problems[0].heading == path
    assert problems[0].message and problems[0].fix
    said = problems[0].message + problems[0].value
    assert said.isprintable()
    assert len(problems[0].value) < 80
    if COLUMNS[path].question and COLUMNS[path].question.private:  # type: ignore[union-attr]
        assert len(text) < 6 or text not in said


@pytest.mark.parametrize(("code", "path", "text"), REFUSED_IN_CSV)
def test_a_damaged_cell_of_a_csv(code: str, path: str, text: str) -> None:
    answers, problems = read(path, text, kind="csv")
    assert (answers, [p.code for p in problems]) == ([], [code])


TAKEN: list[tuple[str, str, str, str, Odd | None]] = [
    ("", MOBILE, "13900000001", "13900000001", number("13900000001")),
    ("", PHONE, "4001234567", "4001234567", number("4001234567")),
    ("", "subject.services_filed", "3", "3", number("3")),
    ("", "subject.district", "320102", "320102", number("320102")),
    ("", "principal.instant_message", "12345678", "12345678", number("12345678")),
    ("", DATE, "2026-10-01", "2026-10-01", Odd("date", "46296")),
    ("", DATE, "20261001", "20261001", number("20261001")),
    ("", DATE, "2026年10月1日", "2026年10月1日", None),
    ("", "principal.cert_valid_to", "长期", "长期", None),
    ("", "subject.renamed", "TRUE", "TRUE", Odd("bool", "1")),
    ("", "filing.facts.server_in_mainland", "TRUE", "TRUE", Odd("bool", "1")),
    ("", "filing.facts.subject_service_count", "2", "2", number("2")),
    ("", "site[].domains", "a.com\nb.com", "a.com\nb.com", None),
    ("", "site[].remark", "第一行\n第二行", "第一行\n第二行", None),
    ("", "site[].resource", "2.0", "2.0", None),
    ("", PERSON, " 110101 19900307 0038 ", " 110101 19900307 0038 ", None),
    ("", NAME, "client-01", "client-01", None),
    ("", NAME, " 101 ", "101", number("101")),
    ("", SITE, "示例（官网）", "示例（官网）", None),
    ("", SITE, "官网\n", "官网\n", None),
    ("CELL013", SITE, "示例官网", "示例官网", Odd("text", "示例官网", formula=True)),
    ("CELL013", MOBILE, "13900000001", "13900000001", number("13900000001", formula=True)),
    ("CELL023", SITE, "示例\u200b官网", "示例\u200b官网", None),
    ("CELL024", PERSON, "'" + ROUNDED, ROUNDED, None),
    ("CELL024", "subject.remark", "'=1+1", "=1+1", None),
]


@pytest.mark.parametrize(("code", "path", "text", "taken", "odd"), TAKEN)
def test_a_harmless_cell_is_taken_as_it_is(code: str, path: str, text: str, taken: str, odd: Odd | None) -> None:
    answers, problems = read(path, text, odd)
    assert answers == [Answer(COLUMNS[path].at, taken, COLUMNS[path].index, 7, 9)]
    assert [(p.code, p.severity) for p in problems] == ([(code, "note")] if code else [])


def test_a_true_number_that_ends_in_zeros_is_a_doubt_only() -> None:
    bodies = (f"11010119900{month}{day:02}{serial}00" for month in range(1, 10) for day in range(10, 29) for serial in range(10))
    true = next(b + "0" for b in bodies if resident.check_character(b) == "0")
    for kind in ("csv", "xlsx"):
        answers, problems = read(PERSON, true, kind=kind)
        assert [a.text for a in answers] == [true]
        assert [(p.code, p.severity) for p in problems] == [("CELL026", "warning")]
    assert [p.code for p in read(PERSON, true, number(true))[1]] == ["CELL004"]


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\n", "\u200b", "\ufeff \u00a0"])
def test_blanks_of_every_kind_are_blank(text: str) -> None:
    for path in (NAME, SITE, ID, DATE):
        assert read(path, text) == ([], [])


def test_a_covered_cell_is_refused_even_if_blank() -> None:
    column = COLUMNS[SITE]
    answers, problems = read_row(HEADINGS, Row(7, 7, ["a-1"]), sheet(merged={7: (column.index,)}), BOOK)
    assert [a.path for a in answers] == ["name"]
    assert [(p.code, p.column) for p in problems] == [("CELL015", column.letter)]


def test_a_hidden_row_is_read_and_told() -> None:
    cells = [""] * len(PATHS)
    cells[COLUMNS[SITE].index] = "示例官网"
    answers, problems = read_row(HEADINGS, Row(7, 7, cells, hidden=True), sheet(), BOOK)
    assert [a.text for a in answers] == ["示例官网"]
    assert [(p.code, p.severity, p.column) for p in problems] == [("CELL016", "warning", "")]


def test_content_beyond_the_headings_is_refused() -> None:
    problems = read_row(HEADINGS, Row(7, 7, [""] * (len(PATHS) + 1) + ["张三的内容", "x"]), sheet("csv"), BOOK)[1]
    assert [(p.code, p.severity, p.column) for p in problems] == [("CELL025", "error", letter(len(PATHS) + 1))]


def looked(column: Column, text: str) -> Look:
    return look(column, text, None, "csv", BOOK)


@settings(max_examples=150)
@given(st.sampled_from(sorted(COLUMNS.values(), key=lambda c: c.index)), st.data())
def test_the_quick_look_says_what_the_full_look_says(column: Column, data: st.DataObject) -> None:
    family = _family(column)
    text = data.draw(
        st.from_regex(r"[a-z][a-z0-9_-]{4,60}" if family == NAME else _USUAL[family], fullmatch=True) | st.text(max_size=30)
    )
    headings = Headings(1, 1, (column,), [], width=column.index + 1)
    cells = [""] * column.index + [text]
    answers, problems = read_row(headings, Row(3, 3, cells), sheet("csv"), BOOK)
    full = looked(column, text)
    assert [(a.path, a.text) for a in answers] == ([(column.at, full.text)] if full.severity != "error" and full.text else [])
    assert [p.code for p in problems] == ([full.code] if full.code else [])


@settings(max_examples=60)
@given(st.from_regex(r"[a-z][a-z0-9_-]{4,60}", fullmatch=True))
@example("attach")
@example("import")
def test_usual_names_are_allowed(text: str) -> None:
    if _is_usual_name(text):
        assert looked(COLUMNS[NAME], text) == Look("", "note", text)


_DIGITS = st.text("0123456789", min_size=1, max_size=20)


@settings(max_examples=150)
@given(
    st.sampled_from([PERSON, ID, "site[].resource_code", "site[].licence", "app[].cert_fingerprint"]),
    st.one_of(
        _DIGITS, st.text("0123456789.eE+-X", max_size=20), st.text(max_size=20), st.from_regex(r"[0-9]\.[0-9]{1,14}E\+1[0-9]", fullmatch=True),
        st.from_regex(r"[0-9]{15}000", fullmatch=True), st.from_regex(r"[0-9]{1,18}\.0", fullmatch=True),
    ),
    st.booleans(),
)  # fmt: skip
def test_an_accepted_number_equals_its_source(path: str, text: str, figure: bool) -> None:
    answers, problems = read(path, text, number(text) if figure and text else None, "xlsx" if figure else "csv")
    assert len(answers) + sum(p.severity == "error" for p in problems) <= 1
    for answer in answers:
        assert not figure or not text.strip()
        assert answer.text == text.removeprefix("'")
        kind = COLUMNS[path].question.kind  # type: ignore[union-attr]
        value = parsed(kind, answer.text)
        assume(value is not None)
        # No digit comes or goes when the value is read.
        assert digits(str(value)) == digits(answer.text)


def digits(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKC", text) if c in "0123456789")


def parsed(kind: str, text: str) -> object:
    try:
        return fields.parse(kind, text).value
    except fields.FieldError:
        return None


@settings(max_examples=60)
@given(st.data())
def test_every_wrong_cell_gives_one_problem_at_its_place(data: st.DataObject) -> None:
    wrong = data.draw(st.lists(st.sampled_from(REFUSED), min_size=1, max_size=8, unique_by=lambda r: r[1]))
    order = data.draw(st.permutations(PATHS))
    moved = Sheet("clients", "xlsx", "Sheet1", "", lambda: iter([Row(1, 1, list(order))]), [], 1)
    headings = read_headings(moved, BOOK)
    cells, odd = [""] * len(order), {}
    for _, path, text, kind in wrong:
        at = order.index(path)
        cells[at] = text
        if kind is not None:
            odd[at] = kind
    if SITE not in {path for _, path, _, _ in wrong}:
        cells[order.index(SITE)] = "示例官网"
    answers, problems = read_row(headings, Row(12, 12, cells, odd), moved, BOOK)
    letters = {c.path: c.letter for c in headings.columns}
    assert {(p.code, p.row, p.column) for p in problems} == {(code, 12, letters[path]) for code, path, _, _ in wrong}
    assert len(problems) == len(wrong)
    assert [a.text for a in answers] == ([] if SITE in {path for _, path, _, _ in wrong} else ["示例官网"])


@settings(max_examples=100)
@given(
    st.sampled_from(sorted(COLUMNS)),
    st.text(max_size=60),
    st.sampled_from([None, "number", "date", "bool", "error", "text"]),
    st.booleans(),
)
def test_any_cell_at_all_gives_an_answer_or_one_problem_or_is_blank(
    path: str, text: str, kind: str | None, formula: bool
) -> None:
    answers, problems = read(path, text, Odd(kind, text, formula) if kind else None)
    errors = [p for p in problems if p.severity == "error"]
    assert len(problems) <= 1 and len(answers) + len(errors) <= 1
    assert answers or errors or not digits(text)
    assert all(c.isprintable() for p in problems for c in p.value + p.message)
