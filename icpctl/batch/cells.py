"""What a spreadsheet program did to a value: each habit is named, and a damaged number is refused, never repaired.

`read_row` gives the cells of a row that can be taken, with their text as the sheet has it, and one problem for each that
cannot. Whether the text is a good value, the one parser of values says later; here is only what became of it on the way.

Refused: scientific notation, `.0`, a lost leading zero, rounding after 15 digits, numbers of papers and codes stored as
figures, serial numbers and unclear orders of dates, logical and error values, formulas without a result, covered cells,
forbidden characters, cells that are too long. Taken with a remark: results of formulas, the apostrophe that marks text,
zero-width characters, hidden rows.

Most cells are plain: a pattern for each kind of column (`_USUAL`) tells so in one look, and a test proves that the full
look (`look`) says the same of every text it matches.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import Struct

from icpctl import fields
from icpctl.batch import Answer, Problem
from icpctl.batch.columns import NAME, Column, Headings
from icpctl.batch.problems import problem, shown
from icpctl.fields import FieldError
from icpctl.fields.normal import MOST
from icpctl.places import SUBCOMMANDS, has_number_of_person, name_fault, nameable
from icpctl.rules import Book, vocabulary
from icpctl.sheets import Odd, Row, Sheet
from icpctl.wording import t

EXACT = 15
"""Digits that the figures of a spreadsheet keep."""
_LONG = 5_000  # characters of one value at most, of a list MOST

_IDS = frozenset((
    "person_certificate", "subject_certificate", "resource_code", "public_key", "fingerprint", "subject_licence", "site_licence",
    "app_licence",
))  # fmt: skip
_CHECKED = ("person_certificate", "subject_certificate")
_DATES = ("date", "until")
_PHONES = ("mobile", "phone")
_LINES = ("text", "public_key")

_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|#+)", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+\.[0-9]*")
_LONG_ZERO = re.compile(r"[0-9]{5,}\.0+")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_ZERO_WIDTH = re.compile("[\u00ad\u034f\u180b-\u180f\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_BREAK = re.compile("[\t\r\n]")
_BLANK = re.compile("[\\s\u00ad\u200b-\u200d\u2060\u3164\ufeff]*")
_DATE_KEYS = {
    "date_short_year": "CELL008", "date_day_first": "CELL009", "date_serial": "CELL006", "spreadsheet_figure": "CELL006",
}  # fmt: skip

_WORDS = r"(?!(?:TRUE|FALSE)\Z)[A-Za-z\u4e00-\u9fa5][ -~\u4e00-\u9fa5，。、（）：；·《》]{0,400}"
_USUAL: dict[str, str] = {
    "id": r"[0-9A-HJ-NP-Y]{17}[1-9A-HJ-NP-Y]|[A-Z][0-9]{6,14}|[\u4e00-\u9fa5]ICP备[0-9]{8,10}号(?:-[0-9]{1,4}[AXK]?)?",
    "phone": r"1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}",
    "date": r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|长期|long-term",
    "bool": r"是|否|true|false|yes|no|TRUE|FALSE",
    "count": r"[0-9]{1,4}",
    "choice": _WORDS,
    "text": rf"{_WORDS}|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}",
}


class Look(Struct, frozen=True):
    """What a look at a cell found: the code and severity ("error": not taken), words to fill in, and the text as it is taken."""

    code: str
    severity: str
    text: str
    values: dict[str, Any] = {}


Plan = tuple[tuple[Column, int, str, Callable[[str], object]], ...]


def read_row(headings: Headings, row: Row, sheet: Sheet, book: Book) -> tuple[list[Answer], list[Problem]]:
    """The cells of a row that can be taken, in the order of the questionnaire, and what is wrong or to be told.

    Paths are those within the row (`site[0]` is its first site). A cell with a problem of severity error has no answer.
    """
    answers: list[Answer] = []
    problems: list[Problem] = []
    cells, odd, number, line = row.cells, row.odd, row.number, row.line
    size = len(cells)
    covered = sheet.merged.get(number, ()) if sheet.merged else ()
    for column, index, path, usual in headings.kept.get("plan") or _plan(headings):
        text = cells[index] if index < size else ""
        if covered and index in covered:
            problems.append(_of_cell(sheet, row, column, Look("CELL015", "error", text)))
        elif odd and index in odd:
            _look_closely(sheet, row, column, text, book, answers, problems)
        elif text:
            if usual(text):
                answers.append(Answer(path, text, index, number, line))
            else:
                _look_closely(sheet, row, column, text, book, answers, problems)
    if row.hidden:
        problems.append(problem(sheet, "CELL016", "warning", row=number, line=line))
    if size > headings.width or headings.unnamed:
        problems += _outside(headings, row, sheet)
    return answers, problems


def _plan(headings: Headings) -> Plan:
    plan = tuple((c, c.index, c.at, _usual(_family(c))) for c in headings.columns)
    headings.kept["plan"] = plan
    return plan


@cache
def _usual(family: str) -> Callable[[str], object]:
    return _is_usual_name if family == NAME else re.compile(_USUAL[family]).fullmatch


_NAME = re.compile(r"[a-z][a-z0-9_-]{4,60}")


def _is_usual_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and text not in SUBCOMMANDS and not has_number_of_person(text)


def _family(column: Column) -> str:
    """The kinds of columns that a spreadsheet treats alike."""
    kind = _kind(column)
    if kind in _IDS:
        return "id"
    for family, kinds in (("phone", _PHONES), ("date", _DATES)):
        if kind in kinds:
            return family
    return kind if kind in ("bool", "count", "choice", NAME) else "text"


def _kind(column: Column) -> str:
    if column.question is not None:
        return column.question.kind
    if column.fact is None:
        return NAME
    return {"bool": "bool", "int": "count"}.get(str(column.fact["type"]), "choice")


def _look_closely(
    sheet: Sheet, row: Row, column: Column, text: str, book: Book, answers: list[Answer], problems: list[Problem]
) -> None:
    found = look(column, text, row.odd.get(column.index), sheet.kind, book)
    if found.code:
        problems.append(_of_cell(sheet, row, column, found))
    if found.severity != "error" and found.text:
        answers.append(Answer(column.at, found.text, column.index, row.number, row.line))


def _of_cell(sheet: Sheet, row: Row, column: Column, found: Look) -> Problem:
    at = {"path": column.at, "heading": column.heading, "value": shown(column.question, found.text)}
    return problem(sheet, found.code, found.severity, row=row.number, line=row.line, column=column.index, **at, **found.values)


def _outside(headings: Headings, row: Row, sheet: Sheet) -> list[Problem]:
    """Content where no heading stands: one problem for the row, at its first such cell."""
    for index in (*headings.unnamed, *range(headings.width, len(row.cells))):
        if index < len(row.cells) and not _BLANK.fullmatch(row.cells[index]):
            value = shown(None, row.cells[index])
            return [problem(sheet, "CELL025", "error", row=row.number, line=row.line, column=index, value=value)]
    return []


def look(column: Column, text: str, odd: Odd | None, file: str, book: Book) -> Look:
    """The full look at one cell. `file` is the kind of file: what is text in a workbook was typed as text, in CSV nobody knows.

    code "" when there is nothing to say; text "" for a blank cell.
    """
    if odd is not None:
        code = _of_type(column, text, odd)
        if code:
            values = {"error": shown(None, odd.raw or text)} if code == "CELL011" else {}
            return Look(code, "error", text or odd.raw, values)
    if _BLANK.fullmatch(text):
        return Look("", "note", "")
    spoilt = _spoilt(column, text)
    if spoilt is not None:
        return spoilt
    marked = text[0] == "'" and len(text) > 1
    plain = text[1:] if marked else text
    bare = unicodedata.normalize("NFKC", plain).strip()
    code = "" if marked else _rounded(column, bare, odd, file)
    if code == "CELL026":
        return Look(code, "warning", plain)
    code = code or _changed(column, bare, odd, book)
    if code:
        return Look(code, "error", plain)
    if column.path == NAME:
        return _name(bare)
    return _taken(plain, marked=marked, formula=odd is not None and odd.formula)


def _taken(text: str, *, marked: bool, formula: bool) -> Look:
    """A cell that is taken, with a remark where there is one."""
    hidden = _ZERO_WIDTH.search(text)
    if formula:
        return Look("CELL013", "note", text)
    if hidden:
        return Look("CELL023", "note", text, {"point": _point(hidden)})
    return Look("CELL024" if marked else "", "note", text)


def _name(text: str) -> Look:
    fault = name_fault(text) or ("name_personal" if has_number_of_person(text) else "")
    if not fault:
        return Look("", "note", text)
    reason = t(f"error.{fault}", longest=80)
    return Look("CELL027", "error", text, {"reason": reason, "suggestion": nameable(text)})


def _of_type(column: Column, text: str, odd: Odd) -> str:
    """What is wrong by the type of a workbook's cell."""
    kind = _kind(column)
    if odd.kind == "error":
        return "CELL011"
    if odd.formula and not text:
        return "CELL012"
    if odd.kind == "bool" and kind != "bool":
        return "CELL010"
    if odd.kind == "date" and kind not in _DATES:
        return "CELL007"
    if odd.kind != "number":
        return ""
    if kind in _DATES:
        return "CELL006" if not re.fullmatch(r"(?:19|20)[0-9]{6}", text) else ""
    if _SCIENTIFIC.fullmatch(text):
        return "CELL001"
    if kind in _IDS and _DECIMAL.fullmatch(text):
        return "CELL002"
    if len(re.sub(r"\..*|[^0-9]", "", text)) > EXACT:
        return "CELL004"
    return "CELL005" if kind in _IDS else ""


