"""Whom to ask what a message means: the phones and the portal of the provider that refused."""

from collections.abc import Iterator
from dataclasses import dataclass

from icpctl.case import Case
from icpctl.rejection.reading import plain
from icpctl.rejection.surroundings import named_providers
from icpctl.rules import Book, Rule
from icpctl.wording import pick

_MOST = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """A provider's portal and its phones as (number, what it is for)."""

    provider: str
    name: str
    portal: str
    phones: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, object]:
        """As JSON."""
        phones = [{"number": number, "use": use} for number, use in self.phones]
        return {"provider": self.provider, "name": self.name, "portal": self.portal, "phones": phones}


def contacts(book: Book, text: str, case: Case | None) -> list[Contact]:
    """The provider of the draft, else those that the message names, else every provider with a phone."""
    provider = case.draft.filing.provider if case else None
    wanted = {provider} if provider else named_providers(book, plain(text))
    known = [r for r in book.all("provider") if r.get("phone") or r.get("portal_url")]
    chosen = [r for r in known if r.id in wanted]
    return [_contact(r, _MOST) for r in chosen] or list(_first_phones(known))


def _first_phones(known: list[Rule]) -> Iterator[Contact]:
    return (_contact(r, 1) for r in known if r.get("phone"))


def _contact(rule: Rule, most: int) -> Contact:
    phones = tuple((str(p["number"]), pick(p, "use")) for p in rule.get("phone", [])[:most])
    return Contact(rule.id, rule.word("name"), str(rule.get("portal_url", "")), phones)
