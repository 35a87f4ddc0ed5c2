"""How well each rejection fits one reason of a message: likeness of features, keyword groups, and a calibrated score.

The constants were fitted to the seen half of tests/rejection/paraphrases.toml; `tests/rejection` measures both halves.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from icpctl.rejection.index import Entry, Index

_PHRASE, _GROUP = 0.05, 0.05
_STRANGE = 2.0
"""A feature that no rejection has weighs this much in the length of a message: half of a common one."""
_NEAR, _NEARLY = 60.0, 0.8
"""From this likeness (0..100) on a keyword counts as found in other characters, and then at most this much."""

_BASE, _LIKE, _AHEAD = -2.9, 6.0, 18.0
PLAUSIBLE, _OFF_TOPIC = 0.18, 0.45
"""Less likeness is none; without any word of filing in the text more is needed, unless it holds a phrase of the rejection."""
_WHOLLY = 0.95

MOST = 12
"""Rejections that are looked at for one reason."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One rejection for one reason; `score` from 0 to 1 is the share of such matches that proved right."""

    entry: Entry
    score: float


def fits(index: Index, text: str, weigh: Callable[[Entry], float]) -> list[Fit]:
    """The rejections that a plain text may mean, the best first; none when nothing is like it.

    `weigh` is what the case makes of each rejection: 1.0 for nothing.
    """
    features = index.features(text)
    if not features:
        return []
    length = math.sqrt(sum((index.rarity(f) if index.knows(f) else _STRANGE) ** 2 for f in features))
    found, on_topic = [], index.on_topic(text)
    for entry in index.entries:
        shared = sum(index.rarity(f) ** 2 * w for f, w in entry.weights.items() if f in features)
        if shared:
            like = shared / (length * entry.length)
            phrase = max(index.coverage(phrase, features) for phrase in entry.phrases)
            group = max(_group(index, group, text, features) for group in entry.groups)
            like = (like + _PHRASE * phrase + _GROUP * group) * weigh(entry)
            least = PLAUSIBLE if on_topic or max(phrase, group) >= _WHOLLY else _OFF_TOPIC
            found.append((like, least, entry))
    found.sort(key=lambda one: -one[0])
    best = enumerate(found[:MOST])
    return [Fit(e, _score(like, like - _other(found, n))) for n, (like, least, e) in best if like >= least]


def _other(found: list[tuple[float, float, Entry]], number: int) -> float:
    """The likeness of the best of the others."""
    other = 1 if number == 0 else 0
    return found[other][0] if other < len(found) else 0.0


def _score(like: float, ahead: float) -> float:
    """How often such a match is right: by its likeness and how far it is ahead of the others."""
    return min(0.99, 1 / (1 + math.exp(-(_BASE + _LIKE * like + _AHEAD * ahead))))


def _group(index: Index, group: list[str], text: str, features: dict[str, float]) -> float:
    """The share of a keyword group that the text holds, longer keywords weighing more."""
    weights = [min(6, len(keyword)) for keyword in group]
    return sum(w * _holds(index, k, text, features) for k, w in zip(group, weights, strict=True)) / sum(weights)


def _holds(index: Index, keyword: str, text: str, features: dict[str, float]) -> float:
    """1 for the keyword itself, less for its concepts or for nearly the same characters."""
    if keyword in text:
        return 1.0
    concepts = index.concepts(keyword)
    if concepts and all(c in features for c in concepts):
        return 0.85
    if len(keyword) < 3:
        return 0.0
    from rapidfuzz import fuzz

    near = fuzz.partial_ratio(keyword, text, score_cutoff=_NEAR)
    return near / 100 * _NEARLY
