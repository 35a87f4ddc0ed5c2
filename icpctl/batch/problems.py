"""Making a `Problem`: words by its code, the place by sheet, row and column, foreign text masked and made visible."""

from typing import Any

from icpctl import fields
from icpctl.batch import Problem
from icpctl.questions import Question
from icpctl.sheets import Sheet, letter
from icpctl.values import printable
from icpctl.wording import t

LONGEST = 60
"""Characters of foreign text in a message at most."""


def problem(
    sheet: Sheet, code: str, severity: str, *, row: int = 0, line: int = 0, column: int | None = None, heading: str = "",
    path: str = "", value: str = "", draft: str = "", **values: Any,
) -> Problem:  # fmt: skip
    """A problem of CELLnnn, TABnnn or ROWnnn. `column` from 0; `value` already as `shown` gives it; `values` fill the words.

    The words may also say {heading} and {row}.
    """
    stem = f"batch.{code[:-3].lower()}.{code}"
    given = {"heading": visible(heading), "row": row, **values}
    return Problem(
        file=sheet.file,
        sheet=sheet.sheet,
        row=row,
        line=line,
        column="" if column is None else letter(column),
        heading=given["heading"],
        path=path,
        code=code,
        severity=severity,
        message=t(f"{stem}.message", **given),
        fix=t(f"{stem}.fix", **given),
        value=value,
        draft=draft,
    )


def visible(text: str) -> str:
    """Foreign text with control and format characters shown as \\uXXXX, cut at LONGEST, long numbers and mailboxes masked."""
    return printable(text, LONGEST)


def shown(question: Question | None, text: str) -> str:
    """A raw cell as it may be shown: masked by the kind of its question, characters visible, length capped.

    The name of a subject is masked too, because an individual's is personal data and a cell does not know the nature.
    """
    if not text.strip():
        return ""
    if question is None or question.kind == "choice":
        return visible(text)
    plain = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: 4 * LONGEST].strip())
    if question.path == "subject.name":
        return fields.mask("person_name", plain)
    if not question.private:
        return visible(plain)
    masked = fields.mask(question.kind, plain)
    return masked if len(masked) <= LONGEST else f"{masked[:LONGEST]}..."
