"""One of several proofs of residence stands in the list; whatever it replaces can still be found by its id."""

import datetime as dt

from icpctl import documents, run
from icpctl.case import Case
from icpctl.draft import from_dict

DRAFT = {
    "schema": 1,
    "name": "x",
    "filing": {"type": "first-filing", "provider": "aliyun"},
    "subject": {
        "nature": "individual",
        "province": "sichuan",
        "cert_type": "resident-id",
        "cert_number": "320106198503070014",
    },
}


def test_the_proof_of_living_in_sichuan_is_named() -> None:
    papers = documents.needed(Case(from_dict(DRAFT, "x"), run.book(), dt.date(2026, 11, 22)))
    named = {p.id: p for p in papers} | {s: p for p in papers for s in p.serves_as}
    assert named["local-life-proof"].level == "required"


def test_a_student_card_counts_as_that_proof() -> None:
    draft = {**DRAFT, "document": [{"id": "student-card"}]}
    papers = documents.needed(Case(from_dict(draft, "x"), run.book(), dt.date(2026, 11, 22)))
    proof = next(p for p in papers if "local-life-proof" in (p.id, *p.serves_as))
    assert proof.state == "attached"
