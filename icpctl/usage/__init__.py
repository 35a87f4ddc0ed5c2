"""What becomes of the parameters of the province's and national rules: judged, shown somewhere, or neither, and why.

`JUDGED` is found out by running the case files (tests/checks/record_usage.py), not claimed. `OTHERWISE` gives the reason
for every other parameter; a test insists that none is in both or in neither, and that the reasons hold.
"""

from icpctl.rules import Rule
from icpctl.usage.judged import JUDGED

DOCUMENTS, JOURNEY = "documents", "journey"
# A draft cannot know it: the rule is shown as advice by the check of this code.
ADVICE, ADVISOR = "advice", "PRV002"

AFTER_APPROVAL = "after-approval"

# The reasons, each with its words in `wording/<lang>/reference.toml` under rule_usage.reason:
#   advice  a draft cannot know it            papers  how a paper must be: shown word for word in the list of papers
#   with    only narrows or words what a parameter beside it says, which is judged or shown
#   permits it allows something: nothing to find     shape  the draft cannot hold the contrary
#   twin    read, but a naming rule of at least the same weight says the same and is named in its place
#   old     in superseded and historic rules only    after  of the time after approval: step and check of the footer
#   sms     the same fact in journey/sms.toml leads the step of the SMS
OTHERWISE: dict[str, str] = {
    "abnormal_list_allowed": ADVICE,
    "bureau_may_call": ADVICE,
    "ip_must_match_filing": ADVICE,
    "site_name_must_match_live": ADVICE,
    "by_post": "papers",
    "commitment_letter_valid_working_days": "papers",
    "fingerprint_required": "papers",
    "full_document_set": "papers",
    "images": "papers",
    "issuer": "papers",
    "license_number_contains": "papers",
    "pen": "papers",
    "plan_sections": "papers",
    "social_insurance_months": "papers",
    "template": "papers",
    "template_editable": "papers",
    "authorization_letter_for": "with",
    "domain_trading_allowed": "with",
    "fine_cny": "with",
    "original_required": "with",
    "since": "with",
    "change_allowed": "permits",
    "site_migration_allowed": "permits",
    "max_homepages_per_site": "shape",
    "pure_digits_allowed": "twin",
    "language_must_match_actual": "old",
    "network_plan_required_above_domains": "old",
    "photo_valid_days": "old",
    "site_lead_must_differ_from_principal_if_not_lp": "old",
    "footer_link": "after",
    "footer_number_required": "after",
    "footer_number_suffix": "after",
    "footer_position": "after",
    "sms_verify_hours": "sms",
}


def readers(parameter: str) -> tuple[str, ...]:
    """The check codes and rooms ("documents", "journey") that read a parameter."""
    return JUDGED.get(parameter, ())


def is_advice(rule: Rule) -> bool:
    """True for a province's or national rule that must be shown to be known: nothing judges it and no list shows it."""
    params = rule["params"]
    if rule["filing_types"] == [AFTER_APPROVAL]:  # the steps afterwards tell it
        return False
    if not params:
        return not rule.get("documents")
    return any(not readers(name) and OTHERWISE.get(name, ADVICE) == ADVICE for name in params)
