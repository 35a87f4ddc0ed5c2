"""The sheet of the template that explains: how to fill in, each column with its reason and source, and what becomes of it."""

from collections.abc import Iterator

from icpctl import wording
from icpctl.batch import template_cells as cells
from icpctl.intake.applying import GIVEN, Applying, Given
from icpctl.questions import QUESTIONS, Question, words
from icpctl.rules import Book, Rule, vocabulary
from icpctl.sheets.xlsx_out import Page
from icpctl.wording import t

_WIDTHS = (26, 34, 24, 44, 26, 44, 60)
_Row = tuple[tuple[str, str], ...]


def pages(book: Book, given: Given, columns: tuple[Applying, ...]) -> list[Page]:
    """The sheet in Chinese; in English too when that is the language of the run."""
    english = wording.language() != "zh"
    with cells.in_chinese():
        found = [_page(book, given, columns)]
    return [*found, _page(book, given, columns)] if english else found


def _page(book: Book, given: Given, columns: tuple[Applying, ...]) -> Page:
    rows: list[_Row] = [((t("template.page.title"), "title"),), ((case_words(book, given), "text"),), ()]
    rows += _paragraphs("fill", given)
    rows.append(((t("template.page.columns"), "title"),))
    heads = ("heading", "key", "need", "help", "example", "why", "source")
    rows.append(tuple((t(f"template.page.{head}"), "head") for head in heads))
    for column in [None, *columns]:
        rows.append(tuple((text, "text") for text in _about(book, given, column)))
    rows.append(())
    rows += [*_paragraphs("does", given), *_paragraphs("privacy", given)]
    return Page(t("template.page.sheet"), _WIDTHS, tuple(rows))


def case_words(book: Book, given: Given) -> str:
    """What a table or form is for, as one sentence."""
    tables = dict(zip(GIVEN, ("filing_type", "provider", "subject_nature", "province"), strict=True))
    answers = given.answers()
    parts = [
        t(f"choice.table.{tables[p]}") + t("template.page.is") + vocabulary.name(book, tables[p], v) for p, v in answers.items()
    ]
    return t("template.page.case", case=t("template.page.and").join(parts) or t("template.page.any"))


def _paragraphs(section: str, given: Given) -> Iterator[_Row]:
    yield ((t(f"template.{section}.title"), "title"),)
    text = t(f"template.{section}.text", name=cells.EXAMPLE_NAME, sites=given.sites, lists=cells.guide("lists"))
    for number, one in enumerate(text.strip().split("\n"), 1):
        yield ((f"{number}. {one}", "text"),)
    yield ()


def _about(book: Book, given: Given, column: Applying | None) -> tuple[str, ...]:
    if column is None:
        return (
            cells.guide("name.label"),
            cells.NAME_KEY,
            t("template.need.optional"),
            t("template.name.help"),
            cells.EXAMPLE_NAME,
            "",
            "",
        )
    question = column.question
    rule = book.one("field", question.field) if question.field else None
    return (
        cells.heading(question),
        cells.key(question),
        cells.need(column),
        words(question)[1],
        cells.example_of(book, question),
        why(book, given, question),
        source(book, rule) if rule else "",
    )


def why(book: Book, given: Given, question: Question) -> str:
    """Why a question is asked, as the rule book says it: the form of the filing type has the field."""
    field = book.one("field", question.field) if question.field else None
    if question.section == "declarations":
        return t("template.why.declaration")
    if field is None:
        return t("template.why.own")
    type_ = book.one("filing-type", given.type) if given.type else None
    name = type_.word("name") if type_ else t("template.why.any_type")
    if not _is_own(question):
        return t("template.why.with", type=name, field=field.word("name"))
    return t("template.why.field", type=name, field=field.word("name"), help=field.word("help"))


def _is_own(question: Question) -> bool:
    """The question about the field itself; others are asked along with it."""
    last = question.field.rpartition(".")[2]
    asking = [q.path for q in QUESTIONS if q.field == question.field and q.section == question.section]
    named = [path for path in asking if path.rpartition(".")[2] == last]
    return question.path in (named or asking[:1])


def source(book: Book, rule: Rule) -> str:
    """The first source of a rule, and how many more there are."""
    sources = book.sources(rule)
    if not sources:
        return ""
    first = sources[0]
    text = t("template.page.from", title=first.title, locator=first.locator, as_of=first.as_of or rule.as_of)
    return text + (t("template.page.more", count=len(sources) - 1) if len(sources) > 1 else "")
