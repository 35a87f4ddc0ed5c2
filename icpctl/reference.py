"""The pages of `docs/reference/`, made from the program itself: help, checks, questions, exit codes, JSON, rules.

`python -m icpctl.reference docs/reference` writes them; a test compares them, so that they cannot fall behind. Nothing
depends on the terminal, the day or the user's own rules. No verb uses this module.
"""

import importlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from icpctl import checks, cli, disk, questions, schemas, wording
from icpctl.rules import Book
from icpctl.rules.kinds import KINDS
from icpctl.rules.vocabulary import listing
from icpctl.wording import LANGUAGES, t

COLUMNS = 98
EXIT_CODES = ("0", "1", "2", "3", "4", "130", "143", "129", "141")
HEAD = ("label", "path", "flag", "kind", "choices", "many", "private", "stops")
SHOWN_CHOICES = 60  # a longer vocabulary (the divisions of a province) is not printed


def pages() -> dict[str, str]:
    """Every page: path below `docs/reference/` -> text. Chinese pages lie at the top, English ones in `en/`."""
    makers: dict[str, Callable[[], str]] = {
        "commands.md": _commands,
        "checks.md": _checks,
        "questions.md": _questions,
        "exit-codes.md": _exit_codes,
        "json.md": _json,
        "rules.md": _rules,
    }
    out = {}
    before = wording.language()
    try:
        for lang in LANGUAGES:
            _speak(lang)
            for name, make in makers.items():
                path = name if lang == "zh" else f"{lang}/{name}"
                out[path] = f"<!-- {t('reference.generated')} -->\n\n{make().rstrip()}\n"
    finally:
        _speak(before)
    return out


def _speak(lang: str) -> None:
    """Use a language. Verbs put their words into their options when they are imported, so they are imported anew."""
    wording.set_language(lang)
    for verb in cli.verbs():
        importlib.reload(importlib.import_module(f"icpctl.commands.{verb}"))


def _page(name: str) -> str:
    return f"# {t(f'reference.{name}.title')}\n\n{t(f'reference.{name}.about')}\n\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [
        head,
        ["---"] * len(head),
        *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _commands() -> str:
    root = cli.build()
    root_context = _context(root, "icpctl", None)
    out = _page("commands") + _help("icpctl", root_context)
    for verb in cli.verbs():
        command = root.get_command(root_context, verb)
        context = _context(command, verb, root_context)
        out += _help(f"icpctl {verb}", context)
        for name, sub in getattr(command, "commands", {}).items():
            out += _help(f"icpctl {verb} {name}", _context(sub, name, context))
    return out


def _context(command: Any, name: str, parent: Any) -> Any:
    return command.make_context(
        name, [], parent=parent, resilient_parsing=True, terminal_width=COLUMNS, max_content_width=COLUMNS
    )


def _help(title: str, context: Any) -> str:
    text = "\n".join(line.rstrip() for line in context.get_help().strip().splitlines())
    return f"## {title}\n\n```text\n{text}\n```\n\n"


def _checks() -> str:
    out = _page("checks")
    for one in checks.all_checks():
        words = one.words
        out += f"## {one.code} {words.title}\n\n"
        out += f"- {t('reference.checks.severity')}{t(f'reference.severity.{one.severity}')} (`{one.severity}`)\n"
        out += f"- {t('reference.checks.topic')}`{one.topic}`\n"
        out += f"- {t('reference.checks.message')}{words.message}\n"
        out += f"- {t('reference.checks.fix')}{words.fix}\n\n"
    return out


def _questions() -> str:
    out = _page("questions")
    head = [t(f"reference.questions.{k}") for k in ("label", "path", "flag", "kind", "choices", "many", "private", "stops")]
    for section in dict.fromkeys(q.section for q in questions.QUESTIONS):
        rows = [_question(q) for q in questions.QUESTIONS if q.section == section]
        out += f"## {t(f'cli.section.{section}')} (`{section}`)\n\n{_table(head, rows)}\n"
    book = Book()
    facts = [
        [_code(f.id), f.word("question"), str(f["type"]), ", ".join(_code(v) for v in f.get("values", []))]
        for f in book.all("filing-fact")
    ]
    head = [t(f"reference.questions.{k}") for k in ("fact", "question", "kind", "choices")]
    out += f"## {t('reference.questions.facts')}\n\n{_table(head, facts)}\n"
    out += f"## {t('reference.questions.choice_lists')}\n\n"
    for table in dict.fromkeys(q.choices for q in questions.QUESTIONS if q.choices):
        found = listing(book, table)
        shown = [f"`{id_}` {name}" for id_, name in found[:SHOWN_CHOICES]]
        out += f"### {table}\n\n" + "; ".join(shown) + (" ……" if len(found) > SHOWN_CHOICES else "") + "\n\n"
    return out


def _question(question: questions.Question) -> list[str]:
    flags = ", ".join(_code(f) for f in (question.flag, *question.aliases) if f)
    yes = t("reference.questions.yes")
    marks = [yes if mark else "" for mark in (question.many, question.private, question.stops)]
    choices = f"[{question.choices}](#{question.choices})" if question.choices else ""
    return [questions.words(question)[0], _code(question.path), flags, question.kind, choices, *marks]


def _exit_codes() -> str:
    rows = [[_code(code), t(f"reference.exit.c{code}")] for code in EXIT_CODES]
    return _page("exit_codes") + _table([t("reference.exit_codes.code"), t("reference.exit_codes.means")], rows)


def _json() -> str:
    out = _page("json")
    for name in schemas.NAMES:
        schema = schemas.schema(name)
        body = schema["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        required = set(body.get("required", ()))
        keys = [_code(key) + ("" if key in required else " ?") for key in body.get("properties", {})]
        out += f"## {name}\n\n{t(f'reference.json.{name}')}\n\n`icpctl schema {name}`\n\n"
        out += f"{t('reference.json.keys')}{', '.join(keys)}\n\n"
    return out


def _rules() -> str:
    book = Book()
    rows = [[_code(kind), _code(_home(kind)), str(len(book.all(kind)))] for kind in KINDS]
    return _page("rules") + _table([t(f"reference.rules.{k}") for k in ("kind", "home", "count")], rows)


def _home(kind: str) -> str:
    """Where the rules of a kind live below `rules/`, packaged or the user's own."""
    spec = KINDS[kind]
    place = f"{spec.folder}/<id>.toml" if spec.folder else f"{spec.file}.toml"
    return f"{place} [[{spec.table}]]" if spec.table else place


def write(folder: Path) -> list[Path]:
    """Write every page below a folder; the paths that changed."""
    changed = []
    for name, text in pages().items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            disk.make_folder(path.parent)
            disk.write_private(path, text.encode())
            path.chmod(0o644)  # these pages are no secret
            changed.append(path)
    return changed


if __name__ == "__main__":
    for done in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference")):
        sys.stdout.write(f"{done}\n")
