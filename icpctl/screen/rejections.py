"""How the likely causes of a rejection look, in the terminal and as JSON. The message itself is never shown again."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from icpctl import screen
from icpctl.checks import all_checks
from icpctl.explaining.checks import blank
from icpctl.findings import sources_json
from icpctl.questions import label
from icpctl.rejection import places
from icpctl.rejection.recording import DOCUMENT, to_review
from icpctl.rules import Book, Rule
from icpctl.rules.prevention import prevented_by
from icpctl.screen.report import as_of
from icpctl.wording import pick, t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.draft import Draft
    from icpctl.rejection import Match, Message
    from icpctl.rejection.asking import Contact

LIKELY, POSSIBLE = 0.7, 0.3
IN_FULL, MOST_CODES = 3, 5
"""Causes that are shown in full; of the others one line each."""


def described(book: Book, message: "Message", case: "Case | None", text: str) -> list[dict[str, Any]]:
    """The matches as JSON, the best first."""
    titles = {one.code: blank(one.words.title) for one in all_checks()}
    return [_as_json(book, match, case, text, titles) for match in message.matches]


def _as_json(book: Book, match: "Match", case: "Case | None", text: str, titles: Mapping[str, str]) -> dict[str, Any]:
    rule, by = match.rejection, prevented_by(book, match.rejection)
    papers = places.documents(rule)
    return {
        "id": rule.id,
        "title": rule.word("title"),
        "score": match.score,
        "reason": match.reason,
        "cause": rule.word("cause"),
        "fix": rule.words("fix_steps"),
        "at": places.paths(book, rule, case, text),
        "documents": papers,
        "document_names": [_document_name(book, id_) for id_ in papers],
        "stage": str(rule["stage"]),
        "prevented_by": {
            "codes": [{"code": code, "title": titles.get(code, "")} for code in by.codes],
            "asked": list(by.asked),
            "reasons": list(by.reasons),
        },
        "confidence": rule.confidence,
        "as_of": rule.as_of,
        "sources": [sources_json(s) for s in book.sources(rule)],
    }


def to_reopen(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """What `--apply` marks: paths and papers of the best cause of each reason, and of every other likely one."""
    out: list[str] = []
    told: set[int] = set()
    for one in found:
        if one["reason"] not in told or one["score"] >= LIKELY:
            told.add(int(one["reason"]))
            out += [*one["at"], *(DOCUMENT + id_ for id_ in one["documents"])]
    return list(dict.fromkeys(out))


def show(
    message: "Message", found: Sequence[Mapping[str, Any]], ask: "Sequence[Contact]", kept: Mapping[str, Any], name: str = ""
) -> None:
    """Causes with fixes, then what no cause explains and whom to ask, then what was recorded.

    `name`: the message where it looks like the name of a draft that there is none of.
    """
    if message.cut:
        screen.talk(t("rejection.cut"), style="warning")
    if not found:
        screen.line(t("rejection.nothing"), style="heading")
    elif message.reasons > 1:
        screen.line(t("rejection.reasons", count=message.reasons))
    for number, one in enumerate(found, start=1):
        if number <= max(IN_FULL, message.reasons):
            _cause(one, several=message.reasons > 1)
        else:
            if number == max(IN_FULL, message.reasons) + 1:
                screen.heading(t("rejection.others"))
            screen.line(t("rejection.other", title=one["title"], id=one["id"], score=_percent(one)), 2, hang=2)
    if message.open_reasons and found:
        screen.line()
        screen.line(t("rejection.unexplained", numbers=t("screen.and").join(map(str, message.open_reasons))), style="warning")
    _ask(ask)
    if not found and name:
        screen.talk(t("rejection.no_draft", name=name))
    if kept:
        _kept(kept)


def _cause(one: Mapping[str, Any], *, several: bool) -> None:
    sure = "likely" if one["score"] >= LIKELY else "possible" if one["score"] >= POSSIBLE else "unlikely"
    screen.heading(t(f"rejection.{sure}", title=one["title"], id=one["id"], score=_percent(one)))
    reason = t("rejection.of_reason", number=one["reason"]) if several and one["reason"] else ""
    reopened = [f"{label(path)} ({path})" for path in one["at"]]
    by = one["prevented_by"]
    codes = [f"{c['code']} {c['title']}".rstrip() for c in by["codes"][:MOST_CODES]]
    if len(by["codes"]) > MOST_CODES:
        codes.append(t("rejection.more_codes", count=len(by["codes"]) - MOST_CODES))
    screen.pairs([(t("rejection.which"), reason), (t("rejection.cause"), one["cause"])])
    for step in one["fix"]:
        screen.line("- " + step, 4, hang=2)
    screen.pairs(
        [
            (t("rejection.at"), t("screen.and").join(reopened)),
            (t("rejection.documents"), t("screen.and").join(one["document_names"])),
            (t("rejection.caught"), t("screen.and").join(codes)),
            (t("rejection.asked"), "" if codes else t("screen.and").join(label(path) for path in by["asked"])),
            (t("rejection.by_hand"), "" if codes else " ".join(by["reasons"])),
        ]
    )
    source = one["sources"][0] if one["sources"] else None
    if source:
        screen.line(t("screen.source", title=source["title"], as_of=as_of(source["as_of"])), 2, style="dim", hang=2)


def _percent(one: Mapping[str, Any]) -> str:
    return f"{one['score']:.0%}"


def _ask(ask: "Sequence[Contact]") -> None:
    if not ask:
        return
    screen.heading(t("rejection.ask"))
    for one in ask:
        screen.line(t("rejection.portal", name=one.name, url=one.portal) if one.portal else one.name, 2, hang=2)
        for number, use in one.phones:
            screen.line(t("rejection.phone", number=number, use=use), 4, hang=2)


def _kept(kept: Mapping[str, Any]) -> None:
    screen.line()
    if kept["not_recorded"]:
        screen.talk(t("rejection.not_recorded", reason=kept["not_recorded"]), style="warning")
    if kept["recorded"]:
        screen.line(t("rejection.recorded", name=kept["draft"], path=kept["path"]), style="heading")
    review = kept["review"]
    if review["at"] or review["documents"]:
        _review(kept["draft"], review["at"], review["documents"])
    elif kept["recorded"]:
        screen.line(t("rejection.apply", name=kept["draft"]), style="dim")


def reviewed(draft: "Draft") -> None:
    """What the last rejection asks to be looked at again, for `show`; nothing when there is nothing."""
    left = to_review(draft)
    if left:
        screen.line()
        _review(draft.name, left.paths, left.documents)


def _review(name: str, paths: Sequence[str], papers: Sequence[str]) -> None:
    screen.line(t("rejection.to_review"), style="warning")
    for path in paths:
        screen.line(f"- {label(path)}  icpctl edit {name} --set {path}=...", 2, hang=2)
    for id_ in papers:
        screen.line(f"- {id_}  icpctl docs attach {name} {id_} FILE --replace", 2, hang=2)


def _document_name(book: Book, id_: str) -> str:
    """A paper by name; a few stand in the file of the rejections only."""
    rule: Rule | None = book.one("document", id_)
    return rule.word("name") if rule else pick(book.file("rejections")["extra_documents"], id_, id_)
