"""How an attached paper looks on a screen and in JSON: what was seen, what was found, what only eyes can see."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpctl import screen
from icpctl.checks.paper_files import amount
from icpctl.documents import REQUIRED, details, to_json
from icpctl.findings import Finding, summary
from icpctl.screen import report
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.documents import Needed
    from icpctl.draft import Document

_MM = 25.4 / 72


def facts(one: "Document") -> str:
    """What was seen of a file, in words."""
    parts = [(one.kind or "").upper(), amount(one.size) if one.size else ""]
    if one.width and one.height and one.kind == "pdf":
        parts.append(t("screen.attached.points", width=round(one.width * _MM), height=round(one.height * _MM)))
    elif one.width and one.height:
        shape = "portrait" if one.height > one.width else "landscape" if one.width > one.height else "square"
        parts.append(t("screen.attached.pixels", width=one.width, height=one.height, shape=t(f"screen.attached.{shape}")))
    if one.pages:
        parts.append(t("screen.attached.pages", count=one.pages))
    if one.kind != "pdf" and one.width and not {"unread", "damaged", "dark", "pale"} & set(one.marks):
        colour = next((m for m in ("grey", "tinted") if m in one.marks), "colour")
        parts.append(t(f"screen.attached.{colour}"))
    if one.side in ("front", "back", "both"):
        parts.append(t(f"screen.attached.{one.side}"))
    return t("screen.and").join(p for p in parts if p)


def show(case: "Case", place: int, found: Sequence[Finding], *, again: bool, on_list: bool) -> None:
    """What `docs attach` did and saw."""
    one = case.draft.document[place]
    paper = details.name(case, one.id)
    screen.line(t(f"screen.attached.{'same' if again else 'done'}", paper=paper, file=one.file), style="heading")
    screen.line(t("screen.attached.facts", text=facts(one)), 2, hang=2)
    for text in remarks(case, place, on_list=on_list):
        screen.line(text, 2, style="warning", hang=2)
    for finding in found:
        report.finding(finding)
    if any(f.severity == "error" for f in found):
        screen.line(t("screen.attached.kept"), 2)
    elif not found:
        screen.line(t("screen.attached.fine"), 2, style="good")
    texts = by_eye(case, one)
    if texts:
        screen.line(t("screen.attached.by_eye"), 2)
    for text in texts:
        screen.line("- " + text, 4, hang=2)


def remarks(case: "Case", place: int, *, on_list: bool) -> list[str]:
    """What is odd about attaching this paper and no rule forbids."""
    one = case.draft.document[place]
    out = [] if on_list else [t("screen.attached.unneeded", paper=details.name(case, one.id))]
    others = {d.id for d in case.draft.document if d.sha256 == one.sha256 and d.id != one.id}
    return out + [t("screen.attached.elsewhere", paper=details.name(case, id_)) for id_ in sorted(others)]


def by_eye(case: "Case", one: "Document") -> list[str]:
    """What a program cannot see of a paper: original, legible parts, watermark."""
    document = details.entry(case, one.id)
    rule = details.file_rule(case, document) if document else None
    told = {
        "original": document.word("original_rule") if document else "",
        "show": t("screen.and").join(document.words("must_show")) if document else "",
        "rules": rule.words if rule else "",
        "watermark": rule.watermark if rule else "",
    }
    return [t(f"screen.attached.{key}", text=text) for key, text in told.items() if text]


def show_all(case: "Case", found: Mapping[int, Sequence[Finding]], needed: "Sequence[Needed]", spare: int) -> None:
    """What `docs check` saw."""
    places = [i for i, d in enumerate(case.draft.document) if d.file]
    if not places:
        screen.line(t("screen.attached.none", name=case.draft.name))
    for place in places:
        one, own = case.draft.document[place], found.get(place, ())
        mark = "[!]" if any(f.severity == "error" for f in own) else "[x]"
        screen.line(f"{mark} {details.name(case, one.id)}  ({one.id})  {one.file}", style="heading", hang=4)
        screen.line(facts(one), 4, hang=2)
        for finding in own:
            report.finding(finding)
    if places:
        counted = summary([f for own in found.values() for f in own])
        screen.line(t("screen.attached.checked", count=len(places), **counted))
    left = sum(1 for n in needed if n.level == REQUIRED and n.state == "missing")
    if left:
        screen.line(t("screen.attached.missing", count=left, name=case.draft.name))
    if spare:
        screen.line(t("screen.attached.spare", count=spare), style="dim")
    report.own_rules(case.book)


def _file_json(case: "Case", place: int, found: Sequence[Finding]) -> dict[str, Any]:
    one = case.draft.document[place]
    errors = any(f.severity == "error" for f in found)
    told = {
        key: getattr(one, key) for key in ("id", "file", "side", "kind", "size", "width", "height", "pages", "marks", "sha256")
    }
    return {
        **told, "name": details.name(case, one.id), "checked_at": one.checked_at, "valid_to": one.valid_to,
        "dated_on": one.dated_on, "state": "problem" if errors else "attached", "findings": [f.as_json() for f in found],
    }  # fmt: skip


def as_json(case: "Case", place: int, found: Sequence[Finding], *, again: bool, on_list: bool, path: Path) -> dict[str, Any]:
    """The document of `docs attach --json`."""
    return {
        "schema": 1, "name": case.draft.name, "path": str(path), "same": again, "needed": on_list,
        "document": _file_json(case, place, found), "findings": [f.as_json() for f in found], "summary": summary(found),
        "remarks": remarks(case, place, on_list=on_list), "by_eye": by_eye(case, case.draft.document[place]),
    }  # fmt: skip


def all_as_json(case: "Case", found: Mapping[int, Sequence[Finding]]) -> dict[str, Any]:
    """The document of `docs check --json`: that of `docs --json`, every file, and the count of the findings."""
    return {
        **to_json(case),
        "files": [_file_json(case, i, found.get(i, ())) for i, d in enumerate(case.draft.document) if d.file],
        "summary": summary([f for own in found.values() for f in own]),
    }
