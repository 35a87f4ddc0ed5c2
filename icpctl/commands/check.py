"""`icpctl check`: judge drafts by the rules, for a day."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from icpctl import run, screen
from icpctl.commands import common
from icpctl.run import options
from icpctl.wording import t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icpctl.findings import Finding
    from icpctl.neighbours import Neighbours

    Judged = tuple[str, Path, list[Finding]]

FORMATS = ("text", "json", "sarif", "github")


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help=t("cli.option.names"), show_default=False, autocompletion=common.complete_names)
    ] = None,
    format_: Annotated[str, typer.Option("--format", help=t("cli.option.format"), metavar="text|json|sarif|github")] = "text",
) -> None:
    """Judge drafts and compare them with one another. A draft that cannot be read is named, the others are judged."""
    from icpctl import store
    from icpctl.errors import UsageError

    if format_ not in FORMATS:
        raise UsageError("bad_option", option="--format", reason=" ".join(FORMATS))
    for word in names or ():
        if not common.is_file(word):
            store.check_name(word)
    unreadable: list[dict[str, str]] = []
    errors = 0

    def judged() -> "Iterator[Judged]":
        nonlocal errors
        for one in _judged(names or store.names(run.folder()), unreadable):
            errors += any(f.severity == "error" for f in one[2])
            yield one

    _show(judged(), unreadable, "json" if options.json else format_)
    raise typer.Exit(3 if unreadable else 1 if errors else 0)


def _judged(words: list[str], unreadable: list[dict[str, str]]) -> "Iterator[Judged]":
    """One draft after the other, so that ten thousand need no more memory than ten; those that cannot be read are added."""
    from icpctl import checks
    from icpctl.case import Case
    from icpctl.errors import IcpctlError, UsageError

    others = _neighbours(words)
    for word in words:
        try:
            loaded = common.load(word)
        except UsageError:
            raise
        except IcpctlError as error:
            unreadable.append({"path": _path(word), "error": error.text()})
            continue
        case = Case(loaded.draft, run.book(), run.day())
        if others:
            case = Case(case.draft, case.book, case.day, others.of(case, loaded.path))
        yield loaded.draft.name or loaded.path.stem, loaded.path, checks.judge(case)


def _neighbours(words: list[str]) -> "Neighbours | None":
    """The drafts to compare with: those given, and the whole drafts folder when one of them lies in it."""
    from icpctl.answers.files import as_path
    from icpctl.neighbours import gather

    folder = run.folder()
    files = [as_path(word) for word in words if common.is_file(word)]
    inside = len(files) < len(words) or any(path.resolve().parent == folder.resolve() for path in files)
    return gather(run.book(), run.day(), folder if inside else None, files)


def _path(word: str) -> str:
    return word if common.is_file(word) else str(run.folder() / f"{word}.toml")


def _show(judged: "Iterator[Judged]", unreadable: list[dict[str, str]], format_: str) -> None:
    if format_ == "json":
        common.show_json(as_json(list(judged), unreadable))
        return
    from icpctl.screen import report

    if format_ in ("sarif", "github"):
        from importlib import import_module

        module: Any = import_module(f"icpctl.exports.{format_}")
        screen.raw(module.write(list(judged)))
        report.own_problems(run.book())
        for one in unreadable:
            screen.complain(f"{one['path']}: {one['error']}")
        return
    nothing = True
    for name, path, found in judged:
        nothing = False
        report.judged(name, path, found, run.book())
    for one in unreadable:
        screen.complain(f"{one['path']}: {one['error']}")
    if nothing and not unreadable:
        screen.talk(t("screen.no_drafts", folder=run.folder()))


def as_json(judged: "list[Judged]", unreadable: list[dict[str, str]]) -> dict[str, Any]:
    """The document of `check --json`."""
    from icpctl.findings import summary, verdict

    everything = [f for _, _, found in judged for f in found]
    out: dict[str, Any] = {
        "schema": 1,
        "as_of": run.day().isoformat(),
        "drafts": [
            {"name": name, "path": str(path), "verdict": verdict(found), "findings": [f.as_json() for f in found]}
            for name, path, found in judged
        ],
        "summary": summary(everything),
    }
    if unreadable:
        out["unreadable"] = unreadable
    return out
