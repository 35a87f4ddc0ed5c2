"""Filing types, how the type is decided, the form's fields and the rules between fields."""

from typing import Literal

from icpctl.rules.models.base import Dated, Entry, Fact, File, Severity, Table, Text, Texts, Value, When, Words, YesNo


class FilingFact(Fact):
    """A question about the case, from whose answer the filing type is decided."""

    question_zh: Text
    type: Literal["bool", "enum", "int", "set", "code"]
    values: Texts | None = None
    values_zh: Texts | None = None
    how_to_check_zh: Text


class Decision(Fact):
    """One decision rule: the first in order whose `when` holds gives the result."""

    order: int
    kind: Literal["type", "block", "stop", "sequence"]
    result: Text
    message_zh: Text
    when: When


class ProcessStep(Fact):
    """A stage of the review, as an overview."""

    order: int
    name_zh: Text
    duration_zh: Text


class FollowUp(Fact):
    """A duty after approval."""

    name_zh: Text
    deadline_zh: Text
    note_zh: str


class FilingLimit(Dated):
    """How many services or orders somebody states for this filing type."""

    stated_by: Text
    subject_nature: Literal["any", "personal", "organization"]
    what_zh: Text
    value: Text
    note_zh: str


class FilingType(File, Fact):
    """One file of filing-types/."""

    group: Literal["add", "access", "change", "cancel", "account"]
    name_zh: Text
    aliases_zh: Texts
    definition_zh: Text
    sections: Texts
    sections_readonly: Texts
    sections_must_match_miit: Texts | None = None
    fields: Texts
    needs_existing_licence: list[Literal["subject_licence", "site_licence"]]
    needs_existing_licence_note_zh: Text | None = None
    sms_verification: YesNo
    sms_recipients_zh: str
    face_verification: YesNo
    provider_review: YesNo
    bureau_review: YesNo
    access_during_review_zh: str
    warnings_zh: Texts
    provider_names: Words
    preconditions: Words
    decision: When
    limits: list[FilingLimit]
    direct_add_allowed_provinces: Texts | None = None
    direct_add_allowed_provinces_zh: Texts | None = None
    timing_zh: Words | None = None
    parent: Text | None = None
    immutable_zh: Texts | None = None
    required_info_zh: Texts | None = None


class Section(Entry):
    """A section of the form."""

    name_zh: Text
    order: int


class ApiName(Table):
    """What a field is called in somebody's interface."""

    system: Text
    field: Text


class Field(Fact):
    """A field of the form. `required_when` and `constraints` describe; the judging is done by functions."""

    section: Text
    name_zh: Text
    aliases_zh: Texts
    help_zh: Text
    example: str
    type: Literal[
        "string", "string-list", "text", "code", "code-list", "date", "date-or-long-term", "bool", "file", "file-list",
        "object", "object-list", "ip-range-list",
    ]  # fmt: skip
    code_table: Text | None = None
    required_when: Text
    filing_types: Texts
    sensitive: bool
    api: list[ApiName]
    notes_zh: Texts
    constraints: dict[str, Value]


class CrossRule(Fact):
    """A rule between fields; `expression` is a description for people."""

    severity: Severity
    scope: Text
    expression: Text
    message_zh: Text
    note_zh: Text | None = None
