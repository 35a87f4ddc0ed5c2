"""What other drafts use: whether a phone, a certificate, a domain of one draft stands in another one as well.

A `Pool` is told of drafts one after the other and keeps of each only keyed digests of what it uses, so that ten
thousand drafts need a few megabytes and nobody finds a number in them. `Pool.beside(case)` then answers for one draft.
Pure: no disk.
"""

import os
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import replace

from icpctl.case import Case
from icpctl.uses import WITHIN, subject_of, uses

NAMED = 3  # other drafts that are named; the rest is counted
_PART_BITS = 3  # uses are sorted in eight parts, one after the other: sorting needs little memory then
_WITHIN = 1 << 60  # this bit of a digest says that the same subject must not use it twice
_SMALL = 32  # uses that are looked through each time; more are grouped once


class Used(Struct, frozen=True):
    """Other drafts that use something: how many, and the names of at most NAMED of them."""

    count: int = 0
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.count > 0


class Entry(Struct, frozen=True):
    """What a pool keeps of a draft: digests of the subject's number and name (0 when absent) and of all that it uses."""

    number: int
    title: int
    uses: tuple[int, ...]


class Users(Struct, frozen=True):
    """Drafts that use something, by subject (0: nobody knows whose), as places in the pool, in their order."""

    by: "dict[int, array[int]]"
    total: int

    def only(self, subject: int) -> "Users":
        """Those of one subject."""
        found = self.by.get(subject)
        return Users({subject: found}, len(found)) if found else NOBODY

    def without(self, subjects: tuple[int, ...]) -> int:
        """How many they are without those of some subjects."""
        return self.total - sum(len(self.by.get(s, ())) for s in subjects)


NOBODY = Users({}, 0)


class Pool:
    """Drafts to compare. `add` them all in the order of their names, then ask `beside`; values are digests under `key`."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or os.urandom(32)
        self._names: list[str] = []
        self._numbers, self._titles = array("Q"), array("Q")
        self._digests, self._owners = array("Q"), array("I")
        self._groups: dict[int, Users] = {}

    def digest(self, what: str, value: str) -> int:
        """A value as the pool keeps it: 64 bits under the pool's key."""
        text = f"{what}\0{value}".encode("utf-8", "replace")
        digest = int.from_bytes(blake2b(text, digest_size=8, key=self._key).digest(), "big")
        return digest | _WITHIN if what in WITHIN else digest & ~_WITHIN

    def entry(self, case: Case) -> Entry:
        """What is kept of a draft."""
        digests = dict.fromkeys(self.digest(what, value) for what, value in uses(case))
        return replace(self._subject_only(case), uses=tuple(digests))

    def add(self, name: str, entry: Entry) -> int:
        """Take a draft in; gives its place in the pool."""
        place = len(self._names)
        self._names.append(name)
        self._numbers.append(entry.number)
        self._titles.append(entry.title)
        self._digests.extend(entry.uses)
        self._owners.extend([place] * len(entry.uses))
        return place

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """(name, what was kept) of every draft, as they were added."""
        first = 0
        for place, name in enumerate(self._names):
            last = first
            while last < len(self._owners) and self._owners[last] == place:
                last += 1
            yield name, Entry(self._numbers[place], self._titles[place], tuple(self._digests[first:last]))
            first = last

    def like(self) -> "Pool":
        """An empty pool under the same key: its entries can be added to either."""
        return Pool(self._key)

    def beside(self, case: Case, place: int | None = None) -> "Elsewhere":
        """The others as one draft sees them; `place` is its own when it is in the pool."""
        entry = self._subject_only(case)
        if place is None:
            place = self.add("", entry)
            for name in ("_by_title", "_subjects", "_uses", "_sharing"):
                self.__dict__.pop(name, None)
            self._groups.clear()
            return Elsewhere(self, place, self._subject(entry.number, entry.title), shares=True)
        return Elsewhere(self, place, self._subject(entry.number, entry.title), shares=bool(self._sharing[place]))

    def _subject_only(self, case: Case) -> Entry:
        number, title = subject_of(case.draft)
        return Entry(self.digest("number", number) if number else 0, self.digest("title", title) if title else 0, ())

    @cached_property
    def _by_title(self) -> dict[int, int]:
        """Name of a subject -> its number; 0 where subjects of different numbers share the name."""
        found: dict[int, int] = {}
        for number, title in zip(self._numbers, self._titles, strict=True):
            if number and title:
                found[title] = number if found.get(title, number) == number else 0
        return found

    def _subject(self, number: int, title: int) -> int:
        """The same for drafts of the same subject: by number, else by name; 0 when nobody can tell."""
        return number or (self._by_title.get(title, title) if title else 0)

    @cached_property
    def _subjects(self) -> array:  # type: ignore[type-arg]
        return array("Q", (self._subject(n, t) for n, t in zip(self._numbers, self._titles, strict=True)))

    @cached_property
    def _uses(self) -> tuple[array, array]:  # type: ignore[type-arg]
        """(digests, places) of all uses, sorted by digest and place."""
        digests, owners = array("Q"), array("I")
        for part in range(1 << _PART_BITS):
            mine = ((d, o) for d, o in zip(self._digests, self._owners, strict=True) if d >> (64 - _PART_BITS) == part)
            for digest, owner in sorted(mine):
                digests.append(digest)
                owners.append(owner)
        return digests, owners

    @cached_property
    def _sharing(self) -> bytearray:
        """For each draft 1 when it uses anything that matters in another draft as well: most share nothing, and are not asked."""
        digests, owners = self._uses
        found, first = bytearray(len(self._names)), 0
        for last in range(1, len(digests) + 1):
            if last < len(digests) and digests[last] == digests[first]:
                continue
            if last - first > 1 and (digests[first] & _WITHIN or self._of_several(owners[first:last])):
                for place in owners[first:last]:
                    found[place] = 1
            first = last
        return found

    def _of_several(self, places: "array[int]") -> bool:
        """True unless all these drafts are known to be of one subject."""
        subject = self._subjects[places[0]]
        return not subject or any(self._subjects[p] != subject for p in places)

    def users(self, digest: int) -> "Users":
        """The drafts of the pool that use something."""
        digests, owners = self._uses
        first, last = bisect_left(digests, digest), bisect_right(digests, digest)
        if last - first <= _SMALL:
            return self._grouped(owners[first:last]) if first < last else NOBODY
        if digest not in self._groups:
            self._groups[digest] = self._grouped(owners[first:last])
        return self._groups[digest]

    def _grouped(self, places: "array[int]") -> "Users":
        found: dict[int, array[int]] = {}
        for place in places:
            found.setdefault(self._subjects[place], array("I")).append(place)
        return Users(found, len(places))

    def name(self, place: int) -> str:
        """The name of a draft in the pool."""
        return self._names[place]


