"""The good and bad examples that `explain` prints are the tested cases: they cannot be wrong.

After a wanted change write the file anew with UPDATE_GOLDEN=1 and read the difference.
"""

import copy
import os
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomli_w

sys.path.insert(0, str(Path(__file__).parent))
import case_files
import test_cases

from icpctl.checks import all_checks
from icpctl.draft import answered
from icpctl.errors import StoreError
from icpctl.explaining.examples import FILE
from icpctl.wording import set_language

MOST_PATHS, MOST_LENGTH = 4, 80  # of an example that can be read at a glance
SETTING = ("filing.type", "filing.provider", "subject.nature", "subject.province")
OWN_KEYS = {"name", "base", "day", "draft", "finds", "code"}
HEAD = """\
# Good and bad examples of every check and of the rules they judge by, for `icpctl explain`. Made from tests/cases by
# tests/checks/test_examples.py (UPDATE_GOLDEN=1); not edited by hand. People, companies and numbers are invented.

"""


def plain(value: Any) -> Any:
    """Dates and times as text, deep down."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def flat(value: Any, path: str) -> dict[str, Any]:
    """What a case holds beside its draft (other drafts, papers that were looked at), as paths."""
    if isinstance(value, dict):
        return {p: v for k, inner in value.items() for p, v in flat(inner, f"{path}.{k}").items()}
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        return {p: v for n, inner in enumerate(value) for p, v in flat(inner, f"{path}[{n}]").items()}
    return {path: value}


def answers(case: dict[str, Any]) -> dict[str, Any]:
    """Everything that a case says, by path."""
    out = {p: plain(v) for p, v in answered(case_files.draft_of(case)) if not p.startswith(("schema", "name"))}
    draft = case_files.draft_of(case)
    facts = {
        f"filing.facts.{k}": v for k in draft.filing.facts.__struct_fields__ if (v := getattr(draft.filing.facts, k)) is not None
    }
    out |= {p: plain(v) for p, v in facts.items()}
    for number, document in enumerate(draft.document):
        out |= {
            f"document[{number}].{k}": plain(v)
            for k in document.__struct_fields__
            if (v := getattr(document, k)) not in (None, "")
        }
    for key, value in case.items():
        if key not in OWN_KEYS:
            # A path of another draft as in the draft itself; which base it is laid over says nothing to a reader.
            found = {p.replace("].draft.", "]."): plain(v) for p, v in flat(value, key).items()}
            out |= {p: v for p, v in found.items() if not p.endswith("].base")}
    if "day" in case:
        out["day"] = plain(case["day"])
    return out


def cost(bad: dict[str, Any], good: dict[str, Any]) -> tuple[bool, bool, int]:
    """How hard a pair is to read: more than a glance, nothing but gaps as the good one, the number of values."""
    values = [str(v) for v in (*bad.values(), *good.values())]
    long = max((len(v) for v in values), default=0)
    return not bad or len(bad) > MOST_PATHS or long > MOST_LENGTH, not any(v != "" for v in good.values()), len(bad)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values that a case lays over its base."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if tables(value) else ()
    for key, below in inner:
        yield from leaves(below, (*path, key))
    if not inner and path:
        yield path


def tables(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(v, dict) for v in value)


def mended(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A failing case with one of its values, or all of them, as the base has it, where the check then finds nothing."""
    candidates = [{k: v for k, v in case.items() if k not in ("draft", "finds")}]
    for *places, key in leaves({k: v for k, v in case.items() if k not in OWN_KEYS or k == "draft"}):
        other = copy.deepcopy(case)
        table = other
        for place in places:
            table = table[place]
        del table[key]
        candidates.append(other)
    yield from (c for c in candidates if c.get("base") and passes(c))


def passes(case: dict[str, Any]) -> bool:
    """True for a whole draft that the check finds nothing in."""
    try:
        return not test_cases.found_by_own_check(case)
    except (StoreError, KeyError):
        return False


