"""How the sheet of the public-security filing is shown: as text, Markdown or JSON; personal data masked unless revealed."""

from typing import TYPE_CHECKING, Any

from icpctl import masking, screen
from icpctl.draft import get
from icpctl.exports.police_sheet import Row, Section, markdown
from icpctl.findings import sources_json
from icpctl.questions import of_path
from icpctl.rules import vocabulary
from icpctl.screen import report
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.journey.public_security import Blank, Part, Sheet


def text(case: "Case", found: "Sheet", *, reveal: bool) -> None:
    """The sheet in the terminal."""
    screen.line(t("police.title", name=case.draft.name), style="heading")
    if found.text:
        screen.line(found.text, 2)
        return
    for line in _lead(found, reveal):
        screen.line(line, 2)
    for section in _sections(case, found, reveal):
        screen.heading(section.title)
        if section.note:
            screen.line(section.note, 2, style="dim")
        screen.pairs([(r.name, (r.value or t("police.empty")) + (f"  {r.note}" if r.note else "")) for r in section.rows])
    for title, lines in ((t("police.steps"), found.steps), (t("police.notes"), found.notes)):
        screen.heading(title)
        for line in lines:
            screen.line("- " + line, 2, hang=2)
    screen.heading(t("police.sources"))
    report.sources(_sources(found), 2, most=8)


def as_markdown(case: "Case", found: "Sheet", *, reveal: bool) -> str:
    """The sheet as one Markdown document."""
    lead = [found.text] if found.text else _lead(found, reveal)
    names = [t("screen.source", title=s.title, as_of=report.as_of(s.as_of)) for s in _sources(found)]
    lists = [(t("police.steps"), found.steps), (t("police.notes"), found.notes), (t("police.sources"), names)]
    return markdown(t("police.title", name=case.draft.name), lead, _sections(case, found, reveal), lists)


def as_json(case: "Case", found: "Sheet", *, reveal: bool) -> dict[str, Any]:
    """The sheet as JSON; a blank that stays open has the value null."""
    return {
        "schema": 1,
        "name": case.draft.name,
        "applies": not found.text,
        "text": found.text,
        "url": found.url,
        "steps": list(found.steps),
        "notes": list(found.notes),
        "parts": [
            {
                "id": part.id,
                "title": _title(case, part),
                "at": part.at,
                "note": part.note,
                "fields": [
                    {
                        "id": b.id,
                        "name": b.name,
                        "value": _shown(case, b, reveal) or None,
                        "from": list(b.paths),
                        "note": b.note,
                        "sources": [sources_json(s) for s in b.sources],
                    }
                    for b in part.blanks
                ],
                "sources": [sources_json(s) for s in part.sources],
            }
            for part in found.parts
        ],
        "sources": [sources_json(s) for s in _sources(found)],
    }


def _lead(found: "Sheet", reveal: bool) -> list[str]:
    lead = [t("police.url", url=found.url), t("police.left_open")]
    return lead if reveal else [*lead, t("police.masked")]


def _sections(case: "Case", found: "Sheet", reveal: bool) -> list[Section]:
    return [
        Section(_title(case, part), part.note, tuple(Row(b.id, b.name, _shown(case, b, reveal), b.note) for b in part.blanks))
        for part in found.parts
    ]


def _title(case: "Case", part: "Part") -> str:
    """With several services the part says whose it is."""
    kind = part.at.partition("[")[0]
    if not kind or sum(at.partition("[")[0] == kind for at, _ in case.services()) < 2:
        return part.name
    return t("police.site", part=part.name, name=get(case.draft, f"{part.at}.name") or part.at)


def _shown(case: "Case", blank: "Blank", reveal: bool) -> str:
    values = [_answer(case, path, reveal) for path in blank.paths]
    return blank.value or t("police.and").join(v for v in values if v)


def _answer(case: "Case", path: str, reveal: bool) -> str:
    """An answer as the form wants it: choices by their names, private values masked."""
    question, value = of_path(path), get(case.draft, path)
    if question and question.choices:
        ids = value if isinstance(value, list) else [value]
        return t("police.and").join(vocabulary.name(case.book, question.choices, str(i)) for i in ids)
    return masking.shown(case.draft, path, reveal)


def _sources(found: "Sheet") -> tuple[Any, ...]:
    every = (*found.sources, *(s for p in found.parts for s in (*p.sources, *(x for b in p.blanks for x in b.sources))))
    return tuple(dict.fromkeys(every))
