"""A rejection message as it was pasted: its likely causes, what to put right, and what in the draft to look at again.

`read(book, text, case)` ranks the rejections of the rule book for each reason that the message gives. Nothing here
judges: a score is the likelihood that the message means this rejection, and a message that fits nothing gets none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from icpctl.case import Case
from icpctl.rejection import reading
from icpctl.rejection.index import Entry, Index
from icpctl.rejection.ranking import fits
from icpctl.rejection.surroundings import surroundings
from icpctl.rules import Book, Rule
from icpctl.wording import LANGUAGES

LEAST = 0.01
"""Below this score a match is not worth showing."""
MOST = 10
_PER_REASON = 3
_SENTENCE, _WHOLE = 0.85, 0.6
"""What a match of one sentence of a reason, and of the whole message, is worth beside one of a whole reason."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rejection that the message may mean; `score` 0..1; `reason` counts the reasons of the message from 1, 0: all of it."""

    rejection: Rule
    score: float
    reason: int


@dataclass(frozen=True, slots=True)
class Message:
    """What was understood of a message: the matches, the best first; how many reasons it has; whether its end was left out."""

    matches: tuple[Match, ...]
    reasons: int
    cut: bool

    @property
    def open_reasons(self) -> tuple[int, ...]:
        """The numbers of the reasons that no match explains."""
        told = {m.reason for m in self.matches}
        return () if 0 in told else tuple(n for n in range(1, self.reasons + 1) if n not in told)


def read(book: Book, text: str, case: Case | None = None) -> Message:
    """The likely causes of a rejection message; the provider, province and kind of the case, or those it names, count too."""
    plain = reading.plain(text)
    languages = ("zh",) if reading.is_chinese(plain) else LANGUAGES
    index = book.kept(("rejection-index", languages), lambda: Index(book, languages))
    parts = reading.reasons(plain)
    weigh = surroundings(book, plain, case)
    found: dict[str, Match] = {}
    for number, sentences in enumerate(parts, start=1):
        _take(found, index, " ".join(sentences), number, weigh, 1.0)
        if len(sentences) > 1:
            for sentence in sentences:
                _take(found, index, sentence, number, weigh, _SENTENCE)
    if len(parts) > 1:
        _take(found, index, plain, 0, weigh, _WHOLE)
    best = sorted(found.values(), key=lambda m: -m.score)
    return Message(tuple(best[:MOST]), len(parts), len(text) > reading.CAP)


def _take(found: dict[str, Match], index: Index, part: str, number: int, weigh: Callable[[Entry], float], worth: float) -> None:
    for fit in fits(index, part, weigh)[:_PER_REASON]:
        score = round(fit.score * worth, 3)
        known = found.get(fit.entry.rule.id)
        if score >= LEAST and (known is None or known.score < score):
            found[fit.entry.rule.id] = Match(fit.entry.rule, score, number)
