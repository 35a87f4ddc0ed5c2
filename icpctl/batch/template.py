"""`batch template`: a table of filings to be filled in, with only the columns that a kind of filing asks for.

`make` gives the bytes, `write` puts them into a file. Headings, choices and the example are Chinese, because the client
reads them; with English as the language of the run, help and the page that explains stand there in both languages.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from icpctl import wording
from icpctl.batch import template_cells as cells
from icpctl.batch.template_page import pages
from icpctl.errors import UsageError
from icpctl.intake.applying import OPTIONAL, REQUIRED, Applying, Given, applying, read_given
from icpctl.questions import Question, words
from icpctl.rules import Book, vocabulary
from icpctl.sheets import csv_out, xlsx_out
from icpctl.sheets.xlsx_out import Column, Form, Lists
from icpctl.wording import t

KINDS = ("xlsx", "csv")
ROOM = 10_000
"""Rows for which the drop-down lists go on; text stays text in all rows."""
MOST_IN_NOTE = 40
_WIDEST = 30


class Written(Struct, frozen=True):
    """What was written: where, which kind of file, for what, and the columns."""

    path: Path
    kind: str
    given: Given
    columns: tuple[Applying, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": 1,
            "path": str(self.path),
            "kind": self.kind,
            **self.given.answers(),
            "sites": self.given.sites,
            "columns": [
                {"key": cells.key(c.question), "heading": cells.heading(c.question), "need": c.need, "when": c.when}
                for c in self.columns
            ],
        }


def write(
    book: Book, output: str, *, type_: str | None = None, nature: str | None = None, province: str | None = None,
    provider: str | None = None, sites: int = 1, force: bool = False,
) -> Written:  # fmt: skip
    """Write a template to a file whose name ends in .xlsx or .csv. The options are texts as a user gives them.

    Raises UsageError for another ending, a value that is none, or a file that exists (it may be filled in) unless
    `force`; StoreError when it cannot be written.
    """
    from icpctl import disk

    path = Path(output)
    kind = kind_of(path)
    given = read_given(book, type_=type_, nature=nature, province=province, provider=provider, sites=sites)
    if not force:
        refuse_existing(path)
    disk.write_private(path, make(book, kind, given), None if force else lambda: refuse_existing(path))
    return Written(path, kind, given, applying(book, given))


def kind_of(path: Path) -> str:
    """xlsx or csv, by the end of the name. Raises UsageError."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise UsageError("bad_option", option="--output", reason=t("cli.one_of", choices=" | ".join(f".{k}" for k in KINDS)))
    return kind


def refuse_existing(path: Path) -> None:
    """Raises UsageError when something is there: a table that may have been filled in is never written over."""
    if path.exists():
        raise UsageError("output_exists", path=str(path))


def make(book: Book, kind: str, given: Given) -> bytes:
    """The bytes of a template; the same for the same rule book, kind, case and language."""
    columns = applying(book, given)
    if kind == "csv":
        return csv_out.table([[_starred(c) for c in [None, *columns]], *(cells_ for _, cells_ in _fixed(book, given, columns))])
    lists = {
        list_name(c.question): _words(book, c.question, given) for c in columns if c.question.choices or c.question.kind == "bool"
    }
    form = Form(
        name=cells.guide("sheet"),
        columns=tuple(_column(book, c, given) for c in [None, *columns]),
        rows=tuple(_fixed(book, given, columns)),
        frozen=(2, 1),
        room=ROOM,
        refused=cells.guide("refused"),
    )
    return xlsx_out.workbook([form, *pages(book, given, columns), Lists(cells.guide("lists"), lists)])


def both(say: Callable[[], str]) -> str:
    """A text in Chinese, and in English below it when that is the language of the run."""
    with cells.in_chinese():
        chinese = say()
    return chinese if wording.language() == "zh" else f"{chinese}\n{say()}"


def _starred(column: Applying | None) -> str:
    if column is None:
        return cells.guide("name.label")
    return cells.heading(column.question) + ("*" if column.need == REQUIRED else "")


