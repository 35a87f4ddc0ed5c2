"""Documents, pre-approvals, site names, domains and application service types."""

from typing import Literal

from icpctl.rules.models.base import (
    Dated,
    Entry,
    Fact,
    File,
    Severity,
    SubjectKind,
    Table,
    Text,
    Texts,
    Value,
    When,
    Words,
)
from icpctl.rules.models.names import ProviderForm


class DocumentRule(Dated):
    """When a document is needed. Its date is the document's own unless it gives one."""

    as_of: Text | None = None  # type: ignore[assignment]
    level: Literal["required", "conditional", "recommended", "legacy"]
    when: When
    note: Text | None = None


class SameAs(Table):
    """The case in which another document serves as this one."""

    principal_is_legal_person: bool
    document: Text


class Document(File, Fact):
    """One file of documents/. Sizes are bytes."""

    name_zh: Text
    group: Literal["letter", "subject-certificate", "person-id", "domain", "verification", "locality-proof", "app", "license"]
    supplied_by: Text
    must_show: Texts
    original_rule: Text
    sides: int
    colour_required: bool | None = None
    file_formats: Texts
    min_size: int | None = None
    max_size: int | None = None
    required_when_zh: Text
    template_downloadable: bool
    rules: list[DocumentRule]
    signature_rule: Text | None = None
    stamp_rule: Text | None = None
    file_rules: Texts | None = None
    validity_rules: Texts | None = None
    variants: Texts | None = None
    never_for: Texts | None = None
    principal_must_be_legal_person: Texts | None = None
    province_notes: Texts | None = None
    provider_notes: Texts | None = None
    same_as_when: SameAs | None = None
    forbidden_provinces_zh: Text | None = None
    nonlocal_individual_not_allowed: Texts | None = None
    nonlocal_individual_free: Texts | None = None
    replaced_by_zh: Texts | None = None  # taken out of required_when_zh: what may be shown instead
    not_replaced_in: Texts | None = None  # provinces that take nothing instead
    replaced_by_certificates: Texts | None = None  # certificate types of persons that take its place
    word_families: Texts | None = None  # families of naming.toml that a condition about words in a name means


class FileRule(Fact):
    """What a provider accepts as a file. Sizes are bytes."""

    provider: Text
    file_formats: Texts
    min_size: int | None = None
    max_size: int | None = None
    max_size_verification_sheet: int | None = None
    min_dpi: int | None = None
    original_only: bool | None = None
    formats_stated: bool | None = None
    colour_required: bool | None = None
    two_sides: Literal["separate", "joined"] | None = None
    rules_zh: Text
    watermark: Text | None = None
    electronic_certificate: Text | None = None


class ValidityRule(Fact):
    """How long a document must still be valid, or how old it may be, in days."""

    applies_to: Texts
    rule_zh: Text
    min_days_left: int | None = None
    min_days_left_other_source: int | None = None
    strictly_more: bool | None = None
    max_age_days: int | None = None
    provider: Texts | None = None
    province: Texts | None = None


class DocumentMeta(Table):
    """How the documents' conditions are to be read: their keys and values."""

    how_to_read: Text
    subject: Texts
    nature: Texts
    filing_type: Texts
    service_type: Texts
    province: Texts
    id_type: Texts
    other_keys: Text
    max_size_unit: Literal["byte"]
    default_note: Text


class DocumentAliases(Table):
    """Other words for documents, filing types and service kinds."""

    documents: Words
    filing_types: dict[str, Texts]
    service_types: Words


class NamingMeta(Table):
    """How the naming rules are to be read."""

    how_to_read: Text
    counting: Text
    unknown_context: Text
    disclaimer: Text
    severity_to_verdict: Words


class WordFamily(Fact):
    """A family of words that naming rules refer to."""

    label_zh: Text
    words: Texts
    note: Text | None = None


class NamingRule(Fact):
    """A rule about the site's or App's name. Lengths are counted as `count` says."""

    applies_to: SubjectKind
    service: Texts
    rule_zh: Text
    severity: Severity
    min_length: int | None = None
    max_length: int | None = None
    count: Literal["han", "han-letter-digit"] | None = None
    must_not_be_pure: Texts | None = None
    regex_forbidden: Text | None = None
    regex_note: Text | None = None
    forbidden_words: Texts | None = None
    words_are: Literal["family", "literal"] | None = None
    words_note: Text | None = None
    match: Literal["contains", "prefix", "suffix", "exact"] | None = None
    exception: Text | None = None
    skip_when_nature: Texts | None = None
    unknown_context_verdict: Literal["ok", "warn", "reject"] | None = None
    province: Texts | None = None
    escalate_to_error_when: Text | None = None
    needs_context: Texts | None = None
    require_suffix: Text | None = None
    machine_checkable: bool | None = None
    # How the program reads the rule's sentence, and says it where the sentence speaks to a machine.
    says_zh: Text | None = None
    group: Text | None = None
    must_not_contain: Texts | None = None
    compare: Literal["place", "related", "same", "repeated", "platforms"] | None = None
    in_subject_name: Literal["ok", "info", "warn", "reject"] | None = None
    exception_document: Text | None = None
    licence_settles: bool | None = None
    provider_forms: list[ProviderForm] | None = None


