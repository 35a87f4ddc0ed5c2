"""`icpctl explain`: what a check, a rule or a paper means, with sources, contradictions and examples."""

from typing import Annotated

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

MOST = 30  # of a name in a list of near ones


def command(code: Annotated[str, typer.Argument(help=t("cli.option.code"))]) -> None:
    """Explain a check (PER001), a rule or a paper, by its code, id, alias or name."""
    from icpctl.explaining import checks
    from icpctl.explaining.lookup import look_up
    from icpctl.screen import explained, report, rulebook

    book = run.book()
    meant = look_up(book, code)
    if meant is None or meant.several:
        _refuse(code, list(meant.several) if meant else None)
        return
    if options.json:
        body: dict[str, object] = {"schema": 1, "code": meant.check.code if meant.check else code}
        if meant.check:
            body |= rulebook.check_json(book, meant.check)
        # The rules of a check may be many: their own words are asked for by their id.
        body["rules"] = (
            [rulebook.as_json(book, r) for r in checks.rules_of(book, meant.check)]
            if meant.check
            else [rulebook.explained_json(book, r) for r in meant.rules]
        )
        common.show_json(body)
        return
    report.own_rules(book)
    if meant.check:
        explained.check(book, meant.check)
    # What only repeats a name is told in one line, where the thing itself is known.
    tables = [r for r in meant.rules if "as_of" not in r.data or r.kind.startswith("code-")]
    plain = [r for r in meant.rules if r.kind == "province" or r not in tables] or tables
    tables = [r for r in tables if r not in plain]
    for rule in plain:
        explained.rule(book, rule)
    explained.code_tables(tables)


def _refuse(code: str, several: list[tuple[str, str]] | None) -> None:
    """Nothing, or more than one thing, is meant."""
    from icpctl.errors import IcpctlError, UsageError
    from icpctl.explaining.lookup import near

    found = near(run.book(), code) if several is None else several
    named = t("screen.and").join(
        t("explain.near", id=id_, name=name if len(name) <= MOST else f"{name[:MOST]}...") for id_, name in found
    )
    if several is not None:
        raise UsageError("several_to_explain", code=code[:60], near=named)
    raise IcpctlError("nothing_to_explain_near" if named else "nothing_to_explain", code=code[:60], near=named)