def _fixed(book: Book, given: Given, columns: tuple[Applying, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rows below the headings, with their look: keys, and one example row for each site."""
    yield "quiet", (cells.NAME_KEY, *(cells.key(c.question) for c in columns))
    for site in range(given.sites if any(c.question.section == "site" for c in columns) else 1):
        at = cells.setting(book, given.type, given.nature, given.province, given.provider, site)
        yield "quiet", (cells.EXAMPLE_NAME, *(cells.example(book, c.question, at) for c in columns))


def _column(book: Book, column: Applying | None, given: Given) -> Column:
    if column is None:
        help_ = both(lambda: t("template.name.help"))
        return Column(_starred(None), OPTIONAL, help_, "", help_, 16)
    question = column.question
    choices = _words(book, question, given)[1] if question.choices else ()
    at = cells.setting(book, given.type, given.nature, given.province, given.provider)
    shown = [_starred(column), cells.example(book, question, at)]
    return Column(
        heading=_starred(column),
        look=column.need,
        note=both(lambda: _note(book, column, choices)),
        choices=list_name(question) if (question.choices and not question.many) or question.kind == "bool" else "",
        help=both(lambda: _input_help(question, choices)),
        width=min(_WIDEST, xlsx_out.fitting(shown)),
    )


def _note(book: Book, column: Applying, choices: tuple[str, ...]) -> str:
    """What stands on a heading: whether it is needed, what to fill in, an example, and what may be chosen."""
    question = column.question
    label, help_, _ = words(question)
    lines = [t("template.note.head", label=label, need=cells.need(column)), help_]
    if example := cells.example_of(book, question):
        lines.append(t("template.note.example", example=example))
    if question.many:
        lines.append(t("template.note.many"))
    if choices and len(choices) <= MOST_IN_NOTE:
        lines.append(t("template.note.choices", choices=t("template.or").join(choices)))
    elif choices:
        lines.append(t("template.note.listed", sheet=cells.guide("lists")))
    lines.append(t("template.note.key", key=cells.key(question)))
    return "\n".join(lines)


def _input_help(question: Question, choices: tuple[str, ...]) -> str:
    help_ = words(question)[1]
    if question.many and choices:
        return help_ + "\n" + t("template.note.many") + " " + t("template.note.choices", choices=t("template.or").join(choices))
    return help_


def list_name(question: Question) -> str:
    """The name of the drop-down list of a question; a list of its own where only some words of the table fit."""
    if question.kind == "bool":
        return "list_yes_no"
    own = ("filing.type", "subject.nature", "subject.cert_type")
    return f"list_{question.key}" if question.path in own else f"list_{question.choices}"


def _words(book: Book, question: Question, given: Given) -> tuple[str, tuple[str, ...]]:
    """(heading, words) of the list of a question: names in Chinese, those that fit what is given."""
    if question.kind == "bool":
        return cells.guide("yes_no"), (cells.YES, cells.NO)
    ids = choices(book, question, given)
    heading = cells.heading(question) if list_name(question).endswith(question.key) else guide_choice(question.choices)
    return heading, tuple(dict.fromkeys(cells.choice_text(book, question.choices, id_) for id_ in ids))


def choices(book: Book, question: Question, given: Given) -> list[str]:
    """The ids that may be chosen; what is given beforehand is the only choice, and certificates go by the nature."""
    ids = vocabulary.offered(book, question.choices)
    if question.path in ("filing.type", "subject.nature") and question.path in given.answers():
        return [given.answers()[question.path]]
    if question.path == "subject.cert_type" and given.nature:
        fitting = {str(e["id"]) for e in book.file("vocabulary")["certificate_type"] if given.nature in e["natures"]}
        return [id_ for id_ in ids if id_ in fitting] or ids
    return ids


@cache
def guide_choice(table: str) -> str:
    """What a table of choices is called, in Chinese."""
    with cells.in_chinese():
        return t(f"choice.table.{table}")
