"""`icpctl new`: from answers to a saved draft, with type, findings, papers and next steps."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.commands.common import question_options as extra_options
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.case import Case
    from icpctl.draft import Draft
    from icpctl.findings import Finding
    from icpctl.values import Said

__all__ = ["command", "extra_options"]
_FIRST_STEPS = 5  # that a person is shown after the questions; `icpctl next` has all


@common.without_flags
def command(
    name: Annotated[str | None, typer.Argument(help=t("cli.option.name"), show_default=False)] = None,
    from_: Annotated[str | None, typer.Option("--from", help=t("cli.option.from"), metavar="FILE")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help=t("cli.option.set"), metavar="PATH=VALUE")] = None,
    fact: Annotated[list[str] | None, typer.Option("--fact", help=t("cli.option.fact"), metavar="KEY=VALUE")] = None,
    allow_gaps: Annotated[bool, typer.Option("--allow-gaps", help=t("cli.option.allow_gaps"))] = False,
    example: Annotated[str | None, typer.Option("--example", help=t("cli.option.example"), metavar="NAME|list")] = None,
    like: Annotated[str | None, typer.Option("--like", help=t("cli.option.like"), metavar="NAME")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.option.dry_run"))] = False,
    preflight: Annotated[bool, typer.Option("--preflight", help=t("cli.option.preflight"))] = False,
    **given: Any,
) -> None:
    """Start a draft from flags, files, an example, or questions."""
    if example == "list":
        _list_examples()
        return
    from icpctl import store, values

    if name is not None:
        store.check_new_name(name)
    folder = run.folder()
    draft = _like(like)
    if example is not None:
        from icpctl import examples

        example_answers, example_facts = examples.load(example)
        folder = folder if name else folder / "examples"
        name = name or store.free_name(folder, example)
        values.assign(draft, example_answers, run.book(), run.day())
        common.apply_facts(draft, example_facts)
    answers, facts, given_name = common.gather(from_, set_ or [], fact or [], given)
    if name is None and given_name:
        name = store.check_new_name(given_name)
    said = values.assign(draft, answers, run.book(), run.day())
    common.apply_facts(draft, facts)
    common.tell_changes(said)
    case = common.settle(draft)
    if preflight:
        raise typer.Exit(_preflight(case, folder, name))
    raise typer.Exit(finish(case, folder, name, said, allow_gaps=allow_gaps, dry_run=dry_run))


def finish(
    case: "Case", folder: Path, name: str | None, said: "list[Said]", *, allow_gaps: bool, dry_run: bool,
    more: dict[str, Any] | None = None,
) -> int:  # fmt: skip
    """From answers to a saved draft: ask what is missing or refuse, save, judge, show. `more`: further keys of the JSON."""
    from icpctl import store

    draft = case.draft
    asked = not allow_gaps and _must_ask(case)
    if asked:
        case = _ask(case, folder, name)
    draft.name = name or draft.name or _name(draft, folder)
    saved = folder / f"{draft.name}.toml"
    if not dry_run and not _saved_while_asking(draft, folder):
        common.warn_about_folder(folder)
        saved = store.save(folder, draft, None, run.now())
    findings = show(case, saved, dry_run=dry_run, said=common.changes_json(said), brief=asked, more=more)
    if asked:
        findings = common.ending(case, folder, findings)
    return 1 if any(f.severity == "error" for f in findings) else 0


def _like(name: str | None) -> "Draft":
    """A new draft, with subject and people of another one when that is wanted."""
    from icpctl.draft import Draft, copy

    if name is None:
        return Draft()
    other = copy(common.load(name).draft)
    return Draft(subject=other.subject, principal=other.principal, legal_person=other.legal_person)


def _must_ask(case: "Case") -> bool:
    """True when answers are missing and a person can be asked; names all of them at once when nobody can."""
    from icpctl.errors import Missing, MissingInput
    from icpctl.needs import missing
    from icpctl.questions import words

    gaps = missing(case)
    if gaps and not run.can_ask():
        raise MissingInput([Missing(at, q.flag, words(q)[0]) for at, q in gaps])
    return bool(gaps)


def _ask(case: "Case", folder: Path, name: str | None) -> "Case":
    from icpctl.answers import wizard

    return wizard.ask(case, folder, name)


def _preflight(case: "Case", folder: Path, name: str | None) -> int:
    """The two-minute questions, asked of a person or answered by flags, and what the answers mean: the exit code."""
    from icpctl.answers import preflight, preflight_page

    asking = run.can_ask()
    if asking:
        from icpctl.answers import preflighting

        case = preflighting.ask(case, folder, name)
    found = preflight.result(case)
    if options.json:
        common.show_json(preflight_page.as_json(case, found))
    else:
        preflight_page.show(case, found, asked=asking, name=case.draft.name)
    return 1 if preflight.verdict(found) == "blocked" else 0


def _saved_while_asking(draft: "Draft", folder: Path) -> bool:
    """The prompts save after every answer; then the last save only has to be brought up to date."""
    from icpctl import store

    if not draft.name or draft.filing.created_at is None or not store.exists(folder, draft.name):
        return False
    store.save(folder, draft, store.load(folder, draft.name), run.now())
    return True


def _name(draft: "Draft", folder: Path) -> str:
    from icpctl import store

    domains = [d for s in draft.site for d in s.domains] + [d for a in draft.app for d in a.domains]
    if domains:
        return store.free_name(folder, store.name_from_domain(domains[0]))
    return store.free_name(folder, draft.filing.type or "draft")


def show(
    case: "Case", saved: Path, *, dry_run: bool, said: list[dict[str, Any]], brief: bool = False,
    more: dict[str, Any] | None = None,
) -> "list[Finding]":  # fmt: skip
    """The page at the end: type and reasons, findings, papers, steps, and the one thing to do now. Gives the findings.

    brief: for a person who has just answered the questions: the first steps only, and not what other facts would lead to.
    """
    from icpctl import checks, documents, journey
    from icpctl.findings import summary, verdict

    draft = case.draft
    findings = checks.judge(common.beside(case, saved.parent, saved))
    papers, remarks = documents.needed(case), documents.remarks(case)
    plan = journey.plan(case)
    if options.json:
        common.show_json(
            {
                "schema": 1,
                "as_of": case.day.isoformat(),
                "name": draft.name,
                "path": str(saved),
                "saved": not dry_run,
                "type": case.decision.as_json(),
                "filing_type": case.type,
                "changes": said,
                "verdict": verdict(findings),
                "findings": [f.as_json() for f in findings],
                "summary": summary(findings),
                "documents": [p.as_json() for p in papers],
                "remarks": remarks,
                "plan": plan.as_json(),
                **(more or {}),
            }
        )
        return findings
    from icpctl.answers.pages import in_order_of_mending
    from icpctl.screen import report

    report.head(case, saved, dry_run=dry_run)
    report.decision(case, flips=not brief)
    report.findings(in_order_of_mending(findings))
    report.papers(papers, remarks=remarks)
    first: dict[str, Any] | None = {step.id: {} for step in plan.steps[:_FIRST_STEPS]} if brief else None
    report.plan(plan, left=first)
    if first and len(plan.steps) > len(first):
        screen.line(t("wizard.end.steps", count=len(plan.steps) - len(first), name=draft.name), 2)
    report.closing(case, findings, saved, dry_run=dry_run, sourced=plan.sourced)
    return findings


def _list_examples() -> None:
    from icpctl import examples

    found = examples.titles()
    if options.json:
        common.show_json({"schema": 1, "examples": [{"id": i, "title": title} for i, title in found]})
        return
    screen.pairs(found, indent=0)
    screen.line()
    screen.line(t("screen.new.example_hint", name=found[0][0]))
