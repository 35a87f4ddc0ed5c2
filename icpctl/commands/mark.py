"""`icpctl mark`: record an event of the journey."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icpctl.case import Case
    from icpctl.draft import Draft

MOST_NOTE = 4000  # characters
LICENCE_CHECKS = "LIC"  # the codes of checks/licences.py
_HOUR = re.compile(r"[0-9]{1,2}[:：][0-9]{2}")


def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    event: Annotated[str, typer.Argument(help=t("cli.option.event"))],
    at: Annotated[str | None, typer.Option("--at", help=t("cli.option.at"), metavar="TIME")] = None,
    note: Annotated[str | None, typer.Option("--note", help=t("cli.option.note"), metavar="T")] = None,
    licence: Annotated[list[str] | None, typer.Option("--licence", help=t("cli.option.licence"), metavar="N")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help=t("cli.option.reason"), metavar="TEXT")] = None,
    force: Annotated[bool, typer.Option("--force", help=t("cli.option.force"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.option.dry_run"))] = False,
) -> None:
    """Append an event; what is impossible is refused with the reason."""
    from icpctl import store
    from icpctl.draft import Event, copy
    from icpctl.errors import UsageError
    from icpctl.journey import marking
    from icpctl.normalise import in_own_spelling

    folder = run.folder()
    before = store.load(folder, store.check_name(name))
    draft = in_own_spelling(copy(before.draft), run.book())
    case = common.case_of(draft)
    id_ = marking.read_event(case, event)
    if id_ is None:
        from icpctl.values import printable

        raise UsageError("unknown_event", given=printable(event), near=", ".join(marking.near(case, event)))
    _refuse_stray(id_, licence, reason)
    moment, has_time = _moment(at)
    moment = marking.settled(case, moment, has_time=has_time)
    found = marking.objections(case, id_, moment, run.latest(), has_time=has_time, by_clock=at is None)
    against = [o for o in found if o.refuses]
    if against and not force:
        raise UsageError("mark_refused", reason=against[0].text)
    told = [t("screen.mark.forced", text=o.text) if o.refuses else o.text for o in found]
    draft.event.append(Event(id_, moment, _words(reason, note)))
    numbers = _numbers(case, draft, licence or [], force=force)
    saved = before.path if dry_run else store.save(folder, draft, before, run.now())
    _show(draft, id_, numbers, told, str(saved), dry_run=dry_run)


def _refuse_stray(event: str, licence: list[str] | None, reason: str | None) -> None:
    from icpctl.errors import UsageError

    if licence and event != "approved":
        raise UsageError("mark_option", option="--licence", event="approved")
    if reason is not None and event != "rejected":
        raise UsageError("mark_option", option="--reason", event="rejected")


def _moment(at: str | None) -> tuple[dt.datetime, bool]:
    """(the moment, was a time of day said); 10:00 is today's."""
    from icpctl.errors import UsageError
    from icpctl.fields import FieldError, parse

    if at is None:
        return run.now(), True
    text = f"{run.day().isoformat()}T{at.strip()}" if _HOUR.fullmatch(at.strip()) else at
    try:
        moment: dt.datetime = parse("moment", text).value
        return moment.astimezone(run.CHINA).replace(microsecond=0), ":" in text.replace("：", ":")
    except FieldError as error:
        raise UsageError("bad_option", option="--at", reason=error.text()) from error
    except OverflowError as error:
        raise UsageError("bad_option", option="--at", reason="1900-2200") from error


def _words(reason: str | None, note: str | None) -> str | None:
    """What is noted with the event: the reason, then the remark."""
    from icpctl.answers.files import from_file
    from icpctl.errors import UsageError

    kept = []
    for option, given in (("--reason", reason), ("--note", note)):
        text = str(from_file(given)).strip() if given else ""
        if len(text) > MOST_NOTE:
            raise UsageError("mark_note_long", option=option, most=MOST_NOTE)
        kept += [text] if text else []
    return "\n".join(kept) or None


def _numbers(case: "Case", draft: "Draft", licence: "Sequence[str]", *, force: bool) -> dict[str, str]:
    """Put the numbers of an approval into the draft. Raises UsageError when a check refuses one, unless forced."""
    if not licence:
        return {}
    from icpctl import checks, values
    from icpctl.draft import get
    from icpctl.errors import UsageError
    from icpctl.journey.numbers import answers_of

    answers = answers_of(case, licence)
    common.tell_changes(values.assign(draft, answers, run.book(), run.day()))
    for one in checks.judge(common.case_of(draft)):
        if one.at in answers and one.code.startswith(LICENCE_CHECKS) and one.severity == "error" and not force:
            raise UsageError("mark_licence", number=str(get(draft, one.at)), reason=one.message, fix=one.fix)
    return {path: str(get(draft, path)) for path in answers}


def _show(draft: "Draft", event: str, numbers: dict[str, str], told: list[str], path: str, *, dry_run: bool) -> None:
    from icpctl import journey
    from icpctl.journey import marking
    from icpctl.journey.left import moment

    case, now = common.case_of(draft), run.now()
    here, items = journey.state_of(case), journey.due_now(journey.next_items(case, now), now)
    at = draft.event[-1].at
    if options.json:
        body = {
            "schema": 1,
            "name": draft.name,
            "path": path,
            "saved": not dry_run,
            "event": event,
            "at": at.isoformat(),
            "state": here.as_json(options.reveal),
            "licences": numbers,
            "warnings": told,
            "items": [i.as_json() for i in items],
        }
        common.show_json(body)
        return
    from icpctl.screen import journeys

    for text in told:
        screen.talk(text, style="warning")
    key = "screen.mark.dry" if dry_run else "screen.mark.done"
    screen.line(t(key, name=draft.name, event=marking.name(case, event), at=moment(at)), style="heading")
    for place, number in numbers.items():
        screen.line(t("screen.mark.licence", path=place, number=number), 2)
    journeys.standing(case, here, options.reveal)
    _remind(case, event, numbers)
    screen.line()
    journeys.todo(items)


def _remind(case: "Case", event: str, numbers: dict[str, str]) -> None:
    """What an approval or a rejection still lacks."""
    open_ = next((f"{at}.licence" for at, service in case.services() if not service.licence), None)
    if event == "approved" and open_ and not numbers and case.type_rule is not None and case.type_rule["group"] == "add":
        screen.talk(t("screen.mark.no_licence", name=case.draft.name, path=open_), style="warning")
    if event == "rejected" and not case.draft.event[-1].note:
        screen.talk(t("screen.mark.no_reason", name=case.draft.name), style="warning")
