"""A naming rule (or a province's parameters about names) made into a test of names.

The keys of a rule are its shapes: lengths, pure forms, a forbidden pattern, words with their match mode, kinds inside, a
wanted suffix, a comparison with what the draft says elsewhere. A rule may have several; the most severe one speaks.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

from msgspec.structs import replace

from icpctl.findings import ERROR, NOTE, ORDER, WARNING
from icpctl.naming import forms, relations
from icpctl.naming.context import Context, Found, Span
from icpctl.naming.text import Name, count, is_han, read
from icpctl.rules import PACKAGED, Book, Rule

Test = Callable[[Name, Context], Found | None]

SEVERITIES = {"reject": ERROR, "warn": WARNING, "info": NOTE, "ok": None}
NEEDED = {"subject_name": "subject_name", "platform_names": "platforms"}
"""Words of needs_context, and the key of the context that has it."""

PARAMETERS = frozenset({
    "site_name_len_min", "site_name_len_max", "pure_digits_allowed", "pure_latin_allowed", "site_name_forbidden_words",
    "site_name_forbidden_prefixes", "site_name_forbidden_kinds", "site_name_unique_in_subject",
})  # fmt: skip
"""Parameters of province and national rules that are judged here."""

_MOST_HITS = 100
"""Words of one rule that are looked at; no name that anybody would file has as many."""

_WHOLE = frozenset({"domain", "latin", "personal-name"})
"""Kinds of site_name_forbidden_kinds that refuse a name only when it is nothing else."""


def tests_of(rule: Rule, book: Book) -> list[Test]:
    """The tests that a rule makes of its keys; a parameter of a province rule is a test of its own."""
    if rule.kind == "naming-rule":
        out = [_of_keys(rule, rule.data, book)]
        return out + [_at_provider(form["provider"], _of_keys(rule, form, book)) for form in rule.get("provider_forms", ())]
    extra = {str(e["id"]): e for e in book.file("naming").get("name_parameter", [])}
    return [_of_keys(rule, {**keys, **extra.get(name, {})}, book) for name, keys in _of_parameters(rule["params"])]


def lacks(context: Context, rule: Rule) -> list[str]:
    """The words of needs_context that this context cannot answer."""
    return [need for need in rule.get("needs_context", ()) if not getattr(context, NEEDED.get(need, need), None)]


def _of_parameters(params: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Parameters of a province rule in the keys of a naming rule."""
    for name, value in params.items():
        if name == "site_name_len_min":
            yield name, {"min_length": value}
        elif name == "site_name_len_max":
            yield name, {"max_length": value}
        elif name == "pure_digits_allowed" and not value:
            yield name, {"must_not_be_pure": ["digits"]}
        elif name == "pure_latin_allowed" and not value:
            yield name, {"must_not_be_pure": ["latin"]}
        elif name in ("site_name_forbidden_words", "site_name_forbidden_prefixes"):
            match = "prefix" if name.endswith("prefixes") else "contains"
            yield name, {"forbidden_words": value, "words_are": "literal", "match": match}
        elif name == "site_name_forbidden_kinds":
            whole = [k for k in value if k in _WHOLE]
            yield name, {"must_not_be_pure": whole, "must_not_contain": [k for k in value if k not in _WHOLE]}
        elif name == "site_name_unique_in_subject" and value:
            yield name, {"compare": "repeated"}


def _of_keys(rule: Rule, keys: Mapping[str, Any], book: Book) -> Test:
    severity = rule.severity(str(rule.get("severity", "error")))
    makers: tuple[tuple[str, Callable[[Rule, str, Mapping[str, Any], Book], Test]], ...] = (
        ("must_not_be_pure", _form),
        ("regex_forbidden", _pattern),
        ("min_length", _length),
        ("max_length", _length),
        ("forbidden_words", _words),
        ("must_not_contain", _kinds),
        ("require_suffix", _suffix),
        ("compare", _comparison),
    )
    made = [make(rule, severity, keys, book) for key, make in makers if key in keys]
    needs = bool(rule.get("needs_context"))
    if len(made) == 1 and not needs:
        return made[0]

    def run(name: Name, context: Context) -> Found | None:
        if needs and lacks(context, rule):
            return None
        return _most_severe([f for test in made if (f := test(name, context)) is not None])

    return run


def _at_provider(provider: str, test: Test) -> Test:
    return lambda name, context: test(name, context) if context.provider == provider else None


def _most_severe(found: list[Found]) -> Found | None:
    """One finding for one rule; words of the same weight are put together."""
    if not found:
        return None
    worst = min(found, key=lambda f: ORDER[f.severity])
    alike = [f for f in found if f.severity == worst.severity and f.spans]
    if not worst.spans or len(alike) < 2:
        return worst
    parts = {span: word for f in alike for word, span in zip(f.words, f.spans, strict=True)}
    return replace(worst, words=tuple(parts.values()), spans=tuple(parts))


