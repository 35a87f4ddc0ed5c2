"""Public suffixes: which part of a domain a registry hands out (com.cn), and which part somebody registered.

The list is the one in publicsuffixlist, its registry section only: `github.io` belongs to somebody, so a name below it
is a subdomain. Building the whole list costs 50 ms; the rules of one top-level domain decide all its names, so only
those are built (a test proves the answers equal).
"""

from functools import cache, lru_cache
from typing import Any


@cache
def _registry() -> str:
    from pathlib import Path

    from publicsuffixlist import PSLFILE

    text = Path(PSLFILE).read_text(encoding="utf-8")
    start, end = text.index("// ===BEGIN ICANN DOMAINS==="), text.index("// ===END ICANN DOMAINS===")
    return f"\n{text[start:end]}\n"


def _lines_of(tld: str) -> list[str]:
    """The lines of the list that are about one top-level domain, found by their ends: the others are never looked at."""
    text, lines, at = _registry(), [], 0
    while (at := text.find(f"{tld}\n", at)) >= 0:
        line = text[text.rfind("\n", 0, at) + 1 : at + len(tld)]
        if (line == tld or line.endswith(f".{tld}")) and not line.startswith("//"):
            lines.append(line)
        at += len(tld)
    return lines


@lru_cache(maxsize=256)
def _rules(tld: str) -> tuple[Any, bool]:
    from publicsuffixlist import PublicSuffixList

    lines = _lines_of(tld)
    return PublicSuffixList(source=lines, accept_encoded_idn=False), bool(lines)


def is_known(tld: str) -> bool:
    """True when the top-level domain (Unicode form, lower case) is on the list."""
    return _rules(tld)[1]


def count(labels: list[str]) -> int:
    """How many of the labels (Unicode form, lower case) make the public suffix; 1 for an unknown top-level domain."""
    found = _rules(labels[-1])[0].publicsuffix(".".join(labels))
    return str(found).count(".") + 1
