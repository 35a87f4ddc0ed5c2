"""Text of only blanks in a draft edited by hand is no answer, in whatever field it stands."""

import datetime as dt

import pytest

from icpctl import draft as drafts
from icpctl import draft_file
from icpctl.case import Case
from icpctl.checks import judge
from icpctl.rules import Book

BOOK = Book()
BLANKS = ["", " ", "   ", "\t\n", "\u3000\u3000", "\u00a0 \u2003"]
HAND_MADE = """schema = 1
name = "shop"
[filing]
type = "first-filing"
provider = "aliyun"
note = "{0}"
[subject]
nature = "enterprise"
name = "{0}"
province = "{0}"
address = "{0}"
remark = "{0}"
cert_valid_to = "{0}"
[principal]
name = "{0}"
mobile = "{0}"
email = "{0}"
[[site]]
name = "{0}"
domains = ["{0}", "example.com"]
service_types = ["{0}"]
remark = "{0}"
pre_approvals = ["none"]
"""


def hand_made(blank: str) -> drafts.Draft:
    text = HAND_MADE.format(blank.replace("\t", "\\t").replace("\n", "\\n"))
    return draft_file.decode(text.encode("utf-8"), "shop.toml")[0]


def findings(draft: drafts.Draft) -> list[tuple[str, str, str]]:
    return [(f.code, f.at, f.severity) for f in judge(Case(draft, BOOK, dt.date(2026, 11, 22)))]


@pytest.mark.parametrize("blank", BLANKS[1:])
def test_blanks_are_judged_as_no_answer(blank: str) -> None:
    found = findings(hand_made(blank))
    missing = {at for code, at, _ in found if code == "GAP001"}
    assert {"subject.name", "subject.province", "principal.mobile", "site[0].name", "site[0].service_types"} <= missing
    absent = HAND_MADE.replace('"{0}", ', "").replace('["{0}"]', "[]")
    plain = "\n".join(line for line in absent.format("@").splitlines() if '"@"' not in line)
    assert found == findings(draft_file.decode(plain.encode("utf-8"), "shop.toml")[0])


@pytest.mark.parametrize("blank", BLANKS[1:])
def test_blanks_are_left_out_when_the_draft_is_saved(blank: str) -> None:
    draft = hand_made(blank)
    draft.subject.seal = blank
    again = draft_file.decode(draft_file.encode(draft, "shop.toml"), "shop.toml")[0]
    assert draft_file.differing(draft, again) == []
    tables = drafts.to_dict(again)
    assert "seal" not in tables["subject"]
    assert tables["site"] == [{"domains": ["example.com"], "pre_approvals": ["none"]}]


def test_text_with_blanks_around_it_is_kept() -> None:
    assert hand_made(" x ").subject.address == " x "
