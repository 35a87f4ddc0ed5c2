"""`icpctl intake`: a form for one client; `intake read` turns the answer into a draft."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.helppage import SubVerbs, Verb
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.intake.reading import Bad, Returned

STDOUT = "-"
Type = Annotated[str | None, typer.Option("--type", help=t("intake.option.type"), metavar="T")]
Nature = Annotated[str | None, typer.Option("--nature", help=t("intake.option.nature"), metavar="N")]
Province = Annotated[str | None, typer.Option("--province", help=t("intake.option.province"), metavar="P")]
Provider = Annotated[str | None, typer.Option("--provider", help=t("intake.option.provider"), metavar="V")]
Sites = Annotated[int, typer.Option("--sites", help=t("intake.option.sites"), metavar="N")]
Force = Annotated[bool, typer.Option("--force", help=t("intake.option.force"))]
_WORKBOOK = b"PK"


app = typer.Typer(cls=SubVerbs, rich_markup_mode=None, add_completion=False, invoke_without_command=True)


@app.callback(help=t("intake.help"))
def intake(
    ctx: typer.Context,
    type_: Type = None,
    nature: Nature = None,
    province: Province = None,
    provider: Provider = None,
    sites: Sites = 1,
    output: Annotated[str | None, typer.Option("--output", "-o", help=t("intake.option.output"), metavar="FILE")] = None,
    agency: Annotated[str | None, typer.Option("--agency-name", help=t("intake.option.agency"), metavar="TEXT")] = None,
    contact: Annotated[str | None, typer.Option("--agency-contact", help=t("intake.option.contact"), metavar="TEXT")] = None,
    everything: Annotated[bool, typer.Option("--all", help=t("intake.option.all"))] = False,
    force: Force = False,
) -> None:
    """Write the form for what is given: on standard output as Markdown, or to a file."""
    if ctx.invoked_subcommand is not None:
        return
    from icpctl.batch.template import refuse_existing
    from icpctl.errors import UsageError
    from icpctl.intake import form, form_markdown
    from icpctl.intake.applying import read_given

    open_ = [flag for flag, value in (("--type", type_), ("--nature", nature), ("--province", province)) if not value]
    if open_:
        raise UsageError("intake_open", options=" ".join(open_))
    path, kind = _output(output)
    given = read_given(run.book(), type_=type_, nature=nature, province=province, provider=provider, sites=sites)
    made = form.make(run.book(), run.day(), given, agency=agency or "", contact=contact or "", everything=everything)
    if path is None:
        if options.json:
            common.show_json(_made_json(made, None, kind))
        else:
            screen.raw(form_markdown.write(made))
        return
    from icpctl import disk

    if not force:
        refuse_existing(path)
    disk.write_private(path, _bytes(made, kind), None if force else lambda: refuse_existing(path))
    if options.json:
        common.show_json(_made_json(made, path, kind))
        return
    screen.line(t("intake.made.written", path=path, count=len(list(made.items())), papers=len(made.papers)))
    blank = [name for name, text in made.notice if t("intake.notice.blank") in text]
    if blank:
        screen.talk(t("intake.made.blanks", names=t("template.or").join(blank)), style="warning")
    screen.talk(t("intake.made.next"))


def _output(given: str | None) -> tuple[Path | None, str]:
    """(file, kind): standard output takes Markdown. Raises UsageError for another ending."""
    from icpctl.answers.files import as_path
    from icpctl.errors import UsageError

    if given in (None, STDOUT):
        return None, "md"
    path = as_path(str(given))
    kind = {".xlsx": "xlsx", ".md": "md", ".markdown": "md"}.get(path.suffix.lower())
    if kind is None:
        raise UsageError("bad_option", option="--output", reason=t("cli.one_of", choices=".xlsx | .md"))
    return path, kind


def _bytes(made: Any, kind: str) -> bytes:
    from icpctl.intake import form_markdown, form_xlsx

    return form_xlsx.write(made) if kind == "xlsx" else form_markdown.write(made).encode("utf-8")


def _made_json(made: Any, path: Path | None, kind: str) -> dict[str, Any]:
    return {
        "schema": 1,
        "path": str(path) if path else None,
        "format": kind,
        "given": made.given.answers(),
        "sites": made.given.sites,
        "questions": [
            {
                "path": i.key, "question": i.label, "needed": i.need, "help": i.help, "example": i.example, "why": i.why,
                "seen_by": i.who, "answer": i.answer, "choices": list(i.choices), "many": i.many,
            }
            for i in made.items()
        ],
        "documents": [{"name": p.name, "level": p.level, "because": p.because, "form": p.form} for p in made.papers],
        "remarks": list(made.remarks),
        "notice": [{"fact": fact, "text": text} for fact, text in made.notice],
    }  # fmt: skip


def template(
    output: Annotated[str, typer.Option("--output", "-o", help=t("template.command.output"), metavar="FILE")],
    type_: Type = None,
    nature: Nature = None,
    province: Province = None,
    provider: Provider = None,
    sites: Sites = 1,
    force: Force = False,
) -> None:
    """`icpctl batch template`: a table of many filings to be filled in, as a workbook or CSV."""
    from icpctl.answers.files import as_path
    from icpctl.batch import template as making
    from icpctl.intake.applying import REQUIRED, SOMETIMES

    of_filing = {"type_": type_, "nature": nature, "province": province, "provider": provider}
    done = making.write(run.book(), str(as_path(output)), **of_filing, sites=sites, force=force)
    if options.json:
        common.show_json(done.as_json())
        return
    count = {need: sum(c.need == need for c in done.columns) for need in (REQUIRED, SOMETIMES)}
    screen.line(t("template.command.written", path=done.path, count=len(done.columns), **count))
    screen.talk(t("template.command.next", path=done.path))


@app.command("read", cls=Verb, help=t("intake.help_read"))
def read(
    file: Annotated[str, typer.Argument(help=t("intake.option.file"), metavar="FILE")],
    name: Annotated[str | None, typer.Argument(help=t("cli.option.name"), show_default=False)] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help=t("cli.option.set"), metavar="PATH=VALUE")] = None,
    fact: Annotated[list[str] | None, typer.Option("--fact", help=t("cli.option.fact"), metavar="KEY=VALUE")] = None,
    allow_gaps: Annotated[bool, typer.Option("--allow-gaps", help=t("cli.option.allow_gaps"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.option.dry_run"))] = False,
) -> None:
    """Turn an answered form into a draft, like `new --from` does."""
    from icpctl import store, values
    from icpctl.commands import new
    from icpctl.draft import Draft
    from icpctl.errors import UsageError
    from icpctl.intake.reading import assign_all

    if name is not None:
        store.check_new_name(name)
    answers, facts, _ = common.gather(None, set_ or [], fact or [], {})
    returned = _read(file)
    if not returned.answers and not returned.bad and not returned.blank:
        raise UsageError("intake_nothing", path=file)
    draft = Draft()
    said, bad = assign_all(draft, returned, run.book(), run.day())
    bad = [one for one in bad if one.path not in answers]
    if bad:
        raise typer.Exit(_refuse(bad, returned))
    said += values.assign(draft, answers, run.book(), run.day())
    common.apply_facts(draft, facts)
    if not options.json:
        _tell(returned)
    common.tell_changes(said)
    more = {"consents": returned.consents, "ignored": returned.ignored}
    case = common.settle(draft)
    if not allow_gaps:
        _refuse_gaps(case)
    raise typer.Exit(new.finish(case, run.folder(), name, said, allow_gaps=allow_gaps, dry_run=dry_run, more=more))


def _refuse_gaps(case: "Case") -> None:
    """Names all answers that are missing when nobody can be asked; the form has no flags, so they are given by --set."""
    from icpctl.errors import Missing, MissingInput
    from icpctl.needs import missing
    from icpctl.questions import words

    gaps = missing(case)
    if gaps and not run.can_ask():
        raise MissingInput([Missing(at, "", words(question)[0]) for at, question in gaps])


def _read(file: str) -> "Returned":
    """The form in a file, by its content: a workbook, or Markdown. Raises UsageError or SheetError."""
    from icpctl.answers.files import as_path, read_text
    from icpctl.intake import reading
    from icpctl.sheets.opening import open_sheet

    if file == STDOUT or _is_markdown(as_path(file)):
        return reading.read_markdown(read_text(file), file, run.book())
    return reading.read_sheet(open_sheet(as_path(file)), run.book())


def _is_markdown(path: Path) -> bool:
    """A text with a table of Markdown in it, or a name that says so; what cannot be read is left to who reads it."""
    try:
        with path.open("rb") as opened:
            start = opened.read(4096)
    except OSError:
        return path.suffix.lower() in (".md", ".markdown")
    return (path.suffix.lower() in (".md", ".markdown") and not start.startswith(_WORKBOOK)) or b"\n| " in start


def _refuse(bad: "list[Bad]", returned: "Returned") -> int:
    """All answers that cannot be used, at once; nothing is saved."""
    from icpctl.questions import label

    title, hint = t("intake.bad.title", count=len(bad)), t("intake.bad.hint")
    if options.json:
        told = [{**one.as_json(), "question": label(one.path)} for one in bad]
        body = {"code": "intake_bad_answers", "message": title, "hint": hint, "answers": told}
        common.show_json({"schema": 1, "error": body, "consents": returned.consents, "ignored": returned.ignored})
        return 2
    screen.complain(title)
    for one in bad:
        text = t("intake.bad.row", row=one.row, label=label(one.path), path=one.path, reason=one.reason)
        screen.complain(text, style="", indent=2, hang=2)
    screen.complain(hint, style="")
    return 2


def _tell(returned: "Returned") -> None:
    """What was read, what was not, and the consents, on standard error."""
    screen.talk(t("intake.read.said", answers=len(returned.answers), blank=returned.blank))
    for remark in returned.ignored:
        screen.talk(remark, style="warning")
    for key, given in returned.consents.items():
        how = {True: "yes", False: "no", None: "open"}[given]
        text = t(f"intake.read.consent_{how}", what=t(f"intake.{key}"))
        screen.talk(text, style="" if given else "warning")
    screen.talk(t("intake.read.consent_note"), style="dim")
