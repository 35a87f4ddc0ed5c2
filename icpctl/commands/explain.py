"""`icpctl explain`: what a check code, a rule or a document means, with its sources."""

from typing import TYPE_CHECKING, Annotated

import typer

from icpctl import run
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.checks import Check


def command(code: Annotated[str, typer.Argument(help=t("cli.option.code"))]) -> None:
    """Explain a check code (PER001), a rule id or a document id."""
    from icpctl.errors import IcpctlError
    from icpctl.rules.search import find
    from icpctl.screen import rulebook

    book = run.book()
    check = next((c for c in _checks() if c.code == code.upper()), None)
    rules = [] if check else find(book, code)
    if check is None and not rules:
        raise IcpctlError("nothing_to_explain", code=code[:60])
    if options.json:
        body: dict[str, object] = {"schema": 1, "code": code}
        if check:
            words = check.words
            body |= {"check": {"code": check.code, "severity": check.severity, "topic": check.topic, "title": words.title}}
            body |= {"message": words.message, "fix": words.fix}
        body["rules"] = [rulebook.as_json(book, r) for r in rules]
        common.show_json(body)
        return
    if check:
        rulebook.show_check(check)
    for rule in rules:
        rulebook.show(book, rule)


def _checks() -> "tuple[Check, ...]":
    from icpctl.checks import all_checks

    return all_checks()
