"""How `explain` looks: a check or a rule with what it says, for whom, how much it weighs, sources and tested examples."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from icpctl import screen
from icpctl.checks import Check
from icpctl.explaining import checks, examples, other_codes, rules, values
from icpctl.rules import PACKAGED, Book, Rule, Source
from icpctl.rules.age import age_days
from icpctl.run import day, options
from icpctl.screen.ages import age
from icpctl.screen.report import as_of
from icpctl.wording import has, t

if TYPE_CHECKING:
    from icpctl.explaining.examples import Example
    from icpctl.explaining.rules import Row

MOST_SOURCES, MOST_RULES, MOST_EXAMPLES, MOST_INNER = 6, 8, 2, 40
PRIVATE_TO_RULES = {"id", "sources", "sources_in", "as_of", "confidence", "status", "origin", "kind"}


def check(book: Book, one: Check) -> None:
    """A check: what it looks at, what it says, the rules it judges by, examples."""
    screen.line(f"{one.code}  {checks.blank(one.words.title)}", style="heading")
    looked = [t("explain.near", id=path, name=name) if name else path for path, name in checks.looks_at(book, one)]
    screen.pairs(
        [
            (t("explain.check_judged"), t("screen.and").join(looked) or _on_what(one)),
            (t("explain.check_severity"), t(f"screen.severity.{one.severity}")),
            (t("explain.check_message"), checks.blank(one.words.message)),
            (t("explain.check_fix"), checks.blank(one.words.fix)),
        ]
    )
    found = checks.rules_of(book, one)
    screen.heading(t("explain.check_rules"))
    if not found:
        screen.line(t("explain.check_no_rule"), 2)
    for rule in found if options.verbose else found[:MOST_RULES]:
        screen.line(f"- {rules.kind_name(rule)} {rule.id}: {rules.title(rule)}", 2, hang=2)
        screen.line(_meta(rule), 4, style="dim", hang=2)
        _own(book, rule, 4)
        for source in book.sources(rule)[: None if options.verbose else 1]:
            _source(source, 4)
        _sides(book, rule, 4)
    _more("explain.more_rules", len(found), MOST_RULES)
    if looked:
        _examples(book, examples.of_code(one.code))
    screen.line()


def _on_what(one: Check) -> str:
    """What a code that judges no answer of a draft looks at."""
    key = f"explain.looks_at.{'page' if other_codes.is_of_pages(one.code) else one.topic}"
    return t(key) if has(key) else ""


def rule(book: Book, one: Rule, *, raw: bool = False) -> None:
    """A rule in words; `raw` adds its parameters as the rule book has them."""
    heading = rules.title(one)
    screen.line(f"{rules.kind_name(one)} {one.id}" + ("" if heading == one.id else f"  {heading}"), style="heading", hang=2)
    _own(book, one, 2)
    _rows([*rules.says(book, one), *rules.for_whom(book, one)])
    used = [*rules.used_by(one), *rules.rooms(one)]
    screen.pairs(
        [
            (t("explain.weight"), rules.weight(book, one)),
            (t("explain.since"), _meta(one) if one.as_of else ""),
            (t("explain.used_by"), t("screen.and").join(used) or (t("explain.unused") if rules.advice_only(one) else "")),
        ]
    )
    inner = rules.inner(book, one)
    if inner:
        screen.heading(t("explain.rules_of_place", count=len(inner)))
        for each in inner:
            screen.line(f"- {t('explain.list_item', text=rules.title(each), id=each.id)}", 2, hang=2)
            screen.line(rules.weight(book, each), 4, style="dim")
    found = book.sources(one)
    if found:
        screen.heading(t("explain.sources"))
    for source in found if options.verbose or raw else found[:MOST_SOURCES]:
        _source(source, 2)
    if not raw:
        _more("explain.more_sources", len(found), MOST_SOURCES)
    for source in rules.corroborated(book, one):
        screen.line(t("explain.corroborated", title=source.title, as_of=as_of(source.as_of)), 2, style="dim", hang=2)
    _sides(book, one, 2)
    _examples(book, examples.of_rule(one.id))
    if raw or options.verbose:
        screen.heading(t("explain.parameters"))
        _table({k: v for k, v in one.data.items() if k not in PRIVATE_TO_RULES and not (inner and k == "rule")}, 2)
    screen.line()


def code_tables(found: Sequence[Rule]) -> None:
    """Codes of official tables and names that share the id: one line is enough."""
    if found:
        listed = (f"{rules.kind_name(one)} {one.get('code', one.id)} {rules.title(one)}" for one in found)
        screen.line(t("explain.code_tables", text=t("screen.and").join(listed)), style="dim", hang=2)


def _rows(found: "Sequence[Row]") -> None:
    """Rows of one text in two columns, the others as lists, in their order."""
    for single, together in groupby(found, key=lambda row: len(row.texts) == 1):
        if single:
            screen.pairs([(row.label, row.texts[0]) for row in together])
            continue
        for row in together:
            screen.line(row.label, 2)
            for text in row.texts:
                screen.line(f"- {text}", 4, hang=2)


def _meta(one: Rule) -> str:
    said = as_of(one.as_of) or "-"
    days = age_days(one.as_of, day())
    if days is not None:
        said = t("explain.since_text", as_of=said, age=age(days).strip())
    words = {"confidence": t(f"screen.confidence.{one.confidence}"), "status": t(f"screen.status.{one.status}")}
    return t("explain.meta", as_of=said, **words)


def _own(book: Book, one: Rule, indent: int) -> None:
    """What the user's own file has to do with the rule."""
    if one.origin != PACKAGED:
        screen.line(t("screen.own_rule", path=one.origin).removeprefix(" · "), indent, style="warning", hang=2)
    problem = book.problem_of(one)
    if problem:
        screen.line(t("explain.own_file_ignored", text=problem.text()), indent, style="warning", hang=2)


