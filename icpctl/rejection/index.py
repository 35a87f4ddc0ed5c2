"""What the rejections of the rule book say, as weighted features; and how much of it a part of a message says too.

A feature is a concept (words that mean much the same, `rules/data/rejection-words.toml`), a pair of neighbouring Han, or
a Latin word. It weighs the more, the fewer rejections have it.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from icpctl.rejection.reading import HAN, plain
from icpctl.rules import Book, Rule

_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN = re.compile(r"[a-z][a-z0-9-]*|\d{1,6}")
_CONCEPT, _SINGLE = 2.5, 0.8
"""A concept tells more than a pair of Han, a single one less."""


_TWO_PROVINCES = "=another-province"
"""The concept of a text that names two provinces."""


@dataclass(slots=True)
class Entry:
    """One rejection: features with weights, their length as a vector, the keyword groups, and the features of its phrases."""

    rule: Rule
    weights: dict[str, float] = field(default_factory=dict)
    length: float = 1.0
    groups: list[list[str]] = field(default_factory=list)
    phrases: list[dict[str, float]] = field(default_factory=list)


_HEAD = 2
"""Words are looked up by so many of their first characters."""


class Lexicon:
    """Concepts by their words, found in a text from left to right, the longest word first; a word may stand for several."""

    def __init__(self, concepts: Iterable[Mapping[str, Any]]) -> None:
        meant: dict[str, list[str]] = {}
        for concept in concepts:
            for word in concept["words"]:
                meant.setdefault(word, []).append(str(concept["id"]))
        self._by_head: dict[str, list[tuple[str, list[str]]]] = {}
        for word in sorted(meant, key=len, reverse=True):
            self._by_head.setdefault(word[:_HEAD], []).append((word, meant[word]))

    def find(self, text: str) -> list[str]:
        """The concepts of a plain text, in the order of their words."""
        found, here, end = [], 0, len(text)
        while here < end:
            head = text[here : here + _HEAD]
            for word, concepts in (*self._by_head.get(head, ()), *self._by_head.get(head[0], ())):
                if text.startswith(word, here) and _whole(text, here, word):
                    found += concepts
                    here += len(word)
                    break
            else:
                here += 1
        return found


def _whole(text: str, at: int, word: str) -> bool:
    """Latin words and numbers count only where they stand alone; a plural may follow."""
    if not word.isascii():
        return True
    before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum() and after != "s")


def grams(text: str) -> set[str]:
    """Single Han and pairs of neighbouring ones, and the stems of Latin words, of a plain text."""
    out = {run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)}
    out |= {character for run in _HAN_RUN.findall(text) for character in run}
    out |= {_stem(word) for word in _LATIN.findall(text)}
    return out


def _stem(word: str) -> str:
    for end in ("ations", "ation", "ing", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            return word[: -len(end)]
    return word


def _weight(feature: str) -> float:
    """What a feature of this sort tells beside a pair of Han."""
    if feature[0] == "=":
        return _CONCEPT
    return _SINGLE if len(feature) == 1 else 1.0


class Index:
    """All rejections of a rule book, ready to be compared with a message.

    `languages`: those of the rule book's texts that count; English ones tell nothing about a Chinese message.
    """

    def __init__(self, book: Book, languages: Sequence[str]) -> None:
        self._languages = languages
        words = book.file("rejection-words")
        self._lexicon = Lexicon(words["concept"])
        self._vague = tuple(sorted(words["vague"]["words"], key=len, reverse=True))
        self._topic, self._passed = tuple(words["topic"]["words"]), tuple(words["passed"]["words"])
        self._stop = frozenset(_stem(word) for word in words["stop"]["words"])
        self._provinces = [str(p["name_zh"]) for p in book.file("vocabulary")["province"]]
        self._found: dict[str, tuple[str, ...]] = {}
        worded: dict[str, list[list[str]]] = {}
        for more in words["worded"]:
            worded.setdefault(more["id"], []).extend(more["text"])
        self.entries = [self._entry(rule, worded.get(rule.id, [])) for rule in book.all("rejection")]
        count: dict[str, int] = {}
        for entry in self.entries:
            for feature in entry.weights:
                count[feature] = count.get(feature, 0) + 1
        self._rarity = {f: math.log((len(self.entries) + 1) / n) * _weight(f) for f, n in count.items()}
        for entry in self.entries:
            entry.length = math.sqrt(sum((self._rarity[f] * w) ** 2 for f, w in entry.weights.items())) or 1.0

    def knows(self, feature: str) -> bool:
        """True when a rejection has this feature."""
        return feature in self._rarity

    def rarity(self, feature: str) -> float:
        """How much a feature tells: the fewer rejections have it, the more; 0 when none has."""
        return self._rarity.get(feature, 0.0)

    def concepts(self, keyword: str) -> tuple[str, ...]:
        """The features of the concepts in a keyword of the rule book."""
        if keyword not in self._found:
            self._found[keyword] = tuple(f"={c}" for c in self._lexicon.find(keyword))
        return self._found[keyword]

    def features(self, text: str) -> dict[str, float]:
        """The features of a plain text, without the words that every refusal holds."""
        for word in self._vague:
            if word in text:
                text = text.replace(word, " ")
        return self._features(text)

    def on_topic(self, text: str) -> bool:
        """True when a plain text has a word of filing or two concepts of rejections, and is no message of success."""
        if any(word in text for word in self._passed):
            return False
        return any(word in text for word in self._topic) or len(set(self._lexicon.find(text))) > 1

    def coverage(self, phrase: dict[str, float], features: dict[str, float]) -> float:
        """The share of a phrase that the features hold."""
        whole = sum(self.rarity(f) for f in phrase)
        return sum(self.rarity(f) for f in phrase if f in features) / whole if whole else 0.0

    def _features(self, text: str) -> dict[str, float]:
        found = {f"={c}": 1.0 for c in self._lexicon.find(text)}
        if sum(name in text for name in self._provinces) > 1:
            found[_TWO_PROVINCES] = 1.0
        found.update(dict.fromkeys(grams(text) - self._stop, 1.0))
        return found

    def _entry(self, rule: Rule, worded: list[list[str]]) -> Entry:
        entry = Entry(rule, groups=[[plain(w) for w in group] for group in (*rule["typical_text"], *worded)])
        titles = [plain(str(rule[f"title_{lang}"])) for lang in self._languages]
        entry.phrases = [self._features(text) for text in (*titles, *(" ".join(g) for g in entry.groups))]
        causes = [self._features(plain(str(rule[f"cause_{lang}"]))) for lang in self._languages]
        steps = [self._features(plain(t)) for lang in self._languages for t in rule[f"fix_steps_{lang}"]]
        for weight, parts in ((0.3, steps), (0.75, causes), (1.0, entry.phrases)):
            for part in parts:
                entry.weights.update(dict.fromkeys(part, weight))
        return entry
