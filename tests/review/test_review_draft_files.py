"""Drafts edited by hand: names and codes are read there like everywhere else, malformed values are findings."""

import tomllib
from pathlib import Path

import pytest
from running import DAY, icpctl

SPELLINGS = {
    'nature = "enterprise"': 'nature = "企业"',
    'province = "jiangsu"': 'province = "320000"',
    'provider = "qingcloud"': 'provider = "青云"',
    'type = "new-access"': 'type = "新增接入"',
    '"zh-hans"': '"中文简体"',
    '"organization-portal"': '"128"',
    'cert_type = "business-license"': 'cert_type = "营业执照"',
    'domain_holder = "same"': 'domain_holder = "主体本身"',
    'intent = "use-new-provider"': 'intent = "把已备案的网站放到新的接入商"',
    'cert_valid_to = "long-term"': 'cert_valid_to = "长期"',
}


def edited(drafts: Path, changes: dict[str, str]) -> Path:
    assert icpctl("new", "shop", "--example", "qingcloud-new-access", "--as-of", DAY).code == 0
    path = drafts / "shop.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def findings() -> list[tuple[str, str, str]]:
    done = icpctl("check", "shop", "--as-of", DAY, "--json").json()
    return [(f["severity"], f["code"], f["at"]) for f in done["drafts"][0]["findings"]]


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "drafts-of-the-review"
    monkeypatch.setenv("ICPCTL_DRAFTS", str(folder))
    return folder


def test_names_and_codes_in_a_file_are_judged_like_ids(drafts: Path) -> None:
    edited(drafts, {})
    before = findings()
    (drafts / "shop.toml").unlink()
    path = edited(drafts, SPELLINGS)
    raw = path.read_bytes()
    assert findings() == before
    assert path.read_bytes() == raw  # reading changes no file


def test_an_edit_writes_ids(drafts: Path) -> None:
    path = edited(drafts, SPELLINGS)
    assert icpctl("edit", "shop", "--note", "x", "--as-of", DAY).code == 0
    saved = tomllib.loads(path.read_text(encoding="utf-8"))
    assert saved["subject"]["province"] == "jiangsu"
    assert saved["subject"]["cert_type"] == "business-license"
    assert saved["filing"]["facts"]["intent"] == "use-new-provider"
    assert saved["subject"]["cert_valid_to"] == "long-term"


def test_show_docs_and_list_read_names_too(drafts: Path) -> None:
    edited(drafts, SPELLINGS)
    assert icpctl("show", "shop", "--json").json()["subject"]["province"] == "jiangsu"
    assert "authenticity-notice" in [d["id"] for d in icpctl("docs", "shop", "--json").json()["documents"]]
    assert icpctl("list", "--json").json()["drafts"][0]["province"] == "jiangsu"


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ('province = "jiangsu"', 'province = "atlantis"', "subject.province"),
        ('intent = "use-new-provider"', 'intent = "dance"', "filing.facts.intent"),
        ('service_kind = "website"', 'service_kind = "fax"', "filing.facts.service_kind"),
        ('"zh-hans"', '"klingon"', "site[0].languages[0]"),
    ],
)
def test_a_malformed_value_is_a_finding(drafts: Path, old: str, new: str, at: str) -> None:
    edited(drafts, {old: new})
    assert ("error", "VAL001", at) in findings()


def test_a_malformed_value_is_not_judged_by_other_checks(drafts: Path) -> None:
    edited(drafts, {'\nprovince = "jiangsu"': '\nprovince = "atlantis"'})
    assert [f for f in findings() if f[0] == "error"] == [("error", "VAL001", "subject.province")]