class Elsewhere:
    """The other drafts as one draft sees them. All answers are about drafts other than this one."""

    def __init__(self, pool: Pool, place: int, subject: int, *, shares: bool) -> None:
        self._pool, self._place, self._subject = pool, place, subject
        self.shares = shares  # False: whatever the draft uses itself, the answer is that nobody else does
        self._asked: dict[tuple[str, str], Users] = {}

    def others(self, what: str, value: str, but: tuple[str, str] | None = None) -> Used:
        """Drafts of other subjects with this value; `but` takes out those that have this one too (a part of the first)."""
        if not self._subject:
            return Used()
        return self._told(self._users(what, value), self._users(*but) if but else NOBODY, (0, self._subject))

    def unknown(self, what: str, value: str) -> Used:
        """Drafts with this value of which nobody can tell whether they are of another subject."""
        users = self._users(what, value)
        return self._told(users.only(0) if self._subject else users)

    def own(self, what: str, value: str, but: tuple[str, str] | None = None) -> Used:
        """Other drafts of the same subject with this value; `but` as in `others`."""
        if not self._subject:
            return Used()
        less = self._users(*but).only(self._subject) if but else NOBODY
        return self._told(self._users(what, value).only(self._subject), less)

    def all(self, what: str, value: str) -> Used:
        """Other drafts with this value, whosever they are."""
        return self._told(self._users(what, value))

    def _users(self, what: str, value: str) -> "Users":
        found = self._asked.get((what, value))
        if found is None:
            found = self._asked[what, value] = self._pool.users(self._pool.digest(what, value))
        return found

    def _told(self, users: "Users", less: "Users" = NOBODY, passed_over: tuple[int, ...] = ()) -> Used:
        """How many, and the first by name; few are looked at, however many there are."""
        if not users.total:
            return Used()
        mine = 0 if self._subject in passed_over else self._in(users) - self._in(less)
        count = users.without(passed_over) - less.without(passed_over) - mine
        places: list[int] = []
        for subject, found in users.by.items() if count else ():
            if subject not in passed_over:
                taken_out = {self._place, *less.by.get(subject, ())}
                places += [p for p in found[: NAMED + len(taken_out)] if p not in taken_out]
            if len(places) >= NAMED:
                break
        return Used(count, tuple(self._pool.name(p) for p in sorted(places)[:NAMED])) if count else Used()

    def _in(self, users: "Users") -> int:
        places = users.by.get(self._subject, array("I"))
        at = bisect_left(places, self._place)
        return int(at < len(places) and places[at] == self._place)