def _form(rule: Rule, severity: str, keys: Mapping[str, Any], book: Book) -> Test:
    def run(name: Name, context: Context) -> Found | None:
        for kind in keys["must_not_be_pure"]:
            if forms.pure(kind, name, context, book):
                matter = "domain" if kind == "domain" else "form"
                return Found(rule, matter, severity, value=kind)
        return None

    return run


def _pattern(rule: Rule, severity: str, keys: Mapping[str, Any], book: Book) -> Test:
    del book
    whole = "domain" in keys.get("must_not_be_pure", ())

    known = rule.origin == PACKAGED

    def run(name: Name, context: Context) -> Found | None:
        del context
        if known and ("." not in name.folded if whole else _is_plain(name.folded)):
            return None
        hits = dict.fromkeys(m[0] for m in _compiled(keys["regex_forbidden"]).finditer(name.folded))
        if whole:
            return Found(rule, "form", severity, value="domain") if hits else None
        # A Chinese character that lies outside of the pattern's range is rare, and no special mark.
        chars = tuple(c for c in hits if c and not (len(c) == 1 and is_han(c)))
        return Found(rule, "characters", severity, words=chars) if chars else None

    return run


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Classes with Han take milliseconds; most names need none.
    return re.compile(pattern)


def _is_plain(text: str) -> bool:
    """True for usual Han, Latin letters and digits alone, in which no packaged rule finds a mark (a test proves it)."""
    return all("\u4e00" <= c <= "\u9fa5" or (c.isascii() and c.isalnum()) for c in text)


def _length(rule: Rule, severity: str, keys: Mapping[str, Any], book: Book) -> Test:
    del book
    least, most = keys.get("min_length", 0), keys.get("max_length")
    how = str(keys.get("count", "han-letter-digit"))

    def run(name: Name, context: Context) -> Found | None:
        del context
        have = count(name, how)
        if have < least:
            return Found(rule, "short", severity, value=how, count=have)
        if most is not None and have > most:
            return Found(rule, "long", severity, value=how, count=have)
        return None

    return run


def _words(rule: Rule, severity: str, keys: Mapping[str, Any], book: Book) -> Test:
    spelled = {read(w).plain: w for w in reversed(list(words_of(keys, book)))}
    wanted = tuple(sorted(filter(None, spelled), key=len, reverse=True))
    begin = firsts(wanted)
    match = keys.get("match", "contains")

    @cache
    def pattern() -> re.Pattern[str]:
        any_of = "|".join(map(re.escape, wanted))
        return re.compile({"prefix": f"^(?:{any_of})", "suffix": f"(?:{any_of})$", "exact": f"^(?:{any_of})$"}.get(match, any_of))

    def run(name: Name, context: Context) -> Found | None:
        if begin.isdisjoint(name.plain) or not may_hit(name.plain, wanted, match):
            return None
        hits = [(m[0], m.span()) for m in islice(pattern().finditer(name.plain), _MOST_HITS)]
        by_word = {word: _weight(rule, severity, keys, word, name, context, book) for word in dict.fromkeys(w for w, _ in hits)}
        return _worst_words(rule, "words", [(spelled[w], s, by_word[w]) for w, s in hits], match)

    return run


def firsts(words: Iterable[str]) -> frozenset[str]:
    """The characters that words begin with: a name without any of them has none of the words."""
    return frozenset(word[0] for word in words)


def may_hit(text: str, words: tuple[str, ...], match: str) -> bool:
    """True when one of the words stands where `match` wants it: a pattern need only be made for names that have one."""
    if match == "prefix":
        return text.startswith(words)
    if match == "suffix":
        return text.endswith(words)
    return text in words if match == "exact" else any(word in text for word in words)


def words_of(keys: Mapping[str, Any], book: Book) -> Iterator[str]:
    """The words of a rule: those it lists, or those of the families it names."""
    if keys.get("words_are") != "family":
        yield from keys["forbidden_words"]
        return
    for id_ in keys["forbidden_words"]:
        family = book.one("word-family", id_)
        yield from family["words"] if family else ()


def _kinds(rule: Rule, severity: str, keys: Mapping[str, Any], book: Book) -> Test:
    def run(name: Name, context: Context) -> Found | None:
        found = []
        for kind in keys["must_not_contain"]:
            parts = forms.inside(kind, name, context, book)
            weighed = [(w, s, max(severity, most, key=lambda x: ORDER[x])) for w, s, most in parts]
            one = _worst_words(rule, "kind", weighed, kind)
            found += [one] if one else []
        return _most_severe(found)

    return run


