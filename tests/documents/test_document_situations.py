"""Situations whose papers were derived by hand from the facts, each with its whole list: ids by level.

A situation says what is special; the rest is a plain first filing at Aliyun, of one site that involves no pre-approval,
whose domain the subject holds and registered there, with one person as principal of subject and site; an organisation's
principal is its legal representative with a resident ID card. `why` is the reading of the facts.
"""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from icpctl.case import Case
from icpctl.documents import LEVELS, Needed, needed, remarks
from icpctl.documents.situation import facts as facts_of
from icpctl.documents.situation import with_words
from icpctl.draft import from_dict
from icpctl.rules import Book
from icpctl.rules.match import matches

BOOK = Book()
FOLDER = Path(__file__).with_name("situations")
SITE = {
    "pre_approvals": ["none"],
    "domain_holder": "same",
    "domain_registered_here": True,
    "principal": {"same_as_subject": True},
}
NOT_WITH_SITE = ("app", "mini_program")
SITUATIONS: list[dict[str, Any]] = [
    s for path in sorted(FOLDER.glob("*.toml")) for s in tomllib.loads(path.read_text(encoding="utf-8"))["situation"]
]
# Asked for by superseded, historic or paper-only ("legacy") rules alone: such rules never judge.
NEVER_LISTED = {"curtain-photo"}


def case_of(situation: dict[str, Any]) -> Case:
    parts = {k: situation[k] for k in ("subject", "principal", "legal_person", "site", *NOT_WITH_SITE) if k in situation}
    if not {"site", *NOT_WITH_SITE} & parts.keys():
        parts["site"] = [SITE]
    if situation["subject"]["nature"] != "individual":
        parts.setdefault("principal", {"is_legal_person": True, "cert_type": "resident-id"})
    filing = {"type": situation.get("type", "first-filing"), "provider": situation.get("provider", "aliyun")}
    return Case(from_dict({"schema": 1, "filing": filing, **parts}, "test"), BOOK, dt.date(2026, 11, 22))


def listed(situation: dict[str, Any]) -> dict[str, Needed]:
    return {paper.id: paper for paper in needed(case_of(situation))}


@pytest.mark.parametrize("situation", SITUATIONS, ids=[s["name"] for s in SITUATIONS])
def test_the_list_is_the_one_derived_by_hand(situation: dict[str, Any]) -> None:
    found = listed(situation)
    wanted = {id_: level for level in LEVELS for id_ in situation.get(level, [])}
    assert {paper.id: paper.level for paper in found.values()} == wanted
    for id_, roles in situation.get("serves", {}).items():
        assert list(found[id_].serves_as) == roles
    if "remarks" in situation:
        assert len(remarks(case_of(situation))) == situation["remarks"]


def test_there_are_enough_situations_and_each_has_its_own_name() -> None:
    assert len(SITUATIONS) >= 60
    assert len({s["name"] for s in SITUATIONS}) == len(SITUATIONS)
    assert all(s["why"] for s in SITUATIONS)


@pytest.mark.parametrize("document", [d.id for d in BOOK.all("document")])
def test_every_document_is_listed_in_one_situation_and_not_in_another(document: str) -> None:
    on = [s["name"] for s in SITUATIONS if any(document in s.get(level, []) for level in LEVELS)]
    served = [s["name"] for s in SITUATIONS for roles in s.get("serves", {}).values() if document in roles]
    assert len({*on, *served}) < len(SITUATIONS)
    assert bool(on) != (document in NEVER_LISTED)


def test_every_rule_of_a_document_holds_in_a_situation() -> None:
    """Rules about pre-approvals hold by what is declared or hinted at; the situations in content.toml are theirs."""
    rules = {(d.id, i) for d in BOOK.all("document") for i, r in enumerate(d["rules"]) if _judges(r)}
    for situation in SITUATIONS:
        case = case_of(situation)
        for document in BOOK.all("document"):
            facts = with_words(case, document, facts_of(case))
            rules -= {(document.id, i) for i, r in enumerate(document["rules"]) if matches(r["when"], facts)}
    assert rules == set()


def _judges(rule: dict[str, Any]) -> bool:
    return rule["level"] != "legacy" and not {"actually_involved", "preapproval_keyword_hit"} & rule["when"].keys()
