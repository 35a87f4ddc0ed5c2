"""A form for one client, as data: the questions that his filing asks, the papers it wants, and the privacy notice.

`form_xlsx` and `form_markdown` write it down, `reading` reads it back. A form holds no answers but those that the sender
gave beforehand (type, nature, province, provider).
"""

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from icpctl import documents
from icpctl.batch import template, template_cells, template_page
from icpctl.case import Case
from icpctl.documents import Needed
from icpctl.intake.applying import OPTIONAL, REQUIRED, Applying, Given, applying, base
from icpctl.questions import Question, place, words
from icpctl.rules import Book, vocabulary
from icpctl.wording import has, t

CONSENTS = ("consent.personal", "consent.sensitive")
FACTS = ("handler", "contact", "purpose", "manner", "kinds", "retention", "rights", "necessary", "effect")
COLUMNS = ("question", "answer", "help", "example", "why", "who", "key")
_NEVER = ("filing.note",)
# Optional by the form, yet some province returns a filing without it.
_OFTEN_ASKED = ("residence_proof", "residence_valid_to", "emergency_phone", "office_phone", "resource_code")
_SECTIONS = ("filing", "subject", "principal", "legal_person", "site", "app", "mini_program", "declarations")
_STEPS = ("provider_review", "bureau_review")
_MOST_AGENCY = 200


class Item(Struct, frozen=True):
    """One question of the form.

    key      draft path of the answer, or the name of a consent
    answer   what stands in the answer cell beforehand
    choices  the words that may be chosen; several of them when `many`
    list     name of that table of words
    """

    key: str
    label: str
    need: str
    help: str
    example: str
    why: str
    who: str
    answer: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False
    list: str = ""


class Paper(Struct, frozen=True):
    """One paper: name, how binding it is, why it is wanted, and its form."""

    name: str
    level: str
    because: str
    form: str


class Form(Struct, frozen=True):
    """The whole form. `sections`: (title, questions); `notice`: (what is told, text), the nine facts in their order."""

    title: str
    case: str
    lead: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Item, ...]], ...]
    papers: tuple[Paper, ...]
    remarks: tuple[str, ...]
    notice: tuple[tuple[str, str], ...]
    given: Given

    def items(self) -> Iterator[Item]:
        """All questions in their order."""
        for _, items in self.sections:
            yield from items


def make(book: Book, day: dt.date, given: Given, *, agency: str = "", contact: str = "", everything: bool = False) -> Form:
    """The form for what is given, in the user's language. `agency` and `contact` stay blanks to fill in when empty.

    A client is asked for what the filing needs, and what some province asks for; `everything`: all that a draft can hold.
    """
    case = Case(base(given), book, day)
    asked = [one for one in applying(book, given) if one.question.path not in _NEVER and (everything or _needed(one))]
    sections = list(_sections(book, case, given, asked))
    sections.append((t("intake.section.consent"), tuple(_consents())))
    return Form(
        title=t("intake.title"),
        case=template_page.case_words(book, given),
        lead=tuple(t("intake.lead").strip().split("\n")),
        sections=tuple(sections),
        papers=tuple(_paper(n) for n in documents.needed(case)),
        remarks=tuple(documents.remarks(case)),
        notice=tuple(_notice(book, given, asked, agency, contact)),
        given=given,
    )


def _needed(one: Applying) -> bool:
    stops = one.question.stops and one.need != OPTIONAL
    return stops or one.question.path.rpartition(".")[2] in _OFTEN_ASKED


def _sections(book: Book, case: Case, given: Given, asked: list[Applying]) -> Iterator[tuple[str, tuple[Item, ...]]]:
    for section in _SECTIONS:
        mine = [one for one in asked if one.question.section == section]
        count = given.sites if section == "site" else 1
        for index in range(count if mine else 0):
            title = t(f"intake.section.{section}")
            yield (
                t("intake.section.numbered", title=title, number=index + 1) if count > 1 else title,
                tuple(_item(book, case, given, one, index) for one in mine),
            )


