"""The Typer app, the global options, and the ONE place where an error becomes text and an exit code.

Verbs are found by listing `commands/`; a verb's module is imported when the verb is used, so that `--help` and
completion stay quick.
"""

import contextlib
import importlib
import os
import pkgutil
import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup, TyperOption

from icpctl import __version__, commands, wording
from icpctl.errors import IcpctlError, MissingInput, UsageError
from icpctl.helppage import Page, Verb, refuse_unknown, write_list
from icpctl.run import options, reset
from icpctl.wording import t

HELPERS = ("common", "batch_running")


def verbs() -> list[str]:
    """The verbs there are: the modules of `commands/` but its helpers, in the order of the help page."""
    found = {m.name for m in pkgutil.iter_modules(commands.__path__)} - set(HELPERS)
    listed = [verb for group in wording.area(wording.language(), "cli")["groups"].values() for verb in group["verbs"]]
    return [v for v in listed if v in found] + sorted(found - set(listed))


class Verbs(Page, TyperGroup):
    """The root command: verbs are loaded when they are used."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the verbs."""
        return verbs()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a verb, with the global options added so that they may stand after the verb too."""
        if cmd_name not in verbs():
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Like Typer's, with our own words for a verb that does not exist."""
        refuse_unknown(args, verbs())
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The verbs in groups, from the words alone: no verb is imported for its help line."""
        words = wording.area(wording.language(), "cli")
        there = set(verbs())
        for group in words["groups"].values():
            rows = [(v, str(words["verb"][v])) for v in group["verbs"] if v in there]
            if rows:
                formatter.write(f"\n{group['title']}\n")
                formatter.indent()
                write_list(formatter, rows)
                formatter.dedent()


def _load(verb: str) -> Any:
    module = importlib.import_module(f"icpctl.commands.{verb}")
    if hasattr(module, "app"):
        command = typer.main.get_command(module.app)
        command.name = verb
        for sub in getattr(command, "commands", {}).values():
            _add_globals(sub)
    else:
        one = typer.Typer(rich_markup_mode=None, add_completion=False)
        one.command(verb, cls=Verb, help=t(f"cli.help.{verb}") if wording.has(f"cli.help.{verb}") else t(f"cli.verb.{verb}"))(
            module.command
        )
        command = typer.main.get_command(one)
        if hasattr(module, "help_rows"):
            setattr(command, "help_rows", module.help_rows)  # noqa: B010 - read by Page.format_options
        extra: Callable[[], list[Any]] | None = getattr(module, "extra_options", None)
        if extra is not None:
            command.params += extra()
    _add_globals(command)
    return command


GLOBALS: tuple[tuple[str, str, bool], ...] = (
    ("drafts", "--drafts", False),
    ("lang", "--lang", False),
    ("no_input", "--no-input", True),
    ("as_of", "--as-of", False),
    ("json", "--json", True),
    ("reveal", "--reveal", True),
    ("plain", "--plain", True),
    ("quiet", "--quiet", True),
    ("verbose", "--verbose", True),
)


def _remember(name: str) -> Callable[[Any, Any, Any], Any]:
    def remember(ctx: Any, param: Any, value: Any) -> Any:
        if value not in (None, False):
            setattr(options, name, value)
        return value

    return remember


def _global_options() -> list[TyperOption]:
    found = []
    for name, flag, is_flag in GLOBALS:
        decls = [f"global_{name}", flag] + (["-q"] if name == "quiet" else [])
        found.append(
            TyperOption(
                param_decls=decls,
                is_flag=is_flag,
                default=False if is_flag else None,
                expose_value=False,
                callback=_remember(name),
                help=t(f"cli.global.{name}"),
                rich_help_panel=t("cli.global_options"),
                metavar=None if is_flag else {"drafts": "DIR", "lang": "zh|en", "as_of": "DATE"}[name],
            )
        )
    return found


def _add_globals(command: Any) -> None:
    taken = {opt for p in command.params for opt in getattr(p, "opts", [])}
    command.params += [o for o in _global_options() if not set(o.opts) & taken]
    command.context_settings = {**(command.context_settings or {}), "help_option_names": ["-h", "--help"]}


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"icpctl {__version__}\n")
        raise typer.Exit


def build() -> Any:
    """The root command."""
    app = typer.Typer(cls=Verbs, rich_markup_mode=None, add_completion=True, no_args_is_help=True)

    @app.callback(help=t("cli.about"), epilog=t("cli.epilog"))
    def root(version: bool = typer.Option(False, "--version", help=t("cli.version"), is_eager=True, callback=_version)) -> None:
        pass

    command = typer.main.get_command(app)
    _add_globals(command)
    return command


def run(argv: list[str]) -> int:
    """Run one command line and give the exit code. Every error is turned into text here and nowhere else."""
    from icpctl import screen

    reset()
    words = argv[: argv.index("--")] if "--" in argv else argv
    options.json, options.dry_run = "--json" in words, "--dry-run" in words
    screen.prepare()
    try:
        wording.set_language(wording.choose_language(_early(words, "--lang")))
        _refuse_language(_early(words, "--lang"))
        # Typer words its usage errors and help in English; `no_args_is_help` must not count as an error.
        if not argv:
            argv = ["--help"]
        result = build().main(args=argv, prog_name="icpctl", standalone_mode=False)
        sys.stdout.flush()
        return int(result or 0)
    except IcpctlError as error:
        return _fail(error)
    except typer.Abort:
        return _fail(_interrupted())
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError" and not options.json:
            screen.raw(str(error))
            return 0
        return _fail(_usage(error))
    except KeyboardInterrupt:
        return _fail(_interrupted())
    except (BrokenPipeError, SystemExit) as error:
        if not isinstance(error, BrokenPipeError) and not isinstance(error.__context__, BrokenPipeError):
            raise  # Typer makes 1 of a broken pipe, which says that the filing has errors.
        # The reader went away (`| head`): not an error of ours; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # noqa: BLE001
        return _crash(error)


def _early(words: list[str], flag: str) -> str | None:
    for number, word in enumerate(words):
        if word.startswith(f"{flag}="):
            return word.partition("=")[2]
        if word == flag and number + 1 < len(words):
            return words[number + 1]
    return None


def _refuse_language(wanted: str | None) -> None:
    if wanted is not None and wanted[:2].lower() not in wording.LANGUAGES:
        raise UsageError("bad_option", option="--lang", reason=" | ".join(wording.LANGUAGES))


def _interrupted() -> IcpctlError:
    from icpctl.errors import Interrupted

    return Interrupted()


def _usage(error: Any) -> UsageError:
    """Typer's own usage errors in our words."""
    name = type(error).__name__
    option = str(getattr(error, "option_name", "") or "")
    if name == "NoSuchOption":
        near = ", ".join(getattr(error, "possibilities", None) or [])
        return UsageError("no_such_option_near" if near else "no_such_option", option=option, near=near)
    param = getattr(error, "param", None)
    param_name = "/".join(getattr(param, "opts", []) or []) or str(getattr(param, "name", "") or "")
    if name == "MissingParameter":
        return UsageError("missing_parameter", name=param_name.upper() if not param_name.startswith("-") else param_name)
    if name == "BadOptionUsage":
        return UsageError("option_needs_value" if "requires" in str(error) else "option_takes_none", option=option)
    if param_name:
        least, most = (getattr(getattr(param, "type", None), end, None) for end in ("min", "max"))
        key = "whole_number" if least is None else "whole_number_from" if most is None else "whole_number_between"
        reason = t(f"cli.{key}", least=least, most=most)
        return UsageError("bad_option", option=param_name, reason=reason)
    # Typer's words hold what was typed, which may be personal data.
    return UsageError("too_many_arguments" if "extra" in str(error) else "no_command")