def _source(one: Source, indent: int) -> None:
    screen.line(t("screen.source", title=one.title, as_of=as_of(one.as_of) or "-"), indent, hang=2)
    if one.locator:
        screen.line(one.locator, indent + 2, style="dim")


def _sides(book: Book, one: Rule, indent: int) -> None:
    found = rules.others(book, one)
    if not found:
        return
    screen.line(t("explain.sides"), indent, style="warning")
    own = [t("explain.side_source", title=s.title, as_of=as_of(s.as_of)) for s in book.sources(one)]
    side = f"{rules.title(one)} - {t('screen.and').join(own)}"
    screen.line(t("explain.one_side", text=side), indent + 2, hang=2)
    for other in found:
        source = {"title": other.source.title, "as_of": as_of(other.source.as_of)}
        if other.rule:
            side = f"{rules.title(other.rule)} - {t('explain.side_source', **source)}"
            status = t(f"screen.status.{other.rule.status}")
            screen.line(t("explain.other_side", text=side, id=other.rule.id, status=status), indent + 2, hang=2)
        else:
            screen.line(t("explain.other_source", **source), indent + 2, hang=2)


def _examples(book: Book, found: "Sequence[Example]") -> None:
    if not found:
        return
    screen.heading(t("explain.examples"))
    for one in found if options.verbose else found[:MOST_EXAMPLES]:
        if one.where:
            told = (f"{values.asked(book, p) or p} {values.answer(book, p, v)}" for p, v in one.where.items())
            screen.line(t("explain.where", text=t("screen.and").join(told)), 2, style="dim", hang=2)
        screen.line(t("explain.bad"), 2)
        _answers(book, one.bad)
        name = values.asked(book, one.at)
        place = f"{name} ({one.at})" if name else one.at
        screen.line(f"{t('screen.severity.' + one.severity)} {one.code}  {place}", 4, style=one.severity, hang=2)
        screen.line(one.message, 6)
        screen.line(t("screen.findings.fix", fix=one.fix), 6, hang=2)
        screen.line(t("explain.good"), 2)
        _answers(book, one.good)
    _more("explain.more_examples", len(found), MOST_EXAMPLES)


def _answers(book: Book, given: Mapping[str, Any]) -> None:
    for path, value in given.items():
        shown = values.answer(book, path, value)
        name = values.asked(book, path)
        told = t("explain.answer", label=name, path=path, value=shown) if name else ""
        screen.line(told or t("explain.answer_bare", path=path, value=shown), 4, hang=2)


def _more(key: str, count: int, most: int) -> None:
    if count > most and not options.verbose:
        screen.line(t(key, count=count - most), 2, style="dim")


def _table(data: Mapping[str, Any], indent: int) -> None:
    for key, value in data.items():
        if isinstance(value, Mapping):
            screen.line(f"{key}:", indent)
            _table(value, indent + 2)
        elif isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
            screen.line(f"{key}:", indent)
            for entry in value:
                screen.line("-", indent + 2)
                _table(entry, indent + 4)
        elif value not in ("", [], {}):
            text = ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)
            screen.line(f"{key}: {text}", indent, hang=2)
