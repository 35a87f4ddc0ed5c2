"""Answers from files and from `--set`: TOML or JSON, told apart by content; `@file` reads a value from a file."""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from icpctl.draft import SCHEMA
from icpctl.errors import UsageError
from icpctl.questions import QUESTIONS, general, of_path
from icpctl.values import printable, unknown_path

_PLACE = re.compile(r"at line (\d+), column (\d+)")
CAP = 1024 * 1024  # an answers file is a few kilobytes; more is a mistake or an attack


class Answers(NamedTuple):
    """What a file answers: {path: raw}, facts, the name it gives the draft ("" for none), and tables that were passed over."""

    answers: dict[str, Any]
    facts: dict[str, Any]
    name: str
    passed_over: list[str]


def read_answers(source: str) -> Answers:
    """The answers of a file, or of standard input for "-".

    The tables are those of a draft file; dates of saving are passed over, and so are documents and events, which belong
    to the draft they were recorded in. Raises UsageError naming the file and the place when it is not TOML or JSON, is
    of a newer schema, or names a key that does not exist.
    """
    data = parse(read_text(source), source)
    schema, name = data.get("schema", SCHEMA), data.get("name", "")
    if schema != SCHEMA or isinstance(schema, bool):
        raise UsageError("answers_schema", path=source, schema=printable(str(schema)), newest=SCHEMA)
    passed_over = [key for key in ("document", "event") if data.get(key)]
    return Answers(*flatten(data, source), name if isinstance(name, str) else "", passed_over)


def flatten(data: dict[str, Any], source: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """({path: raw}, facts) of nested tables. Raises UsageError for a key that does not exist."""
    filing = data.get("filing", {})
    facts = filing.pop("facts", {}) if isinstance(filing, dict) else {}
    for key in ("schema", "name", "document", "event"):
        data.pop(key, None)
    if isinstance(filing, dict):
        for key in ("created_at", "updated_at"):
            filing.pop(key, None)
    if not isinstance(facts, dict):
        raise UsageError("answers_shape", path=source, place="filing.facts")
    return dict(_flat(data, "", source)), facts


def read_text(source: str) -> str:
    """The text of a file or of standard input, capped; strict UTF-8. Raises UsageError."""
    try:
        if source == "-":
            raw = sys.stdin.buffer.read(CAP + 1)
        else:
            path = as_path(source)
            if path.exists() and not path.is_file():
                raise UsageError("answers_not_file", path=source)
            with path.open("rb") as file:
                raw = file.read(CAP + 1)
    except OSError as error:
        raise UsageError("answers_unreadable", path=source, reason=error.strerror or type(error).__name__) from error
    if len(raw) > CAP:
        raise UsageError("answers_too_big", path=source, cap="1 MiB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError("answers_not_utf8", path=source, line=line) from error


def as_path(word: str) -> Path:
    """A path as it was typed; ~ is the home, and the home of nobody stays as it is."""
    try:
        return Path(word).expanduser()
    except RuntimeError:
        return Path(word)


def parse(text: str, source: str) -> dict[str, Any]:
    """TOML or JSON by content: JSON begins with a brace. Raises UsageError with the place of the mistake."""
    try:
        data = json.loads(text, object_pairs_hook=_each_once) if text.lstrip().startswith("{") else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError("answers_syntax_at", path=source, line=error.lineno, column=error.colno) from error
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line, column = found.groups() if found else (text.count("\n") + 1, 1)
        raise UsageError("answers_syntax_at", path=source, line=line, column=column) from error
    except KeyError as error:
        raise UsageError("answers_twice", path=source, name=printable(str(error.args[0]))) from error
    except (RecursionError, ValueError) as error:
        raise UsageError("answers_syntax", path=source, reason=type(error).__name__) from error
    if not isinstance(data, dict):
        raise UsageError("answers_shape", path=source, place="-")
    return data


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; JSON would let the last of two equal keys win in silence."""
    out: dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise KeyError(key)
        out[key] = value
    return out


def _flat(data: Mapping[str, Any], prefix: str, source: str) -> Iterable[tuple[str, Any]]:
    known = {q.path for q in QUESTIONS}
    for key, value in data.items():
        path = f"{prefix}.{key}" if prefix else key
        if general(path) in known:
            yield path, value
        elif isinstance(value, dict):
            yield from _flat(value, path, source)
        elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            for index, table in enumerate(value):
                yield from _flat(table, f"{path}[{index}]", source)
        elif value in ({}, []):
            continue
        else:
            raise unknown_path(path)


def read_set(pairs: Iterable[str]) -> dict[str, Any]:
    """{path: raw} of `--set PATH=VALUE` words. Raises UsageError for a word without "=" or an unknown path."""
    out = {}
    for pair in pairs:
        path, found, value = pair.partition("=")
        if not found:
            raise UsageError("set_without_equals", given=printable(pair))
        path = path.strip()
        if of_path(path) is None:
            raise unknown_path(path)
        out[_placed(path)] = from_file(value)
    return out


def _placed(path: str) -> str:
    """`site.name` means `site[0].name`, so that two spellings of one place do not both stand."""
    head, dot, rest = path.partition(".")
    return f"{head}[0]{dot}{rest}" if head in ("site", "app") else path


def from_file(value: str) -> str:
    """The value itself, or what the file holds for "@file" (without the last line feed); "@@" is a real @."""
    if value.startswith("@@"):
        return value[1:]
    if value.startswith("@") and len(value) > 1:
        return read_text(value[1:]).rstrip("\r\n")
    return value


def read_facts(pairs: Iterable[str]) -> dict[str, str]:
    """{fact: text} of `--fact KEY=VALUE` words. Raises UsageError for a word without "="."""
    out = {}
    for pair in pairs:
        key, found, value = pair.partition("=")
        if not found:
            raise UsageError("fact_without_equals", given=printable(pair))
        out[key.strip().replace("-", "_")] = value.strip()
    return out
