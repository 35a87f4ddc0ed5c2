"""App filings: a remark never stops `new`, a short key is told."""

from icpctl import fields
from icpctl.questions import BY_PATH


def test_a_remark_never_stops() -> None:
    assert [p for p, q in BY_PATH.items() if p.endswith(".remark") and q.stops] == []


def test_a_short_public_key_is_told_not_refused() -> None:
    read = fields.parse("public_key", "00AA", {})
    assert read.value == "00AA"
    assert [n.key for n in read.notes] == ["public_key_length"]
