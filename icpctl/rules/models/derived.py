"""Values taken out of facts that are sentences, so that a check can use them."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict

from icpctl.rules.models.base import Fact, File, Severity, Text, Texts, Value, When


class Parameters(File):
    """check-parameters.toml: tables of values, named after the rule whose sentence they are taken from."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[str, Value]]

    as_of: Text | date


class Limit(Fact):
    """An entry of provider-limits.toml: `what` names the matter, `when` the cases, the rest is the value."""

    what: Text
    when: When
    rule_zh: Text
    severity: Severity
    least: int | None = None
    most: int | None = None
    strictly_more: bool | None = None
    allowed: bool | None = None
    groups: list[int] | None = None
    words: Texts | None = None
    unless: Texts | None = None
    suffixes: Texts | None = None
    short_first: int | None = None
    short_last: int | None = None
    long_first: int | None = None
    status: Literal["current", "disputed", "superseded", "historic"] | None = None
