"""`icpctl reject`: likely causes of a rejection message, fixes, and what to look at again."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.rejection import Message
    from icpctl.store import Loaded

_MOST_BYTES = 1024 * 1024


def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME] [TEXT | -]",
            help=t("cli.option.reject_words"),
            show_default=False,
            autocompletion=common.complete_names,
        ),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help=t("cli.option.apply"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.option.dry_run"))] = False,
) -> None:
    """Rank the causes of a rejection; with a draft, record the round and, with --apply, what is to be looked at again."""
    from icpctl import rejection
    from icpctl.errors import UsageError
    from icpctl.rejection.asking import contacts
    from icpctl.screen import rejections

    before, text, is_new = _read(list(words or []))
    if apply and before is None:
        raise UsageError("reject_apply")
    case = _case(before) if before else None
    message = rejection.read(run.book(), text, case)
    found = rejections.described(run.book(), message, case, text)
    kept: dict[str, Any] = {}
    if before and case:
        review = rejections.to_reopen(found) if apply else []
        kept = _record(before, case, text, review, is_new=is_new, dry_run=dry_run)
    ask = contacts(run.book(), text, case) if not message.matches or message.open_reasons else []
    if options.json:
        common.show_json({**_body(message), "matches": found, "ask": [c.as_json() for c in ask], **kept})
        return
    rejections.show(message, found, ask, kept, "" if before else _like_a_name(text))
    from icpctl.screen import report

    report.own_rules(run.book())


def _read(words: list[str]) -> "tuple[Loaded | None, str, bool]":
    """(the draft, the message, is it new) of the words of the command line. Raises UsageError or StoreError."""
    from icpctl.answers.files import from_file
    from icpctl.errors import UsageError
    from icpctl.rejection.reading import readable

    before = _draft(words)
    rest = words[1:] if before else words
    if rest == ["-"]:
        text = _standard_input()
    elif len(rest) == 1:
        text = from_file(rest[0])
    else:
        text = " ".join(rest)
    if not rest and before:
        noted = _noted(before)
        if not noted:
            raise UsageError("reject_no_text", name=before.draft.name)
        return before, noted, False
    if not readable(text):
        raise UsageError("reject_empty")
    return before, text, True


def _draft(words: list[str]) -> "Loaded | None":
    """The draft that the first word names; None when it is text. Raises StoreError for a name that no draft has."""
    from pathlib import Path

    from icpctl import store
    from icpctl.errors import UsageError

    first = words[0] if words else ""
    if first == "-" or len(first) > 255 or "\n" in first:
        return None
    if common.is_file(first):
        return common.load(first) if first.endswith(".toml") and (len(words) > 1 or Path(first).is_file()) else None
    try:
        name = store.check_name(first)
    except UsageError:
        return None
    if name in store.names(run.folder()) or len(words) > 1:
        return common.load(name)
    return None


def _like_a_name(text: str) -> str:
    """The text when it could be the name of a draft, else ""."""
    from icpctl import store
    from icpctl.errors import UsageError

    try:
        return store.check_name(text)
    except UsageError:
        return ""


def _case(before: "Loaded") -> "Case":
    """The case of the draft as it will be saved."""
    from icpctl.draft import copy
    from icpctl.normalise import in_own_spelling

    return common.case_of(in_own_spelling(copy(before.draft), run.book()))


def _noted(before: "Loaded") -> str:
    """The message of the rejection that the draft stands at."""
    from icpctl.rejection.recording import last_rejection

    last = last_rejection(_case(before))
    return (last.note or "") if last else ""


def _standard_input() -> str:
    """The message on standard input: UTF-8, or GB 18030 as older systems paste it; its end is left out when it is too long."""
    from icpctl.errors import UsageError

    raw = sys.stdin.buffer.read(_MOST_BYTES)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            if len(raw) == _MOST_BYTES and error.start > _MOST_BYTES - 4:
                return raw[: error.start].decode(encoding)
    raise UsageError("reject_encoding")


def _record(before: "Loaded", case: "Case", text: str, review: list[str], *, is_new: bool, dry_run: bool) -> dict[str, Any]:
    """Save the round; what became of it, for JSON and screen."""
    from icpctl import store
    from icpctl.rejection import recording

    reason = recording.against(case, run.now(), run.latest())
    recorded = not reason and (is_new or bool(review)) and recording.record(case, text, run.now(), review)
    path = before.path
    if recorded and not dry_run:
        path = store.save(before.path.parent, case.draft, before, run.now())
    left = recording.to_review(case.draft)
    return {
        "draft": case.draft.name,
        "path": str(path),
        "recorded": recorded and not dry_run,
        "not_recorded": reason,
        "review": {"at": list(left.paths), "documents": list(left.documents)} if left else {"at": [], "documents": []},
    }


def _body(message: "Message") -> dict[str, Any]:
    return {"schema": 1, "reasons": message.reasons, "unexplained": list(message.open_reasons), "cut": message.cut}
