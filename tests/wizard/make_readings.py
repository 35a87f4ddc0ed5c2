"""Makes icpctl/answers/readings.toml: how the Han characters of all choices are read, by pypinyin.

Run `python tests/wizard/make_readings.py` when test_searching says that the file is out of date.
"""

from collections import Counter, defaultdict
from pathlib import Path

from icpctl.answers import searching
from icpctl.naming.text import is_han
from icpctl.questions import QUESTIONS
from icpctl.rules import Book

FILE = Path(searching.__file__).with_name("readings.toml")
HEAD = "# Made by tests/wizard/make_readings.py with pypinyin: do not edit. A character has the reading it has most often in\n# the choices; a phrase is there where a character in it is read otherwise. u stands for ü as well.\n"
# Where pypinyin reads a place or a language otherwise than its people do.
CORRECTED = {"藏": "zang", "朝阳": "chao yang", "漯河": "luo he", "长宁": "chang ning", "长治": "chang zhi"}


def names() -> list[str]:
    """All Chinese names of all choices of the questionnaire and of the facts, folded as they are searched."""
    book = Book()
    words = [w for q in QUESTIONS if q.choices for c in searching.choices(book, q.choices) for w in (c.name, *c.words)]
    words += [
        w for c in (*searching.places(book, None), *searching.places(book, None, districts=True)) for w in (c.name, *c.words)
    ]
    words += [w for fact in book.all("filing-fact") for w in fact.get("values_zh", [])]
    return sorted({folded for folded in map(searching.fold, words) if any(map(is_han, folded))})


def read() -> dict[str, list[str]]:
    """Name -> the reading of each character, "" for one that is no Han."""
    from pypinyin import lazy_pinyin

    out = {}
    for name in names():
        runs = lazy_pinyin(name, errors=list, v_to_u=False)
        assert len(runs) == len(name), name
        out[name] = [s.replace("v", "u") if is_han(c) else "" for c, s in zip(name, runs, strict=True)]
        for word, reading in CORRECTED.items():
            for at in (i for i in range(len(name)) if name.startswith(word, i)):
                out[name][at : at + len(word)] = reading.split()
    return out


def text() -> str:
    """The file."""
    read_ = read()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, syllables in read_.items():
        for char, syllable in zip(name, syllables, strict=True):
            if syllable:
                counts[char][syllable] += 1
    usual = {char: min(c, key=lambda s: (-c[s], s)) for char, c in counts.items()}
    phrases = {}
    for name, syllables in read_.items():
        for at, (char, syllable) in enumerate(zip(name, syllables, strict=True)):
            if syllable and syllable != usual[char]:
                start, end = _shortest(read_, name, at)
                phrases[name[start:end]] = " ".join(syllables[start:end])
    lines = [HEAD, "[reading]"]
    by_syllable: defaultdict[str, list[str]] = defaultdict(list)
    for char, syllable in usual.items():
        by_syllable[syllable].append(char)
    lines += [f'{syllable} = "{"".join(sorted(by_syllable[syllable]))}"' for syllable in sorted(by_syllable)]
    lines += ["", "[phrase]"]
    lines += [f'"{word}" = "{phrases[word]}"' for word in sorted(phrases)]
    return "\n".join(lines) + "\n"


def _shortest(read_: dict[str, list[str]], name: str, at: int) -> tuple[int, int]:
    """The part of a name around a character that is read the same wherever it stands."""
    for size in range(2, len(name)):
        for start in range(max(0, at - size + 1), min(at, len(name) - size) + 1):
            part, wanted = name[start : start + size], read_[name][start : start + size]
            if all(wanted) and all(
                other[i : i + size] == wanted
                for word, other in read_.items()
                for i in range(len(word))
                if word[i : i + size] == part
            ):
                return start, start + size
    return 0, len(name)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
