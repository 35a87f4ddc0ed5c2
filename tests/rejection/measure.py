"""How often `reject` puts the right cause first, or among the first three, over a file of messages."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icpctl.rejection import Message, read
from icpctl.rules import Book

HERE = Path(__file__).parent
BOOK = Book()


@dataclass(frozen=True)
class Measured:
    """Shares from 0 to 1: the right cause first and among three; both causes of two among four; nothing found in nothing."""

    first: float
    three: float
    both: float
    empty: float


def messages(name: str) -> dict[str, list[dict[str, Any]]]:
    """The messages of a file, by sort: said, two, nothing."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def is_seen(text: str) -> bool:
    """Which half of paraphrases.toml a message belongs to: the seen one was looked at while words and weights were chosen."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def wanted(entry: dict[str, Any]) -> set[str]:
    """The rejections that a message means."""
    return {entry["id"]} if isinstance(entry["id"], str) else set(entry["id"])


def ids(message: Message, most: int) -> set[str]:
    """The first rejections that were found."""
    return {m.rejection.id for m in message.matches[:most]}


def measure(said: dict[str, list[dict[str, Any]]]) -> Measured:
    """The shares over all messages."""
    found = [(wanted(e), read(BOOK, e["text"])) for e in said["said"]]
    two = [(set(e["ids"]), read(BOOK, e["text"])) for e in said["two"]]
    return Measured(
        _share(bool(right & ids(m, 1)) for right, m in found),
        _share(bool(right & ids(m, 3)) for right, m in found),
        _share(right <= ids(m, 4) for right, m in two),
        _share(not read(BOOK, e["text"]).matches for e in said["nothing"]),
    )


def _share(hits: Iterable[bool]) -> float:
    known = list(hits)
    return sum(known) / len(known)


def half(*, seen: bool) -> dict[str, list[dict[str, Any]]]:
    """One half of paraphrases.toml."""
    return {sort: [e for e in entries if is_seen(e["text"]) is seen] for sort, entries in messages("paraphrases").items()}


if __name__ == "__main__":
    for title, said in (
        ("seen", half(seen=True)),
        ("held out", half(seen=False)),
        ("second", messages("second")),
        ("last", messages("last")),
    ):
        shares = measure(said)
        print(title, {sort: len(entries) for sort, entries in said.items()}, shares)
