"""Where the keywords of the pre-approval categories stand in a draft: which words, in which answer, said or denied.

The words, their strength and the phrases in which they mean something else are data (rules/data/pre-approvals/ and
pre-approval-notes.toml). Longest match: a keyword inside a longer one that is found as well is not found itself.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import add

from msgspec import Struct

from icpctl.case import Case
from icpctl.checks.scope import asked, spelled, words
from icpctl.draft import App, MiniProgram, Site
from icpctl.fields import domains
from icpctl.naming import text as naming
from icpctl.naming.text import simplify
from icpctl.rules import Book, Rule
from icpctl.rules.vocabulary import name

# The answers in which a keyword may stand; the first three are the `scopes` of province rules.
SUBJECT_NAME, SITE_NAME, BUSINESS_SCOPE = "subject_name", "site_name", "business_scope"
REMARK, SUBJECT_REMARK, DOMAIN, CONTENT = "remark", "subject_remark", "domain", "content"
_SHORT = 4  # Latin keywords below this length must stand alone


class Keyword(Struct, frozen=True):
    """A keyword of a category: `strong` is rather clear, `inferred` was not seen in a source."""

    category: str
    word: str
    strong: bool = True
    inferred: bool = False


class Place(Struct, frozen=True):
    """An answer that is read: which one, what it is called, its text; `free` text may deny what it names."""

    key: str
    called: str
    text: str
    free: bool = False


class Found(Struct, frozen=True):
    """A keyword in an answer. A content type that was chosen is `certain`, a word is only a hint."""

    keyword: Keyword
    place: Place
    certain: bool = False

    @property
    def clear(self) -> bool:
        """A strong word that a source names, or a choice."""
        return self.certain or (self.keyword.strong and not self.keyword.inferred)


@lru_cache(maxsize=256)  # the checks of one draft read the same few answers again and again
def folded(text: str) -> str:
    """Text in one width and case, Traditional characters as Simplified ones."""
    plain = unicodedata.normalize("NFKC", text)
    return (plain if _is_plain(plain) else simplify(plain)).casefold()


def _is_plain(text: str) -> bool:
    """All of GB 2312, which has no Traditional characters; answered faster than by looking at each character."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def claimed(book: Book, text: str) -> str:
    """A remark as it is read, with what it denies ("不涉及……") taken out up to the end of the clause."""
    ends, before, after, denials = book.kept("clauses", lambda: _clauses(book))
    plain = folded(text)
    clauses = ends.split(plain)
    if any(word in plain for word in denials):
        clauses = [_affirmed(clause, before, after) for clause in clauses]
    return "\n".join(clauses)


def denies(book: Book, text: str, wanted: Iterable[str]) -> bool:
    """True when a remark names one of these words only to deny it."""
    plain, said = folded(text), claimed(book, text)
    return any(w in plain and w not in said for w in wanted)


def _clauses(book: Book) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], list[str]]:
    """What ends a clause, what denies the rest of it and all of it; the words that deny, of which most remarks have none."""
    reading = book.file("pre-approval-notes")["reading"]
    before, after = reading["negations"], reading["negations_after"]
    return _any(reading["clause_ends"]), _any(before), _any(after), _spelled([*before, *after])


def _any(options: Iterable[str]) -> re.Pattern[str]:
    """Any of these, the longest first; nothing when there are none."""
    return re.compile("|".join(map(re.escape, sorted(_spelled(options), key=len, reverse=True))) or r"(?!)")


def _spelled(options: Iterable[str]) -> list[str]:
    return [folded(o) if o.strip() else o for o in options]


def _affirmed(clause: str, before: re.Pattern[str], after: re.Pattern[str]) -> str:
    """What a clause says before its first negation; nothing when the negation looks back at all of it."""
    if after.search(clause):
        return ""
    denial = before.search(clause)
    return clause[: denial.start()] if denial else clause


def keywords_in(book: Book, text: str) -> list[Keyword]:
    """The keywords of all categories that stand in a folded text, each once, in the order of the text."""
    least, known = book.kept("pre-approval keywords", lambda: _keywords(book))
    begins: Iterable[str] = text
    for i in range(1, least):
        begins = map(add, begins, text[i:])
    if known.keys().isdisjoint(begins):
        return []  # most texts have not even the beginning of one
    out: dict[Keyword, None] = {}
    covered = 0  # where the longest keyword so far ends; of those with one beginning the longer words come first
    for at in range(len(text)):
        for word, meant in known.get(text[at : at + least], ()):
            end = at + len(word)
            if end > covered and _at(word, text, at):
                covered = end
                out.update((k, None) for k in meant if not _otherwise(book, k, text, at, end))
    return list(out)