def _fail(error: IcpctlError) -> int:
    from icpctl import screen

    message, hint = error.text(), error.hint()
    missing = error.missing if isinstance(error, MissingInput) else []
    if options.json:
        body: dict[str, Any] = {"code": error.key, "message": message, "hint": hint}
        if missing:
            body["missing"] = [{"path": m.path, "flag": m.flag, "question": m.question} for m in missing]
        screen.json({"schema": 1, "error": body})
        return error.exit_code
    screen.complain(message)
    if missing:
        for one in missing:
            screen.complain(f"{one.flag or '--set ' + one.path + '=...'}  {one.question}", style="", indent=2, hang=4)
    if hint:
        screen.complain(hint, style="")
    return error.exit_code


def _crash(error: Exception) -> int:
    """Our own bug: no traceback reaches a person; --verbose writes one without values to a log."""
    where = ""
    if options.verbose:
        import traceback

        from icpctl import disk, store

        frames = "".join(traceback.format_tb(error.__traceback__))
        path = store.cache_folder() / "crash.log"
        with contextlib.suppress(IcpctlError, OSError):
            disk.make_folder(path.parent)
            disk.write_private(path, f"{type(error).__name__}\n{frames}".encode())
            where = str(path)
    return _fail(IcpctlError("crash_logged" if where else "crash", kind=type(error).__name__, path=where))
