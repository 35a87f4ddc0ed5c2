"""One step of the way, with everything that the draft's type, provider and province add to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from icpctl.case import Case
from icpctl.findings import sources_json
from icpctl.journey import times
from icpctl.journey.mentions import own_words, plain, sms_of_province
from icpctl.journey.times import Range, Term
from icpctl.rules import Rule, Source, vocabulary
from icpctl.wording import pick, t


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step. `starts_event` is the id of the event it waits for, `starts_when` its words; durations in `said_by`.

    `done_with`: when one of these is recorded, the step is of no more use. `ongoing`: a duty that is never done.
    """

    id: str
    name: str
    who: str
    order: int
    after: tuple[str, ...]
    actions: tuple[str, ...]
    duration: str
    said_by: tuple[Range, ...]
    deadline: Term | None
    starts_event: str
    starts_when: str
    if_missed: str
    evidence: tuple[str, ...]
    official_url: str
    conflict: str
    notes: tuple[str, ...]
    optional: bool
    optional_when: str
    recipients: tuple[str, ...]
    sources: tuple[Source, ...]
    by: str
    done_with: tuple[str, ...] = ()
    ongoing: bool = False

    def as_json(self) -> dict[str, Any]:
        """As JSON. `by` is who acts: applicant, principals, site-owner, provider or bureau; `who` is that in words."""
        return {
            "id": self.id,
            "name": self.name,
            "by": self.by,
            "who": self.who,
            "after": list(self.after),
            "starts_event": self.starts_event,
            "starts_when": self.starts_when,
            "actions": list(self.actions),
            "recipients": list(self.recipients),
            "duration": self.duration,
            "said_by": [r.as_json() for r in self.said_by],
            "deadline": self.deadline.as_json() if self.deadline else None,
            "if_missed": self.if_missed,
            "evidence": list(self.evidence),
            "official_url": self.official_url,
            "conflict": self.conflict,
            "notes": list(self.notes),
            "optional": self.optional,
            "optional_when": self.optional_when,
            "sources": [sources_json(s) for s in self.sources],
        }


def variant(case: Case, step: Rule) -> Mapping[str, Any] | None:
    """What is different about a step at the draft's provider."""
    return next((p for p in step.get("provider", []) if p["provider"] == case.draft.filing.provider), None)


def planned(case: Case, step: Rule, *, optional: bool) -> PlannedStep:
    """A step of the rule book for all drafts of this kind; `order` is the rule book's. `personal` completes it."""
    own = variant(case, step)
    said = times.durations(case, step, own)
    made = PlannedStep(
        id=step.id,
        name=step.word("name"),
        who=t(f"journey.who.{step['who']}"),
        order=int(step["order"]),
        after=_after(case, step, own),
        actions=tuple(own_words(case, step.data, "what_to_do", anywhere=False)),
        duration=said[0].text if said else "",
        said_by=tuple(said),
        deadline=times.deadline(case, step),
        starts_event=times.event_id(case, step["starts_when"]),
        starts_when=times.event_name(case, str(step["starts_when"])),
        if_missed=step.word("if_missed"),
        evidence=tuple(step.words("evidence_to_keep")),
        official_url=str(step.get("official_url", "")),
        conflict=step.word("conflict"),
        notes=tuple(_notes(case, step, own)),
        optional=optional,
        optional_when=step.word("optional_when") if optional else "",
        recipients=(),
        sources=_sources(case, step, own),
        by=str(step["who"]),
        done_with=tuple(step.get("done_with", ())),
        ongoing=bool(step.get("ongoing", False)),
    )
    add = _ADDED.get(step.id)
    return add(case, made) if add else made


def personal(case: Case, step: PlannedStep) -> PlannedStep:
    """A step with what only this draft's answers add to it: names and numbers."""
    add = _PERSONAL.get(step.id)
    return add(case, step) if add else step


def _after(case: Case, step: Rule, own: Mapping[str, Any] | None) -> tuple[str, ...]:
    alias = case.book.file("vocabulary")["step"]
    before = [own["after"]] if own and "after" in own else step["after"]
    return tuple(str(alias.get(b, b)) for b in before)


def _notes(case: Case, step: Rule, own: Mapping[str, Any] | None) -> list[str]:
    found = []
    early = own.get("access_filing_after") if own else None
    if own and (early is None or times.joins(case)):
        if early:
            before = case.book.one("step", str(early))
            name = before.word("name") if before else str(early)
            found.append(t("journey.may_start_after", provider=pick(own, "name"), step=name))
        note = pick(own, "note")
        if note and "after=" not in note:
            found.append(t("journey.says", who=pick(own, "name"), text=note))
    # A note that only sends the reader to a file of the facts is answered by that file's words below.
    return found + [n for n in own_words(case, step.data, "notes") if ".toml" not in n]


def _sources(case: Case, step: Rule, own: Mapping[str, Any] | None) -> tuple[Source, ...]:
    both = (*case.book.sources(step), *(case.book.resolve(step.scope, own["sources"]) if own else ()))
    return tuple(dict.fromkeys(both))