def _keywords(book: Book) -> tuple[int, dict[str, list[tuple[str, list[Keyword]]]]]:
    """The length of the shortest keyword; beginnings of that length -> the folded words, each with what it means."""
    known: dict[str, list[Keyword]] = {}
    for category in book.all("pre-approval"):
        for entry in category["keywords"]:
            keyword = Keyword(category.id, entry["word"], entry["strength"] == "strong", entry["origin"] == "inferred")
            known.setdefault(folded(entry["word"]), []).append(keyword)
    out: dict[str, list[tuple[str, list[Keyword]]]] = {}
    least = min(map(len, known), default=1)
    for word, meant in sorted(known.items(), key=lambda item: -len(item[0])):
        out.setdefault(word[:least], []).append((word, meant))
    return least, out


def _at(word: str, text: str, at: int) -> bool:
    """True when a word stands at a place of the text; a short Latin word must stand alone: "bbs" is not in "abbsoft"."""
    if not text.startswith(word, at):
        return False
    if not word.isascii() or len(word) >= _SHORT:
        return True
    beside = text[max(at - 1, 0) : at] + text[at + len(word) : at + len(word) + 1]
    return not any(c.isascii() and c.isalnum() for c in beside)


def stands(word: str, text: str) -> bool:
    """True when a word stands in a folded text; a short Latin one must stand alone."""
    plain = _word(word)
    at = text.find(plain)
    while at >= 0 and not _at(plain, text, at):
        at = text.find(plain, at + 1)
    return at >= 0


def standing(wanted: Iterable[str], text: str) -> list[str]:
    """Those of the words that stand in a folded text, in their own order."""
    known, firsts = _looked_for(tuple(wanted))
    if firsts.isdisjoint(text):
        return []
    return [word for plain, word in known if plain in text and stands(word, text)]


