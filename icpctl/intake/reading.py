"""The form as a client gave it back: rows of a workbook or of Markdown tables become answers by draft path.

A row is known by its key, where that is gone by its label; columns by their headings, in any order. What cannot be read is
named with its row and never guessed: nothing of a form is left out in silence.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from icpctl.batch.cells import look
from icpctl.batch.columns import Column
from icpctl.batch.problems import problem
from icpctl.draft import Draft, put
from icpctl.errors import UsageError
from icpctl.fields import FieldError
from icpctl.intake.form import COLUMNS, CONSENTS
from icpctl.questions import BY_PATH, QUESTIONS, general, of_path, words
from icpctl.rules import Book
from icpctl.sheets import Row, Sheet, letter
from icpctl.values import Said, context_of, read_value
from icpctl.wording import LANGUAGES, area, language, set_language, t

MOST_ROWS = 5_000
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE = re.compile(r":?-{1,}:?")
_NEED = re.compile(r"[（(][^（()）]*[)）]$")


class Bad(Struct, frozen=True):
    """An answer that cannot be used: the row of the file, the draft path ("" for a row), and why, in the user's language."""

    row: int
    path: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {"row": self.row, "path": self.path, "message": self.reason}


class Returned(Struct):
    """What a form says.

    answers   draft path -> (raw text, row)
    blank     how many known questions have no answer
    consents  by name: True, False, or None for one that is not ticked
    ignored   remarks on what was not read
    bad       cells whose text cannot be trusted
    """

    answers: dict[str, tuple[str, int]] = field(default_factory=dict)
    blank: int = 0
    consents: dict[str, bool | None] = field(default_factory=lambda: dict.fromkeys(CONSENTS))
    ignored: list[str] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)


class _Head(Struct, frozen=True):
    """Where the columns of a table of the form stand; -1 for one that is not there."""

    places: Mapping[str, int]
    width: int


_OWN = _Head({name: place for place, name in enumerate(COLUMNS)}, len(COLUMNS))


def read_sheet(sheet: Sheet, book: Book) -> Returned:
    """The answers of a workbook's sheet. Raises SheetError."""
    found, head = Returned(), None
    for row in sheet.rows():
        texts = [text.strip() for text in row.cells]
        head = _head(texts) or head
        _take(found, head, texts, row, sheet, book)
        _refuse_long(row.number, sheet.file)
    return found


def read_markdown(text: str, file: str, book: Book) -> Returned:
    """The answers of all tables of a form in Markdown; a row is a line of it."""
    found, head = Returned(), None
    sheet = Sheet(file, "csv", "", "utf-8", lambda: iter(()), [], len(text))
    for number, line in enumerate(text.splitlines(), 1):
        cells = _cells(line)
        if cells is None:
            head = None if line.strip() else head
            continue
        here = _head(cells)
        head = here or head
        if here is None and not all(_RULE.fullmatch(c) or not c for c in cells):
            texts = _rejoined(cells, head or _OWN)
            _take(found, head, texts, Row(number, number, texts), sheet, book)
        _refuse_long(number, file)
    return found


def _refuse_long(number: int, file: str) -> None:
    if number > MOST_ROWS:
        raise UsageError("intake_too_long", path=file, most=MOST_ROWS)


def _cells(line: str) -> list[str] | None:
    """The cells of a line of a table; None for another line. `\\|` is a bar inside a cell."""
    line = line.strip()
    if not line.startswith("|"):
        return None
    parts = re.split(r"(?<!\\)((?:\\\\)*)\|", line[1:])
    texts = ["".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]
    if texts and not texts[-1].strip():
        texts.pop()
    return [_ESCAPED.sub(r"\1", _BREAK.sub("\n", text)).strip() for text in texts]


def _rejoined(cells: list[str], head: _Head) -> list[str]:
    """The cells of a row whose answer holds bars that are not escaped: the key tells by how many places it moved."""
    answer, key = head.places["answer"], head.places.get("key", -1)
    known = [i for i, text in enumerate(cells) if _key(text)]
    extra = (known[-1] - key) if known and key >= 0 else len(cells) - head.width
    if extra <= 0 or (known and 0 <= key < answer):
        return cells
    return [*cells[:answer], " | ".join(cells[answer : answer + extra + 1]), *cells[answer + extra + 1 :]]


def _head(cells: list[str]) -> _Head | None:
    """The headings of a table of questions: there is one for the answers, and one for the questions or the keys."""
    known = _headings()
    places: dict[str, int] = {}
    for number, text in enumerate(cells):
        name = known.get(_fold(text))
        if name and name not in places:
            places[name] = number
    return _Head(places, len(cells)) if "answer" in places and {"question", "key"} & places.keys() else None


def _headings() -> dict[str, str]:
    return {_fold(area(lang, "intake")["column"][name]): name for lang in LANGUAGES for name in COLUMNS}


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split())).lower().strip("*")


def _take(found: Returned, head: _Head | None, texts: list[str], row: Row, sheet: Sheet, book: Book) -> None:
    """One row. Where the headings are gone, a row with a key is read by the places that our form gives the columns."""
    here = head or (_OWN if any(map(_key, texts)) else None)
    if here is None or _head(texts):
        return

    def at(name: str) -> str:
        place = here.places.get(name, -1)
        return texts[place] if 0 <= place < len(texts) else ""

    path = _key(at("key")) or _by_label(at("question"))
    if not path:
        if any(texts) and not _is_title(texts):
            found.ignored.append(t("intake.read.ignored", row=row.number))
        return
    beside = [letter(i) for i, text in enumerate(texts) if text and i not in here.places.values()]
    if beside:
        found.ignored.append(t("intake.read.beside", row=row.number, columns=t("template.or").join(beside)))
    if path in CONSENTS:
        found.consents[path] = _consent(at("answer"))
    else:
        _answer(found, path, at("answer"), here.places["answer"], row, sheet, book)


