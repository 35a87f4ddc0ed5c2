"""Words of the rule book in the names and other answers of a draft, as papers depend on them.

They are read as `checks.keywords` reads them, so that a paper and the finding about the same word agree. Only a clear word
in a name or in the industry makes a paper a duty; a domain, a remark or an inferred word is a hint.
"""

from collections.abc import Iterator
from typing import NamedTuple

from icpctl.case import Case
from icpctl.checks import keywords as kw
from icpctl.rules import Rule

_DECIDING = (kw.SUBJECT_NAME, kw.SITE_NAME, kw.BUSINESS_SCOPE)


class Hit(NamedTuple):
    """A category that a draft's words hint at, with its clearest word. `clear`: no person must judge it."""

    category: Rule
    word: str
    clear: bool


def hits(case: Case) -> list[Hit]:
    """The categories whose words the draft uses, each once."""
    found: dict[str, list[kw.Found]] = {}
    for _, service in case.services():
        for one in kw.found_words(case, service):
            found.setdefault(one.keyword.category, []).append(one)
    return [hit for id_, words in found.items() for hit in _hit(case, id_, words)]


def _hit(case: Case, id_: str, found: list[kw.Found]) -> Iterator[Hit]:
    category = case.book.one("pre-approval", id_)
    if category is None or (_scope_alone_is_free(case, id_) and all(f.place.key == kw.BUSINESS_SCOPE for f in found)):
        return
    best = max(found, key=_is_clear)
    yield Hit(category, best.keyword.word, _is_clear(best))


def _is_clear(found: kw.Found) -> bool:
    return found.clear and found.place.key in _DECIDING


def _scope_alone_is_free(case: Case, category: str) -> bool:
    """Provinces that want no letter when only the business scope has the word."""
    return any(
        r["params"].get("keyword_class") == category and r["params"]["scope_only_needs_letter"] is False
        for r in case.with_parameter("scope_only_needs_letter")
    )


def of_class(case: Case, id_: str) -> bool | None:
    """Does the draft do business of a class that is no pre-approval? None where only the applicant knows."""
    entry = next((e for e in case.book.file("pre-approval-notes")["keyword_class"] if e["id"] == id_), None)
    if entry is None:
        return None
    contents = [set(s.content_types) for s in case.draft.site]
    if any(c & set(entry["content_types"]) for c in contents):
        return True
    by_content_alone = bool(entry["content_types"]) and not entry["words"]
    return False if by_content_alone and contents and all(contents) else None


def in_names(case: Case, word: str) -> bool:
    """Does a service's own name hold the word?"""
    return any(kw.folded(word) in kw.folded(s.name) for _, s in case.services() if s.name)
