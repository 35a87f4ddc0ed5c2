"""How a draft, its findings, papers and steps look on a screen."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpctl import masking, run, screen
from icpctl.draft import answered, get
from icpctl.filing_type import Decision, result_name
from icpctl.findings import Finding, summary, verdict
from icpctl.questions import label, of_path
from icpctl.rules import PACKAGED, Book, Source, vocabulary
from icpctl.rules.age import is_old
from icpctl.screen import papers as papers_screen
from icpctl.screen.ages import age
from icpctl.wording import has, language, t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.documents import Needed
    from icpctl.draft import Draft
    from icpctl.journey import Plan
    from icpctl.journey.steps import PlannedStep
    from icpctl.rules.own import Problem

MOST_FLIPS = 6  # more would bury the answer; `icpctl type` shows all


def sources(found: Sequence[Source], indent: int, most: int = 2) -> None:
    """Where something was read, with its date."""
    for one in found[:most]:
        screen.line(t("screen.source", title=one.title, as_of=as_of(one.as_of)), indent, style="dim", hang=2)
    if len(found) > most:
        screen.line(t("screen.more_sources", count=len(found) - most), indent, style="dim")


def as_of(text: str) -> str:
    """The date of a source in words: some pages carry none. The Chinese remark behind a date stays in Chinese only."""
    if language() != "zh":
        text = re.sub(r" \([^()]*[\u4e00-\u9fff][^()]*\)", "", text)
    return text.replace("undated", t("screen.undated"))


def head(case: "Case", path: Path, *, dry_run: bool) -> None:
    """Which draft this is and where it is kept."""
    draft, book = case.draft, case.book
    screen.line(t("screen.head.title", name=draft.name or "-"), style="heading")
    type_name = result_name(case.type, book) if case.type else t("screen.head.open_type")
    provider, province = draft.filing.provider, draft.subject.province
    screen.pairs(
        [
            (t("screen.head.type"), f"{type_name} ({case.type})" if case.type else type_name),
            (t("screen.head.provider"), vocabulary.name(book, "provider", provider) if provider else ""),
            (t("screen.head.subject"), masking.subject_name(draft)),
            (t("screen.head.province"), vocabulary.name(book, "province", province) if province else ""),
            (t("screen.head.file"), t("screen.head.not_saved") if dry_run else str(path)),
        ]
    )


def decision(case: "Case", *, flips: bool = True) -> None:
    """Why this filing type, and what would change it (`flips`)."""
    found = case.decision
    if found.kind == "open" and case.type is None:
        return
    screen.heading(t("screen.type.why"))
    if found.kind == "open":
        screen.line(t("screen.type.given"), 2)
        return
    _reasons(found, case.book, MOST_FLIPS if flips else 0)


def decided(found: Decision, book: Book) -> None:
    """The answer of `icpctl type`."""
    screen.line(t(f"screen.type.kind_{found.kind}", name=found.name, result=found.result), style="heading")
    _reasons(found, book, 100)
    rule = book.one("filing-type", found.result)
    if rule:
        screen.line(rule.word("definition"), 2)
        for warning in rule.words("warnings"):
            screen.line("- " + warning, 2, style="warning", hang=2)


def _reasons(found: Decision, book: Book, most: int) -> None:
    screen.line(found.message, 2)
    questions = {r.id: r.word("question") for r in book.all("filing-fact")}
    for fact, value in found.because:
        screen.line(f"- {questions.get(fact, fact)} {fact_value(book, fact, value)}", 4, hang=2)
    sources(found.sources, 2)
    if found.would_change and most:
        screen.line(t("screen.type.flips"), 2)
        for fact, value, result in found.would_change[:most]:
            text = t(
                "screen.type.flip",
                fact=questions.get(fact, fact),
                value=fact_value(book, fact, value),
                result=result_name(result, book),
            )
            screen.line("- " + text, 4, hang=2)
        if len(found.would_change) > most:
            screen.line(t("screen.type.more_flips", count=len(found.would_change) - most), 4, style="dim")


def fact_value(book: Book, fact: str, value: Any) -> str:
    """A fact's value in words."""
    if isinstance(value, bool):
        return t("screen.yes") if value else t("screen.no")
    if isinstance(value, list):
        return t("screen.and").join(fact_value(book, fact, v) for v in value)
    if fact == "province":
        for entry in book.file("vocabulary")["province"]:
            if value in (entry["id"], entry["code"]):
                return vocabulary.name(book, "province", str(entry["id"]))
    rule = book.one("filing-fact", fact)
    if rule and value in rule.get("values", []):
        names = rule.words("values")
        return names[list(rule["values"]).index(value)]
    return str(value)


