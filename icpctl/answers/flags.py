"""Questions as options of the command line. An option's name, help and kind come from the question's record."""

from typing import Any

from typer.core import TyperOption

from icpctl.questions import QUESTIONS, Question, place, words
from icpctl.wording import t

PREFIX = "q_"


def options() -> list[Any]:
    """One option for every question that has a flag; bools as --x/--no-x, lists repeatable."""
    return [_option(q) for q in QUESTIONS]


def _option(question: Question) -> Any:
    label, help_, example = words(question)
    name = PREFIX + question.key
    text = t("flag.help", label=label, help=help_, example=example) if example else t("flag.help_plain", label=label, help=help_)
    common: dict[str, Any] = {"help": text, "rich_help_panel": _panel(question), "default": None}
    if question.kind == "bool":
        # Only the canonical name can be negated; further spellings follow as pairs of their own.
        pairs = [f"{flag}/--no-{flag.removeprefix('--')}" for flag in (question.flag, *question.aliases)]
        return TyperOption(param_decls=[name, *pairs], is_flag=True, **common)
    decls = [name, question.flag, *question.aliases]
    return TyperOption(param_decls=decls, type=str, multiple=question.many, metavar=_metavar(question), **common)


def _metavar(question: Question) -> str:
    kinds = {"date": "DATE", "until": "DATE", "count": "N", "ip": "IP", "domain": "DOMAIN", "numbers": "ID=NO", "choice": "ID"}
    return kinds.get(question.kind, "TEXT")


def _panel(question: Question) -> str:
    section = question.section
    if "[].principal." in question.path or "mini_program.principal." in question.path:
        section += "_principal"
    return t(f"cli.section.{section}")


def answers(given: dict[str, Any]) -> dict[str, Any]:
    """{path: raw} of the flags that were given; they speak of the first site or App."""
    out: dict[str, Any] = {}
    for question in QUESTIONS:
        value = given.get(PREFIX + question.key)
        if value in (None, (), []):
            continue
        # Repeated options and one option with separators are the same list; "@file" is read before it is cut.
        out[place(question.path)] = "\n".join(value) if question.many and not any(v.startswith("@") for v in value) else value
    return out
