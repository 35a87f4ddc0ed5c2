"""`icpctl rules`: the rule book with sources, dates, confidence and contradictions."""

from typing import Annotated

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.helppage import SubVerbs, Verb
from icpctl.run import options
from icpctl.wording import t

app = typer.Typer(cls=SubVerbs, rich_markup_mode=None, add_completion=False, no_args_is_help=True, help=t("cli.verb.rules"))


@app.command("list", cls=Verb, help=t("cli.rules.list"))
def list_(kind: Annotated[str | None, typer.Argument(help=t("cli.option.kind"), show_default=False)] = None) -> None:
    """The kinds of rules with their number, or the rules of one kind."""
    from icpctl.rules.kinds import KINDS
    from icpctl.screen import report, rulebook

    book = run.book()
    if kind is None:
        counted = [(k, len(book.all(k))) for k in KINDS]
        if options.json:
            common.show_json({"schema": 1, "kinds": [{"kind": k, "count": n} for k, n in counted]})
        else:
            screen.pairs([(k, str(n)) for k, n in counted], indent=0)
            report.own_rules(book)
        return
    _known_kind(kind)
    found = book.all(kind)
    if options.json:
        common.show_json({"schema": 1, "kind": kind, "rules": [rulebook.as_json(book, r) for r in found]})
    else:
        screen.pairs([(r.id, rulebook.title(r)) for r in found], indent=0)


@app.command("show", cls=Verb, help=t("cli.rules.show"))
def show(
    kind: Annotated[str, typer.Argument(help=t("cli.option.kind"))],
    id_: Annotated[str, typer.Argument(metavar="ID", help=t("cli.option.id"))],
) -> None:
    """One rule with everything that is known of it."""
    import difflib

    from icpctl.errors import IcpctlError
    from icpctl.screen import explained, report, rulebook

    _known_kind(kind)
    book = run.book()
    rule = book.one(kind, id_)
    if rule is None:
        near = difflib.get_close_matches(id_, [r.id for r in book.all(kind)], n=3, cutoff=0.4)
        raise IcpctlError("rule_missing", kind=kind, id=id_[:60], near=", ".join(near) or "-")
    if options.json:
        common.show_json({"schema": 1, "rule": rulebook.as_json(book, rule)})
    else:
        report.own_problems(book)
        explained.rule(book, rule, raw=True)


@app.command("search", cls=Verb, help=t("cli.rules.search"))
def search_(
    text: Annotated[str, typer.Argument(help=t("cli.option.text"))],
    limit: Annotated[int, typer.Option("--limit", help=t("cli.option.limit"), min=1, metavar="N")] = 20,
) -> None:
    """Rules that hold a text, in either language."""
    from icpctl.rules.search import search
    from icpctl.screen import rulebook

    book = run.book()
    found = search(book, text, limit)
    if options.json:
        common.show_json({"schema": 1, "rules": [rulebook.as_json(book, r) for r in found]})
        return
    for rule in found:
        rulebook.brief(rule)
    if not found:
        screen.line(t("screen.rules.nothing"))


@app.command("stale", cls=Verb, help=t("cli.rules.stale"))
def stale_(
    older_than: Annotated[str | None, typer.Option("--older-than", help=t("cli.rules.older_than"), metavar="365d|12m|2y")] = None,
    years: Annotated[int | None, typer.Option("--years", help=t("cli.rules.years"), min=0, metavar="N")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help=t("cli.rules.kind"), metavar="KIND")] = None,
) -> None:
    """Facts whose newest source is old, the oldest first, then those without a date."""
    from icpctl.rules.age import age_days
    from icpctl.rules.search import stale
    from icpctl.screen import report, rulebook
    from icpctl.screen.ages import age

    if kind is not None:
        _known_kind(kind)
    book, day = run.book(), run.day()
    most = _most_days(older_than, years)
    found = [(r, age_days(r.as_of, day)) for r in stale(book, day, most, kind)]
    undated = sum(days is None for _, days in found)
    if options.json:
        rows = [{"kind": r.kind, "id": r.id, "title": rulebook.title(r), "as_of": r.as_of, "age_days": days} for r, days in found]
        count = {"old": len(found) - undated, "undated": undated}
        common.show_json({"schema": 1, "as_of": day.isoformat(), "older_than_days": most, "rules": rows, "count": count})
        return
    report.own_problems(book)
    if found:
        screen.table(
            [t(f"screen.rules.{key}") for key in ("age", "kind", "id", "as_of", "title")],
            [[age(days).strip(), r.kind, r.id, report.as_of(r.as_of) or "-", rulebook.title(r)[:40]] for r, days in found],
        )
    screen.line(t("screen.rules.stale_count", old=len(found) - undated, days=most, undated=undated))


def _most_days(older_than: str | None, years: int | None) -> int:
    """The age in days from which on a fact is listed."""
    from icpctl.errors import UsageError
    from icpctl.rules.age import OLD_DAYS, days_of

    if older_than is None:
        return OLD_DAYS if years is None else days_of(f"{years}y", run.day()) or 0
    days = days_of(older_than, run.day())
    if days is None:
        raise UsageError("bad_option", option="--older-than", reason="365d, 52w, 12m, 2y")
    return days


def _known_kind(kind: str) -> None:
    import difflib

    from icpctl.errors import UsageError
    from icpctl.rules.kinds import KINDS

    if kind not in KINDS:
        near = difflib.get_close_matches(kind, list(KINDS), n=3, cutoff=0.4)
        raise UsageError("unknown_kind", kind=kind[:60], near=", ".join(near) or ", ".join(KINDS))
