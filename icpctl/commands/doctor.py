"""`icpctl doctor`: the state of installation, terminal, drafts folder and rule book. Repairs only with --fix."""

import platform
import sys
from typing import Annotated

import typer

from icpctl import __version__, run, screen
from icpctl.run import options
from icpctl.wording import t


def command(fix: Annotated[bool, typer.Option("--fix", help=t("cli.option.fix"))] = False) -> None:
    """Look at everything; exit 1 when something is wrong, 3 when a draft cannot be read."""
    from icpctl import store

    book, folder = run.book(), run.folder()
    problems, damaged = _rule_problems(), _damaged()
    rules, newest_day, old = _rule_book()
    problems += _folder_problems(fix)
    encoding = getattr(sys.stdout, "encoding", None) or "-"
    if not _holds_chinese(encoding):
        problems.append(t("screen.doctor.encoding_bad", encoding=encoding))
    count = len(store.names(folder))
    if options.json:
        screen.json(
            {
                "schema": 1,
                "version": __version__,
                "python": platform.python_version(),
                "encoding": encoding,
                "terminal": sys.stdout.isatty(),
                "drafts": {"folder": str(folder), "count": count, "damaged": damaged},
                "rules": {"count": rules, "newest": newest_day, "stale": old, "own_files": list(book.own_files)},
                "own_rules_problems": [problem.as_json() for problem in book.problems],
                "problems": problems,
            }
        )
    else:
        kind = t("screen.doctor.is_terminal" if sys.stdout.isatty() else "screen.doctor.no_terminal")
        screen.pairs(
            [
                (t("screen.doctor.version"), f"icpctl {__version__}"),
                (t("screen.doctor.python"), f"{platform.python_version()} {platform.system()}"),
                (t("screen.doctor.encoding"), encoding),
                (t("screen.doctor.terminal"), t("screen.doctor.terminal_text", columns=screen.width(), kind=kind)),
                (t("screen.doctor.drafts"), t("screen.doctor.drafts_text", folder=folder, count=count)),
                (t("screen.doctor.rules"), t("screen.doctor.rules_text", count=rules, newest=newest_day, stale=old)),
            ],
            indent=0,
        )
        if book.own_files:
            screen.line(t("screen.own_files", files=", ".join(book.own_files)))
        for one in damaged:
            screen.line("- " + t("screen.doctor.damaged", path=one["path"], reason=one["error"]), style="error", hang=2)
        for text in problems:
            screen.line("- " + text, style="warning", hang=2)
        if not problems and not damaged:
            screen.line(t("screen.doctor.none"), style="good")
        elif not fix:
            screen.line(t("screen.doctor.fix_hint"), style="dim")
    raise typer.Exit(3 if damaged else 1 if problems else 0)


def _holds_chinese(encoding: str) -> bool:
    try:
        "备案".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _rule_book() -> tuple[int, str, int]:
    """(number of rules, newest year-month of a source, number of stale rules)."""
    from icpctl.rules.kinds import KINDS
    from icpctl.rules.search import newest, stale

    book = run.book()
    rules = [rule for kind in KINDS for rule in book.all(kind)]
    year, month = max(newest(rule) or (0, 0) for rule in rules)
    return len(rules), f"{year}-{month:02d}", len(stale(book, run.day()))


def _damaged() -> list[dict[str, str]]:
    from icpctl import store
    from icpctl.errors import StoreError

    out = []
    for name in store.names(run.folder()):
        try:
            store.load(run.folder(), name)
        except StoreError as error:
            reason = error.text()
            out.append({"path": str(store.draft_path(run.folder(), name)), "error": reason})
    return out


def _rule_problems() -> list[str]:
    """What is wrong with the user's own rule files; the packaged rules stand in their place."""
    return [t("screen.doctor.own_bad", text=problem.text()) for problem in run.book().problems]


def _folder_problems(fix: bool) -> list[str]:
    """What is odd about the drafts folder. With `fix`, modes are narrowed and dead temporary files removed, and said."""
    from icpctl import disk, store

    folder = run.folder()
    if not folder.is_dir():
        return []
    out = [t("screen.doctor.strange", path=folder / name) for name in store.strange_files(folder)]
    out += [t("screen.doctor.orphan", path=path) for path in store.orphans(folder)]
    wide = disk.wide(folder)
    if fix:
        for path in store.secure(folder):
            screen.talk(t("screen.doctor.fixed", text=path))
        for stray in store.clean_stray(folder):
            screen.talk(t("screen.doctor.fixed", text=stray))
    else:
        out += [t("screen.doctor.wide", path=path) for path in wide]
        out += [t("screen.doctor.stray", path=path) for path in store.stray(folder)]
    return out
