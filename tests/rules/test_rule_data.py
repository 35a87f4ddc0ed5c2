"""Every data file has its model's shape, and whatever an entry names exists."""

import re
import tomllib

import pytest
from rule_references import NAMES, REFERENCES, UNRESOLVED, book, tables

from icpctl.rules import DATA, Book
from icpctl.rules.kinds import KINDS
from icpctl.rules.models import FOLDERS, file_names, model_of, validate_file

CJK = re.compile("[\u4e00-\u9fff]")

# Facts without a source, as the fact base gives none.
WITHOUT_SOURCE = {
    "jdcloud": "placeholder (covered = false): nothing was found, so nothing is stated",
    "kingsoft": "placeholder (covered = false): nothing was found, so nothing is stated",
}
# Kinds whose entries are words only: their meaning, sources and dates stand elsewhere.
WITHOUT_FACTS = {
    "province": "names and codes of GB/T 2260; each rule and review inside has its own sources",
    "province-document": "names of papers; the rules that ask for them have the sources",
    "section": "headings of the form",
    "division": "one source, date and confidence for the whole file",
    "event": "names of the program's own events",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_data_file_has_the_shape_of_its_model(name: str) -> None:
    assert validate_file(name, tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))) is None


def test_every_model_has_its_files_and_every_file_its_model() -> None:
    assert set(file_names()) <= set(NAMES)
    assert {n.partition("/")[0] for n in NAMES if "/" in n} >= set(FOLDERS)
    assert [n for n in NAMES if model_of(n) is None] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_ids_of_a_kind_are_unique_and_facts_carry_source_date_and_confidence(kind: str) -> None:
    spec, book = KINDS[kind], Book()
    files = [f"{spec.folder}/{n}" for n in book.names(spec.folder)] if spec.folder else [spec.file]
    entries = [
        e for n in files for e in (book.file(n)[spec.table] if spec.table and spec.table in book.file(n) else [book.file(n)])
    ]
    assert len({e["id"] for e in entries}) == len(entries)
    if kind in WITHOUT_FACTS:
        assert all("sources" not in e for e in entries)
        return
    bare = {e["id"] for e in entries if not e["sources"]}
    assert bare == (set(WITHOUT_SOURCE) if kind == "provider" else set())
    assert all(e["as_of"] and e["confidence"] in ("high", "medium", "low") for e in entries)


def test_every_chinese_text_of_a_rule_has_english_words() -> None:
    """Keys that hold words for people: those ending in _zh. Names in Chinese only are filed values or spellings."""
    chinese_only = {"aliases_zh", "full_name_zh", "short_name_zh"}
    gaps = []
    for name in NAMES:
        if name.startswith("sources/") or name == "municipalities":  # titles and place names stay as published
            continue
        for place, table in tables(Book().file(name), name):
            gaps += [
                f"{place}.{k}"
                for k, v in table.items()
                if k.endswith("_zh") and k not in chinese_only and CJK.search(str(v)) and f"{k[:-3]}_en" not in table
            ]
    assert gaps == []


@pytest.mark.parametrize("check", sorted(REFERENCES))
def test_what_is_named_exists(check: str) -> None:
    named, known = REFERENCES[check]
    references = list(named())
    assert references, "the check looks at nothing"
    allowed = known()
    lost = {(place, id_) for place, id_ in references if id_ not in allowed}
    excused = {(place, id_) for c, place, id_ in UNRESOLVED if c == check}
    assert lost == excused


def test_every_excuse_belongs_to_a_check() -> None:
    assert {c for c, _, _ in UNRESOLVED} <= set(REFERENCES)
    assert all(UNRESOLVED.values())


def test_the_other_words_of_the_vocabulary_match_the_code_tables() -> None:
    """The vocabulary repeats official codes; they must be those of the code tables."""
    tables_of = {
        "subject_nature": "subject-nature",
        "site_content": "site-content-type",
        "access_method": "access-method",
    }
    for table, code_table in tables_of.items():
        by_code = {r["code"]: r["name_zh"] for r in book().all(f"code-{code_table}")}
        for entry in book().file("vocabulary")[table]:
            if "code" in entry:
                assert by_code[entry["code"]] == entry["name_zh"], entry
    by_code = {r["code"]: r for r in book().all("code-province")}
    for entry in book().file("vocabulary")["province"]:
        assert by_code[entry["code"]]["icp_prefix"] == entry["icp_prefix"], entry
    for rule in book().all("province"):
        assert by_code[rule["gb2260"]]["icp_prefix"] == rule["icp_prefix"]


def test_regular_expressions_compile_and_examples_match_them() -> None:
    for rule in book().all("licence-format"):
        pattern = re.compile(rule["regex"])
        assert all(pattern.search(e) for e in rule["examples"]), rule.id
        assert not any(pattern.fullmatch(e) for e in rule["counter_examples"]), rule.id
    for rule in book().all("code-licence-format"):
        assert re.search(rule["regex"], rule["example"]), rule.id
    for rule in book().all("naming-rule"):
        re.compile(rule.get("regex_forbidden", ""))


def test_steps_form_no_circle() -> None:
    after = {r.id: set(r["after"]) for r in book().all("step")}
    done: set[str] = set()
    while ready := {s for s, needs in after.items() if s not in done and needs <= done}:
        done |= ready
    assert done == set(after)