@lru_cache(maxsize=128)
def _looked_for(wanted: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """Words with their folded form, and the characters that they begin with: most texts have none of these."""
    known = tuple((folded(word), word) for word in wanted)
    return known, frozenset(plain[:1] for plain, _ in known)


@lru_cache(maxsize=512)
def _word(word: str) -> str:
    """A word of the rule book, folded once."""
    return folded(word)


def _otherwise(book: Book, keyword: Keyword, text: str, start: int, end: int) -> bool:
    """True when the keyword is part of a phrase in which it means something else."""
    phrases = book.kept("keyword phrases", lambda: _phrases(book)).get((keyword.category, keyword.word), ())
    return any(p in text[max(end - len(p), 0) : start + len(p)] for p in phrases)


def _phrases(book: Book) -> dict[tuple[str, str], list[str]]:
    out: dict[tuple[str, str], list[str]] = {}
    for entry in book.file("pre-approval-notes")["exception"]:
        out.setdefault((entry["category"], entry["word"]), []).extend(folded(p) for p in entry["within"])
    return out


def places(case: Case, service: Site | App | MiniProgram) -> Iterator[Place]:
    """The answers that are read for one service: names, industry, remarks, domains, described content."""
    draft, subject = case.draft, case.draft.subject
    if case.organization and subject.name:
        yield Place(SUBJECT_NAME, words("主办单位名称", "the organiser's name"), subject.name)
    if service.name:
        yield Place(SITE_NAME, _name_called(service), service.name)
    if subject.industry:
        yield Place(BUSINESS_SCOPE, words("所属行业", "the industry"), subject.industry, free=True)
    remark = service.comment if isinstance(service, MiniProgram) else service.remark
    if remark:
        yield Place(REMARK, words("备注", "the remark"), remark, free=True)
    if subject.remark:
        yield Place(SUBJECT_REMARK, words("主体备注", "the subject's remark"), subject.remark, free=True)
    for domain in () if isinstance(service, MiniProgram) else service.domains:
        yield Place(DOMAIN, words("域名", "the domain"), own_part(spelled(domain)))
    if isinstance(service, App) and service.content_type:
        yield Place(CONTENT, words("App 服务内容", "the App's content"), service.content_type)
    if isinstance(service, MiniProgram):
        for content in draft.mini_program.content_types:
            rule = case.book.one("code-mini-content-type", content)
            if rule is not None:
                yield Place(CONTENT, words("小程序服务内容", "the mini-program's content"), str(rule["name_zh"]))


def _name_called(service: Site | App | MiniProgram) -> str:
    if isinstance(service, Site):
        return words("网站名称", "the site name")
    return words("App 名称", "the App name") if isinstance(service, App) else words("小程序名称", "the mini-program name")


def own_part(domain: str) -> str:
    """A domain without its public suffix: "bbs.example" of bbs.example.com.cn."""
    own = domains.registrable(domain)
    return domain.removesuffix(own) + own.partition(".")[0] if own else domain


def read(book: Book, place: Place) -> str:
    """The text of a place as it is searched: a name also without its spaces and marks, a domain as it stands."""
    if place.free:
        return claimed(book, place.text)
    plain = folded(place.text)
    return plain if place.key == DOMAIN else f"{plain}\n{naming.read(place.text).plain}"


def texts(case: Case, service: Site | App | MiniProgram) -> list[tuple[Place, str]]:
    """The answers of a service with their texts as they are searched."""
    return case.kept(("texts", id(service)), lambda: [(p, _read_once(case, p)) for p in places(case, service)])


def _read_once(case: Case, place: Place) -> str:
    return said(case, place.text) if place.free else read(case.book, place)


def said(case: Case, text: str) -> str:
    """`claimed` for a remark of this case."""
    return case.kept(("said", text), lambda: claimed(case.book, text))


def words_in(case: Case, text: str) -> list[Keyword]:
    """`keywords_in` for a text of this case."""
    return case.kept(("keywords", text), lambda: keywords_in(case.book, text))


def found_words(case: Case, service: Site | App | MiniProgram) -> list[Found]:
    """Every keyword of every category that speaks of this case, in the order of the answers."""
    if not asked(case, "site.preapprovals"):
        return []
    out = [Found(k, p) for p, text in texts(case, service) for k in words_in(case, text)]
    return [f for f in out if (rule := case.book.one("pre-approval", f.keyword.category)) is not None and here(case, rule)]


def here(case: Case, category: Rule) -> bool:
    """False for a category that only other provinces name; an unknown province is not guessed."""
    named = category.get("province")
    return category.judges and (not named or case.draft.subject.province in named)


def chosen_content(case: Case, site: Site) -> Iterator[tuple[str, list[str]]]:
    """The content types that stand for pre-approval content: (id, categories, one of which answers it)."""
    for content in dict.fromkeys(site.content_types):
        categories = content_categories(case.book, content)
        if categories:
            yield content, categories


def content_categories(book: Book, content: str) -> list[str]:
    """The categories that the official code table hints at for a content type, then those that its name names."""
    table = book.kept("content categories", lambda: _contents(book))
    return table.get(content, [])


def _contents(book: Book) -> dict[str, list[str]]:
    vocabulary = book.file("vocabulary")
    ids = {str(e.get("codes_toml_id", e["id"])): str(e["id"]) for e in vocabulary["pre_approval"]}
    out = {}
    for entry in vocabulary["site_content"]:
        rule = book.one("code-site-content-type", str(entry["code"]))
        hints = [ids[h] for h in (rule.get("preapproval_hint", ()) if rule else ()) if h in ids]
        named = [k.category for k in keywords_in(book, folded(entry["name_zh"])) if k.strong] if hints else []
        out[str(entry["id"])] = list(dict.fromkeys(hints + named))
    return out


def content_place(case: Case, content: str) -> Found:
    """A content type that was chosen, as a place."""
    called = name(case.book, "site_content", content)
    return Found(Keyword("", called), Place(CONTENT, words("网站服务内容", "the site content"), called), certain=True)


def quoted(found: Iterable[Found]) -> str:
    """Words and places for a sentence, each word once per place; Traditional characters are judged as Simplified ones."""
    parts: dict[str, None] = {}
    for one in found:
        called, word = one.place.called, one.keyword.word
        part = words(f"{called}里的“{word}”", f"“{word}” in {called}")
        if not one.certain and not _is_plain(one.place.text) and simplify(one.place.text) != one.place.text:
            part += words("（繁体按简体判断）", " (Traditional characters judged as Simplified)")
        parts[part] = None
    return words("、", ", ").join(parts)
