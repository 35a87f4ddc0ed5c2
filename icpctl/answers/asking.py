"""One question of the wizard: its head, its prompt by kind, and what its answer led to, said at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from icpctl import masking, screen
from icpctl.answers import pages, prompts
from icpctl.answers.pages import EMPTY
from icpctl.answers.prompts import BACK, MENU, WHY, Wish
from icpctl.answers.searching import Choice, choices, places, spelled
from icpctl.answers.sitting import Sitting, Told, answer, answer_fact
from icpctl.case import Case
from icpctl.draft import get
from icpctl.errors import IcpctlError, UsageError
from icpctl.findings import Finding
from icpctl.questions import Question, label, of_path, words
from icpctl.rules import Rule
from icpctl.screen import report
from icpctl.values import Said, split
from icpctl.wording import has, t

if TYPE_CHECKING:
    from icpctl.answers.why import Why

_TAKE_BACK = (prompts.TAKE_BACK, "－", "—")
Reply = Told | Wish | None  # None: left open


def ask_question(s: Sitting, at: str, question: Question, *, left: int = 0, where: str = "", may_skip: bool = False) -> Reply:
    """Ask one question until it has a well-formed answer, is left open, or the person wants something else.

    left: needed answers that are left, for the head; where: a head of the caller's own; may_skip: a blank leaves even a
    needed answer open, for later.
    """
    needed = question.stops and not may_skip
    text = label(at)
    _head(s, at, question, where or pages.where(s.case, pages.page_of(at), left))
    default, because = _default(s, at)
    if because:
        screen.talk(t("wizard.suggested", why=because), style="dim")
    while True:
        given = _prompt(s.case, at, question, text, default, needed)
        if given is WHY:
            _why(s.case, at, question)
            continue
        if given is BACK or given is MENU:
            return given
        old = get(s.draft, at)
        if given == [] and default:  # all ticks were taken away: that is said, not left blank
            given = prompts.TAKE_BACK if old not in EMPTY else given
        elif given in EMPTY or given == default:
            given = default
        if given in EMPTY or given == old:
            if needed and given in EMPTY:
                screen.talk(t("wizard.ask.tick" if question.many and question.choices else "screen.ask.needed"), style="warning")
                continue
            return Told() if given not in EMPTY else None
        if given in _TAKE_BACK:
            if question.stops or old in EMPTY:
                screen.talk(t("screen.ask.needed" if question.stops else "wizard.nothing_there"), style="warning")
                continue
            given = None
        told = _take(s, at, question, given)
        if told is not None:
            return told


def _take(s: Sitting, at: str, question: Question, given: Any) -> Told | None:
    """Put an answer into the draft and say what it led to; None when it cannot be used, with the reason."""
    if question.kind == "region" and _is_latin(given):
        screen.complain(t("wizard.write_han", example=words(question)[2]))
        return None
    try:
        told = answer(s, at, _one(given, question))
    except IcpctlError as error:
        screen.complain(str(error.values.get("reason") or error.text()))
        return None
    tell(told)
    _read_off(s, at)
    return told


def ask_fact(s: Sitting, fact: Rule, left: int = 0, *, where: str = "", may_skip: bool = False) -> Reply:
    """Ask one fact of the case, from which the filing type follows."""
    from icpctl.facts import read_facts

    _where(s, where or pages.where(s.case, pages.Page("filing"), left))
    if fact["type"] != "enum" and fact.word("how_to_check"):
        screen.talk(fact.word("how_to_check"), style="dim")
    while True:
        given = _prompt_fact(s.case, fact, getattr(s.draft.filing.facts, fact.id), blank=may_skip)
        if given is WHY:
            _why_fact(s.case, fact)
            continue
        if given is BACK or given is MENU:
            return given
        if given in EMPTY:
            if may_skip:
                return None
            screen.talk(t("screen.ask.needed"), style="warning")
            continue
        try:
            known = read_facts({fact.id: given}, s.case.book)
        except UsageError as error:
            screen.complain(error.text())
            continue
        told = answer_fact(s, fact.id, known[fact.id])
        tell(told)
        return told


def tell(told: Told) -> None:
    """What an answer led to: what was normalised, what follows from it, and what was found anew."""
    remarks(told.said)
    for one in told.derived:
        why = t(f"screen.because.{one.because}")
        screen.talk(t("screen.derived", what=label(one.path), path=one.path, why=why), style="dim")
    findings(told.found)


def remarks(said: Sequence[Said]) -> None:
    """What normalising changed or found odd."""
    for one in said:
        screen.talk(one.remark.text(), style="dim")


def findings(found: Sequence[Finding]) -> None:
    """Findings next to a question: what is wrong, what to do, who says so."""
    for one in found:
        place = f"  {label(one.at)}" if one.at else ""
        screen.complain(f"{t('screen.severity.' + one.severity)} {one.code}{place}", style=one.severity, indent=2, hang=2)
        screen.complain(one.message, style="", indent=4)
        if one.fix:
            screen.complain(t("screen.findings.fix", fix=one.fix), style="", indent=4, hang=2)
        for source in one.sources[:1]:
            line = t("screen.source", title=source.title, as_of=report.as_of(source.as_of))
            screen.complain(line, style="dim", indent=4, hang=2)


def _where(s: Sitting, text: str) -> None:
    """The section map, when it has changed."""
    screen.talk("")
    if f"where:{text}" not in s.told:
        s.told = {one for one in s.told if not one.startswith("where:")} | {f"where:{text}"}
        screen.talk(text, style="dim")


def _head(s: Sitting, at: str, question: Question, where: str) -> None:
    from icpctl.answers.why import local

    help_, example = _help(s.case, at, question)
    _where(s, where)
    screen.talk(t("wizard.help" if example else "wizard.help_plain", help=help_, example=example), style="dim")
    # Of a needed answer that is not there yet nothing is found that it will not settle itself.
    coming = question.stops and get(s.draft, at) in EMPTY
    standing = [] if coming else [f for f in s.findings.values() if pages.asked_at(f) == at and f.topic != "gap"]
    rule = local(s.case, question)
    if rule is not None and rule.rule not in s.told and all(rule.rule != f.rule for f in standing):
        s.told.add(rule.rule)
        screen.talk(rule.text, style="dim")
    findings(standing)


def _help(case: Case, at: str, question: Question) -> tuple[str, str]:
    """Help and example; none where the answers are listed. An individual's example is a person's."""
    _, help_, example = words(question)
    if question.kind == "bool" or choices_for(case, at, question):
        return help_, ""
    if case.organization is False and question.section == "subject":
        own = of_path(f"principal.{at.partition('.')[2]}")
        if own is not None:
            help_, example = words(own)[1] if at.endswith("cert_number") else help_, words(own)[2]
    if case.organization is False and has(f"wizard.example_of_person.{question.key}"):
        example = t(f"wizard.example_of_person.{question.key}")
    return help_, example


def _prompt(case: Case, at: str, question: Question, text: str, default: Any, needed: bool) -> Any:
    """What is answered: raw text, an id, ids, yes or no; "" or [] for a blank; or a wish."""
    if question.kind == "bool":
        said = prompts.yes_no(text, default=default, blank=not needed)
        return "" if said is None else said
    listed = choices_for(case, at, question)
    if listed and question.many:
        return prompts.pick_many(text, listed, chosen=default or (), most=most_of(case, at, question))
    if listed:
        free = question.kind == "region"
        known = next((c.id for c in listed if default in (c.id, c.name)), None)
        given = prompts.pick(text, [spelled(c) for c in listed] if free else listed, default=known, free=free, blank=not needed)
        if isinstance(given, str) and free:
            return next((c.name for c in listed if c.id == given), given)
        return given
    shown = masking.shown(case.draft, at, reveal=False) if get(case.draft, at) == default else _words(default)
    private = question.private or question.path == "subject.name"
    return prompts.text(text, default="" if private else _words(default), shown=shown if default not in EMPTY else "")


def _prompt_fact(case: Case, fact: Rule, now: Any, *, blank: bool = False) -> Any:
    text = fact.word("question")
    if fact["type"] == "bool":
        return prompts.yes_no(text, default=now, blank=blank)
    if fact["type"] == "code":
        return prompts.pick(text, choices(case.book, "province"), default=now)
    if fact["type"] in ("enum", "set"):
        names = zip(fact["values"], fact.words("values"), fact["values_zh"], strict=True)
        listed = [Choice(str(id_), name, (name_zh,)) for id_, name, name_zh in names]
        if fact["type"] == "set":
            return prompts.pick_many(text, listed, chosen=now or ())
        return prompts.pick(text, listed, default=now, blank=blank)
    return prompts.text(text, shown="" if now is None else str(now)) or ("" if now is None else str(now))


def choices_for(case: Case, at: str, question: Question) -> list[Choice]:
    """What there is to choose from for a question; [] where a text is typed.

    Certificates are those of the subject's nature; cities and districts those of its province, where the table of
    divisions has them.
    """
    book, subject = case.book, case.draft.subject
    if question.kind == "region":
        province = subject.province
        if not province:
            return [] if question.path.endswith("district") else places(book, None)
        if question.path.endswith("district"):
            return places(book, province, districts=True)
        cities = places(book, province)
        if cities:
            return cities
        entry = next((e for e in book.file("vocabulary")["province"] if e["id"] == province), None)
        return [Choice(str(entry["code"]), str(entry["full_name_zh"]), (str(entry["name_zh"]),))] if entry else []
    if question.kind != "choice":
        return []
    listed = choices(book, question.choices)
    if question.path == "subject.cert_type" and subject.nature:
        natures = {str(e["id"]): e["natures"] for e in book.file("vocabulary")["certificate_type"]}
        return [c for c in listed if subject.nature in natures.get(c.id, ())] or listed
    if question.choices == "site_content" and case.organization is False:
        open_to_all = book.one("consistency-rule", "individual-content-type")
        allowed = open_to_all["allowed"] if open_to_all else ()
        return sorted(listed, key=lambda c: c.id not in allowed)
    return listed


def most_of(case: Case, at: str, question: Question) -> int | None:
    """How many of a list may be chosen, where the field or the filing type says so; None without a limit."""
    field = case.book.one("field", question.field) if question.field else None
    limit = (field.get("constraints") or {}).get("max_items") if field else None
    if limit is None and at == "mini_program.content_types" and case.type_rule is not None:
        limit = next((int(e["value"]) for e in case.type_rule.get("limits", []) if e["value"].isdigit()), None)
    return int(limit) if limit else None


def _default(s: Sitting, at: str) -> tuple[Any, str]:
    """What Enter keeps, and why it is suggested ("" for an answer that is there)."""
    now = get(s.draft, at)
    if now not in EMPTY:
        return now, ""
    from icpctl.answers.suggest import suggestion

    one = suggestion(s.case, at, s.earlier)
    return (one.value, one.because) if one else (None, "")


def _words(value: Any) -> str:
    if value in EMPTY:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{k}={v}" for k, v in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _one(given: Any, question: Question) -> Any:
    """A pasted text of several lines: all of them for a list, else the first; what is passed over is said."""
    if not isinstance(given, str) or "\n" not in given:
        return given
    lines = [line.strip() for line in given.splitlines() if line.strip()]
    if question.many:
        return split(lines)
    if len(lines) > 1:
        screen.complain(t("wizard.ignored", count=len(lines) - 1), style="warning")
    return lines[0] if lines else ""


def _read_off(s: Sitting, at: str) -> None:
    """What can be read off an id number, so that a slip of the finger is seen."""
    number = get(s.draft, at)
    if at.endswith("cert_number") and isinstance(number, str):
        from icpctl.answers.suggest import facts_of_id

        text = facts_of_id(number, s.case.book)
        if text:
            screen.talk(t("wizard.read_off", text=t("screen.and").join(str(x) for x in text if x)), style="dim")


def _is_latin(given: Any) -> bool:
    """Letters without any Chinese character: a place that was not found in the list."""
    return isinstance(given, str) and given.isascii() and any(c.isalpha() for c in given)


def _why(case: Case, at: str, question: Question) -> None:
    from icpctl.answers.why import why

    _reasons(why(case, at, question))


def _why_fact(case: Case, fact: Rule) -> None:
    from icpctl.answers.why import why_fact

    found = why_fact(case, fact.id)
    if found is not None:
        _reasons(found)


def _reasons(found: "Why") -> None:
    """Why a question is asked, on the screen: the reasons with their sources. Help and example stand above it already."""
    if not found.lines:
        screen.complain(found.help, style="")
    for one in found.lines:
        screen.complain(f"- {one.text}", style="", indent=2, hang=2)
        for source in one.sources[:1]:
            line = t("screen.source", title=source.title, as_of=report.as_of(source.as_of))
            screen.complain(line, style="dim", indent=4, hang=2)
    if found.more:
        screen.complain(t("wizard.more_reasons", count=found.more), style="dim", indent=2)
