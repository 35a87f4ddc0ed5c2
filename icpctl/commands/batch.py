"""`icpctl batch`: sheets of filings; every bad cell is named, every good row becomes a draft."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run
from icpctl.commands import intake
from icpctl.commands.batch_running import MASS, SEVERITIES, STDIN, work
from icpctl.helppage import SubVerbs, Verb, write_list
from icpctl.wording import t

if TYPE_CHECKING:
    from icpctl.sheets import Sheet


class Batch(SubVerbs):
    """`batch`: its sub-verbs in one line each, however long their own pages are."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The sub-verbs."""
        rows = [(name, str(one.short_help or one.help or "")) for name, one in self.commands.items()]
        formatter.write("\n" + t("cli.sub_verbs") + "\n")
        formatter.indent()
        write_list(formatter, rows)
        formatter.dedent()


app = typer.Typer(cls=Batch, rich_markup_mode=None, add_completion=False, no_args_is_help=True, help=t("batch.command.about"))
app.command("template", cls=Verb, help=t("template.command.help"), short_help=t("template.command.short"))(intake.template)

CONFLICTS = ("keep", "replace", "fail")

File = Annotated[str, typer.Argument(help=t("batch.command.file"), metavar="FILE", show_default=False)]
SheetName = Annotated[str | None, typer.Option("--sheet", help=t("batch.command.sheet"), metavar="NAME")]
Encoding = Annotated[str | None, typer.Option("--encoding", help=t("batch.command.encoding"), metavar="NAME")]
Delimiter = Annotated[str | None, typer.Option("--delimiter", help=t("batch.command.delimiter"), metavar="CHAR")]
Set = Annotated[list[str] | None, typer.Option("--set", help=t("batch.command.set"), metavar="PATH=VALUE")]
Fact = Annotated[list[str] | None, typer.Option("--fact", help=t("cli.option.fact"), metavar="KEY=VALUE")]
AllowGaps = Annotated[bool, typer.Option("--allow-gaps", help=t("batch.command.allow_gaps"))]
Jobs = Annotated[int, typer.Option("--jobs", help=t("batch.command.jobs"), metavar="N", min=1, max=256)]
Severity = Annotated[str, typer.Option("--severity", help=t("batch.command.severity"), metavar="|".join(SEVERITIES))]
All = Annotated[bool, typer.Option("--all", help=t("batch.command.all"))]
Limit = Annotated[int | None, typer.Option("--limit", help=t("batch.command.limit"), metavar="N", min=0)]
RejectsAt = Annotated[Path | None, typer.Option("--rejects", help=t("batch.command.rejects"), metavar="FILE.xlsx")]
ErrorsAt = Annotated[Path | None, typer.Option("--errors", help=t("batch.command.errors"), metavar="FILE")]
ReportAt = Annotated[Path | None, typer.Option("--report", help=t("batch.command.report"), metavar="FILE.csv")]


@dataclass
class Wanted:
    """What is asked for besides the work itself."""

    verb: str
    file: str
    severity: str
    all: bool
    limit: int | None
    rejects: Path | None
    errors: Path | None
    report: Path | None
    dry_run: bool = False

    @property
    def severities(self) -> tuple[str, ...]:
        return SEVERITIES[: SEVERITIES.index(self.severity) + 1]

    @property
    def how(self) -> str:
        """Which words the sums are told in."""
        return "check" if self.verb == "check" else "dry" if self.dry_run else "import"

    def check_places(self) -> None:
        """Refuse places that cannot be written, before anything is done."""
        from icpctl.batch import reports
        from icpctl.errors import UsageError

        for option, path, kinds in (
            ("--rejects", self.rejects, (".xlsx",)),
            ("--errors", self.errors, (".csv", ".json")),
            ("--report", self.report, (".csv",)),
        ):
            if path is not None:
                reports.check_list(option, path, kinds, self.file)
                if option != "--rejects":
                    reports.check_ours(option, path)
        if self.errors and self.report and self.errors.resolve() == self.report.resolve():
            raise UsageError("batch_one_place", option="--errors", other="--report", path=self.report)


@dataclass
class Way:
    """How the rows are judged and saved."""

    defaults: dict[str, Any]
    allow_gaps: bool
    jobs: int
    update: bool = False
    on_conflict: str | None = None
    yes: bool = False