def findings(found: Sequence[Finding]) -> None:
    """What was found, worst first; each with place, fix and source."""
    counted = summary(found)
    screen.heading(t("screen.findings.title", **counted))
    if verdict(found) == "clear":
        screen.line(t("screen.findings.clear"), 2, style="good")
    for one in found:
        finding(one)


def finding(one: Finding) -> None:
    """One finding."""
    place = f"{label(one.at)} ({one.at})" if one.at and of_path(one.at) else one.at
    screen.line(f"{t('screen.severity.' + one.severity)} {one.code}  {place}", 2, style=one.severity, hang=2)
    screen.line(one.message, 4)
    if one.fix:
        screen.line(t("screen.findings.fix", fix=one.fix), 4, hang=2)
    if one.rule:
        confidence = t(f"screen.confidence.{one.confidence}") if one.confidence else ""
        own = t("screen.own_rule", path=one.origin) if one.origin != PACKAGED else ""
        screen.line(t("screen.findings.rule", rule=one.rule, confidence=confidence) + own, 4, style="dim", hang=2)
    sources(one.sources, 4, most=1)
    if is_old(one.age_days):
        screen.line(t("screen.findings.old", age=age(one.age_days)), 4, style="dim", hang=2)
    for text in one.contradictions:
        screen.line(t("screen.findings.contradiction", text=text), 4, style="dim", hang=2)


def judged(name: str, path: Path, found: Sequence[Finding], book: Book) -> None:
    """One draft of `icpctl check`."""
    screen.line(f"{name}  {path}", style="heading")
    own_rules(book)
    findings(found)
    screen.line()


def papers(found: "Sequence[Needed]", *, full: bool = False, remarks: Sequence[str] = ()) -> None:
    """The document list with the reason of each; `full` adds what it must show and how it is made.

    `remarks`: what no entry can say (`documents.remarks`).
    """
    screen.heading(t("screen.papers.title", count=len(found)))
    for text in remarks:
        screen.line(text, 2, style="warning")
    if not found and not remarks:
        screen.line(t("screen.papers.none"), 2)
    for paper in found:
        mark = {"attached": "[x]", "problem": "[!]"}.get(paper.state, "[ ]")
        screen.line(
            f"{mark} {paper.name}  {t('screen.level.' + paper.level)}  ({paper.id})", 2, style="heading" if full else "", hang=4
        )
        for reason in paper.because[: None if full else 1]:
            screen.line(t("screen.papers.because", reason=reason), 6, style="dim", hang=2)
        if full:
            papers_screen.details(paper)
            sources(paper.sources, 6)


def plan(found: "Plan", *, full: bool = False, left: dict[str, Any] | None = None) -> None:
    """The steps of the way, with durations and deadlines; `full` adds what happens if missed, conflicts and sources.

    `left`: the `next` items of the steps still to do, by step id; None shows the whole way.
    """
    screen.heading(t("screen.plan.title"))
    if not found.sourced:
        screen.line(found.text, 2)
    for number, step in enumerate(found.steps, 1):
        if left is None or step.id in left:
            _step(number, step, full=full, due=(left or {}).get(step.id, {}).get("due"))
    if found.access_during_review:
        screen.line(t("screen.plan.access", text=found.access_during_review), 2, hang=2)
    for text in found.warnings:
        screen.line(t("screen.plan.warning", text=text), 2, style="warning", hang=2)
    for text in (*found.timing, *found.contacts):
        screen.line("- " + text, 2, style="dim", hang=2)
    sources(found.sources, 2, most=3)