def _spoilt(column: Column, text: str) -> Look | None:
    """Characters and lengths that no value may have, errors and formulas written out."""
    question = column.question
    many = question is not None and question.many
    most = MOST if many else _LONG
    if len(text) > most:
        return Look("CELL020", "error", text, {"length": len(text), "most": most})
    if "\x00" in text:
        return Look("CELL019", "error", text)
    for pattern, code in ((_BIDI, "CELL022"), (_CONTROL, "CELL018")):
        if found := pattern.search(text):
            return Look(code, "error", text, {"point": _point(found)})
    bare = text.strip()
    if _ERROR.fullmatch(bare):
        return Look("CELL011", "error", text, {"error": bare[:20]})
    if bare.startswith(("=", "\uff1d")):
        return Look("CELL014", "error", text)
    if not many and _kind(column) not in _LINES and _BREAK.search(bare):
        return Look("CELL021", "error", text)
    return None


def _point(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}"


def _rounded(column: Column, text: str, odd: Odd | None, file: str) -> str:
    """Digits beyond the 15th that are all 0. One true number of a thousand ends so: where a check digit is right, it is a doubt.

    So it is where a workbook keeps the number as text, or where it has no check digit and an apostrophe marks it as text.
    """
    kind = _kind(column)
    digits = re.sub(r"[ -]", "", text)
    if kind not in _IDS or len(digits) < EXACT + 3 or not (digits.isascii() and digits.isdigit()) or digits[EXACT:].strip("0"):
        return ""
    if odd is not None and odd.kind != "text":
        return "CELL004"
    sure = not _is_certificate(digits) if kind in _CHECKED else file == "csv"
    return "CELL004" if sure else "CELL026"


