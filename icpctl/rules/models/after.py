"""While a filing waits and after it: what must be on or off, and the sheet of the public-security filing."""

from typing import Literal

from icpctl.rules.models.base import Fact, Text, Texts


class Keep(Fact):
    """Something that must stay on (or off) while a filing is reviewed."""

    name_zh: Text
    state: Literal["on", "off"]
    filing_types: Texts
    text_zh: Text


class Claim(Fact):
    """After which step resolution may go to the new provider, by one passage of a provider."""

    provider: Text
    filing_types: Texts
    after: Text
    text_zh: Text


class SheetSection(Fact):
    """A part of the form. `of`: whom or what it is about; `only`: the kind of subject or service that has it."""

    name_zh: Text
    of: Literal["subject", "site", "app"]
    only: Literal["individual", "organization"] | None = None
    note_zh: Text | None = None


class SheetField(Fact):
    """A blank of the form. `paths`: the answers of the draft that fill it; `column`: the value of
    its provider's row; `event`: the day of an event; `document`: a paper that is at hand."""

    section: Text
    name_zh: Text
    paths: Texts | None = None
    column: Text | None = None
    event: Text | None = None
    document: Text | None = None
    note_zh: Text | None = None


class SheetProvider(Fact):
    """What one access provider wants written about itself."""

    provider: Text
    area: Text
    region: Text
    title: Text
    phone: Text
    method: Text
