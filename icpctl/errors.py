"""The handful of errors that reach a person. Each has a wording key, values for it, and an exit code.

The text is made in one place (cli.py) from `wording/<lang>/error.toml`: `<key>` says what is wrong and where,
`<key>_hint` says what to do now. Values must never hold personal data in clear: mask before raising.
"""

from dataclasses import dataclass
from typing import Any

from icpctl.wording import has, t


class IcpctlError(Exception):
    """Base: something that ends the command with a clear message. exit_code 3: cannot read, write or find."""

    exit_code = 3

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self) -> str:
        """What is wrong and where, in the user's language."""
        return t(f"error.{self.key}", **{k: str(v) for k, v in self.values.items()})

    def hint(self) -> str:
        """What to do now, in the user's language; may be empty."""
        key = f"error.{self.key}_hint"
        return t(key, **{k: str(v) for k, v in self.values.items()}) if has(key) else ""


class UsageError(IcpctlError):
    """Wrong command line or a value that is malformed alone. exit_code 2; nothing was changed."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """One answer that is needed: its path, the flag that gives it, and the question in the user's language."""

    path: str
    flag: str
    question: str


class MissingInput(UsageError):
    """Answers are missing and nobody can be asked. Names all of them at once."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("missing_input", count=len(missing))
        self.missing = missing


class StoreError(IcpctlError):
    """The drafts folder or a draft cannot be read, written or found. exit_code 3; the bytes on disk are untouched."""


class RuleError(IcpctlError):
    """A file of the rule book (packaged or the user's own) cannot be used. exit_code 3."""


class Interrupted(IcpctlError):
    """The user stopped the program (130), or a signal did (143 SIGTERM, 129 SIGHUP)."""

    def __init__(self, exit_code: int = 130, key: str = "interrupted", **values: Any) -> None:
        super().__init__(key, **values)
        self.exit_code = exit_code
