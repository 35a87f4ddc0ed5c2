"""The checks that are not called for a case would have found nothing: for every draft of the cases, and for mixed ones."""

import random
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl import checks
from icpctl.case import Case
from icpctl.checks.about import ABOUT, holding
from icpctl.checks.keywords import _affirmed, _at, _clauses, _keywords, _otherwise, claimed, folded, keywords_in, standing, stands
from icpctl.checks.regions import _province_in
from icpctl.checks.scope import _limits, limits, matching
from icpctl.draft import copy
from icpctl.elsewhere import Pool
from icpctl.findings import NOTE, ORDER, Finding
from icpctl.rules import Book, vocabulary
from icpctl.rules.match import matches

BOOK = Book()
CASES = [case for _, case in case_files.all_cases()]
DRAFTS = [case_files.draft_of(case) for case in CASES]
MIXED = 300


def every_check(case: Case, least: str = NOTE) -> tuple[checks.Check, ...]:
    """All but the one of malformed values, whatever they are about and give."""
    del case, least
    return tuple(one for one in checks.all_checks() if one.code != checks.MALFORMED)


def judged(case: Case, patched: pytest.MonkeyPatch) -> tuple[list[Finding], list[Finding]]:
    """The findings with the checks that may find something, and with all of them."""
    quick = checks.judge(Case(case.draft, case.book, case.day, case.elsewhere))
    with patched.context() as patch:
        patch.setattr(checks, "_may_find", every_check)
        return quick, checks.judge(Case(case.draft, case.book, case.day, case.elsewhere))


def mixed(seed: int) -> Case:
    """A draft whose tables are of several cases, in some province and of some type; now and then beside others."""
    some = random.Random(seed)
    place = some.randrange(len(DRAFTS))
    draft = copy(DRAFTS[place])
    for table in draft.__struct_fields__[2:]:
        if some.random() < 0.3:
            setattr(draft, table, getattr(copy(some.choice(DRAFTS)), table))
    for part, key, choices in (
        (draft.subject, "province", "province"),
        (draft.subject, "nature", "subject_nature"),
        (draft.filing, "type", "filing_type"),
        (draft.filing, "provider", "provider"),
    ):
        if some.random() < 0.3:
            setattr(part, key, some.choice([None, *vocabulary.ids(BOOK, choices)]))
    case = Case(draft, BOOK, CASES[place].get("day", case_files.DAY))
    if some.random() < 0.7:
        return case
    pool = Pool()
    for number, other in enumerate((draft, some.choice(DRAFTS))):
        pool.add(f"other-{number}", pool.entry(Case(other, BOOK, case.day)))
    return Case(draft, BOOK, case.day, pool.beside(case))


def test_the_checks_of_the_cases_that_are_not_called_find_nothing() -> None:
    found = {checks.MALFORMED}
    for case in CASES:
        seen = case_files.seen_by(case, BOOK)
        hits = {one.code for one in every_check(seen) if list(one.run(seen))}
        assert hits <= {one.code for one in checks._may_find(seen)}, case["name"]
        found |= hits
    assert found == {one.code for one in checks.all_checks()}  # or a wrong condition would not be noticed


def test_the_checks_of_mixed_drafts_that_are_not_called_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(MIXED):
        quick, plain = judged(mixed(seed), monkeypatch)
        assert quick == plain, seed


def test_least_leaves_out_the_milder_findings_alone() -> None:
    """And with them the checks that give nothing else: `Check.severity` is the most that a check gives."""
    most = {one.code: one.severity for one in checks.all_checks()}
    for case in [*(case_files.seen_by(case, BOOK) for case in CASES), *map(mixed, range(MIXED))]:
        everything = checks.judge(case)
        assert all(ORDER[f.severity] >= ORDER[most[f.code]] for f in everything)
        for least in ("error", "warning"):
            assert checks.judge(case, least=least) == [f for f in everything if ORDER[f.severity] <= ORDER[least]]


@pytest.mark.parametrize("code", [one.code for one in checks.all_checks() if one.about or one.parameters])
def test_a_wrong_condition_is_noticed(code: str) -> None:
    """Its own failing case would be lost if the check were about something else."""
    one = next(c for c in checks.all_checks() if c.code == code)
    failing = [case_files.seen_by(case, BOOK) for case in CASES if case["code"] == code and case.get("finds")]
    assert one.about <= ABOUT.keys()
    assert all(one.about <= holding(case) for case in failing)
    absent = [name for name in ABOUT if name not in one.about and any(name not in holding(case) for case in failing)]
    assert absent


def test_parameters_are_those_of_the_rule_book() -> None:
    provinces = [rule for id_ in BOOK.names("provinces") for rule in BOOK.of_province(id_)]
    known = {key for rule in provinces for key in rule["params"]}
    assert {key for one in checks.all_checks() for key in one.parameters} <= known


def test_limits_are_those_that_match() -> None:
    for seed in range(0, MIXED, 3):
        case = mixed(seed)
        for what in {rule["what"] for rule in _limits(case)}:
            plain = [r.id for r in _limits(case) if r["what"] == what and matches(r["when"], case.facts) is True]
            assert [r.id for r in limits(case, what)] == plain
        numbered = [i for i, when in enumerate(WHEN) if matches(when, case.facts) is True]
        assert matching(case, "test", lambda: enumerate(WHEN)) == numbered


WHEN: list[dict[str, Any]] = [
    {},
    {"province": ["jiangsu", "guangdong"]},
    {"subject": "individual", "id_local": False},
    {"nature": "enterprise", "domains_in_order": "2+"},
    {"filing_type": ["first", "add-access"], "provider": "huawei", "principal_is_legal_person": True},
    {"provider": "other"},
    {"industry": "x"},
]

ANSWERS = {folded(text) for d in DRAFTS for s in d.site for text in (s.remark, s.name, *s.domains) if text}
SOME = [*sorted(ANSWERS), "", "bbs", "abbsoft", "a bbs b", "不涉及新闻，涉及教育。论坛不涉及", "游戏机 game"]


def plain_keywords(text: str) -> list[Any]:
    """Every keyword at every place, the longest first."""
    words = sorted((entry for begin in _keywords(BOOK)[1].values() for entry in begin), key=lambda e: -len(e[0]))
    out: dict[Any, None] = {}
    covered = 0
    for at in range(len(text)):
        for word, meant in words:
            if at + len(word) > covered and _at(word, text, at):
                covered = at + len(word)
                out.update((k, None) for k in meant if not _otherwise(BOOK, k, text, at, covered))
    return list(out)


def test_keywords_and_words_are_found_as_by_looking_for_each() -> None:
    ends, before, after, _ = _clauses(BOOK)
    lists = [tuple(e["word"] for e in rule["keywords"]) for rule in BOOK.all("pre-approval")] + [(), ("bbs", "涉及")]
    for text in SOME:
        assert claimed(BOOK, text) == "\n".join(_affirmed(clause, before, after) for clause in ends.split(folded(text)))
        for words in lists:
            assert standing(words, text) == [w for w in words if stands(w, text)]
    for text in SOME[::4]:
        assert keywords_in(BOOK, text) == plain_keywords(text)


def test_the_province_of_an_address_is_found_as_by_looking_for_each() -> None:
    case = Case(DRAFTS[0], BOOK, case_files.DAY)
    table = BOOK.file("vocabulary")["province"]
    for entry in table:
        address = entry["full_name_zh"] + "示例路1号"
        assert _province_in(case, address) == next(e["id"] for e in table if address.startswith(e["full_name_zh"]))
    assert _province_in(case, "") is None
    assert _province_in(case, "示例路1号") is None
