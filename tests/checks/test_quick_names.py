"""What spares a pattern, a scan or a second look gives what the plain way gives."""

import re
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
import case_files

from icpctl import facts, naming
from icpctl.case import Case
from icpctl.checks import roles, scope
from icpctl.fields import normal
from icpctl.findings import ORDER
from icpctl.naming import Context, judging, text
from icpctl.naming.places import DISTRICT, Place, Places
from icpctl.rules import Book, Rule

BOOK = Book()
DRAFTS = {name: case_files.draft_of(case) for name, case in case_files.all_cases()}
NAMING = BOOK.all("naming-rule")
PATTERNS = [
    (keys["regex_forbidden"], "domain" in keys.get("must_not_be_pure", ()))
    for rule in NAMING
    for keys in (rule.data, *rule.get("provider_forms", ()))
    if "regex_forbidden" in keys
]
USUAL = "".join(map(chr, range(0x4E00, 0x9FA6)))
PLACES = Places.of(BOOK)
SOME = [*sorted(PLACES.known)[::40], "市", "县", "区", "州", "x", "科技", "吉林", "吉林市", "吉", "朝阳", "朝阳区"]


def test_usual_han_is_read_like_any_other_text() -> None:
    for start in range(0, len(USUAL), 90):
        part = USUAL[start : start + 90]
        assert text.read(part) == text._read_in_full(part)
    for char in USUAL[::7]:
        assert text.read(char) == text._read_in_full(char)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from("一龥龦乾後體体〇ａA1 -."), st.characters()), max_size=8))
def test_a_name_is_read_the_same_with_its_quick_paths(name: str) -> None:
    assert text.read(name) == text._read_in_full(name)
    assert text._has_unusual_han(name) == any(c in text._IN_BOTH or text._is_unusual_han(c) for c in name)


def test_han_is_the_character_class() -> None:
    pattern = re.compile(f"[{normal.HAN}]")
    assert [chr(c) for c in range(0x110000) if normal.is_han(chr(c))] == pattern.findall("".join(map(chr, range(0x110000))))


@pytest.mark.parametrize("pattern", [p for p, whole in PATTERNS if not whole])
def test_no_rule_finds_a_mark_in_a_plain_name(pattern: str) -> None:
    plain = USUAL + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    assert judging._is_plain(plain)
    assert not re.search(pattern, plain)
    assert not [c for c in plain if re.search(pattern, c)]

    @settings(max_examples=200, deadline=None)
    @given(st.text(alphabet=st.sampled_from(plain), max_size=12))
    def nothing(name: str) -> None:
        assert not re.search(pattern, name)

    nothing()


@pytest.mark.parametrize("pattern", [p for p, whole in PATTERNS if whole])
def test_no_rule_takes_a_name_without_a_dot_for_a_domain(pattern: str) -> None:
    @settings(max_examples=200, deadline=None)
    @given(st.one_of(st.from_regex(pattern), st.text(alphabet="ab1-/:.一科htps", max_size=14)))
    def has_a_dot(name: str) -> None:
        assert "." in name or not re.search(pattern, name)

    has_a_dot()


@settings(max_examples=500, deadline=None)
@given(
    st.text(alphabet="中国人a|科技1", max_size=8),
    st.lists(st.text(alphabet="中国人a科", min_size=1, max_size=3), max_size=4),
    st.sampled_from(["prefix", "suffix", "exact", "contains"]),
)
def test_a_pattern_of_words_is_left_out_only_where_it_would_not_hit(name: str, words: list[str], match: str) -> None:
    any_of = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
    spelled = {"prefix": f"^(?:{any_of})", "suffix": f"(?:{any_of})$", "exact": f"^(?:{any_of})$"}.get(match, any_of)
    assert judging.may_hit(name, tuple(words), match) == (re.search(spelled, name) is not None)
    assert not (judging.firsts(words).isdisjoint(name) and re.search(spelled, name))


def plainly_found(name: str) -> list[Place]:
    """By one pattern of all names, the longest first."""
    pattern = re.compile("|".join(map(re.escape, sorted(PLACES.known, key=len, reverse=True))))
    out, at = [], 0
    while found := pattern.search(name, at):
        level, base, sure = PLACES.known[found[0]]
        if level == DISTRICT and not sure:
            at = found.start() + 1
            continue
        out.append(Place(found[0], found.span(), level, base, sure))
        at = found.end()
    return out


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SOME), max_size=4).map("".join))
def test_places_are_found_as_by_one_pattern(name: str) -> None:
    assert PLACES.find(name) == tuple(plainly_found(name))


def test_a_value_of_a_fact_means_itself() -> None:
    for fact in BOOK.all("filing-fact"):
        for value in fact.get("values", ()):
            assert facts._choice(fact, value) == value
            wanted = facts.fold(value)
            rows = zip(fact["values"], fact["values_zh"], fact.get("values_en", fact["values"]), strict=False)
            assert next(i for i, zh, en in rows if wanted in (facts.fold(i), facts.fold(zh), facts.fold(en))) == value


CONTEXTS = [
    Context(service=service, subject=subject, province=province, subject_name=name, places=("南京市",) if name else ())
    for service, subject, province, name in product(
        ("site", "app", "mini-program"), (None, "individual", "organization"), (None, "jiangsu", "beijing"), (None, "南京示例")
    )
]


@pytest.mark.parametrize("context", CONTEXTS)
def test_rules_that_lack_an_answer_are_those_of_a_full_look(context: Context) -> None:
    plain: list[tuple[Rule, str]] = []
    for rule in NAMING:
        if not naming.checkable(rule) or context.service not in rule["service"]:
            continue
        if context.subject is None and rule["applies_to"] != "both":
            plain.append((rule, "subject"))
        elif context.province is None and rule.get("province") and rule["applies_to"] in ("both", context.subject):
            plain.append((rule, "province"))
        elif naming._speaks_of(rule, context):
            plain += [(rule, need) for need in judging.lacks(context, rule)]
    assert naming.skipped(context, BOOK) == plain
    assert naming.advice(context, BOOK) == [r for r in NAMING if not naming.checkable(r) and naming._speaks_of(r, context)]


def test_cases_that_are_alike_share_what_a_look_at_each_would_give() -> None:
    parameters = sorted({key for rule in BOOK.all("province-rule") + BOOK.all("national-rule") for key in rule["params"]})[::9]
    for draft in list(DRAFTS.values())[::5]:
        case = Case(draft, BOOK, case_files.DAY)
        for key in parameters:
            found = [r for r in case.province_rules if key in r["params"]]
            assert case.with_parameter(key) == found
            ranked = sorted(found, key=lambda r: (r.kind == "national-rule", ORDER[roles.weight(r)]))
            assert roles.having(case, key) == ranked
            assert scope.governing(case, key) == scope._governing(case, key)
        for kind in ("domain-rule", "consistency-rule"):
            for rule in BOOK.all(kind):
                assert scope.rule_of(case, kind, rule.id) == (rule if scope.fits(case, rule) else None)
