"""The list of papers while it is made: each paper once, with its reasons and sources by level."""

from dataclasses import dataclass, field

from icpctl.case import Case
from icpctl.rules import Source

REQUIRED, CONDITIONAL, RECOMMENDED = "required", "conditional", "recommended"
LEVELS = (REQUIRED, CONDITIONAL, RECOMMENDED)


@dataclass(slots=True)
class Paper:
    """A paper while the list is made: reasons and sources by level."""

    id: str
    because: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, list[Source]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    signers: list[str] = field(default_factory=list)
    replaced_by: list[str] = field(default_factory=list)
    serves_as: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    same_as: str = ""

    @property
    def level(self) -> str:
        """The most binding level that something asks for."""
        return next(level for level in LEVELS if level in self.because)


class Papers:
    """The papers found so far, by id."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.papers: dict[str, Paper] = {}

    def add(self, id_: str, level: str, because: str, sources: tuple[Source, ...]) -> Paper:
        """Lists a paper, or adds a reason to one that is listed."""
        paper = self.papers.setdefault(id_, Paper(id_))
        if because not in paper.because.setdefault(level, []):
            paper.because[level].append(because)
        kept = paper.sources.setdefault(level, [])
        kept += [s for s in sources if s not in kept]
        return paper

    def fold(self, id_: str, into: str) -> Paper:
        """`into` takes the place of `id_`, which leaves the list, and its weight. Gives back what left."""
        gone, stays = self.papers.pop(id_), self.papers[into]
        for level, sources in gone.sources.items():
            stays.because.setdefault(level, [])
            kept = stays.sources.setdefault(level, [])
            kept += [s for s in sources if s not in kept]
        stays.signers += [s for s in gone.signers if s not in stays.signers]
        stays.notes += [n for n in gone.notes if n not in stays.notes]
        return gone
