"""How the program reads the naming rules: groups with directions, kinds of words, forms of one provider."""

from typing import Literal

from icpctl.rules.models.base import Entry, Table, Text, Texts


class NamingGroup(Entry):
    """What a group of naming rules is about, and directions in which a refused name can be changed."""

    label_zh: Text
    directions_zh: Texts
    directions_organization_zh: Texts | None = None  # where an organisation can do something else than an individual
    directions_long_zh: Texts | None = None  # of a name that is too long


class NameKind(Entry):
    """The pattern of a kind of words that a province rule names without listing them."""

    regex: Text
    note: Text


class NameException(Entry):
    """A form of names that one source wants in a province although naming rules forbid its words."""

    rejection: Text
    applies_to: Literal["individual", "organization"]
    service: Texts
    verdict: Literal["warn", "info"]
    says_zh: Text
    directions_zh: Texts


class NameParameter(Entry):
    """What a parameter of province rules needs beside its own value; the keys are those of a naming rule."""

    in_subject_name: Literal["ok", "info", "warn", "reject"] | None = None
    exception_document: Text | None = None
    note: Text


class ProviderForm(Table):
    """The form of a name at one provider, taken out of the sentence of the rule."""

    provider: Text
    min_length: int
    max_length: int
    count: Literal["han", "han-letter-digit", "han-double"]
    regex_forbidden: Text
