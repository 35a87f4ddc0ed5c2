"""The house stays as it is drawn: who may import whom, who may print, ask, read the clock, and know the filing world."""

import ast
import re
import string
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, command, environment, icpctl

import icpctl as package
from icpctl import errors, store
from icpctl.rules import DATA, Book

PACKAGE = ROOT / "icpctl"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400

# From the top down, in the order of the docstring of icpctl/__init__.py; within one line any direction is fine.
LAYERS = (
    ("__main__", "reference"),
    ("cli",),
    ("commands",),
    ("helppage", "examples"),
    ("answers",),
    ("screen",),
    ("batch", "intake", "schemas"),
    ("masking", "listing", "neighbours", "exports", "explaining"),
    ("run",),
    ("store", "store_many", "merging", "attachments", "history", "locks", "draft_file", "comments", "plain_toml"),
    ("papers",),
    ("checks", "documents"),
    ("rejection",),
    ("journey", "workdays", "footer"),
    ("needs", "derive"),
    ("case", "normalise", "elsewhere", "uses"),
    ("filing_type", "facts", "naming", "licences"),
    ("values",),
    ("draft", "findings", "questions", "tables"),
    ("rulecache", "usage"),
    ("rules",),
    ("sheets",),
    ("places", "staging", "streams", "disk", "system"),
    ("fields",),
    ("errors",),
    ("wording", "__version__"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room(path: Path) -> str:
    """The part of the package a module belongs to: `commands`, `draft` ..."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The full names a module imports, and whether it does so at module level (and not for types only)."""
    module = tree(path)
    top = {id(node) for node in module.body}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", id(node) in top) for alias in node.names)


def test_every_room_has_its_place_on_the_map() -> None:
    rooms = {room(p) for p in MODULES} - {"__init__"}
    assert rooms - set(LEVEL) == set()
    assert set(LEVEL) - rooms == {"__version__"}
    named = set(re.findall(r"[a-z_]+", package.__doc__ or ""))
    assert rooms - named - {"examples"} == set()


@pytest.mark.parametrize("path", [p for p in MODULES if room(p) != "__init__"], ids=name_of)
def test_imports_go_downwards_only(path: Path) -> None:
    mine = LEVEL[room(path)]
    upwards = [name for name, _ in imports(path) if name.startswith("icpctl.") and LEVEL[name.split(".")[1]] < mine]
    assert upwards == []


ONLY = {
    "rich": ("screen/__init__.py", "screen/progress.py"),
    "questionary": ("answers/prompts.py",),
    "prompt_toolkit": ("answers/prompts.py", "answers/terminal.py", "answers/listbox.py"),
    "platformdirs": ("places.py",),
    "filelock": ("locks.py",),
    "chinese_calendar": ("workdays.py",),
    "icalendar": ("exports/ics.py",),
    "opencc": ("naming/text.py",),
    "rapidfuzz": ("rejection/ranking.py",),
    "email_validator": ("fields/mail.py",),
    "publicsuffixlist": ("fields/suffixes.py",),
    "tomli_w": ("draft_file.py",),
    "PIL": ("papers/images.py",),
    "pypdf": ("papers/pdfs.py",),
    "selectolax": ("footer/page.py",),
    "openpyxl": ("sheets/marked.py",),  # slow and without limits: only where a copy must keep what the client's workbook holds
    "xlsxwriter": ("sheets/xlsx_out.py", "sheets/marked_rows.py"),
    "defusedxml": (),  # used by openpyxl when it is there: the guard refuses what it would refuse before
    "pyexpat": (),
    "xml": ("sheets/xlsx_guard.py", "sheets/xlsx_rows.py"),
    "zipfile": ("sheets/xlsx_guard.py", "sheets/xlsx_rows.py", "sheets/kinds.py", "sheets/marked.py"),
    "csv": ("sheets/csv_rows.py", "sheets/csv_out.py"),
    "multiprocessing": ("batch/jobs.py",),
    "concurrent": ("batch/jobs.py",),
    "httpx": ("footer/fetching.py", "footer/pinning.py"),
    "httpcore": ("footer/pinning.py",),
    "ssl": ("footer/fetching.py", "footer/pinning.py"),
    "pypinyin": (),  # half a second to load: what it says is in answers/readings.toml
    "socket": ("footer/fetching.py",),  # names are looked up and checked before a page is read
    "urllib": (),
    "http": (),
    "requests": (),
    "subprocess": ("footer/rendering.py",),  # an installed browser, when it is asked for
    "pickle": (),
}


@pytest.mark.parametrize("library", ONLY)
def test_a_library_is_used_where_it_belongs(library: str) -> None:
    users = {name_of(p) for p in MODULES for name, _ in imports(p) if name.split(".")[0] == library}
    assert users <= set(ONLY[library])


def _calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_only_the_screen_prints() -> None:
    may = {"screen/__init__.py", "__main__.py", "cli.py", "reference/__main__.py"}
    found = [
        f"{name_of(p)}:{line} {call}" for p in MODULES for line, call in _calls(p)
        if call in ("print", "pprint", "typer.echo", "typer.secho", "click.echo") or (re.search(r"std(out|err)\.(write|buffer)", call) and name_of(p) not in may)
    ]  # fmt: skip
    assert found == []


def test_only_prompts_reads_the_keyboard() -> None:
    found = [
        f"{name_of(p)}:{line}"
        for p in MODULES
        for line, call in _calls(p)
        if call in ("input", "getpass.getpass", "typer.prompt", "typer.confirm")
    ]
    assert [f for f in found if not f.startswith("answers/prompts.py")] == []


def test_only_run_reads_the_clock() -> None:
    clock = re.compile(r"(\b(date|datetime)\.(today|now|utcnow|fromtimestamp)|time\.(time|localtime|gmtime|strftime))$")
    # disk compares the age of its own temporary files with the clock of the file system.
    found = [
        f"{name_of(p)}:{line} {call}"
        for p in MODULES
        for line, call in _calls(p)
        if clock.search(call) and name_of(p) not in ("run.py", "disk.py")
    ]
    assert found == []


def test_judging_reads_no_disk_and_no_environment() -> None:
    rooms = (
        "checks",
        "documents",
        "papers",
        "journey",
        "exports",
        "fields",
        "case",
        "filing_type",
        "needs",
        "derive",
        "values",
        "facts",
        "findings",
        "questions",
    )
    found = []
    for path in MODULES:
        if room(path) in rooms:
            found += [
                f"{name_of(path)}:{line} {call}"
                for line, call in _calls(path)
                if re.search(r"(^|\.)(open|read_text|read_bytes|iterdir|glob|getenv)$", call)
            ]
            found += [f"{name_of(path)} {name}" for name, _ in imports(path) if name.split(".")[0] in ("os", "sys")]
    # The wording of the checks lies beside them; the public suffix list is a file of its library; Pillow opens bytes.
    assert [f for f in found if not f.startswith(("checks/__init__.py", "fields/suffixes.py", "papers/images.py"))] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path))