def _worst_words(rule: Rule, matter: str, hits: Iterable[tuple[str, Span, str | None]], value: str) -> Found | None:
    """The words that weigh most as one finding; a weight of None means that the word is all right."""
    weighed = [(w, s, weight) for w, s, weight in hits if weight is not None]
    if not weighed:
        return None
    worst = min((weight for _, _, weight in weighed), key=lambda w: ORDER[w])
    kept = [(w, s) for w, s, weight in weighed if weight == worst]
    return Found(_as_severe(rule, worst), matter, worst, tuple(w for w, _ in kept), tuple(s for _, s in kept), value)


def _as_severe(rule: Rule, severity: str) -> Rule:
    """The rule with the severity that it itself allows in this case, where that is more than its usual one."""
    usual = rule.severity(str(rule.get("severity", "error")))
    return replace(rule, data={**rule.data, "severity": severity}) if ORDER[severity] < ORDER[usual] else rule


def _weight(
    rule: Rule, severity: str, keys: Mapping[str, Any], word: str, name: Name, context: Context, book: Book
) -> str | None:
    """How severe a forbidden word is in this context; None when it is all right.

    A licence held for the word settles it; the certainty that there is none (every pre-approval answered, none of them for
    this word, which clearly means an approval that is in force) makes it an error where the rule says so, unless the word is
    in the subject's own registered name, which other rules want to see in the site's name, or the statement for the case is
    at hand.
    """
    if context.nature in keys.get("skip_when_nature", ()):
        return None
    if "skip_when_nature" in keys and context.nature is None and "unknown_context_verdict" in keys:
        return SEVERITIES[keys["unknown_context_verdict"]]
    own = bool(context.subject_name) and word in read(context.subject_name or "").plain
    stated = keys.get("exception_document") in context.documents
    if "in_subject_name" in keys and own:
        severity = "" if stated else SEVERITIES[keys["in_subject_name"]] or ""
    elif stated:
        severity = max(severity, WARNING, key=lambda x: ORDER[x])
    if not severity:
        return None
    if keys.get("licence_settles") and context.approvals:
        held, settled = _licence(word, name, context, book)
        if held:
            return None
        if settled and "escalate_to_error_when" in keys and not own and not stated:
            return rule.severity("error")
    return severity


def _licence(word: str, name: Name, context: Context, book: Book) -> tuple[bool, bool]:
    """(is a licence declared for this word, is it settled that one is needed and not there).

    Nothing is settled by a word that a person must judge, or whose approval is abolished or another province's.
    """
    about = [(a, k) for a in book.all("pre-approval") for k in a["keywords"] if _about(word, read(k["word"]).plain)]
    declared = {a for a in context.approvals or () if book.one("pre-approval", a) is not None}
    exact = [(a, k) for a, k in about if read(k["word"]).plain == word] or about
    clear = [a for a, k in exact if k["strength"] == "strong" and _in_force(a, context)]
    return any(a.id in declared for a, _ in about), any(_means(a, word, name, book) for a in clear)


def _in_force(category: Rule, context: Context) -> bool:
    return category.status in ("active", "prohibited", "sector-license") and (
        not category.get("province") or context.province in category["province"]
    )


def _means(category: Rule, word: str, name: Name, book: Book) -> bool:
    """False when the word stands in the name only in phrases in which it means something else than the category."""
    text = name.plain
    for entry in book.file("pre-approval-notes").get("exception", ()):
        if entry["category"] == category.id and read(entry["word"]).plain == word:
            for phrase in entry["within"]:
                text = text.replace(read(phrase).plain, "")
    return word in text


def _about(word: str, keyword: str) -> bool:
    return word in keyword or keyword in word


def _suffix(rule: Rule, severity: str, keys: Mapping[str, Any], book: Book) -> Test:
    del book
    suffix = str(keys["require_suffix"])
    wanted = read(suffix).plain

    def run(name: Name, context: Context) -> Found | None:
        del context
        return None if name.plain.endswith(wanted) else Found(rule, "suffix", severity, value=suffix)

    return run


def _comparison(rule: Rule, severity: str, keys: Mapping[str, Any], book: Book) -> Test:
    def run(name: Name, context: Context) -> Found | None:
        what, subject = str(keys["compare"]), context.subject_name or ""
        if what == "place":
            larger = relations.larger_places(name, context, book)
            words, spans = tuple(w for w, _ in larger), tuple(s for _, s in larger)
            return Found(rule, "place", severity, words, spans) if larger else None
        if what == "related" and not relations.is_related(name, context, book):
            explained = relations.is_explained(name, context)
            return Found(rule, "related", NOTE if explained else severity)
        if what == "same" and not relations.is_same(name.raw, subject):
            return Found(rule, "same", severity)
        others = {"repeated": context.others, "platforms": context.platforms}.get(what, ())
        same = [relations.is_same(name.raw, other) for other in others]
        wrong = any(same) if what == "repeated" else not all(same)
        return Found(rule, what, severity) if wrong else None

    return run
