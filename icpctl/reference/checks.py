"""What every check says, looks at and judges by, with its tested examples: the same words as `icpctl explain`."""

from collections.abc import Mapping
from typing import Any

from icpctl.checks import Check, all_checks
from icpctl.explaining import checks, examples, rules, values
from icpctl.explaining.examples import Example
from icpctl.explaining.other_codes import codes, is_of_pages
from icpctl.reference.text import code, page
from icpctl.rules import Book
from icpctl.screen.report import as_of
from icpctl.wording import t

MOST_RULES = 12


def make() -> str:
    """The page in the language that is set."""
    book = Book()
    return page("checks") + "".join(_check(book, one) for one in all_checks()) + "".join(_other(one) for one in codes())


def _other(one: Check) -> str:
    """A code of pages or sheets: it judges no answer of a draft."""
    looked = t("explain.looks_at." + ("page" if is_of_pages(one.code) else one.topic))
    out = f"## {one.code} {checks.blank(one.words.title)}\n\n"
    out += f"- {t('reference.checks.severity')}{t(f'reference.severity.{one.severity}')} ({code(one.severity)})\n"
    out += f"- {t('reference.checks.judged')}{looked}\n"
    out += f"- {t('reference.checks.message')}{checks.blank(one.words.message)}\n"
    return out + f"- {t('reference.checks.fix')}{checks.blank(one.words.fix)}\n\n"


def _check(book: Book, one: Check) -> str:
    looked = t("screen.and").join(f"{code(path)} {name}".strip() for path, name in checks.looks_at(book, one))
    out = f"## {one.code} {checks.blank(one.words.title)}\n\n"
    out += f"- {t('reference.checks.severity')}{t(f'reference.severity.{one.severity}')} ({code(one.severity)})\n"
    out += f"- {t('reference.checks.topic')}{code(one.topic)}\n"
    out += f"- {t('reference.checks.judged')}{looked}\n" if looked else ""
    out += f"- {t('reference.checks.message')}{checks.blank(one.words.message)}\n"
    out += f"- {t('reference.checks.fix')}{checks.blank(one.words.fix)}\n"
    found = checks.rules_of(book, one)
    out += f"- {t('reference.checks.rules')}\n" if found else ""
    for rule in found[:MOST_RULES]:
        said = t("screen.and").join(
            t("explain.side_source", title=s.title, as_of=as_of(s.as_of) or "-") for s in book.sources(rule)[:2]
        )
        out += f"  - {code(rule.id)} {rules.title(rule)} {said}\n"
    if len(found) > MOST_RULES:
        out += f"  - {t('explain.more_rules', count=len(found) - MOST_RULES)}\n"
    first = next(iter(examples.of_code(one.code)), None)
    return out + (_example(book, first) if first else "") + "\n"


def _example(book: Book, one: Example) -> str:
    out = f"- {t('reference.checks.bad')}{_answers(book, one.bad)}\n"
    out += f"  - {t(f'reference.severity.{one.severity}')}{t('reference.checks.colon')}{one.message}\n"
    return out + f"- {t('reference.checks.good')}{_answers(book, one.good)}\n"


def _answers(book: Book, given: Mapping[str, Any]) -> str:
    return t("screen.and").join(f"{code(path)} = {values.answer(book, path, value)}" for path, value in given.items())