# --- words ---


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}".strip("."))
    else:
        yield path, str(value)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


AREAS = sorted(p.stem for p in (PACKAGE / "wording" / "zh").glob("*.toml"))


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_words(area: str) -> None:
    zh, en = (
        dict(leaves(tomllib.loads((PACKAGE / "wording" / lang / f"{area}.toml").read_text("utf-8")))) for lang in ("zh", "en")
    )
    assert list(zh) == list(en)
    for key, text in zh.items():
        if not key.endswith(".verbs"):
            assert placeholders(text) == placeholders(en[key]), key
            assert bool(text) == bool(en[key]), key


def test_no_area_of_words_stands_in_one_language_only() -> None:
    assert [p.stem for p in sorted((PACKAGE / "wording" / "en").glob("*.toml"))] == AREAS


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The string literals of a module without its docstrings."""
    module = tree(path)
    docs = set()
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            docs.add(id(body[0].value))
        for one, two in zip(body or [], (body or [])[1:], strict=False) if isinstance(body, list) else ():
            if isinstance(one, (ast.Assign, ast.AnnAssign)) and isinstance(two, ast.Expr) and isinstance(two.value, ast.Constant):
                docs.add(id(two.value))
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def raised() -> Iterator[tuple[str, str]]:
    """(place, key) of every error that is raised with a fixed key."""
    classes = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)} - {
        "MissingInput"
    }
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in classes and node.args:
                first = node.args[0]
                ends = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                yield from ((f"{name_of(path)}:{node.lineno}", str(e.value)) for e in ends if isinstance(e, ast.Constant))


def test_every_error_has_its_words() -> None:
    known = tomllib.loads((PACKAGE / "wording" / "zh" / "error.toml").read_text("utf-8"))
    found = list(raised())
    assert len(found) > 40
    assert [(place, key) for place, key in found if key not in known] == []


def test_every_word_that_is_said_exists() -> None:
    said = re.compile(r"^(screen|cli|flag|choice|decision)\.[a-z0-9_.]+$")
    from icpctl.wording import has

    missing = [
        f"{name_of(p)}:{line} {text}"
        for p in MODULES
        for line, text in texts(p)
        if said.match(text) and not text.endswith((".", "_")) and not has(text)
    ]
    assert missing == []


# --- what only the rule book knows ---


def names_of_the_filing_world() -> tuple[set[str], set[str]]:
    """(ids, Chinese names) of provinces and providers. An id inside a rule's own id only names that rule."""
    book = Book()
    ids, names = set(), set()
    for entry in book.file("vocabulary")["province"]:
        ids.add(str(entry["id"]))
        names |= {str(entry["name_zh"]), str(entry.get("full_name_zh", entry["name_zh"]))}
    for rule in book.all("provider"):
        ids.add(rule.id)
        names.add(str(rule["name_zh"]))
    # The word for the service type is the one for the provider.
    return ids - {str(e["id"]) for e in book.file("vocabulary")["service_type"]}, {n for n in names if not n.isascii()}


