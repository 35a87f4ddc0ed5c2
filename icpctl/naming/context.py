"""What is known beside the name itself, and what a rule finds."""

from msgspec import Struct
from msgspec.structs import replace

from icpctl.rules import Rule

Span = tuple[int, int]

# Matters that are one thing to a reader: a weaker finding of a row says nothing new beside a stronger one.
_ROWS = (frozenset({"short", "form", "domain"}), frozenset({"long"}), frozenset({"characters"}))


class Context(Struct, frozen=True):
    """What the draft says around a name. None and () are unknown: rules that need it are skipped.

    `service` is site, app or mini-program; `subject` individual or organization; `people` are names of persons the
    draft knows (of an individual: the holder); `places` the city and district of the filing; `approvals` the answer on
    pre-approvals; `others` the names of the subject's other sites; `platforms` the names the same App has elsewhere;
    `rules` the ids of province and national rules whose parameters judge names.
    """

    service: str = "site"
    subject: str | None = None
    nature: str | None = None
    province: str | None = None
    provider: str | None = None
    subject_name: str | None = None
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    approvals: tuple[str, ...] | None = None
    documents: frozenset[str] = frozenset()
    remark: str = ""
    others: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Found(Struct, frozen=True):
    """One rule against one name.

    `matter` is what kind of fault it is: short, long, form, domain, characters, words, kind (a place, a person ...),
    suffix, or a comparison (related, same, place, platforms, repeated). `words` are the words or characters that hit;
    where they stand in `Name.plain`, `spans` has as many places. `value` is the form or kind, `count` the length found.
    `excused` is the name exception by which the words weigh less here.
    """

    rule: Rule
    matter: str
    severity: str
    words: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    value: str = ""
    count: int = 0
    excused: Rule | None = None

    def same_row(self, other: "Found") -> bool:
        """True when both are about the length, the form or the characters of the name."""
        return any({self.matter, other.matter} <= row for row in _ROWS)

    def without(self, other: "Found") -> "Found | None":
        """This finding less what the other one says already; None when nothing is left."""
        if not self.spans:
            return None if self.same_row(other) else self
        return self._kept([i for i, (a, b) in enumerate(self.spans) if not any(a < d and c < b for c, d in other.spans)])

    def between(self, begin: int, end: int) -> "Found | None":
        """This finding with those of its words alone that begin between two places; None when none do."""
        return self._kept([i for i, (at, _) in enumerate(self.spans) if begin <= at < end])

    def _kept(self, left: list[int]) -> "Found | None":
        kept = replace(self, words=tuple(self.words[i] for i in left), spans=tuple(self.spans[i] for i in left))
        return kept if left else None