def _sms(case: Case, step: PlannedStep) -> PlannedStep:
    """Who gets the code in this filing type, how long it is valid, how often it may be wrong."""
    rule = next((r for r in case.book.all("sms-filing-type") if case.type in r["filing_types"]), None)
    basics = case.book.file("journey/sms")["basics"]
    window = t(
        "journey.sms.window",
        hours=basics["valid_hours"],
        wrong=basics["wrong_attempts_allowed"],
        returned=basics["returned_on_attempt"],
    )
    resend = t("journey.sms.resend", hours=basics["system_resend_after_hours"], times=basics["manual_resends_max"])
    notes = [pick(basics, "unit_note")]
    roles = [t(f"journey.role.{r}") for r in rule["roles"]] if rule else []
    sources = case.book.resolve("manuals", basics["sources"])
    if rule:
        sources += case.book.sources(rule)
        notes.append(rule.word("note"))
    if case.type_rule:
        notes.append(t("journey.sms.said", text=plain(case.type_rule.word("sms_recipients"))))
    place = vocabulary.name(case.book, "province", case.draft.subject.province or "")
    for here in sms_of_province(case):
        notes.append(t("journey.says", who=place, text=plain(here.word("difference"))))
        sources += case.book.sources(here)
    who = (t("journey.sms.who", roles=t("journey.and").join(roles)),) if roles else ()
    return replace(
        step,
        actions=(*who, *step.actions, window, resend),
        recipients=tuple(roles),
        notes=(*(n for n in notes if n), *step.notes),
        sources=tuple(dict.fromkeys(step.sources + sources)),
    )


def _review(case: Case, step: PlannedStep) -> PlannedStep:
    """What is said of this province's bureau and of all bureaus, beside what the provider says."""
    said = times.agreeing([*step.said_by, *times.reviews(case)])
    return replace(step, said_by=tuple(said))


def _footer(case: Case, step: PlannedStep) -> PlannedStep:
    """Which number the province wants, the copyright line, and what holds for an App or a mini-program."""
    actions, sources = list(step.actions), list(step.sources)
    for rule in _footer_rules(case):
        params = rule["params"]
        if "footer_number_form" in params:
            actions.append(_number(case, rule))
        if params.get("footer_copyright_required"):
            actions.append(_copyright(case, rule))
        sources += case.book.sources(rule)
    for rule in case.book.of_province(case.draft.subject.province or ""):
        # What a province wants of a running site beside its footer.
        of_place = rule.kind == "province-rule" and rule.judges and rule["filing_types"] == ["after-approval"]
        if of_place and not any(k.startswith("footer_") for k in rule["params"]):
            actions.append(_place_says(case, rule))
            sources += case.book.sources(rule)
    for rule in case.book.all("footer-rule"):
        if case.kind != "website" and rule["applies_to"] == case.kind:
            actions.append(rule.word("rule"))
            sources += case.book.sources(rule)
    return replace(step, actions=tuple(actions), sources=tuple(dict.fromkeys(sources)))


def _footer_rules(case: Case) -> list[Rule]:
    """The province's rules about the footer: those of the time after approval, and of sites filed before."""
    times_of_use = {"after-approval", *case.type_words}
    who = {True: "organization", False: "individual", None: ""}[case.organization]
    return [
        rule
        for rule in case.book.of_province(case.draft.subject.province or "")
        if rule.kind == "province-rule" and rule.judges and rule["applies_to"] in ("both", who)
        and times_of_use & set(rule["filing_types"])
        and any(k.startswith("footer_") for k in rule["params"])
        and (case.kind == "website" or "footer_number_form" not in rule["params"])
    ]  # fmt: skip


def _place_says(case: Case, rule: Rule) -> str:
    place = vocabulary.name(case.book, "province", case.draft.subject.province or "")
    return t("journey.says", who=place, text=rule.word("requirement"))


def _number(case: Case, rule: Rule) -> str:
    text = _place_says(case, rule)
    if rule["params"]["footer_number_form"] == "subject":
        numbers = [case.draft.subject.licence]
    else:
        numbers = [s.licence for _, s in case.services()]
    known = [n for n in numbers if n]
    return t("journey.footer.number", text=text, number=t("journey.and").join(known)) if known else text


def _copyright(case: Case, rule: Rule) -> str:
    text, pattern = _place_says(case, rule), rule["params"].get("footer_text_pattern")
    name = case.draft.subject.name
    if not rule["params"].get("footer_copyright_must_equal_subject") or not pattern:
        return text
    # An individual's name is personal data and stays out of every message.
    shown = name if name and case.organization else t("journey.footer.subject_name")
    return t("journey.footer.line", text=text, line=pattern.format(subject_name=shown))


_ADDED: dict[str, Callable[[Case, PlannedStep], PlannedStep]] = {
    "sms-verification": _sms,
    "bureau-review": _review,
}
_PERSONAL: dict[str, Callable[[Case, PlannedStep], PlannedStep]] = {"footer-number": _footer}
