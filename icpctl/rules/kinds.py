"""Which kinds of rules there are, and where each lives in `rules/data/`.

`file` + `table`: entries of one table. `folder` alone: one file per thing. `folder` + `table`: entries inside the files
of a folder. This is the layout of the data, not a list of provinces or documents: those are found by listing.
"""

from msgspec import Struct


class Kind(Struct, frozen=True):
    """Where the rules of one kind live."""

    file: str = ""
    table: str = ""
    folder: str = ""


KINDS: dict[str, Kind] = {
    "filing-type": Kind(folder="filing-types"),
    "filing-fact": Kind("filing-facts", "fact"),
    "decision": Kind("decisions", "decision"),
    "process-step": Kind("filing-process", "process_step"),
    "follow-up": Kind("filing-process", "follow_up"),
    "province": Kind(folder="provinces"),
    "province-rule": Kind(folder="provinces", table="rule"),
    "review": Kind(folder="provinces", table="review"),
    "national-rule": Kind("national", "rule"),
    "national-review": Kind("national", "review"),
    "province-document": Kind("province-topics", "document"),
    "provider": Kind(folder="providers"),
    "provider-service-type": Kind("provider-services", "app_service_type"),
    "service-content-rule": Kind("provider-services", "service_content_rule"),
    "document": Kind(folder="documents"),
    "file-rule": Kind("document-files", "file_rule"),
    "validity-rule": Kind("document-files", "validity_rule"),
    "pre-approval": Kind(folder="pre-approvals"),
    "section": Kind("fields", "section"),
    "field": Kind("fields", "field"),
    "cross-rule": Kind("cross-rules", "cross_rule"),
    "domain-rule": Kind("domains", "domain_rule"),
    "suffix-list": Kind("domains", "suffix_list"),
    "service-type": Kind("services", "service_type"),
    "content-type": Kind("services", "content_type"),
    "consistency-rule": Kind("services", "consistency_rule"),
    "remark-rule": Kind("services", "remark_rule"),
    "naming-rule": Kind("naming", "naming_rule"),
    "word-family": Kind("naming", "word_family"),
    "name-example": Kind("naming", "example"),
    "step": Kind("journey/steps", "step"),
    "event": Kind("journey/events", "event"),
    "order-status": Kind("journey/statuses", "order_status"),
    "filing-type-detail": Kind("journey/statuses", "filing_type_detail"),
    "sms-filing-type": Kind("journey/sms", "filing_type"),
    "sms-history": Kind("journey/sms", "history"),
    "sms-problem": Kind("journey/sms", "problem"),
    "sms-id-suffix": Kind("journey/sms", "id_suffix_rule"),
    "sms-province": Kind("journey/sms", "province"),
    "waiting-duty": Kind("journey/waiting", "keep"),
    "waiting-claim": Kind("journey/waiting", "claim"),
    "police-section": Kind("journey/public-security", "section"),
    "police-field": Kind("journey/public-security", "field"),
    "police-provider": Kind("journey/public-security", "provider"),
    "footer-rule": Kind("footer", "rule"),
    "link-target": Kind("footer", "link_target"),
    "licence-format": Kind("footer", "licence_format"),
    "footer-province": Kind("footer", "province"),
    "penalty": Kind("footer", "penalty"),
    "html-template": Kind("footer", "html_template"),
    "rejection": Kind("rejections", "rejection"),
    "prevention": Kind("prevention", "prevention"),
    "division": Kind("municipalities", "division"),
}

# The official code tables, one file each; ids repeat between the tables.
CODE_TABLES = (
    "access-method", "app-service-type", "attachment-type", "certificate-type", "instant-message-type", "language",
    "licence-format", "mini-content-type", "order-status", "preapproval-type", "provider", "province", "service-kind",
    "site-content-type", "subject-nature", "wechat-error",
)  # fmt: skip
KINDS.update({f"code-{name}": Kind(f"codes/{name}", "entry") for name in CODE_TABLES})
