"""How the result of a sheet looks: what to know of the file, the sums, the problems in groups or one by one, the way on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from icpctl import screen
from icpctl.findings import ERROR, NOTE, WARNING
from icpctl.wording import t

if TYPE_CHECKING:
    from pathlib import Path

    from icpctl.batch import Problem
    from icpctl.batch.outcome import Kind, Tally
    from icpctl.batch.reports import Rejects
    from icpctl.sheets import Sheet

STYLES = {ERROR: "error", WARNING: "warning", NOTE: "note"}
MOST_KINDS = 20
LONGEST = 400  # characters of one message


def remarks(sheet: "Sheet") -> list[str]:
    """What a reader should know of the file as a whole, in words."""
    found = []
    if sheet.encoding:
        found.append(t("batch.report.encoding", encoding=sheet.encoding))
    if sheet.sheet:
        found.append(t("batch.report.sheet", sheet=sheet.sheet))
    return found + [t(f"sheet.remark.{key}", **values) for key, values in sheet.remarks]


def about(sheet: "Sheet", file: str) -> None:
    """The remarks, as talk on standard error."""
    screen.talk(file, style="heading")
    for text in remarks(sheet):
        screen.talk("- " + text, style="dim")


def sums(tally: "Tally", how: str) -> None:
    """The sum of the rows, which always adds up; `how`: "check", "import" or "dry"."""
    style = "error" if tally.refused else "good"
    good = tally.rows - tally.refused
    text = t(
        f"batch.report.rows_{how}",
        rows=tally.rows,
        refused=tally.refused,
        **({"good": good} if how == "check" else {"saved": tally.saved + tally.good, "unchanged": tally.unchanged}),
    )
    screen.line(text, style=style)
    names = ("good", "refused") if how == "check" else ("created", "updated", "unchanged", "refused")
    if tally.rows:
        counts = {name: tally.drafts.get(name, 0) for name in names}
        screen.line(t("batch.report.drafts_check" if how == "check" else "batch.report.drafts_import", **counts))
    else:
        screen.line(t("batch.report.nothing"))


def groups(tally: "Tally", kinds: "list[Kind]", limit: int | None) -> None:
    """The problems by kind: message, what to do, how many, and where first."""
    most = MOST_KINDS if limit is None else limit
    total = sum(kind.count for kind in kinds)
    if not kinds:
        screen.line(t("batch.report.no_problems"), style="good" if not tally.refused else "")
    else:
        screen.heading(t("batch.report.problems", count=total, kinds=len(kinds)))
    for kind in kinds[:most]:
        screen.line(
            f"{_lead(kind)} {t('batch.report.times', count=kind.count)}  {kind.message[:LONGEST]}", 2, STYLES[kind.severity], 2
        )
        if kind.fix:
            screen.line(t("batch.report.fix", fix=kind.fix[:LONGEST]), 4, hang=2)
        places = t("screen.and").join(map(place, kind.places))
        if kind.count > len(kind.places):
            places = t("batch.report.more_places", places=places, count=kind.count)
        screen.line(places, 4, "dim", 2)
    if len(kinds) > most:
        screen.talk(t("batch.report.more_kinds", count=len(kinds) - most))
    elif kinds:
        screen.talk(t("batch.report.all_hint"), style="dim")


def each(found: "Iterable[Problem]", count: int, limit: int | None) -> None:
    """Every problem, in the order of the sheet."""
    if not count:
        screen.line(t("batch.report.no_problems"))
        return
    screen.heading(t("batch.report.problems_all", count=count))
    for number, problem in enumerate(found):
        if number == limit:
            screen.talk(t("batch.report.more_lines", count=count - number))
            return
        value = f" [{problem.value}]" if problem.value else ""
        heading = f" {problem.heading}" if problem.heading else ""
        lead = f"{place(problem)}{heading}{value}  {_lead(problem)}"
        screen.line(f"{lead}  {problem.message[:LONGEST]}", 2, STYLES[problem.severity], 2)
        if problem.fix:
            screen.line(t("batch.report.fix", fix=problem.fix[:LONGEST]), 4, hang=2)


def _lead(one: "Kind | Problem") -> str:
    return f"[{t(f'batch.report.severity.{one.severity}')}] {one.code}"


def place(problem: "Problem") -> str:
    """Where a problem is: `Sheet1!F12`, a row, or the sheet as a whole."""
    if not problem.row:
        where = (problem.column and f"{problem.column}1") or t("batch.report.whole")
    elif problem.column:
        where = f"{problem.column}{problem.row}"
    else:
        where = t("batch.report.row", row=problem.row)
    where = f"{problem.sheet}!{where}" if problem.sheet else where
    return t("batch.report.at_line", place=where, line=problem.line) if problem.line not in (0, problem.row) else where


def rejects(done: "Rejects", command: str) -> None:
    """Where the error workbook is, what it is like, and what to do with it."""
    from icpctl.batch.reports import MOST_CELLS, MOST_COPIED

    screen.line(t("batch.report.rejects", path=done.path), style="heading")
    screen.talk(t("batch.report.rejects_mend", command=command))
    if done.why:
        limits = {"rows": f"{MOST_COPIED:,}", "cells": f"{MOST_CELLS:,}"} if done.why == "big" else {}
        why = t(f"batch.report.why.{done.why}", **limits)
        screen.talk(t("batch.report.rejects_text", why=why), style="dim")
    if done.only_bad:
        screen.talk(t("batch.report.rejects_bad_only"), style="warning")
    for kind, many in done.short.items():
        screen.talk(t(f"batch.report.rejects_{kind}", count=many), style="warning")
    if done.lost:
        things = t("screen.and").join(lost_words(done))
        screen.talk(t("batch.report.rejects_lost", things=things), style="warning")


def files(written: dict[str, Any], command: "Callable[[Path], str]") -> None:
    """The files that were written, and the error workbook that could not be."""
    for key, words in (("errors", "list_written"), ("report", "fates_written")):
        if key in written:
            screen.line(t(f"batch.report.{words}", path=written[key]))
    if "rejects" in written:
        rejects(written["rejects"], command(written["rejects"].path))
    if "failed" in written:
        screen.complain(t("batch.report.rejects_failed", reason=written["failed"].text()), style="warning")
        screen.complain(t("batch.report.rejects_failed_hint"), style="")


def lost_words(done: "Rejects") -> list[str]:
    """What a copy could not keep, in words."""
    return [t(f"batch.report.lost.{kind}") for kind in done.lost]


def show_json(body: dict[str, Any], lists: dict[str, Iterator[Any]], tail: dict[str, Any]) -> None:
    """One JSON document whose lists are written one item after the other, as they may be too long for memory."""
    screen.raw("{")
    for key, value in body.items():
        screen.raw(f"  {json.dumps(key)}: {_json(value)},")
    for key, items in lists.items():
        screen.raw(f"  {json.dumps(key)}: [")
        before = None
        for item in items:
            if before is not None:
                screen.raw(f"    {before},")
            before = _json(item)
        if before is not None:
            screen.raw(f"    {before}")
        screen.raw("  ],")
    screen.raw(",\n".join(f"  {json.dumps(key)}: {_json(value)}" for key, value in tail.items()))
    screen.raw("}")


def _json(value: Any) -> str:
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    return json.dumps(value, ensure_ascii=not encoding.startswith("utf"), default=str)
