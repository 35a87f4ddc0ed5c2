"""The seed cases of four providers from the draft to the public-security filing, with a set clock.

After every event: the state, and what `mark` says is to do now with its due time. Windows are those of the provider.
"""

import pytest
from running import icpctl

DAY = "2026-11-22"  # a Sunday
SMS = ("sms-code-sent", "2026-11-27T09:30", "sms-verification 2026-11-28T09:30 term")
VERIFIED = ("sms-verified", "2026-11-27T12:00", "bureau-review 2026-12-25T12:00 window")
SECURITY = "public-security-filing 2027-01-10T15:00 term"
ASSESSMENT = "security-assessment 2027-01-10T15:00 term"
OPENED = ("site-opened", "2026-12-11T15:00", "footer-number 2026-12-11T15:00 term", SECURITY)
POLICE = ("public-security-approved", "2026-12-28T10:00")
POLICE_FOOTER = "public-security-footer 2027-01-27T10:00 term"

QINGCLOUD = [
    ("provider-submitted", "2026-11-23T10:00", "provider-initial-review 2026-11-25T10:00 window"),
    ("provider-passed", "2026-11-25T10:00", "upload-materials"),
    ("materials-uploaded", "2026-11-25T14:00", "provider-second-review 2026-11-27T14:00 window", "truth-verification"),
    ("provider-passed", "2026-11-26T16:00", "submit-to-bureau 2026-12-01T16:00 window"),
    SMS,
    VERIFIED,
    ("approved", "2026-12-11T10:00", "provider-sync 2026-12-13T10:00 window", "resolve-dns"),
    OPENED,
    ("footer-number", "2026-12-11T16:00", SECURITY),
    ("public-security-filing", "2026-12-20T10:00"),
    (*POLICE, POLICE_FOOTER),
    ("public-security-footer", "2026-12-28T11:00"),
]
AFTER = [
    (*OPENED, ASSESSMENT),
    ("footer-number", "2026-12-11T16:00", SECURITY, ASSESSMENT),
    ("public-security-filing", "2026-12-20T10:00", ASSESSMENT),
    (*POLICE, ASSESSMENT, POLICE_FOOTER),
    ("public-security-footer", "2026-12-28T11:00", ASSESSMENT),
]
ALIYUN = [
    ("provider-submitted", "2026-11-23T10:00", "provider-initial-review 2026-11-24T10:00 window"),
    ("provider-passed", "2026-11-25T10:00", "submit-to-bureau 2026-11-26T10:00 window"),
    SMS,
    VERIFIED,
    ("approved", "2026-12-11T10:00", "provider-sync 2026-12-13T10:00 window", "resolve-dns"),
    *AFTER,
]
HUAWEI = [
    ("provider-submitted", "2026-11-23T10:00", "provider-initial-review 2026-11-25T10:00 window"),
    ("provider-passed", "2026-11-25T10:00", "submit-to-bureau 2026-11-30T10:00 window"),
    SMS,
    VERIFIED,
    ("approved", "2026-12-11T10:00", "app-distribution"),
    ("app-distribution", "2026-12-11T11:00"),
    *AFTER,
]
TENCENT = [
    (
        "provider-submitted",
        "2026-11-23T10:00",
        "provider-initial-review 2026-11-25T10:00 window",
        "order-lapse 2027-01-07T10:00 lapse",
    ),
    ("provider-passed", "2026-11-25T10:00", "submit-to-bureau 2026-11-30T10:00 window", "order-lapse 2027-01-09T10:00 lapse"),
    (*SMS, "order-lapse 2027-01-11T09:30 lapse"),
    (*VERIFIED, "order-lapse 2027-01-11T12:00 lapse"),
    ("approved", "2026-12-11T10:00", "provider-sync 2026-12-15T10:00 window", "resolve-dns"),
    *AFTER,
]


@pytest.mark.parametrize(
    ("example", "way"),
    [
        ("qingcloud-new-access", QINGCLOUD),
        ("aliyun-first-filing-individual", ALIYUN),
        ("huawei-app-filing", HUAWEI),
        ("tencent-new-site", TENCENT),
    ],
)
def test_from_the_draft_to_the_public_security_filing(example: str, way: list[tuple[str, ...]]):
    assert icpctl("new", "x", "--example", example, "--as-of", DAY, "--no-input").code in (0, 1)
    for event, now, *wanted in way:
        done = icpctl("mark", "x", event, "--as-of", now, "--json")
        assert done.code == 0, done.all
        found = [(i["step"], i["due"][:16], i["kind"]) if i["due"] else (i["step"],) for i in done.json()["items"]]
        assert [" ".join(f) for f in found] == wanted, event
    assert icpctl("next", "--as-of", "2026-12-28T12:00").code == 0
    assert icpctl("list", "--json", "--as-of", "2026-12-28").json()["drafts"][0]["state"] == "public-security-approved"