def _step(number: int, step: "PlannedStep", *, full: bool, due: str | None = None) -> None:
    deadline = step.deadline
    times = [
        due or "",
        step.duration,
        t("screen.plan.hard" if deadline.hard else "screen.plan.soft", text=deadline.text) if deadline else "",
    ]
    who = t("screen.plan.who", who=step.who) if step.by != "applicant" else ""
    optional = t("screen.plan.optional", when=step.optional_when) if step.optional else ""
    screen.line(f"{number}. " + "  ".join(x for x in (step.name, who, *times, optional) if x), 2, style="heading", hang=3)
    for text in step.actions:
        screen.line("- " + text, 5, hang=2)
    if not full:
        return
    if step.official_url:
        screen.line(t("screen.plan.url", url=step.official_url), 5)
    if step.if_missed:
        screen.line(t("screen.plan.missed", text=step.if_missed), 5, style="warning", hang=2)
    for text in (step.conflict, *step.notes):
        if text:
            screen.line("- " + text, 5, style="dim", hang=2)
    sources(step.sources, 5, most=1)


def own_rules(book: Book) -> None:
    """Name the user's own rule files that are merged in, and once those that are not used."""
    own_problems(book)
    if book.own_files:
        screen.line(t("screen.own_files", files=", ".join(book.own_files)), style="warning", hang=2)


def own_problems(book: Book) -> None:
    """Say once, on standard error, which of the user's own rule files are not used and why."""
    book.kept("own problems are said", lambda: _say(book.problems))


def _say(problems: "Sequence[Problem]") -> bool:
    for one in problems:
        screen.complain(t("screen.own_unused", text=one.text(), hint=one.hint()), style="warning", hang=2)
    return True


def closing(case: "Case", found: Sequence[Finding], saved: Path, *, dry_run: bool, sourced: bool = True) -> None:
    """The one thing to do now, and the honest limit of all this. `saved`: where the draft is."""
    screen.heading(t("screen.closing.title"))
    # A draft outside the usual folder (an example) is found only when the folder is named.
    name = case.draft.name if saved.parent == run.folder() else f"{case.draft.name} --drafts {saved.parent}"
    errors = summary(found)["error"]
    key = "dry_run" if dry_run else "mend" if errors else "submit" if sourced else "ask"
    provider = case.provider
    portal = provider.word("portal_name") or provider.word("name") if provider else t("screen.closing.your_provider")
    url = provider.get("portal_url", "") if provider else ""
    screen.line(t(f"screen.closing.{key}", name=name, count=errors, portal=portal, url=url), 2)
    own_rules(case.book)
    screen.line(t("screen.closing.limit"), 2, style="dim")


def changed(draft: "Draft", paths: Sequence[str], saved: Path, *, dry_run: bool) -> None:
    """What an edit changed; values masked."""
    screen.line(t("screen.edit.dry" if dry_run else "screen.edit.saved", name=draft.name, path=saved), style="heading")
    if not paths:
        screen.line(t("screen.edit.nothing"), 2)
    screen.pairs([(f"{label(p)} ({p})", masking.shown(draft, p, reveal=False) or t("screen.edit.taken_back")) for p in paths])


def answers(case: "Case", path: Path, reveal: bool, section: str | None) -> None:
    """All answers of a draft by section."""
    draft = case.draft
    head(case, path, dry_run=False)
    tables: dict[str, list[tuple[str, str]]] = {}
    for at, value in answered(draft):
        table = at.rpartition(".")[0]
        if section is None or table.startswith(section):
            tables.setdefault(table, []).append((label(at), _answer(case, at, value, reveal)))
    for table, rows in tables.items():
        screen.heading(_table_title(table))
        screen.pairs(rows)


def answer(case: "Case", at: str) -> str:
    """One answer of the draft in words, masked; "" when there is none."""
    value = get(case.draft, at)
    return "" if value in (None, "", [], {}) else _answer(case, at, value, reveal=False)


def _answer(case: "Case", at: str, value: Any, reveal: bool) -> str:
    """An answer in words: choices by name and id, yes and no, long-term; private ones masked."""
    question = of_path(at)
    if isinstance(value, bool):
        return t("screen.yes" if value else "screen.no")
    if question and question.choices:
        ids = value if isinstance(value, list) else [value]
        return t("screen.and").join(f"{vocabulary.name(case.book, question.choices, i)} ({i})" for i in ids)
    if question and question.kind == "until" and value == "long-term":
        return t("screen.long_term")
    return masking.shown(case.draft, at, reveal)


def _table_title(table: str) -> str:
    base, _, rest = table.partition(".")
    name, _, index = base.partition("[")
    key = f"cli.section.{name}{'_' + rest if rest else ''}"
    number = f" {int(index.rstrip(']')) + 1}" if index else ""
    return (t(key) if has(key) else table) + number