@dataclass
class Table:
    """An opened sheet; `source` gives the bytes of the workbook again, None when they cannot be had."""

    sheet: "Sheet"
    source: Any


def defaults(set_: list[str] | None, fact: list[str] | None) -> dict[str, Any]:
    """The answers that all rows share, {path: raw}. Raises UsageError for what is malformed alone."""
    from icpctl import values
    from icpctl.answers import files
    from icpctl.draft import Draft
    from icpctl.facts import read_facts

    answers, facts = files.read_set(set_ or []), files.read_facts(fact or [])
    values.assign(Draft(), answers, run.book(), run.day())
    read_facts(facts, run.book())
    return {**answers, **{f"filing.facts.{key}": value for key, value in facts.items()}}


def opened(wanted: Wanted, name: str | None, encoding: str | None, delimiter: str | None) -> "Table":
    """The sheet, and how to have a workbook's bytes again. Raises SheetError."""
    import sys

    from icpctl import disk
    from icpctl.answers.files import as_path
    from icpctl.sheets.opening import open_sheet

    if wanted.file == STDIN:
        stream = _Tee(sys.stdin.buffer)
        found = open_sheet(STDIN, stdin=stream, encoding=encoding, sheet=name, delimiter=delimiter)  # type: ignore[arg-type]
        return Table(found, lambda: b"".join(stream.kept))
    path = as_path(wanted.file)
    found = open_sheet(path, encoding=encoding, sheet=name, delimiter=delimiter)
    return Table(found, lambda: disk.read(path, found.size, follow=True))


class _Tee:
    """Standard input that keeps what it gives when that is a workbook: its copy needs the bytes again."""

    def __init__(self, stream: Any) -> None:
        self._stream, self.kept = stream, list[bytes]()
        self._keep = True

    def isatty(self) -> bool:
        return bool(self._stream.isatty())

    def read(self, size: int) -> bytes:
        data: bytes = self._stream.read(size)
        self._keep = self._keep and (bool(self.kept) or data.startswith(b"PK"))
        if self._keep:
            self.kept.append(data)
        return data


@app.command("check", cls=Verb, help=t("batch.command.help_check"), short_help=t("batch.command.check"))
def check_(
    file: File,
    sheet: SheetName = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    set_: Set = None,
    fact: Fact = None,
    allow_gaps: AllowGaps = False,
    jobs: Jobs = 1,
    severity: Severity = "error",
    all_: All = False,
    limit: Limit = None,
    rejects: RejectsAt = None,
    errors: ErrorsAt = None,
    report: ReportAt = None,
) -> None:
    """Judge every row and write nothing but what is asked for."""
    wanted = Wanted("check", file, _one_of("--severity", severity, SEVERITIES), all_, limit, rejects, errors, report)
    wanted.check_places()
    way = Way(defaults(set_, fact), allow_gaps, jobs)
    work(opened(wanted, sheet, encoding, delimiter), wanted, way)


@app.command("import", cls=Verb, help=t("batch.command.help_import"), short_help=t("batch.command.import"))
def import_(
    file: File,
    sheet: SheetName = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    set_: Set = None,
    fact: Fact = None,
    update: Annotated[bool, typer.Option("--update", help=t("batch.command.update"))] = False,
    on_conflict: Annotated[
        str | None, typer.Option("--on-conflict", help=t("batch.command.on_conflict"), metavar="|".join(CONFLICTS))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=t("batch.command.yes", count=MASS))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("batch.command.dry_run"))] = False,
    allow_gaps: AllowGaps = False,
    jobs: Jobs = 1,
    severity: Severity = "error",
    all_: All = False,
    limit: Limit = None,
    rejects: RejectsAt = None,
    errors: ErrorsAt = None,
    report: ReportAt = None,
) -> None:
    """Save the good rows, refuse the bad ones, and write the workbook that shows the client what to mend."""
    conflict = _one_of("--on-conflict", on_conflict, CONFLICTS) if on_conflict else None
    wanted = Wanted("import", file, _one_of("--severity", severity, SEVERITIES), all_, limit, rejects, errors, report, dry_run)
    wanted.check_places()
    way = Way(defaults(set_, fact), allow_gaps, jobs, update, conflict, yes)
    work(opened(wanted, sheet, encoding, delimiter), wanted, way)


def _one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        from icpctl.errors import UsageError

        raise UsageError("bad_option", option=option, reason=t("cli.one_of", choices=" | ".join(known)))
    return given
