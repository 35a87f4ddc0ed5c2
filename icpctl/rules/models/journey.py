"""The way of a filing: steps, SMS verification, footer, rejections and providers."""

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from icpctl.rules.models.base import Dated, Entry, Fact, File, Severity, Table, Text, Texts, Unit


class Duration(Table):
    """How long a step takes."""

    min: int
    max: int
    unit: Unit
    kind: Literal["typical", "limit", "legal-max"] | None = None
    what_zh: Text | None = None


class Deadline(Table):
    """Until when, counted from an event."""

    from_event: Text
    length: int
    unit: Unit
    hard: bool
    binds: Literal["applicant", "provider", "bureau"] | None = None
    month_window: Text | None = None
    direction: Literal["before", "after"] | None = None
    varies: bool | None = None
    note_zh: Text | None = None
    provider: Text | None = None


class StepProvider(Dated):
    """What is different at one provider."""

    provider: Text
    name_zh: Text
    note_zh: Text | None = None
    duration: Duration | None = None
    phone: Texts | None = None
    outbound_phone: Texts | None = None
    older_phone: Texts | None = None
    older_outbound_phone: Texts | None = None
    hotline: Text | None = None
    portal: Text | None = None
    url: Text | None = None
    after: Text | None = None
    access_filing_after: Text | None = None


class Step(Fact):
    """A step of the journey."""

    name_zh: Text
    order: int
    after: Texts
    who: Literal["applicant", "provider", "principals", "bureau", "site-owner"]
    what_to_do_zh: Texts
    starts_when: Text
    filing_types: Texts
    optional: bool
    optional_when_zh: Text | None = None
    evidence_to_keep_zh: Texts | None = None
    official_url: Text | None = None
    conflict_zh: Text | None = None
    duration: Duration | None = None
    deadline: Deadline | None = None
    provider: list[StepProvider] | None = None
    notes_zh: Texts | None = None
    if_missed_zh: Text | None = None
    done_with: Texts | None = None
    ongoing: bool | None = None


class Event(Entry):
    """Something that happens on the way; what the keys of its order mean stands at the head of the file."""

    name_zh: Text
    part: Literal["draft", "order", "bureau", "filed", "beside"] | None = None
    state_zh: Text | None = None
    aliases: Texts | None = None
    needs: Texts | None = None
    closed_by: Texts | None = None
    again: bool | None = None
    ahead: bool | None = None
    waits_for: dict[str, str] | None = None


class OrderStatus(Fact):
    """An order status as a provider words it."""

    provider: Text
    status_zh: Text
    meaning_zh: Text
    action_zh: str
    code: int | None = None
    state: Text | None = None
    later_round: bool | None = None
    rejected_by: Literal["provider", "bureau"] | None = None


class FilingTypeDetail(Fact):
    """What a filing type means at the providers."""

    name_zh: Text
    meaning_zh: Text


class Minutes(Table):
    """A span of minutes."""

    min: int
    max: int


class SmsBasics(Dated):
    """The SMS verification: page, inputs, limits."""

    url: Text
    verify_page: Text
    home_page_alt: Text
    menu_path_zh: Texts
    inputs_zh: Texts
    code_digits: int
    id_last_digits: int
    valid_hours: int
    system_resend_after_hours: int
    manual_resends_max: int
    wrong_attempts_allowed: int
    returned_on_attempt: int
    senders: Texts
    nationwide_since: Text
    pilot_since: Text
    all_numbers_required: bool
    unit_note_zh: Text
    first_sms_delay_minutes: Minutes


class SmsFilingType(Fact):
    """Who gets the SMS in which filing."""

    filing_types: Texts
    name_zh: Text
    required: bool
    roles: list[Literal["subject-principal", "site-principal"]]
    note_zh: str
    follows: Texts | None = None  # the entries that hold instead, by what the filing counts as


class SmsHistory(Fact):
    """Since when."""

    date: Text
    what_zh: Text


class SmsProblem(Fact):
    """What goes wrong, and the way out."""

    title_zh: Text
    fix_zh: Texts
    filing_types: Texts | None = None  # only in these; without the key in every one


class SmsIdSuffix(Fact):
    """Which digits of a certificate are asked."""

    id_type_zh: Text
    rule_zh: Text


class SmsProvince(Fact):
    """What is different in one province."""

    province: Text
    difference_zh: Text
    filing_types: list[str] | None = None  # only these; without the key every one, an empty list: not of the filing itself
    certificates: Texts | None = None  # only people with these


class Normalise(Dated):
    """How a footer is brought into one spelling before it is read."""

    steps_zh: Texts
    real_life_variants: Texts
    note_zh: Text


