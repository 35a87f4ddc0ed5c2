"""Digests of what rows take into use, in the parts of a scratch file, and which rows share something that matters.

A part holds what has the same remainder and is looked at by itself, so that memory stays small however many rows there are.
"""

import struct
from collections.abc import Iterable
from typing import IO

from msgspec import Struct

PARTS = 64  # open files at once; each part is in memory by itself
MOST_NAMED = 3
RECORD = struct.Struct("<QQIH")  # digest of what is used, of the subject (0: unknown), first row of the group, its rows
TITLE = 0xFFFF  # in place of the number of rows: the record is of a subject's name
NAMED = 0xFFFD  # the same: of a draft's name
ORDER = 0xFFFE  # the same: of its subject's orders, which matter only where a draft of the folder is under way
OF_FOLDER = 0  # no row has this number
_WITHIN = 1 << 60  # as in `elsewhere`: the same subject must not use it twice either


class Sibling(Struct, frozen=True):
    """A group whose subject has others in the sheet: how many in all, first rows of some others, rows of those before it."""

    count: int
    others: tuple[int, ...]
    before: int


def shared(parts: list[IO[bytes]], siblings: dict[int, Sibling], names: set[int]) -> set[int]:
    """First rows of the groups that share something that matters, one part after the other; fills in `siblings` and `names`."""
    found: set[int] = set()
    for part in parts:
        part.seek(0)
        records = part.read()
        several = _repeated(digest for digest, _, _, _ in RECORD.iter_unpack(records))
        again: dict[int, list[tuple[int, int, int]]] = {}
        for digest, subject, row, services in RECORD.iter_unpack(records) if several else ():
            if digest in several:
                mine, users = (subject, row, services), again.setdefault(digest, [])
                if not users or users[0] != mine:
                    users.append(mine)
        for digest, users in again.items():
            if len(users) < 2:
                continue
            rows = {row for _, row, _ in users}
            subjects = {subject for subject, _, _ in users}
            kind = max(services for _, _, services in users)
            if kind == NAMED:
                names.add(digest)
                continue
            if kind == TITLE:  # namesakes share nothing; a name matters where it is all that is known of a subject
                matters = digest in subjects
            elif kind == ORDER:
                matters = OF_FOLDER in rows
            else:
                matters = bool(digest & _WITHIN) or len(subjects) > 1 or 0 in subjects
            if len(rows) > 1 and matters:
                found |= rows
            if subjects == {digest}:
                _orders(users, siblings)
    return found


def _repeated(digests: Iterable[int]) -> set[int]:
    """Those that come more than once; sorted, they need a tenth of the memory of a dictionary."""
    found: set[int] = set()
    before = -1
    for digest in sorted(digests):
        if digest == before:
            found.add(digest)
        before = digest
    return found


def _orders(users: list[tuple[int, int, int]], siblings: dict[int, Sibling]) -> None:
    """The groups of one subject, in the order of the sheet: each knows the others."""
    before = 0
    rows = [row for _, row, _ in users]
    for _, row, services in users:
        siblings[row] = Sibling(len(rows), tuple(r for r in rows[: MOST_NAMED + 1] if r != row)[:MOST_NAMED], before)
        before += services
