"""Values of rules in words: ids of the rule book as their names, sizes, conditions of matching tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from icpctl.filing_type import result_name
from icpctl.questions import label, of_path
from icpctl.rules import Book, vocabulary
from icpctl.wording import has, pick, t

# Keys whose values are ids of a vocabulary table.
_TABLES = {
    "nature": "subject_nature",
    "skip_when_nature": "subject_nature",
    "never_for": "subject_nature",
    "province": "province",
    "place": "province",
    "not_allowed_provinces": "province",
    "not_allowed_for_organization_provinces": "province",
    "provider": "provider",
    "providers": "provider",
    "allowed": "site_content",
    "holder_id_type": "person_certificate",
    "domain_holder": "domain_holder",
    "pre_approval": "pre_approval",
}
MOST_LENGTH = 80  # of an answer in an example
_SIZES = {"min_size", "max_size"}
_ENUMS = {
    "applies_to", "allowed_for", "service", "service_type", "filing_type", "filing_types", "stage", "verdict", "subject", "who",
    "required_when",
}  # fmt: skip


def shown(book: Book, key: str, value: Any) -> str:
    """A value of a rule as people read it."""
    if isinstance(value, bool):
        return t("screen.yes") if value else t("screen.no")
    if isinstance(value, list):
        return t("screen.and").join(shown(book, key, v) for v in value)
    if isinstance(value, Mapping):
        return _entry(book, value)
    if key in _SIZES and isinstance(value, int):
        return size(value)
    text = str(value)
    if key in ("documents", "document_ids", "document") or (key == "applies_to" and book.one("document", text)):
        return document(book, text)
    if key == "watermark" and has(f"document.watermark.{text}"):
        return t(f"document.watermark.{text}")
    if key == "result":
        return result_name(text, book)
    if key == "field_ids":
        field = book.one("field", text)
        return field.word("name", text) if field else text
    if key == "forbidden_words":
        family = book.one("word-family", text)
        return f"{family.word('label')}: {t('screen.and').join(family['words'])}" if family else text
    if key in ("filing_type", "filing_types"):
        text = vocabulary.name(book, "filing_type", text)
    elif key in _TABLES:
        text = vocabulary.name(book, _TABLES[key], text)
    own = f"explain.value.{'every-type' if text == '*' else text}"
    return t(own) if text == str(value) and (key in _ENUMS or key in _TABLES) and has(own) else text


def _entry(book: Book, value: Mapping[str, Any]) -> str:
    """An entry inside a rule as one line: its words, its number, and who says it."""
    by = value.get("provider") or value.get("stated_by")
    stems = ("word", "what", "rule", *(() if by else ("name",)), "title", "use")
    head = next((text for stem in stems if (text := pick(value, stem))), "")
    kind = pick(value, "kind") if "kind_zh" in value else ""
    number = next((str(value[key]) for key in ("value", "number") if key in value), "")
    text = ": ".join(part for part in (kind, head, number, pick(value, "note")) if part)
    return t("explain.papers_file", provider=shown(book, "provider", by), text=text) if by and text else text


def document(book: Book, id_: str) -> str:
    """What a paper is called."""
    own = book.one("document", id_) or book.one("province-document", id_)
    return own.word("name", id_) if own else id_


def size(count: int) -> str:
    """Bytes as KB or MB."""
    whole = count % (1024 * 1024) == 0
    return t("explain.megabytes", count=count // (1024 * 1024)) if whole else t("explain.size", count=count // 1024)


def conditions(book: Book, when: Mapping[str, Any]) -> str:
    """A matching table as a sentence; "" for an empty one."""
    parts = [_condition(book, key, wanted) for key, wanted in when.items() if not (key == "subject" and "nature" in when)]
    return t("document.facts").join(parts)


def _condition(book: Book, key: str, wanted: Any) -> str:
    options = wanted if isinstance(wanted, list) else [wanted]
    if options and all(isinstance(o, bool) for o in options):
        own = f"document.fact.{key}_{'yes' if options[0] else 'no'}"
        if has(own):
            return t(own)
    value = t("screen.and").join(_option(book, key, o) for o in options) or t("explain.no_answer")
    for area in ("explain.when", "document.fact"):
        if has(f"{area}.{key}"):
            return t(f"{area}.{key}", value=value, threshold=value)
    fact = book.one("filing-fact", key)
    label = fact.word("question") if fact else key
    return t("explain.asked", label=label, value=value)


def _option(book: Book, key: str, option: Any) -> str:
    if isinstance(option, str) and option.endswith("+") and option[:-1].isdigit():
        return t("explain.at_least", count=option[:-1])
    fact = book.one("filing-fact", key)
    if fact and option in fact.get("values", []):
        return fact.words("values")[list(fact["values"]).index(option)]
    own = f"document.value.{option}"
    return t(own) if has(own) else shown(book, key, option)


def asked(book: Book, path: str) -> str:
    """What an answer of an example is called; "" where it has no name."""
    fact = book.one("filing-fact", path.removeprefix("filing.facts."))
    if fact and path.startswith("filing.facts."):
        return fact.word("question")
    head, _, rest = path.partition("].")
    if head.startswith("others["):
        return t("explain.other_draft", label=asked(book, rest) or rest)
    if head.startswith("document[") and has(f"explain.paper.{rest}"):
        return t(f"explain.paper.{rest}")
    return t("explain.day") if path == "day" else label(path) if of_path(path) else ""


def answer(book: Book, path: str, value: Any) -> str:
    """An answer of an example, as `show` would tell it."""
    if value in ("", [], None):
        return t("explain.no_answer")
    if isinstance(value, str) and len(value) > MOST_LENGTH:
        return t("explain.long_answer", start=value[:MOST_LENGTH], count=len(value))
    if path.startswith("document[") and path.endswith("].id"):
        return document(book, str(value))
    path = path.partition("].")[2] if path.startswith("others[") else path
    fact = path.removeprefix("filing.facts.")
    if fact != path:
        return t("screen.and").join(_option(book, fact, v) for v in (value if isinstance(value, list) else [value]))
    question = of_path(path)
    if question and question.choices and not isinstance(value, bool):
        ids: Iterable[Any] = value if isinstance(value, list) else [value]
        return t("screen.and").join(vocabulary.name(book, question.choices, str(i)) for i in ids)
    if value == "long-term":
        return t("screen.long_term")
    return shown(book, "", value)
