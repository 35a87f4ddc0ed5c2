"""What a choice accepts: ids, the names people use, and the official codes."""

import pytest

from icpctl import run
from icpctl.rules import vocabulary


@pytest.mark.parametrize(
    ("table", "text", "id_"),
    [
        ("certificate", "营业执照", "business-license"),
        ("certificate", "营业执照（个人或企业）", "business-license"),
        ("certificate", "营业执照(个人或企业)", "business-license"),
        ("pre_approval", "旅游", "travel"),
        ("language", "1", "zh-hans"),
        ("language", "12", "en"),
        ("subject_nature", "4", "enterprise"),
        ("province", "320000", "jiangsu"),
        ("site_content", "128", "organization-portal"),
        ("access_method", "16", "cloud"),
        ("pre_approval", "9", "culture"),
        ("province", "atlantis", None),
    ],
)
def test_spellings_of_a_choice(table: str, text: str, id_: str | None) -> None:
    assert vocabulary.read(run.book(), table, text) == id_
