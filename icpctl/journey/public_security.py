"""The sheet of the public-security filing: the blanks of its form in the order of its site, filled from the draft.

Which blanks there are comes from `rules/data/journey/public-security.toml`; what no source states stays open. Answers are
named by their draft paths, and who shows them masks them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from icpctl.case import Case
from icpctl.draft import get
from icpctl.journey.mentions import own_words
from icpctl.journey.state import state
from icpctl.journey.times import joins
from icpctl.rules import Rule, Source
from icpctl.wording import t

STEP = "public-security-filing"
FIRST, REST = "domains.first", "domains.rest"


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank. `paths` lead to answers of the draft, `value` is a value that is no answer; both empty: it stays open."""

    id: str
    name: str
    paths: tuple[str, ...]
    value: str
    note: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the form, of the whole subject or of one service (`at`, "" for the subject)."""

    id: str
    name: str
    at: str
    note: str
    blanks: tuple[Blank, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet. `text` says why there is none when the filing type has no such step."""

    text: str
    url: str
    steps: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]


def sheet(case: Case) -> Sheet:
    """The sheet for this draft's subject and services."""
    step = case.book.one("step", STEP)
    if step is None or case.type not in step["filing_types"]:
        name = case.type_rule.word("name") if case.type_rule else ""
        text = t("police.not_for", type=name) if name else t("journey.no_type")
        return Sheet(text, "", (), (), (), ())
    return Sheet(
        text="",
        url=str(step["official_url"]),
        steps=tuple(own_words(case, step.data, "what_to_do", anywhere=False)),
        notes=tuple(own_words(case, step.data, "notes")),
        parts=tuple(_parts(case)),
        sources=case.book.sources(step),
    )


def _parts(case: Case) -> Iterator[Part]:
    """The parts in the order of the site; those about a site or an App once for each of them."""
    services = [at for at, _ in case.services()]
    sections = [r for r in case.book.all("police-section") if _concerns(case, r)]
    for of, several in groupby(sections, key=lambda r: str(r["of"])):
        mine = list(several)
        places = [""] if of == "subject" else [at for at in services if at.startswith(f"{of}[")]
        yield from (_part(case, section, at) for at in places for section in mine)


def _concerns(case: Case, section: Rule) -> bool:
    only = section.get("only")
    return only is None or only == {True: "organization", False: "individual", None: ""}[case.organization]


def _part(case: Case, section: Rule, at: str) -> Part:
    blanks = [_blank(case, f, at) for f in case.book.all("police-field") if f["section"] == section.id]
    return Part(section.id, section.word("name"), at, section.word("note"), tuple(blanks), case.book.sources(section))


def _blank(case: Case, field: Rule, at: str) -> Blank:
    paths: list[str] = []
    for path in field.get("paths", ()):
        paths += _paths(case, path, at)
    return Blank(
        id=field.id,
        name=field.word("name"),
        paths=tuple(p for p in paths if get(case.draft, p) not in (None, "", [], {})),
        value=_value(case, field),
        note=field.word("note"),
        sources=case.book.sources(field),
    )


def _paths(case: Case, path: str, at: str) -> list[str]:
    """The draft paths of a field: of the subject as they stand, of a service below it."""
    if not at:
        return [path]
    if path in (FIRST, REST):
        every = [f"{at}.domains[{i}]" for i in range(len(get(case.draft, f"{at}.domains") or []))]
        return every[:1] if path == FIRST else every[1:]
    if path.startswith("principal.") and get(case.draft, f"{at}.principal.same_as_subject"):
        return [path]
    return [f"{at}.{path}"]


def _value(case: Case, field: Rule) -> str:
    """What is known but no answer: the provider's own words, the day of an event, that a paper is at hand."""
    if "column" in field.data:
        mine = (r for r in case.book.all("police-provider") if r["provider"] == case.draft.filing.provider and r.judges)
        own = next(mine, None)
        return str(own[field["column"]]) if own else ""
    if "event" in field.data:
        # A site that joins a provider was filed, and may have opened, long before.
        at = None if joins(case) else state(case).happened.get(field["event"])
        return at.date().isoformat() if at else ""
    if "document" in field.data and any(d.id == field["document"] and d.file for d in case.draft.document):
        return t("police.at_hand")
    return ""