def _answer(found: Returned, path: str, text: str, place: int, row: Row, sheet: Sheet, book: Book) -> None:
    question = BY_PATH[general(path)]
    column = Column(place, letter(place), words(question)[0], question.path, 0, question, None)
    seen = look(column, text, row.odd.get(place), sheet.kind, book)
    if seen.code and seen.severity == "error":
        told = problem(sheet, seen.code, seen.severity, row=row.number, heading=column.heading, **seen.values)
        found.bad.append(Bad(row.number, path, t("intake.bad.both", message=told.message, fix=told.fix)))
    elif not seen.text:
        found.blank += 1
    elif path in found.answers and found.answers[path][0] != seen.text:
        found.bad.append(Bad(row.number, path, t("intake.bad.twice", first=found.answers[path][1])))
    else:
        found.answers.setdefault(path, (seen.text, row.number))


def _is_title(texts: list[str]) -> bool:
    """Is a row the title of a part of our form, and nothing else?"""
    filled = [text for text in texts if text]
    titles = tuple(_fold(title) for lang in LANGUAGES for title in area(lang, "intake")["section"].values())
    return len(filled) == 1 and _fold(filled[0]).startswith(titles)


def _key(text: str) -> str:
    """A draft path with its place, or the name of a consent; "" for any other text."""
    key = unicodedata.normalize("NFKC", text).strip().strip("`")
    if key in CONSENTS:
        return key
    if not re.fullmatch(r"[a-z_]+(?:\[\d{1,2}\])?(?:\.[a-z_]+)+", key) or of_path(key) is None:
        return ""
    head, dot, rest = key.partition(".")
    return f"{head}[0]{dot}{rest}" if head in ("site", "app") else key


def _by_label(text: str) -> str:
    """The path of the question whose label a cell holds, in either language, with or without what stands in brackets."""
    known = _labels()
    bare = _NEED.sub("", text.strip())
    return known.get(_fold(text)) or known.get(_fold(bare)) or ""


def _labels() -> dict[str, str]:
    out: dict[str, str] = {}
    before = language()
    for lang in LANGUAGES:
        set_language(lang)
        try:
            out |= {_fold(words(q)[0]): _key(q.path.replace("[]", "")) for q in QUESTIONS}
            out |= {_fold(t(f"intake.{key}")): key for key in CONSENTS}
        finally:
            set_language(before)
    return out


def _consent(answer: str) -> bool | None:
    """A tick in one of its spellings; None for a blank, False for anything else that is said."""
    text = _fold(answer)
    if not text or text in ("[]", "□", "☐"):
        return None
    agreed = {_fold(area(lang, "intake")["consent"]["yes"]) for lang in LANGUAGES}
    return text in agreed | {
        "是",
        "yes",
        "y",
        "true",
        "1",
        "x",
        "[x]",
        "v",
        "√",
        "✓",
        "✔",
        "☑",
        "☒",
        "agree",
        "ok",
        "已同意",
        "我同意",
    }


def assign_all(draft: Draft, returned: Returned, book: Book, day: dt.date) -> tuple[list[Said], list[Bad]]:
    """Put all answers into the draft that can be read: (what was normalised, every answer that cannot be)."""
    said, bad = list[Said](), list(returned.bad)
    refused = {one.path for one in bad}
    tables = _tables(returned.answers)
    for path, (raw, row) in sorted(returned.answers.items(), key=_in_order):
        if path in refused:
            continue
        at = tables.get(path.partition(".")[0], path.partition(".")[0]) + "." + path.partition(".")[2]
        try:
            parsed = read_value(book, BY_PATH[general(path)], raw, {**context_of(draft, at), "day": day})
        except FieldError as error:
            bad.append(Bad(row, path, error.text()))
            put(draft, at, None)
            continue
        put(draft, at, parsed.value)
        said += [Said(at, c, changed=True) for c in parsed.changes]
        said += [Said(at, n, changed=False) for n in parsed.notes]
    return said, sorted(bad, key=lambda one: (one.row, one.path))


def _tables(answers: Iterable[str]) -> dict[str, str]:
    """`site[2]` -> `site[1]` where the client left one of several sites blank: a draft has no gaps."""
    out: dict[str, str] = {}
    for name in ("site", "app"):
        used = sorted({int(path.partition("[")[2].partition("]")[0]) for path in answers if path.startswith(f"{name}[")})
        out |= {f"{name}[{index}]": f"{name}[{place}]" for place, index in enumerate(used)}
    return out


def _in_order(item: tuple[str, Any]) -> tuple[bool, int, int]:
    """Numbers of certificates after their types; the tables of a list in their order."""
    path = item[0]
    index = int(path.partition("[")[2].partition("]")[0] or 0)
    return path.endswith("cert_number"), index, list(BY_PATH).index(general(path))


def unticked(returned: Returned) -> Iterator[str]:
    """The consents that are not given."""
    yield from (key for key, given in returned.consents.items() if not given)