class NameExample(Fact):
    """A name that a source calls good or bad."""

    name: Text
    subject: Literal["individual", "organization"]
    verdict: Literal["ok", "warn", "reject"]
    reason: Text
    province: Text | None = None


class DomainMeta(Table):
    """How the domain rules are to be read."""

    how_to_read: Text
    terms_zh: Text


class ByProvider(Table):
    """Days after real-name verification, as one provider states them."""

    provider: Text
    days: int
    max_days: int | None = None
    day_kind: Literal["working", "calendar"]
    when: Text | None = None


class ByProvince(Table):
    """Who may hold the domain, as one province states it."""

    province: Text
    holder_in: Texts
    other_source_holder_in: Texts | None = None


class BySource(Table):
    """Days of validity left, as one source states them."""

    source_id: Text
    province: str
    min_days_left: int


class ByScope(Table):
    """How many sites or domains at once, as stated for a provider, a province or a kind of subject."""

    provider: Text | None = None
    province: Text | None = None
    subject: Literal["individual", "organization"] | None = None
    filing_type: Text | None = None
    max_sites: int | None = None
    max_sites_per_subject: int | None = None
    max_total: int | None = None
    max_domains: int | None = None
    max_new_domains: int | None = None


class DomainRule(Fact):
    """A rule about domains."""

    applies_to: SubjectKind
    rule_zh: Text
    severity: Severity
    check: dict[str, Value] | None = None
    by_provider: list[ByProvider] | None = None
    by_province: list[ByProvince] | None = None
    by_source: list[BySource] | None = None
    by_scope: list[ByScope] | None = None
    boundary: Text | None = None
    check_note: Text | None = None
    service: Texts | None = None
    nature: Texts | None = None
    filing_type: Texts | None = None
    province: Texts | None = None


class SuffixList(Fact):
    """A list of domain suffixes."""

    label_zh: Text
    items: Texts
    status: Literal["approved", "rejected"]
    province: Text | None = None
    note: Text | None = None


class ServiceType(Fact):
    """An application service type (应用服务类型)."""

    name_zh: Text
    covers_zh: Text
    choose_when_zh: Text
    keywords: Texts


class ContentType(Fact):
    """A site content type and who may choose it."""

    name_zh: Text
    allowed_for: list[Literal["individual", "organization"]]
    covers_zh: Text
    caution_zh: Text
    not_allowed_provinces: Texts | None = None
    not_allowed_for_organization_provinces: Texts | None = None
    remark_required_for: Texts | None = None
    service: Texts | None = None


class ConsistencyRule(Fact):
    """What must fit together: the content, the subject, the service type."""

    applies_to: SubjectKind
    rule_zh: Text
    severity: Severity
    allowed: Texts | None = None
    province: Texts | None = None


class RemarkRule(Fact):
    """What the remark of a site must say. Lengths are characters."""

    applies_to: SubjectKind
    service: Texts | None = None
    rule_zh: Text
    says_zh: Text | None = None  # the sentence without what it says to a machine
    required: bool | None = None
    severity: Severity
    min_length: int | None = None
    max_length: int | None = None
    filing_type: Texts | None = None
    province: Texts | None = None
    provider: Texts | None = None


class Checking(Table):
    """How icpctl itself looks at a file; see the comment in the file for the units."""

    max_bytes: int
    max_pixels: int
    max_scans: int
    max_pages: int
    small_side: int
    blur_edge: int
    blur_below: int
    dark_below: int
    pale_above: int
    grey_edge: int
    grey_tolerance: int
    grey_share: int
    card_ratio: int
    card_groups: Texts
    colour_groups: Texts
    photo_groups: Texts
    expiring_groups: Texts
    remaining: dict[str, Texts]


class DocumentFiles(File):
    """document-files.toml."""

    meta: DocumentMeta
    file_rule: list[FileRule]
    validity_rule: list[ValidityRule]
    checking: Checking
    aliases: DocumentAliases


class SourceEntry(Entry):
    """Where something was read."""

    title: Text
    locator: str | None = None
    as_of: Text
    precision: Literal["day", "month", "approx", "unknown"] | None = None
    kind: Text | None = None
    note: Text | None = None
    licence: Text | None = None
    as_of_basis: Text | None = None
    tier: Text | None = None
