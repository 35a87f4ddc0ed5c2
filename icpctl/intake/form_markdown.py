"""The form of a client as Markdown: tables that can be filled in with any editor."""

from collections.abc import Iterable, Iterator, Sequence

from icpctl.intake.form import COLUMNS, Form
from icpctl.intake.form_xlsx import cells
from icpctl.wording import t

_MOST_INLINE = 8
_MARKS = str.maketrans({c: f"\\{c}" for c in "\\|`*<"})


def write(form: Form) -> str:
    """The text of the form."""
    return "\n".join(_lines(form)).rstrip() + "\n"


def _lines(form: Form) -> Iterator[str]:
    yield from (f"# {safe(form.title)}", "", safe(form.case), "")
    yield from (f"- {safe(text)}" for text in (*form.lead, t("intake.markdown")))
    yield ""
    long: dict[str, tuple[str, tuple[str, ...]]] = {}
    for title, items in form.sections:
        yield from (f"## {safe(title)}", "")
        rows = []
        for item in items:
            texts = {**cells(item), "answer": item.answer}
            if 0 < len(item.choices) <= _MOST_INLINE:
                texts["help"] += " " + t("template.note.choices", choices=t("template.or").join(item.choices))
            elif item.choices:
                long[item.list] = (item.label, item.choices)
                texts["help"] += " " + t("intake.appendix_at", label=item.label)
            rows.append([texts[name] for name in COLUMNS])
        yield from _table([t(f"intake.column.{name}") for name in COLUMNS], rows)
    yield from (f"## {safe(t('intake.sheet.papers'))}", "", safe(t("intake.paper.lead")), "")
    names = ("name", "level", "because", "form")
    yield from _table([t(f"intake.paper.{n}") for n in names], ([p.name, p.level, p.because, p.form] for p in form.papers))
    yield from (f"- {safe(text)}" for text in form.remarks)
    yield from ("", f"## {safe(t('intake.sheet.notice'))}", "", safe(t("intake.notice.lead")), "")
    yield from _table([t("intake.notice.fact"), t("intake.notice.told")], form.notice)
    yield from (safe(t("intake.notice.end")), "")
    if long:
        yield from (f"## {safe(t('intake.appendix'))}", "")
        yield from (f"- {safe(label)}: {safe(t('template.or').join(words))}" for label, words in long.values())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield "|" + " --- |" * len(head)
    yield from (_line(row) for row in rows)
    yield ""


def _line(texts: Sequence[str]) -> str:
    return "| " + " | ".join(safe(text) for text in texts) + " |"


def safe(text: str) -> str:
    """A text as one line that Markdown and HTML read as nothing but text; its line ends as <br>."""
    return "<br>".join(" ".join(one.split()).translate(_MARKS).replace("](", "]\\(") for one in text.strip().split("\n"))
