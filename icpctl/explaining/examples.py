"""Good and bad examples of checks and rules: the tested cases, packaged in `checks/examples.toml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from icpctl import checks, rulecache
from icpctl.run import options
from icpctl.wording import pick

FILE = Path(checks.__file__).with_name("examples.toml")


@dataclass(frozen=True, slots=True)
class Example:
    """A case that a check finds something in, and the nearest one that it does not.

    `where` tells the rest of the case as far as it matters; `bad` and `good` have the same paths, "" is no answer.
    """

    code: str
    rule: str
    at: str
    severity: str
    message: str
    fix: str
    where: dict[str, Any]
    bad: dict[str, Any]
    good: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "code": self.code,
            "rule": self.rule,
            "where": self.where,
            "bad": self.bad,
            "finding": {"severity": self.severity, "at": self.at, "message": self.message, "fix": self.fix},
            "good": self.good,
        }


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    if not FILE.is_file():
        return ()
    parse = rulecache.parser(keep=not options.dry_run)
    return tuple(parse(FILE.read_text(encoding="utf-8"))["example"])


def _example(entry: dict[str, Any]) -> Example:
    message, fix = pick(entry, "message"), pick(entry, "fix")
    where, bad, good = (dict(entry[key]) for key in ("where", "bad", "good"))
    return Example(entry["code"], entry.get("rule", ""), entry["at"], entry["severity"], message, fix, where, bad, good)


def of_code(code: str) -> list[Example]:
    """The examples of a check: the plainest first, then one for each further rule that it judges by."""
    return [_example(e) for e in _entries() if e["code"] == code]


def of_rule(id_: str) -> list[Example]:
    """The examples that are judged by a rule, one for each check."""
    return [_example(e) for e in _entries() if e.get("rule", "").removeprefix("field:") == id_]


def judged_at() -> list[tuple[str, str, str]]:
    """(code, rule id or "", draft path) of every example: which rules and checks judge which answer."""
    return [(e["code"], e.get("rule", "").removeprefix("field:"), e["at"]) for e in _entries()]
