"""The form of a client as a workbook: the questions first, then the papers, the privacy notice and the words to choose."""

from icpctl.intake.form import COLUMNS, Form, Item
from icpctl.sheets import xlsx_out
from icpctl.sheets.xlsx_out import Lists, Page
from icpctl.wording import t

_WIDTHS = (28, 36, 40, 26, 40, 30, 24)
_ANSWER = COLUMNS.index("answer")
_Cells = tuple[tuple[str, str], ...]


def write(form: Form) -> bytes:
    """The bytes of the workbook; the same for the same form."""
    lists: dict[str, tuple[str, tuple[str, ...]]] = {}
    for item in form.items():
        if item.list:
            lists.setdefault(item.list, (item.label, item.choices))
    parts: list[xlsx_out.Form | Page | Lists] = [_questions(form), _papers(form), _notice(form)]
    return xlsx_out.workbook([*parts, Lists(t("intake.sheet.lists"), lists)])


def _questions(form: Form) -> Page:
    rows: list[_Cells] = [((form.title, "title"),), ((form.case, "text"),)]
    rows += [((text, "text"),) for text in form.lead]
    rows += [(), tuple((t(f"intake.column.{name}"), "head") for name in COLUMNS)]
    choices, helps = {}, {}
    for title, items in form.sections:
        rows += [((title, "title"),)]
        for item in items:
            at = (len(rows), _ANSWER)
            if item.list and not item.many:
                choices[at] = item.list
            helps[at] = item.help + (f"\n{t('template.note.choices', choices=_or(item))}" if item.many and item.choices else "")
            rows.append(_row(item))
    return Page(t("intake.sheet.form"), _WIDTHS, tuple(rows), choices, helps)


def _row(item: Item) -> _Cells:
    texts = {**cells(item), "answer": item.answer}
    return tuple((texts[name], "answer" if name == "answer" else "quiet" if name == "key" else "text") for name in COLUMNS)


def cells(item: Item) -> dict[str, str]:
    """The texts of a question by column, without the answer."""
    return {
        "question": t("intake.question", label=item.label, need=item.need),
        "help": item.help,
        "example": item.example,
        "why": item.why,
        "who": item.who,
        "key": item.key,
    }


def _or(item: Item) -> str:
    return t("template.or").join(item.choices)


def _papers(form: Form) -> Page:
    rows: list[_Cells] = [((t("intake.sheet.papers"), "title"),), ((t("intake.paper.lead"), "text"),), ()]
    rows.append(tuple((t(f"intake.paper.{name}"), "head") for name in ("name", "level", "because", "form")))
    rows += [tuple((text, "text") for text in (p.name, p.level, p.because, p.form)) for p in form.papers]
    rows += [((text, "text"),) for text in form.remarks]
    return Page(t("intake.sheet.papers"), (28, 12, 60, 80), tuple(rows))


def _notice(form: Form) -> Page:
    rows: list[_Cells] = [((t("intake.sheet.notice"), "title"),), ((t("intake.notice.lead"), "text"),), ()]
    rows += [((name, "head"), (text, "text")) for name, text in form.notice]
    rows += [(), ((t("intake.notice.end"), "text"),)]
    return Page(t("intake.sheet.notice"), (28, 100), tuple(rows))