def pair(failing: dict[str, Any], passing: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values in which a failing and a passing case differ; "" stands for no answer."""
    bad, good = answers(failing), answers(passing)
    # One is the day of all cases: where the other names a day, both say it.
    if ("day" in bad) != ("day" in good):
        bad.setdefault("day", case_files.DAY.isoformat())
        good.setdefault("day", case_files.DAY.isoformat())
    differ = [p for p in dict.fromkeys([*bad, *good]) if bad.get(p) != good.get(p)]
    return {p: bad.get(p, "") for p in differ}, {p: good.get(p, "") for p in differ}


def said(case: dict[str, Any], rule: str) -> dict[str, str]:
    """What the check says to a failing case by one rule, in both languages."""
    out = {}
    try:
        for language in ("zh", "en"):
            set_language(language)
            finding = next(f for f in test_cases.found_by_own_check(case) if f.rule == rule)
            out |= {"at": finding.at, "severity": finding.severity}
            out |= {f"message_{language}": finding.message, f"fix_{language}": finding.fix}
    finally:
        set_language("zh")
    return out


def rules_of(case: dict[str, Any]) -> list[str]:
    """The rules that judge a failing case, in order."""
    return list(dict.fromkeys(f.rule for f in test_cases.found_by_own_check(case)))


def elsewhere(case: dict[str, Any], passing: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A failing case in another place, at another provider or of another type, where the check finds nothing."""
    for path in SETTING:
        table, key = path.split(".")
        for value in dict.fromkeys(answers(other).get(path) for other in passing):
            if value is not None and value != answers(case).get(path):
                moved = {**case, "draft": case_files.lay_over(case.get("draft", {}), {table: {key: value}})}
                if passes(moved):
                    yield moved


def best(failing: list[dict[str, Any]], passing: list[dict[str, Any]]) -> tuple[dict[str, Any], Any]:
    """The first failing case that can be read at a glance beside a passing one, else the plainest of all."""
    found = []
    for case in failing:
        nearest = min((pair(case, other) for other in (*mended(case), *passing)), key=lambda p: cost(*p))
        if cost(*nearest)[0]:
            nearest = min((nearest, *(pair(case, other) for other in elsewhere(case, passing))), key=lambda p: cost(*p))
        if not cost(*nearest)[0]:
            return case, nearest
        found.append((case, nearest))
    return min(found, key=lambda f: cost(*f[1]))


def entry(code: str, rule: str, case: dict[str, Any], both: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    bad, good = both
    known = answers(case)
    found = said(case, rule)
    if len(bad) > MOST_PATHS:  # another draft altogether: only what the check speaks of and where it holds
        bad = {p: v for p, v in bad.items() if p in (*SETTING, found["at"])}
        good = {p: good[p] for p in bad}
    where = {p: known[p] for p in SETTING if p in known and p not in bad}
    if found["at"] in known and found["at"] not in bad:
        where[found["at"]] = known[found["at"]]
    return {"code": code, **({"rule": rule} if rule else {}), **found, "where": where, "bad": bad, "good": good}


@cache
def made() -> str:
    """The whole file: for every code first the example of the code, then one for each further rule it judges by."""
    entries = []
    for code in test_cases.CODES:
        path = case_files.CASES / f"{code}.toml"
        cases = case_files.read(path) if path.is_file() else []
        passing = [c for c in cases if not c.get("finds")]
        judged = [(c, rules_of(c)) for c in cases if c.get("finds")]
        if not passing or not judged:
            continue  # test_cases says so
        first, both = best([c for c, rules in judged if rules], passing)
        leading = rules_of(first)[0]
        entries.append(entry(code, leading, first, both))
        others = dict.fromkeys(rule for _, rules in judged for rule in rules if rule and rule != leading)
        for rule in others:
            case, both = best([c for c, rules in judged if rule in rules], passing)
            entries.append(entry(code, rule, case, both))
    return HEAD + tomli_w.dumps({"example": entries})


def test_the_packaged_examples_are_the_tested_cases() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        FILE.write_text(made(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == made(), "run: UPDATE_GOLDEN=1 pytest tests/checks/test_examples.py"


def kept() -> list[dict[str, Any]]:
    return list(tomllib.loads(FILE.read_text(encoding="utf-8"))["example"])


@pytest.mark.parametrize("code", [one.code for one in all_checks()])
def test_every_code_has_a_bad_and_a_good_example(code: str) -> None:
    found = [e for e in kept() if e["code"] == code]
    assert found
    for one in found:
        assert one["bad"].keys() == one["good"].keys()
        assert one["bad"] != one["good"]
        assert one["message_zh"] and one["message_en"] and one["fix_zh"] and one["fix_en"]
        assert one["severity"] in ("error", "warning", "note")
