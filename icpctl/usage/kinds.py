"""What becomes of the other kinds of rules: judged one by one, or used as a whole by a part of the program.

`EACH`: kinds whose rules are judged one by one; which check cites which is found out (reference/cited.toml), and `UNCITED`
says why a rule is cited by none. `WHOLE`: every other kind, with the part of the program that uses all of its entries.
The words for reasons and parts are in `wording/<lang>/reference.toml` under rule_usage.
"""

EACH = ("province-rule", "national-rule", "naming-rule", "domain-rule", "cross-rule", "consistency-rule", "remark-rule")

WHOLE: dict[str, str] = {
    "filing-type": "type",
    "filing-fact": "type",
    "decision": "type",
    "process-step": "on-request",
    "follow-up": "on-request",
    "province": "values",
    "review": "journey",
    "national-review": "journey",
    "province-document": "documents",
    "provider": "provider",
    "provider-service-type": "on-request",
    "service-content-rule": "on-request",
    "document": "documents",
    "file-rule": "documents",
    "validity-rule": "documents",
    "pre-approval": "business",
    "section": "questions",
    "field": "questions",
    "suffix-list": "suffixes",
    "service-type": "choices",
    "content-type": "choices",
    "word-family": "names",
    "name-example": "explain",
    "step": "journey",
    "event": "journey",
    "order-status": "journey",
    "filing-type-detail": "journey",
    "sms-filing-type": "journey",
    "sms-history": "on-request",
    "sms-problem": "journey",
    "sms-id-suffix": "journey",
    "sms-province": "journey",
    "waiting-duty": "journey",
    "waiting-claim": "journey",
    "police-section": "journey",
    "police-field": "journey",
    "police-provider": "journey",
    "footer-rule": "footer",
    "link-target": "footer",
    "licence-format": "footer",
    "footer-province": "footer",
    "penalty": "footer",
    "html-template": "footer",
    "rejection": "explain",
    "prevention": "declarations",
    "division": "places",
}

# (kind, id) -> (reason, what judges or shows it instead: check codes, a kind and id, or nothing).
#   twin     the same fact stands in another rule, which judges     value    judged when the value is read
#   unknown  a draft cannot know it: shown on request               permits  it allows something: nothing to find
#   thin     a thin source that others contradict
#   shape    the draft cannot hold the contrary                     after    of the time after approval
UNCITED: dict[tuple[str, str], tuple[str, str]] = {
    ("naming-rule", "blacklist"): ("unknown", ""),
    ("naming-rule", "no-idiom"): ("thin", ""),
    ("cross-rule", "contact-province"): ("twin", "PER010"),
    ("cross-rule", "authorization-letter"): ("twin", "PER008 PER015"),
    ("cross-rule", "personal-content"): ("twin", "SITE101"),
    ("cross-rule", "personal-no-preapproval"): ("twin", "SITE104"),
    ("cross-rule", "domain-realname-sync"): ("twin", "DOM007"),
    ("cross-rule", "domain-not-expired"): ("twin", "DOM008"),
    ("cross-rule", "domain-remaining-90-days"): ("twin", "DOM009"),
    ("cross-rule", "domain-registrable-only"): ("twin", "DOM001"),
    ("cross-rule", "gov-domain-suffix"): ("twin", "DOM004"),
    ("cross-rule", "ip-single"): ("permits", ""),
    ("cross-rule", "change-immutable"): ("unknown", ""),
    ("cross-rule", "mini-comment-length"): ("twin", "SITE109"),
    ("cross-rule", "app-remark-length"): ("twin", "SITE109"),
    ("cross-rule", "app-same-name"): ("shape", ""),
    ("cross-rule", "uscc-checksum"): ("value", "VAL001"),
    ("cross-rule", "id-card-checksum"): ("value", "VAL001"),
    ("domain-rule", "holder-individual"): ("twin", "DOM005"),
    ("domain-rule", "individual-domain-for-company"): ("twin", "DOM005"),
    ("domain-rule", "approved-registrar"): ("unknown", ""),
    ("domain-rule", "government-structure"): ("unknown", ""),
    ("domain-rule", "subdomain-other-provider"): ("unknown", ""),
    ("domain-rule", "resolution-off-before"): ("twin", "ACC004"),
    ("domain-rule", "filed-sites-must-be-open"): ("twin", "ACC003"),
    ("domain-rule", "resolve-to-provider-after"): ("after", "journey"),
    ("domain-rule", "change-no-add-domain"): ("twin", "DOM015"),
    ("domain-rule", "idn"): ("permits", ""),
    ("domain-rule", "domain-alone"): ("twin", "GAP001"),
    ("consistency-rule", "content-nature-match"): ("twin", "SITE102"),
    ("consistency-rule", "game-two-steps"): ("twin", "PRE003"),
    ("remark-rule", "individual-describe-content"): ("twin", "SITE103"),
    ("remark-rule", "address-most-detailed"): ("twin", "SUB005"),
}
