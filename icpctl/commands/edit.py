"""`icpctl edit`: change answers of a draft."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.commands.common import question_options as extra_options
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.draft import Draft
    from icpctl.store import Loaded

__all__ = ["command", "extra_options"]


@common.without_flags
def command(
    name: Annotated[str, typer.Argument(help=t("cli.option.name_of"), autocompletion=common.complete_names)],
    from_: Annotated[str | None, typer.Option("--from", help=t("cli.option.from"), metavar="FILE")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help=t("cli.option.set"), metavar="PATH=VALUE")] = None,
    unset: Annotated[list[str] | None, typer.Option("--unset", help=t("cli.option.unset"), metavar="PATH")] = None,
    fact: Annotated[list[str] | None, typer.Option("--fact", help=t("cli.option.fact"), metavar="KEY=VALUE")] = None,
    section: Annotated[str | None, typer.Option("--section", help=t("cli.option.section"), metavar="S")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.option.dry_run"))] = False,
    **given: Any,
) -> None:
    """Change, add or take back answers; then judge the draft again."""
    from icpctl import checks, store, values
    from icpctl.draft import copy
    from icpctl.normalise import in_own_spelling

    folder = run.folder()
    before = store.load(folder, store.check_name(name))
    draft = in_own_spelling(copy(before.draft), run.book())
    answers, facts, _ = common.gather(from_, set_ or [], fact or [], given)
    answers |= dict.fromkeys(unset or [], None)
    if not answers and not facts:
        _ask_or_refuse(before, name, section)
        return
    said = values.assign(draft, answers, run.book(), run.day())
    common.apply_facts(draft, facts)
    common.tell_changes(said)
    case = common.settle(draft)
    changed = changes(before.draft, draft)
    saved = before.path if dry_run else store.save(folder, draft, before, run.now())
    findings = checks.judge(common.beside(case, folder, before.path))
    if options.json:
        from icpctl.findings import summary, verdict

        common.show_json(
            {
                "schema": 1,
                "as_of": case.day.isoformat(),
                "name": draft.name,
                "path": str(saved),
                "saved": not dry_run,
                "changed": changed,
                "changes": common.changes_json(said),
                "verdict": verdict(findings),
                "findings": [f.as_json() for f in findings],
                "summary": summary(findings),
            }
        )
    else:
        from icpctl.screen import report

        report.changed(draft, changed, saved, dry_run=dry_run)
        report.findings(findings)
        report.closing(case, findings, saved, dry_run=dry_run)
    raise typer.Exit(1 if any(f.severity == "error" for f in findings) else 0)


def changes(old: "Draft", new: "Draft") -> list[str]:
    """The paths whose answer differs."""
    from icpctl.draft import answered

    one, two = dict(answered(old)), dict(answered(new))
    return [p for p in dict.fromkeys([*one, *two]) if one.get(p) != two.get(p)]


def _ask_or_refuse(before: "Loaded", name: str, section: str | None) -> None:
    """Without changes: on a terminal go on with the first open question, elsewhere say how to change something."""
    from icpctl.draft import copy
    from icpctl.errors import UsageError
    from icpctl.normalise import in_own_spelling

    case = common.case_of(in_own_spelling(copy(before.draft), run.book()))
    if not run.can_ask():
        raise UsageError("nothing_to_change", name=name)
    from icpctl.answers import wizard
    from icpctl.commands import new
    from icpctl.needs import missing

    folder = run.folder()
    if missing(case) or section is not None:
        case = wizard.ask(case, folder, name, section, before)
    else:
        case = wizard.review(case, folder, name, before)
    findings = new.show(case, before.path, dry_run=False, said=[], brief=True)
    if section is None:
        findings = common.ending(case, folder, findings)
    raise typer.Exit(1 if any(f.severity == "error" for f in findings) else 0)
