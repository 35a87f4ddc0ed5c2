"""`icpctl type`: decide the filing type from facts, with reasons and what would change it."""

from typing import Annotated

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def help_rows() -> tuple[str, list[tuple[str, str]]]:
    """The facts with their questions and values, from the rule book, for the help page."""
    rows = []
    for fact in run.book().all("filing-fact"):
        values = (
            " | ".join(fact["values"])
            if "values" in fact.data
            else {"bool": "true | false", "int": "0, 1, 2 ..."}.get(fact["type"], "")
        )
        rows.append((fact.id, f"{fact.word('question')} {values}".rstrip()))
    return t("cli.facts_title"), rows


def command(
    name: Annotated[
        str | None, typer.Argument(help=t("cli.option.name_of"), show_default=False, autocompletion=common.complete_names)
    ] = None,
    fact: Annotated[list[str] | None, typer.Option("--fact", help=t("cli.option.fact"), metavar="KEY=VALUE")] = None,
) -> None:
    """Decide the filing type. Facts come from --fact, completed by those of a draft."""
    from icpctl.answers import files
    from icpctl.errors import Missing, MissingInput
    from icpctl.facts import read_facts
    from icpctl.filing_type import decide

    book = run.book()
    facts = common.case_of(common.load(name).draft).type_facts if name else {}
    facts = {**facts, **read_facts(files.read_facts(fact or []), book)}
    decision = decide(facts, book)
    if decision.kind == "open":
        asked = {r.id: r for r in book.all("filing-fact")}
        raise MissingInput(
            [Missing(f"filing.facts.{f}", f"--fact {f}=...", asked[f].word("question")) for f in decision.open_facts]
        )
    if options.json:
        common.show_json(decision.as_json())
        return
    from icpctl.screen import report

    report.decided(decision, book)
    report.own_rules(book)
