"""`icpctl type`: decide the filing type from facts, with reasons and what would change it."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t


def command(
    name: Annotated[str | None, typer.Argument(help=t("cli.option.name_of"), show_default=False, autocompletion=common.complete_names)] = None,
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
        raise MissingInput([Missing(f"filing.facts.{f}", f"--fact {f}=...", asked[f].word("question")) for f in decision.open_facts])
    if options.json:
        screen.json(decision.as_json())
        return
    from icpctl.screen import report

    report.decided(decision, book)
