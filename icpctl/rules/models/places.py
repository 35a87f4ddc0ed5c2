"""Provinces and their rules, administrative divisions, the vocabulary and the official code tables."""

from typing import Literal

from icpctl.rules.models.base import (
    Confidence,
    Entry,
    Fact,
    File,
    Severity,
    SubjectKind,
    Table,
    Text,
    Texts,
    Value,
    Words,
)


class Review(Fact):
    """How long a review takes, in working days."""

    scope: Literal["national", "province"] | None = None
    kind: Literal["vendor", "statute"] | None = None
    min_working_days: int
    max_working_days: int


class ProvinceRule(Fact):
    """A rule of one province, or a national default."""

    applies_to: SubjectKind
    filing_types: Texts
    topic: Text
    requirement_zh: Text
    documents: Texts
    documents_mode: Literal["all", "any"] | None = None
    severity: Severity
    status: Literal["current", "disputed", "superseded", "historic"]
    corroborated_by: Texts | None = None
    contradicted_by: Texts | None = None
    params: dict[str, Value | Words]
    note_zh: Text | None = None


class Province(File, Entry):
    """One file of provinces/."""

    name_zh: Text
    full_name_zh: Text
    icp_prefix: Text
    icp_prefix_alternates: Texts
    icp_prefix_basis: Text
    gb2260: Text
    bureau_zh: Text
    review: list[Review]
    rule: list[ProvinceRule]


class National(File, Entry):
    """national.toml: what holds everywhere."""

    name_zh: Text
    hotline: Text
    hotline_sources: Texts
    hotline_as_of: Text
    review: list[Review]
    rule: list[ProvinceRule]


class Named(Entry):
    """An id and its name."""

    name_zh: Text


class ProvinceTopics(File):
    """province-topics.toml: topics, parameters and papers that province rules speak of."""

    topics: Texts
    parameters: Words
    document: list[Named]


class Division(Entry):
    """A prefecture-level division of GB/T 2260; the id is its code."""

    name_zh: Text
    province: Text
    kind: Literal["prefecture-city", "municipality-district", "direct-county", "autonomous-prefecture", "prefecture", "league"]


class Municipalities(File):
    """municipalities.toml; all divisions come from one source."""

    sources: Texts
    as_of: Text
    confidence: Confidence
    division: list[Division]


class Coded(Named):
    """An id, its name and its official code."""

    code: Text


class Language(Named):
    """A language of the site."""


class Nature(Named):
    """A subject nature; `filed_as` is the code used by a nature that has none of its own."""

    code: Text | None = None
    filed_as: Text | None = None


class Certificate(Coded):
    """A certificate type; its id repeats when several codes mean the same document. `also`: what people call it."""

    also: Texts | None = None
    natures: Texts
    document: Text | None = None


class SiteContent(Coded):
    """A site content (网站服务内容)."""

    personal_allowed: bool


class PreApprovalName(Named):
    """A pre-approval or a service type, what other files call it and, in `also`, what people call it."""

    also: Texts | None = None
    wechat_code: Text | None = None
    codes_toml_id: Text | None = None


class ServiceKind(Named):
    """Website, App, mini-program, quick-app."""

    also: Texts


class ProvinceName(Coded):
    """A province and its prefix of licence numbers."""

    full_name_zh: Text
    icp_prefix: Text


class Ids(Table):
    """A list of ids."""

    ids: Texts


class Vocabulary(File):
    """vocabulary.toml: the one list of ids. Meanings, sources and dates stay in the files it is made from."""

    as_of: Text
    made_from: Text
    language: list[Language]
    access_method: list[Coded]
    subject_nature: list[Nature]
    certificate_type: list[Certificate]
    site_content: list[SiteContent]
    pre_approval: list[PreApprovalName]
    service_type: list[PreApprovalName]
    service_kind: list[ServiceKind]
    province: list[ProvinceName]
    subject_kind: Words
    filing_type: dict[str, Texts]
    step: Words
    event: dict[str, Text | Texts]
    severity: Words
    documents_without_entry: Ids
    not_providers: Ids


class Code(Fact):
    """An entry of an official code table. Which columns there are depends on the table."""

    code: str | None = None
    name_zh: Text | None = None
    meaning_zh: Text | None = None
    use_for_zh: Text | None = None
    note_zh: Text | None = None
    subject_natures: Texts | None = None
    for_person: bool | None = None
    number_format_zh: Text | None = None
    wechat_confirmed: bool | None = None
    code_confidence: Confidence | None = None
    regex: Text | None = None
    example: Text | None = None
    level: int | None = None
    parent_code: Text | None = None
    personal_advice_zh: Text | None = None
    waiting_for: Literal["user", "provider", "bureau"] | None = None
    editable: Literal["yes", "no", "withdraw-first", "via-change"] | None = None
    provider: Text | None = None
    wechat_code: Text | None = None
    miit_form_code: Text | None = None
    other_code: str | None = None
    authority_zh: Text | None = None
    document_zh: Text | None = None
    still_required: Literal["yes", "no", "varies"] | None = None
    kind: Literal["cloud", "mini-program-platform"] | None = None
    resource_code_name_zh: Text | None = None
    channels_zh: Texts | None = None
    hotline: Text | None = None
    first_review_zh: Text | None = None
    second_review_zh: Text | None = None
    console_url: Text | None = None
    one_subject_per_account: bool | None = None
    api_submission: Literal["yes", "no"] | None = None
    short_name_zh: Text | None = None
    icp_prefix: Text | None = None
    wrong_prefix_seen: Text | None = None
    miit_server_flag: Text | None = None
    region_zh: Text | None = None
    licence_suffix_zh: str | None = None
    licence_suffix_letter: str | None = None
    is_personal: bool | None = None
    personal_allowed: bool | None = None
    preapproval_hint: Texts | None = None
