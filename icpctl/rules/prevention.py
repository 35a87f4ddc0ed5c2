"""By what a rejection is prevented: codes of checks, answers that are asked, or the reason why a draft cannot."""

from collections.abc import Iterable
from dataclasses import dataclass

from icpctl.rules import Book, Rule
from icpctl.wording import pick


@dataclass(frozen=True, slots=True)
class Prevented:
    """Codes of checks, draft paths that are asked, and why (and what to do by hand) where a draft shows nothing.

    `names` are the checks that the rejection names. Without codes and paths the reasons say all there is to say.
    """

    names: tuple[Rule, ...]
    codes: tuple[str, ...]
    asked: tuple[str, ...]
    reasons: tuple[str, ...]


def prevented_by(book: Book, rejection: Rule) -> Prevented:
    """What prevents a rejection: its own entry in `prevention.toml`, else what its checks (`preventable_by`) say together."""
    names = tuple(r for r in (book.one("prevention", n) for n in rejection["preventable_by"]) if r is not None)
    own = next((e for e in book.file("prevention")["rejection"] if e["id"] == rejection.id), None)
    entries = [own] if own is not None else [r.data for r in names]
    return Prevented(
        names,
        _together(e.get("codes", ()) for e in entries),
        _together(e.get("asked", ()) for e in entries),
        tuple(dict.fromkeys(text for e in entries if (text := pick(e, "reason")))),
    )


def _together(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for many in lists for one in many))
