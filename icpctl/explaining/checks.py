"""One check in words: what it looks at, what it says with its values left blank, which rules it judges by."""

import string

from icpctl.checks import Check
from icpctl.explaining import examples
from icpctl.explaining.other_codes import PAGES, is_of_pages
from icpctl.explaining.values import asked
from icpctl.rules import Book, Rule
from icpctl.rules.search import find
from icpctl.wording import has, t


def blank(text: str) -> str:
    """Words of a check with their values left blank: `{province}` becomes 〈省份〉."""
    out = ""
    for literal, name, _, _ in string.Formatter().parse(text):
        out += literal
        if name is not None:
            key = f"explain.blank.{name}"
            out += f"〈{t(key) if has(key) else '…'}〉"
    return out


def looks_at(book: Book, check: Check) -> list[tuple[str, str]]:
    """(path, name) of the answers that its findings point at, by the tested examples."""
    paths = dict.fromkeys(_general(e.at) for e in examples.of_code(check.code) if e.at)
    return [(path, asked(book, path)) for path in paths]


def rules_of(book: Book, check: Check) -> list[Rule]:
    """The rules it judges by, by the tested examples; of a page, all that pages are judged by."""
    from icpctl.explaining.lookup import look_up

    if is_of_pages(check.code):
        return list(book.all(PAGES))
    ids = dict.fromkeys(e.rule.removeprefix("field:") for e in examples.of_code(check.code) if e.rule)
    found = []
    for id_ in ids:
        rules = find(book, id_)
        meant = None if rules else look_up(book, id_)
        found += rules[:1] or list(meant.rules[:1] if meant else ())
    return found


def _general(path: str) -> str:
    """A path without the last number of a list: one name stands for all domains."""
    return path[: path.rindex("[")] if path.endswith("]") and path.count(".") else path
