"""Public suffixes: which part of a domain a registry hands out (com.cn), and which part somebody registered.

The list is the one in publicsuffixlist, its registry section only: `github.io` belongs to somebody, so a name below it
is a subdomain. Building the whole list costs 50 ms; the rules of one top-level domain decide all its names, so only
those are built (a test proves the answers equal).
"""

from functools import cache, lru_cache
from typing import Any


@cache
def _registry_lines() -> tuple[str, ...]:
    from pathlib import Path

    from publicsuffixlist import PSLFILE

    text = Path(PSLFILE).read_text(encoding="utf-8")
    start, end = text.index("// ===BEGIN ICANN DOMAINS==="), text.index("// ===END ICANN DOMAINS===")
    return tuple(line for line in text[start:end].splitlines() if line and not line.startswith("//"))


@lru_cache(maxsize=256)
def _rules(tld: str) -> tuple[Any, list[str]]:
    from publicsuffixlist import PublicSuffixList

    ending = f".{tld}"
    lines = [line for line in _registry_lines() if line.endswith(ending) or line == tld]
    return PublicSuffixList(source=lines, accept_encoded_idn=False), lines


def is_known(tld: str) -> bool:
    """True when the top-level domain (Unicode form, lower case) is on the list."""
    return bool(_rules(tld)[1])


def count(labels: list[str]) -> int:
    """How many of the labels (Unicode form, lower case) make the public suffix; 1 for an unknown top-level domain."""
    listed, lines = _rules(labels[-1])
    if lines == labels[-1:]:  # nobody registers one level down, as with most endings
        return 1
    found = listed.publicsuffix(".".join(labels))
    return str(found).count(".") + 1