@pytest.mark.parametrize("path", [p for p in MODULES if room(p) != "examples"], ids=name_of)
def test_no_code_knows_a_province_or_a_provider(path: Path) -> None:
    ids, names = names_of_the_filing_world()
    sync_folders = store._SYNC_PARTS if name_of(path) == "store.py" else frozenset()
    found = [
        f"{name_of(path)}:{line} {text}" for line, text in texts(path)
        if text not in sync_folders and (set(re.findall(r"[a-z_-]+", text)) & ids or any(n in text for n in names))
    ]  # fmt: skip
    assert found == []


def test_no_data_file_holds_code() -> None:
    for path in DATA.rglob("*"):
        if path.is_file():
            assert path.suffix == ".toml", path


# --- a quick start ---

HEAVY = (
    "pydantic",
    "questionary",
    "prompt_toolkit",
    "rich",
    "email_validator",
    "dns",
    "chinese_calendar",
    "icalendar",
    "PIL",
    "pypdf",
    "hypothesis",
    "asyncio",
    "http.client",
    "ssl",
)
COMMANDS = (
    ("--version",),
    ("--help",),
    ("new", "--help"),
    ("list",),
    ("check", "x"),
    ("show", "x"),
    ("next",),
    ("docs", "x"),
    ("type", "x"),
)


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_a_short_command_loads_nothing_heavy(args: tuple[str, ...]) -> None:
    icpctl("new", "x", "--example", "qingcloud-new-access")
    words = command(*args)
    done = subprocess.run(
        [words[0], "-X", "importtime", *words[1:]], capture_output=True, text=True, env=environment(), timeout=60
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "icpctl" in loaded
    assert [m for m in loaded if m.startswith(tuple(f"{h}." for h in HEAVY)) or m in HEAVY] == []
    if args == ("--version",):
        assert not [m for m in loaded if m.startswith(("typer", "icpctl.cli", "tomllib", "msgspec"))]


def test_modules_of_the_start_import_only_light_things() -> None:
    light = {"typer", "icpctl", "platformdirs"}
    standard = {
        "abc", "ast", "collections", "contextlib", "dataclasses", "datetime", "difflib", "errno", "functools", "hashlib", "importlib", "inspect",
        "itertools", "json", "os", "pathlib", "pkgutil", "platform", "re", "signal", "shutil", "stat", "string", "sys", "time", "tomllib", "types",
        "typing", "unicodedata",
    }  # fmt: skip
    start = [
        p
        for p in MODULES
        if name_of(p) in ("cli.py", "__main__.py", "helppage.py", "run.py", "questions.py") or room(p) in ("commands", "wording")
    ]
    start.append(PACKAGE / "answers" / "flags.py")
    heavy = [
        f"{name_of(p)} {name}" for p in start for name, top in imports(p) if top and name.split(".")[0] not in light | standard
    ]
    assert heavy == []
