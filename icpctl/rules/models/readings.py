"""Pre-approvals, and how free text is read by the rules about them and about remarks."""

from typing import Literal

from icpctl.rules.models.base import Fact, File, Table, Text, Texts


class Keyword(Table):
    """A word that hints at a pre-approval."""

    word: Text
    strength: Literal["strong", "weak"]
    origin: Literal["source", "inferred"]


class PreApproval(File, Fact):
    """One file of pre-approvals/."""

    name_zh: Text
    wechat_type: int | None = None
    status: Literal["active", "cancelled-locally-varies", "sector-license", "prohibited"]
    status_note: Text | None = None
    keywords: list[Keyword]
    covers_zh: Text
    issuing_authority: str
    license_name: Texts
    legal_basis: Texts
    alternative_zh: str
    individual_allowed: bool
    province: Texts | None = None


class PreApprovalMeta(Table):
    """What holds for all pre-approvals."""

    how_to_read: Text
    general_legal_basis: Text
    general_alternative: Text
    keyword_origin: Text
    wechat_none_option: Text


class TextReading(Table):
    """How a remark is cut into clauses, and what makes a clause say that something is not done."""

    clause_ends: Texts
    negations: Texts
    negations_after: Texts
    disclaimer_zh: Text


class KeywordException(Fact):
    """Longer phrases in which a keyword of a category means something else."""

    category: Text
    word: Text
    within: Texts
    because_zh: Text


class KeywordClass(Fact):
    """A class of business that province rules name and that is no pre-approval category: words and content that hint at it.

    `category` is the pre-approval whose declaration answers the rule; without one only the applicant can answer it.
    """

    name_zh: Text
    words: Texts
    content_types: Texts
    category: Text | None = None


class PreApprovalNotes(File):
    """pre-approval-notes.toml."""

    meta: PreApprovalMeta
    reading: TextReading
    exception: list[KeywordException]
    keyword_class: list[KeywordClass]


class RemarkReading(Table):
    """Words that the remark rules speak of, taken from their sentences, and the families of naming rules they share."""

    individual_words: Texts
    individual_families: Texts
    unit_endings: Texts
    branch_words: Texts
    belongs_words: Texts
    same_site_words: Texts
    name_labels: Texts
    game_category: Text
    page_contents: Texts
    page_service: Text
    mail_labels: Texts
    mail_service: Text
    separate: dict[str, str]
    refused: dict[str, Texts]
    phone_words: Texts
    business_words: Texts
    business_papers: Texts