def _is_certificate(number: str) -> bool:
    from icpctl.fields.certificates import is_resident_id, is_uscc

    return is_resident_id(number) or is_uscc(number)


def _changed(column: Column, text: str, odd: Odd | None, book: Book) -> str:
    """What became of a value that was typed otherwise."""
    kind = _kind(column)
    if kind in _DATES:
        return _date(kind, text)
    if _SCIENTIFIC.fullmatch(text) and ("+" in text or "." in text or kind in ("phone", "mobile", "count")):
        return "CELL001"
    if kind in ("bool", NAME):
        return ""
    if text in ("TRUE", "FALSE") and kind != "choice":
        return "CELL010"
    if _LONG_ZERO.fullmatch(text) or (kind in (*_IDS, *_PHONES, "count", "choice", "region") and _DECIMAL.fullmatch(text)):
        return "CELL002"
    if kind in _PHONES:
        return "CELL003" if _lost_zero(kind, text) else ""
    if kind == "choice" and text.isascii() and text.isdigit() and column.question is not None:
        return "CELL003" if _lost_zero_of_code(book, column.question.choices, text) else ""
    return ""


def _date(kind: str, text: str) -> str:
    if _SHORT_YEAR.fullmatch(text):
        return "CELL008"
    try:
        fields.parse(kind, text)
    except FieldError as error:
        return _DATE_KEYS.get(error.key, "")
    return ""


def _lost_zero(kind: str, text: str) -> bool:
    """A landline that is one only with a 0 before it."""
    del kind
    if not re.fullmatch(r"[1-9][0-9]{1,2}-?[0-9]{7,8}", text):
        return False
    return not _is_phone(text) and _is_phone(f"0{text}")


def _is_phone(text: str) -> bool:
    try:
        fields.parse("phone", text)
    except FieldError:
        return False
    return True


def _lost_zero_of_code(book: Book, table: str, text: str) -> bool:
    """An official code that is one only with zeros before it."""
    known = vocabulary.read(book, table, text)
    return known is None and any(vocabulary.read(book, table, text.zfill(n)) for n in range(len(text) + 1, 5))
