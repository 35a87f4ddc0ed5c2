"""How messages of rejection are worded."""

from icpctl.rules.models.base import Entry, File, Table, Text, Texts


class Words(Table):
    """A list of words."""

    words: Texts


class Concept(Entry):
    """Words that mean much the same."""

    words: Texts


class Worded(Entry):
    """Further wordings of one rejection (its id): groups of keywords that stand together."""

    text: list[list[Text]]


class Reopen(Entry):
    """Where a field of the rejections that is no field of the form (its id) stands in a draft; nowhere when empty."""

    paths: list[Text]


class RejectionWords(File):
    """rejection-words.toml."""

    vague: Words
    topic: Words
    passed: Words
    stop: Words
    concept: list[Concept]
    worded: list[Worded]
    reopen: list[Reopen]
