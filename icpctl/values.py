"""The one parser of values: flags, --set, --from, sheets, prompts and hand-edited drafts all end here.

`read_value` reads one value for one question; `assign` puts a set of answers into a draft, all or none.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from icpctl import fields
from icpctl.draft import Draft, get, put
from icpctl.errors import UsageError
from icpctl.fields import FieldError, Parsed, Remark
from icpctl.fields.plain import MOST
from icpctl.fields.usual import LOOKS
from icpctl.questions import BY_PATH, Question, general, of_path
from icpctl.rules import Book, vocabulary
from icpctl.wording import t

_NUMBER = re.compile(r"[0-9]{7,}[Xx]?")
_MAILBOX = re.compile(r"[^\s@]+@")
SEPARATORS = re.compile(r"[;；、,，\n\r]+")


class Said(Struct, frozen=True):
    """Something to tell about a value that was taken: where, and what was changed or is odd."""

    path: str
    remark: Remark
    changed: bool


def split(raw: Any) -> list[str]:
    """A list value as texts: a list as it is, a text cut at ; ； 、 , and new lines; blanks fall away."""
    items = raw if isinstance(raw, (list, tuple)) else SEPARATORS.split(_text(raw))
    return [text for item in items if (text := _text(item).strip())]


def read_value(book: Book, question: Question, raw: Any, context: Mapping[str, Any]) -> Parsed:
    """One value for a question. `raw` is text, or a TOML/JSON scalar or list; "" reads as None (unanswered).

    Raises FieldError when it is malformed alone.
    """
    if question.kind == "numbers":
        return _read_numbers(book, raw)
    if question.many:
        return _read_many(book, question, raw, context)
    if isinstance(raw, (dict, list, tuple)):
        raise FieldError("one_value_wanted")
    text = _text(raw)
    if not text.strip():
        return Parsed(None)
    return _read_one(book, question, text, context)


def _read_many(book: Book, question: Question, raw: Any, context: Mapping[str, Any]) -> Parsed:
    if isinstance(raw, dict):
        raise FieldError("list_wanted")
    parts = [_read_one(book, question, text, context) for text in split(raw)]
    values = list(dict.fromkeys(p.value for p in parts))
    changes = [c for p in parts for c in p.changes]
    if len(values) < len(parts):
        changes.append(Remark("doubles_dropped", {}))
    return Parsed(values or None, tuple(changes), tuple(n for p in parts for n in p.notes))


def _read_one(book: Book, question: Question, text: str, context: Mapping[str, Any]) -> Parsed:
    if question.kind == "choice":
        return Parsed(read_choice(book, question.choices, text))
    if question.kind == "region":
        return _read_region(book, text)
    return fields.parse(question.kind, text, context)


def read_choice(book: Book, table: str, text: str) -> str:
    """The id of a vocabulary table meant by a text. Raises FieldError with the nearest ids and how to list them all."""
    id_ = vocabulary.read(book, table, text)
    if id_ is None:
        near = vocabulary.nearest(book, table, text)
        listed = [f"{i} ({vocabulary.name(book, table, i)})" for i in near or vocabulary.ids(book, table)[:8]]
        key = "unknown_choice_near" if near else "unknown_choice"
        raise FieldError(key, given=printable(text), what=t(f"choice.table.{table}"), choices="; ".join(listed))
    return id_


def _read_region(book: Book, text: str) -> Parsed:
    """A city or district: a GB/T 2260 code becomes its name where the table knows it, a name stays as it is."""
    parsed = fields.parse("region", text, {})
    if isinstance(parsed.value, str) and parsed.value.isascii():
        known = book.one("division", parsed.value)
        if known is not None:
            return Parsed(known["name_zh"], (*parsed.changes, Remark("code_to_name", {"name": known["name_zh"]})))
    return parsed


def _read_numbers(book: Book, raw: Any) -> Parsed:
    """Licence numbers of pre-approvals: a table id -> number, or texts "id=number"."""
    pairs = raw.items() if isinstance(raw, dict) else (_pair(text) for text in split(raw))
    out = {}
    for key, value in pairs:
        number = fields.parse("text", _text(value), {}).value
        if number:
            out[read_choice(book, "pre_approval", key)] = number
    return Parsed(out or None)


def _pair(text: str) -> tuple[str, str]:
    key, found, value = text.partition("=")
    if not found:
        raise FieldError("pair_wanted")
    return key, value


def context_of(draft: Draft, path: str) -> dict[str, Any]:
    """What the reading of a certificate number depends on: the certificate type beside it."""
    if not path.endswith(".cert_number"):
        return {}
    kind = get(draft, path.removesuffix("cert_number") + "cert_type")
    if kind is None and path == "subject.cert_number":
        nature = draft.subject.nature  # without it the number itself decides
        return {"cert_type": nature and ("resident-id" if nature == "individual" else "business-license")}
    return {"cert_type": kind or "resident-id"}


def assign(draft: Draft, answers: Mapping[str, Any], book: Book, day: dt.date | None = None) -> list[Said]:
    """Put answers {path: raw} into the draft; None or "" takes an answer back.

    Raises UsageError naming path, flag and what was expected for the first value that is malformed alone; the draft must
    then be thrown away. Returns what was normalised on the way.
    """
    said: list[Said] = []
    for path, raw in sorted(answers.items(), key=_certificates_last):
        question = of_path(path)
        if question is None:
            raise unknown_path(path)
        try:
            parsed = read_value(book, question, raw, {**context_of(draft, path), "day": day})
        except FieldError as error:
            raise UsageError("bad_value", path=path, flag=question.flag, reason=error.text()) from error
        put(draft, path, parsed.value)
        said += [Said(path, c, changed=True) for c in parsed.changes]
        said += [Said(path, n, changed=False) for n in parsed.notes]
    return said


def _certificates_last(item: tuple[str, Any]) -> tuple[bool, int, str]:
    """Certificate numbers are read after the types they depend on; tables in their order, so that site[1] follows site[0]."""
    path = item[0]
    order = {p: i for i, p in enumerate(BY_PATH)}
    return path.endswith("cert_number"), order.get(general(path), len(order)), path


def unknown_path(path: str) -> UsageError:
    """The error for a path that is no question, with the nearest ones."""
    import difflib

    near = difflib.get_close_matches(general(path), list(BY_PATH), n=3, cutoff=0.5)
    if near:
        return UsageError("unknown_path_near", path=printable(path), near=", ".join(near))
    return UsageError("unknown_path", path=printable(path))


def printable(text: str, limit: int = 60) -> str:
    """Foreign text for a message: control and format characters shown as \\uXXXX, cut at `limit`.

    Long numbers and mail addresses are masked: they may be personal data that was given in the wrong place.
    """
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    shown = _NUMBER.sub("***", _MAILBOX.sub("***@", shown))
    return shown if len(shown) <= limit else shown[:limit] + "..."


def _text(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, (dt.date, dt.datetime)):
        return raw.isoformat()
    return str(raw)


def _look(book: Book, question: Question) -> Callable[[Any], bool]:
    """A quick look at values of a question: True only for what reading would take (a test proves it)."""
    if question.kind == "bool":
        return lambda value: type(value) is bool
    if question.kind == "count":
        return lambda value: type(value) is int and 0 <= value <= MOST
    one = _look_at_text(book, question)
    if question.many:
        return lambda value: type(value) is list and all(type(text) is str and one(text) for text in value)
    return lambda value: type(value) is str and one(value)


def _look_at_text(book: Book, question: Question) -> Callable[[str], bool]:
    if question.kind == "choice":
        return frozenset(vocabulary.ids(book, question.choices)).__contains__
    return LOOKS.get(question.kind, lambda text: False)


def malformed(draft: Draft, book: Book, answers: Iterable[tuple[str, Any]]) -> list[tuple[str, FieldError]]:
    """The answered values of a (hand-edited) draft that are malformed alone, with the reason."""
    looks: dict[str, Callable[[Any], bool]] = book.kept("looks at values", dict)
    out = []
    for path, value in answers:
        question = of_path(path)
        if question is None:
            continue
        look = looks.get(question.path)
        if look is None:
            look = looks[question.path] = _look(book, question)
        if look(value):
            continue
        try:
            read_value(book, question, value, context_of(draft, path))
        except FieldError as error:
            out.append((path, error))
    return out