def _item(book: Book, case: Case, given: Given, one: Applying, index: int) -> Item:
    question = one.question
    label, help_, _ = words(question)
    settled = given.answers().get(question.path, "")
    names = tuple(_choice(book, question.choices, i) for i in template.choices(book, question, given)) if question.choices else ()
    if question.kind == "bool":
        names = (t("intake.yes"), t("intake.no"))
    return Item(
        key=place(question.path, index),
        label=label,
        need=template_cells.need(one),
        help=t("intake.fixed") if settled else help_ + (" " + t("template.note.many") if question.many else ""),
        example="" if settled else _example(book, question, given),
        why=template_page.why(book, given, question),
        who=_who(book, case, one),
        answer=_choice(book, question.choices, settled) if settled else "",
        choices=() if settled else names,
        many=question.many,
        list=template.list_name(question) if names and not settled else "",
    )


def _example(book: Book, question: Question, given: Given) -> str:
    """What somebody of this nature in this province would write; else the example of the questionnaire."""
    setting = template_cells.setting(book, given.type, given.nature, given.province, given.provider)
    return template_cells.example(book, question, setting) or template_cells.example_of(book, question, _choice)


def _choice(book: Book, table: str, id_: str) -> str:
    """The name of a choice in the user's language; the id where the name would be read as another choice."""
    name = vocabulary.name(book, table, id_)
    return name if vocabulary.read(book, table, name) == id_ else id_


def _who(book: Book, case: Case, one: Applying) -> str:
    """Who sees an answer: those who prepare the filing, and by its type the provider and the bureau."""
    rule, question = case.type_rule, one.question
    seen = [t("intake.who.agency")]
    if not question.field:
        return seen[0]
    steps = [step for step in _STEPS if rule is None or rule[step] == "yes"]
    provider = case.draft.filing.provider
    for step in steps:
        text = t(f"intake.who.{step}")
        if step == _STEPS[0] and provider:
            text = t("intake.who.named", who=text, name=vocabulary.name(book, "provider", provider))
        seen.append(text)
    return t("template.or").join(seen)


def _consents() -> Iterator[Item]:
    for key in CONSENTS:
        told = key.partition(".")[2]
        yield Item(
            key=key,
            label=t(f"intake.consent.{told}"),
            need=t(f"template.need.{REQUIRED}"),
            help=t("intake.consent.help"),
            example=t("intake.consent.yes"),
            why=t(f"intake.consent.{told}_why"),
            who=t("intake.who.agency"),
            choices=(t("intake.consent.yes"), t("intake.consent.no")),
            list="list_consent",
        )


def _paper(needed: Needed) -> Paper:
    rule = needed.file_rule
    form = [
        *(t("intake.paper.must_show", text=text) for text in needed.must_show),
        needed.original_rule,
        needed.signature_rule,
        needed.stamp_rule,
        *needed.variants,
        *needed.province_notes,
        *needed.provider_notes,
        *needed.validity,
    ]
    if rule:
        form += ["/".join(rule.formats).upper(), rule.words, rule.watermark]
    level = t(f"screen.level.{needed.level}") if has(f"screen.level.{needed.level}") else needed.level
    said = [text for text in dict.fromkeys(form) if text]
    return Paper(needed.name, level, t("document.either").join(needed.because), "\n".join(said))


def _notice(book: Book, given: Given, asked: list[Applying], agency: str, contact: str) -> Iterator[tuple[str, str]]:
    blank = t("intake.notice.blank")
    kinds = dict.fromkeys(words(one.question)[0] for one in asked if one.question.private)
    provider = vocabulary.name(book, "provider", given.provider) if given.provider else t("intake.notice.the_provider")
    values = {
        "agency": _one_line(agency) or blank,
        "contact": _one_line(contact) or blank,
        "kinds": t("template.or").join(kinds) or t("intake.notice.no_kinds"),
        "provider": provider,
        "blank": blank,
    }
    for fact in FACTS:
        yield t(f"intake.notice.{fact}"), t(f"intake.notice.{fact}_text").format(**values)


def _one_line(text: str) -> str:
    """What the sender says of himself: one line without control characters."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:_MOST_AGENCY]
