"""By what a rejection is prevented."""

from typing import Literal

from icpctl.rules.models.base import Entry, Fact, File, Table, Text, Texts


class Prevented(Table):
    """By what something is prevented: codes of checks, draft paths that are asked; or why no draft can."""

    codes: Texts | None = None
    asked: Texts | None = None
    reason_zh: Text | None = None


class Prevention(Fact, Prevented):
    """One of the checks that rejections name in `preventable_by`."""

    name_zh: Text
    how: Literal["checked", "asked", "outside"]


class PreventedRejection(Entry, Prevented):
    """A rejection for which less, or something else, holds than for the checks it names."""


class Declaration(Entry):
    """A draft path that is declared (its id), the rejection that a "no" leads to, and the days a date is about."""

    rejection: Text
    days: int | None = None


class Preventions(File):
    """prevention.toml."""

    prevention: list[Prevention]
    rejection: list[PreventedRejection]
    declaration: list[Declaration]
