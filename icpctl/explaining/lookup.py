"""What a person means: a check by its code or title, a rule or a paper by its id, alias or name; else what is near."""

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icpctl.checks import Check, all_checks
from icpctl.explaining.checks import blank
from icpctl.explaining.other_codes import codes
from icpctl.rules import PACKAGED, Book, Rule
from icpctl.rules.kinds import KINDS
from icpctl.rules.search import find, search

MOST_NEAR = 6
ALIKE = 0.8  # a slip of the finger: before what only holds the text
_NAMES = ("name_zh", "name_en", "title_zh", "title_en", "label_zh", "label_en", "full_name_zh", "name")
_ALIASES = ("aliases_zh", "aliases_en")
_FIRST = ("document", "province", "provider", "filing-type", "pre-approval")  # what people ask for by name


@dataclass(frozen=True, slots=True)
class Meant:
    """What a word means: a check, or the rules of one id in every kind. `several`: different things of that name."""

    check: Check | None = None
    rules: tuple[Rule, ...] = ()
    several: tuple[tuple[str, str], ...] = ()


def look_up(book: Book, text: str) -> Meant | None:
    """What a person means; None when nothing does. Case, width, spaces and underscores do not matter."""
    wanted = text.strip().removeprefix("field:")
    code = unicodedata.normalize("NFKC", wanted).upper()
    check = next((c for c in (*all_checks(), *codes()) if c.code == code), None)
    if check:
        return Meant(check=check)
    kind, _, id_ = wanted.partition("/")
    if kind in KINDS and id_:
        one = book.one(kind, id_)
        return Meant(rules=(one,)) if one else None
    named = None if wanted.isascii() else _by_name(book, fold(wanted))  # some ids are Chinese names as well
    rules = () if named else find(book, wanted) or find(book, fold(wanted)) or _limits(book, fold(wanted))
    return Meant(rules=_in_order(rules)) if rules else named or _by_name(book, fold(wanted))


def near(book: Book, text: str) -> list[tuple[str, str]]:
    """(id, name) of what looks or sounds most like a text: codes, ids and names of all kinds, then rules that hold it."""
    spelled: dict[str, tuple[str, str]] = {}
    for id_, name in _named(book):
        spelled.setdefault(fold(id_), (id_, name))
        spelled.setdefault(fold(name), (id_, name))
    wanted = fold(text)
    like = {w: difflib.SequenceMatcher(a=w, b=wanted).ratio() for w in difflib.get_close_matches(wanted, list(spelled), 40)}
    alike = sorted(like, key=lambda w: (-like[w], w))
    close = [w for w in alike if like[w] > ALIKE][:MOST_NEAR]
    close += sorted((w for w in spelled if len(wanted) > 1 and wanted in w), key=len)[:MOST_NEAR]
    close += alike[:MOST_NEAR]
    found = [spelled[word] for word in close]
    found += [(r.id, _name(r)) for r in search(book, text, MOST_NEAR)]
    return list(dict.fromkeys(found))[:MOST_NEAR]


def fold(text: str) -> str:
    """Spelling that never matters taken out."""
    return unicodedata.normalize("NFKC", text).strip().casefold().replace("_", "-").replace(" ", "-")


def _by_name(book: Book, wanted: str) -> Meant | None:
    """What carries this name: one check, or one id. A kind of the filing world comes before a code table."""
    checks = [c for c in all_checks() if wanted in (fold(c.zh.title), fold(c.en.title))]
    rules = [r for r in _all(book) if wanted in {fold(w) for w in _words(r)}]
    rules = [r for r in rules if not r.kind.startswith("code-")] or rules
    ids = list(dict.fromkeys(r.id for r in rules))
    if len(checks) + len(ids) > 1:
        return Meant(
            several=tuple((c.code, blank(c.words.title)) for c in checks) + tuple((f"{r.kind}/{r.id}", _name(r)) for r in rules)
        )
    if checks:
        return Meant(check=checks[0])
    return Meant(rules=_in_order([r for r in rules if r.id == ids[0]])) if ids else None


def _limits(book: Book, id_: str) -> list[Rule]:
    """The limits of providers that findings name; they are no kind of their own."""
    entries = book.file("provider-limits")["limit"]
    return [Rule("provider-limit", e["id"], e, e["sources_in"], e.get("origin", PACKAGED)) for e in entries if e["id"] == id_]


def _in_order(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The code tables last: they only repeat a name."""
    return tuple(sorted(rules, key=lambda r: r.kind.startswith("code-")))


def _all(book: Book) -> Iterator[Rule]:
    for kind in sorted(KINDS, key=lambda k: k not in _FIRST):
        if kind not in ("division", "name-example"):
            yield from book.all(kind)


def _words(rule: Rule) -> Iterator[str]:
    for key in _NAMES:
        if rule.get(key):
            yield str(rule[key])
            yield str(rule[key]).partition("（")[0]
    for key in _ALIASES:
        yield from map(str, rule.get(key, []))


def _name(rule: Rule) -> str:
    from icpctl.explaining.rules import title

    return title(rule)


def _named(book: Book) -> Iterator[tuple[str, str]]:
    yield from ((c.code, blank(c.words.title)) for c in (*all_checks(), *codes()))
    yield from ((r.id, _name(r)) for r in _all(book) if not r.kind.startswith("code-"))
