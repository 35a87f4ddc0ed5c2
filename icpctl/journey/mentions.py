"""Which sentences of the rule book concern this province and provider: many begin with a name, or hold one."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from icpctl.case import Case
from icpctl.rules import Book, Rule
from icpctl.wording import has, pick_list, t

_AND = "、"
_SEE_FILE = re.compile(r"[,，;；]\s*(?:详?见|see)\s*\w+\.toml(?: [a-z-]+)?")
_FILE = re.compile(r"(\w+)\.toml")


def own_words(case: Case, data: Mapping[str, Any], stem: str, *, anywhere: bool = True) -> list[str]:
    """The texts `stem` of a rule in the user's language, without those about another province or provider.

    A text is about a province when it begins with its name. It is about a provider when it begins with its name, or,
    with `anywhere`, when it names it at all. The Chinese text decides, since names are spelled one way there.
    """
    deciding = data.get(f"{stem}_zh") or data.get(stem) or []
    shown = pick_list(data, stem)
    if len(shown) != len(deciding):
        deciding = shown
    kept = [text for text, zh in zip(shown, deciding, strict=True) if concerns(case, zh, anywhere=anywhere)]
    return [plain(text) for text in kept]


def plain(text: str) -> str:
    """A text of the facts without its references to other files of the facts, which no user has."""
    text = _SEE_FILE.sub("", text)
    return _FILE.sub(lambda m: t(f"journey.file.{m[1]}") if has(f"journey.file.{m[1]}") else m[0], text)


def concerns(case: Case, text: str, *, anywhere: bool = True) -> bool:
    """False when a Chinese text is about another province or another provider."""
    provinces = _leading(text, _province_names(case.book))
    if provinces and case.draft.subject.province not in provinces:
        return False
    known = _provider_names(case.book)
    named = {i for i, names in known.items() if any(n in text for n in names)} if anywhere else _leading(text, known)
    return not named or case.draft.filing.provider in named


@lru_cache(maxsize=4)
def _province_names(book: Book) -> dict[str, tuple[str, ...]]:
    return {str(e["id"]): (str(e["name_zh"]),) for e in book.file("vocabulary")["province"]}


@lru_cache(maxsize=4)
def _provider_names(book: Book) -> dict[str, tuple[str, ...]]:
    names = {r.id: str(r["name_zh"]) for r in book.all("provider")}
    return {i: (name, *_short(name)) for i, name in names.items()}


def _short(name: str) -> Iterable[str]:
    """Notes leave the last character of a cloud's name out where two clouds share a sentence."""
    return (name[:-1],) if name.endswith("云") and len(name) == 3 else ()


def _leading(text: str, known: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The ids whose names the text begins with, one after another."""
    found: set[str] = set()
    while True:
        hit = next(((i, n) for i, names in known.items() for n in names if text.startswith(n)), None)
        if hit is None:
            return found
        found.add(hit[0])
        text = text[len(hit[1]) :].removeprefix(_AND)


def sms_of_province(case: Case) -> list[Rule]:
    """What is different about the SMS in the draft's province, for this filing type and people with such certificates."""
    entries = case.book.file("vocabulary")["province"]
    here = next((str(e["name_zh"]) for e in entries if e["id"] == case.draft.subject.province), "")
    people = [case.draft.principal, *(case.site_principal(s) for _, s in case.services())]
    kinds = {p.cert_type for p in people}
    return [
        r for r in case.book.all("sms-province")
        if r["province"] == here
        and ("filing_types" not in r.data or case.type in r["filing_types"])
        and ("certificates" not in r.data or kinds & set(r["certificates"]))
    ]  # fmt: skip