class FooterRule(Fact):
    """A rule about the footer."""

    title_zh: Text
    applies_to: Literal["website", "app", "mini-program"]
    level: Severity
    rule_zh: Text
    expected: Texts | None = None


class LinkTarget(Fact):
    """A page the licence number may or may not link to."""

    host: Text
    examples: Texts
    level: Literal["ok", "warn", "error"]
    note_zh: str


class LicenceFormat(Fact):
    """How a licence number is written."""

    kind: Literal["icp-subject", "icp-site", "icp-app", "icp-licence", "edi", "public-security", "other"]
    name_zh: Text
    regex: Text
    examples: Texts
    counter_examples: Texts
    semantic_check_zh: str
    semantic_counter_examples: Texts
    note_zh: str


class FooterProvince(Fact):
    """The signs of a province in licence numbers."""

    province: Text
    icp_prefix: Text
    division_code: Text
    public_security_prefix: Texts


class Penalty(Fact):
    """What a fault may cost, in yuan."""

    title_zh: Text
    law_zh: Text
    fine_cny_min: int
    fine_cny_max: int


class HtmlTemplate(Fact):
    """A snippet for the footer."""

    html: Text
    note_zh: str


class Rejection(Fact):
    """A rejection: how it is worded, its cause and the way out."""

    title_zh: Text
    typical_text: list[Texts]
    cause_zh: Text
    fix_steps_zh: Texts
    stage: Literal["initial-review", "portal-error", "provider-check", "bureau", "post-check", "sms"]
    field_ids: Texts
    document_ids: Texts
    providers: Texts
    preventable_by: Texts


class Phone(Fact):
    """A number of the provider."""

    number: Text
    use_zh: Text


class Timing(Fact):
    """How long a stage takes at the provider."""

    stage: Text
    min: int
    max: int
    unit: Unit
    note_zh: Text | None = None


class Resource(Fact):
    """A product that a filing may be made with."""

    kind_zh: Text
    rule_zh: Text
    filings_per_resource: int | None = None


class ResourceCode(Fact):
    """The code that stands for a resource."""

    kind: Literal["authorization-code", "filing-service-number", "operation-code"]
    name_zh: Text
    format: Text | None = None
    one_code_one: Text
    states: Texts | None = None
    api_max_per_call: int | None = None
    cross_account: Text | None = None
    per_server: int | None = None
    grant_zh: Text | None = None
    steps_zh: Texts | None = None
    eligible_account: Text | None = None
    reuse_zh: Text | None = None


class ProviderLimit(Fact):
    """A limit at the provider."""

    rule_zh: Text


class PortalStep(Entry):
    """A page of the provider's portal. Source and date are the provider's."""

    order: int
    title_zh: Text
    where_zh: str
    fields: Texts
    fields_inferred: bool | None = None
    note_zh: Text | None = None


class Provider(File, Fact):
    """One file of providers/. Without `covered` nothing is known of it, not even a source."""

    sources: Texts
    name_zh: Text
    covered: bool
    portal_name_zh: Text | None = None
    portal_url: Text | None = None
    portal_url_verified: bool | None = None
    channels: Texts | None = None
    mini_program_zh: Text | None = None
    note_zh: Text | None = None
    phone: list[Phone] | None = None
    timing: list[Timing] | None = None
    resource: list[Resource] | None = None
    code: list[ResourceCode] | None = None
    limit: list[ProviderLimit] | None = None
    step: list[PortalStep] | None = None

    @model_validator(mode="after")
    def _sourced(self) -> "Provider":
        if self.covered and not self.sources:
            raise PydanticCustomError("too_short", "sources needed", {"key": "sources"})
        return self


class ProviderServiceType(Fact):
    """An application service type as the portals explain it."""

    order: int
    name_zh: Text
    meaning_zh: Text


class ServiceContentRule(Fact):
    """Which site content a kind of subject may choose."""

    who_zh: Text
    rule_zh: Text


class Rejections(File):
    """rejections.toml."""

    extra_fields: dict[str, str]
    extra_documents: dict[str, str]
    checks: dict[str, str]
    rejection: list[Rejection]


class Sms(File):
    """journey/sms.toml."""

    basics: SmsBasics
    filing_type: list[SmsFilingType]
    history: list[SmsHistory]
    problem: list[SmsProblem]
    id_suffix_rule: list[SmsIdSuffix]
    province: list[SmsProvince]


class Footer(File):
    """footer.toml."""

    normalise: Normalise
    rule: list[FooterRule]
    link_target: list[LinkTarget]
    licence_format: list[LicenceFormat]
    province: list[FooterProvince]
    penalty: list[Penalty]
    html_template: list[HtmlTemplate]
