"""What a draft, or the message itself, says of provider, province and kind of service makes a rejection likelier or not."""

from collections.abc import Callable

from icpctl.case import Case
from icpctl.rejection.index import Entry
from icpctl.rules import Book, Rule

_LIKELIER, _LESS_LIKELY, _HARDLY = 1.08, 0.92, 0.75
_ALL = "all"


def surroundings(book: Book, text: str, case: Case | None) -> Callable[[Entry], float]:
    """A weight for each rejection: above 1 where provider, province and kind fit, below where they do not."""
    draft = case.draft if case else None
    providers = {draft.filing.provider} if draft and draft.filing.provider else named_providers(book, text)
    own = draft.subject.province if draft else None
    provinces = {own} if own else set()
    kind = case.kind if case and (case.draft.site or case.draft.app) else ""

    def weigh(entry: Entry) -> float:
        rule, weight = entry.rule, 1.0
        theirs = set(rule["providers"]) - {_ALL}
        if providers and theirs:
            weight *= _LIKELIER if providers & theirs else _LESS_LIKELY
        of_provinces = book.kept(("provinces-of", rule.id), lambda: _provinces(book, rule))
        if provinces and of_provinces:
            weight *= _LIKELIER if provinces & of_provinces else _LESS_LIKELY
        if kind and _kind(rule) not in ("", kind):
            weight *= _HARDLY
        return weight

    return weigh


def named_providers(book: Book, text: str) -> set[str]:
    """The ids of the providers whose name stands in a text."""
    return {r.id for r in book.all("provider") if str(r["name_zh"]).casefold() in text}


def _provinces(book: Book, rule: Rule) -> set[str]:
    """The provinces that the title or the cause of a rejection names."""
    told = f"{rule['title_zh']} {rule['cause_zh']}"
    return {str(e["id"]) for e in book.file("vocabulary")["province"] if str(e["name_zh"]) in told}


def _kind(rule: Rule) -> str:
    """The only kind of service that a rejection is about, by the fields it names; "" for any."""
    heads = {field.partition(".")[0] for field in rule["field_ids"]}
    return "app" if heads == {"app"} else "website" if heads and heads <= {"site"} else ""
