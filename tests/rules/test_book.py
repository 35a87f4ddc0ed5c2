"""How the Book reads, merges and judges."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpctl.errors import RuleError
from icpctl.rules import DATA, PACKAGED, Book, Rule, Source
from icpctl.rules.own import MOST_BYTES, merge
from icpctl.wording import set_language

NEW_RULE = """
[[rule]]
id = "jiangsu-own"
applies_to = "both"
filing_types = ["first"]
topic = "footer"
requirement_zh = "自己记下的一条"
documents = []
severity = "must"
status = "current"
confidence = "low"
sources = ["2026-11-20 电话问过接入商"]
as_of = 2026-11-20
params = {}
"""


def own(folder: Path, name: str, text: str) -> Book:
    """A Book with one file of the user's own."""
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Book(folder)


# --- reading ------------------------------------------------------------------------------------------------------


def test_reading_one_thing_reads_no_other_file() -> None:
    book = Book()
    assert book.one("province", "jiangsu")
    assert book.one("document", "no-such-document") is None
    assert set(book._files) == {"provinces/jiangsu"}


def test_the_rules_of_a_province_need_that_province_and_the_national_ones() -> None:
    book = Book()
    rules = book.of_province("jiangsu")
    assert set(book._files) == {"provinces/jiangsu", "national"}
    assert {r.kind for r in rules} == {"province-rule", "national-rule"}
    assert {r.id for r in rules if r.kind == "province-rule"} == {r["id"] for r in book.file("provinces/jiangsu")["rule"]}


def test_an_unknown_province_has_the_national_rules_only() -> None:
    assert {r.kind for r in Book().of_province("atlantis")} == {"national-rule"}


def test_a_file_is_read_once() -> None:
    book = Book()
    assert book.file("domains") is book.file("domains")


def test_things_are_found_by_listing_the_folder() -> None:
    assert Book().names("provinces") == sorted(p.stem for p in (DATA / "provinces").glob("*.toml"))


def test_a_file_nobody_has_is_an_error_that_names_it() -> None:
    with pytest.raises(RuleError) as caught:
        Book().file("provinces/atlantis")
    assert (caught.value.key, caught.value.values) == ("rule_file_missing", {"name": "provinces/atlantis"})


def test_sources_are_resolved_in_the_scope_of_their_file() -> None:
    book = Book()
    rule = book.one("province-rule", "jiangsu-footer")
    assert rule
    sources = book.sources(rule)
    assert len(sources) == len(rule["sources"])
    assert all(s.title not in rule["sources"] and s.as_of for s in sources)
    assert set(book._files) >= {"sources/provinces"}
    assert "sources/manuals" not in book._files


def test_a_source_in_the_users_own_words_is_its_own_title() -> None:
    assert Book().resolve("provinces", ["电话问过"]) == (Source("电话问过", "", ""),)
    assert Book().resolve("no-such-scope", ["电话问过"]) == (Source("电话问过", "", ""),)


# --- the user's own files -----------------------------------------------------------------------------------------


def test_an_override_replaces_keys_of_the_entry_with_its_id(tmp_path: Path) -> None:
    before = {r.id: r for r in Book().all("province-rule")}
    book = own(tmp_path, "provinces/jiangsu", '[[rule]]\nid = "jiangsu-footer"\nseverity = "info"\n')
    after = {r.id: r for r in book.all("province-rule")}
    assert after.keys() == before.keys()
    changed = after["jiangsu-footer"]
    assert changed["severity"] == "info"
    assert changed.origin == str(tmp_path / "provinces/jiangsu.toml")
    assert {k: v for k, v in changed.data.items() if k not in ("severity", "origin")} == {
        k: v for k, v in before["jiangsu-footer"].data.items() if k != "severity"
    }
    assert {r.origin for id_, r in after.items() if id_ != "jiangsu-footer"} == {PACKAGED}


@pytest.mark.parametrize("folder", ["rules", "my own folder", "rules/rules"])
def test_the_name_of_the_users_folder_does_not_matter(tmp_path: Path, folder: str) -> None:
    book = own(tmp_path / folder, "naming", '[[naming_rule]]\nid = "min-three-chars"\nseverity = "warn"\n')
    rule = book.one("naming-rule", "min-three-chars")
    assert rule
    assert (rule["severity"], rule.origin) == ("warn", str(tmp_path / folder / "naming.toml"))


def test_a_file_in_a_folder_of_the_book_is_merged(tmp_path: Path) -> None:
    book = own(tmp_path, "journey/steps", '[[step]]\nid = "fill-draft"\noptional = true\n')
    step = book.one("step", "fill-draft")
    assert step
    assert step["optional"] is True
    assert step.origin.endswith("steps.toml")


def test_a_key_of_a_whole_file_is_replaced_and_shows_its_origin(tmp_path: Path) -> None:
    book = own(tmp_path, "documents/curtain-photo", 'max_size = 1048576\nsources = ["打电话问的"]\n')
    rule = book.one("document", "curtain-photo")
    assert rule
    assert (rule["max_size"], rule.origin) == (1048576, str(tmp_path / "documents/curtain-photo.toml"))
    assert rule["name_zh"] == Book().file("documents/curtain-photo")["name_zh"]


def test_a_table_without_ids_is_merged_key_by_key(tmp_path: Path) -> None:
    packaged = Book().file("document-files")["aliases"]
    book = own(tmp_path, "document-files", '[aliases.documents]\nmy-word = "passport"\n')
    assert book.file("document-files")["aliases"] == {
        **packaged,
        "documents": {**packaged["documents"], "my-word": "passport"},
    }
    assert book.file("document-files")["origin"] == str(tmp_path / "document-files.toml")


def test_a_new_entry_is_appended(tmp_path: Path) -> None:
    book = own(tmp_path, "provinces/jiangsu", NEW_RULE)
    new = book.of_province("jiangsu")
    rule = next(r for r in new if r.id == "jiangsu-own")
    assert rule.origin != PACKAGED
    assert rule.as_of == "2026-11-20"
    assert book.sources(rule)[0].title == "2026-11-20 电话问过接入商"
    assert len(new) == len(Book().of_province("jiangsu")) + 1


def test_a_new_province_is_found_by_listing(tmp_path: Path) -> None:
    text = """
id = "atlantis"
name_zh = "亚特兰蒂斯"
full_name_zh = "亚特兰蒂斯省"
icp_prefix = "亚"
icp_prefix_alternates = []
icp_prefix_basis = "invented"
gb2260 = "990000"
bureau_zh = "亚特兰蒂斯省通信管理局"
review = []
"""
    book = own(tmp_path, "provinces/atlantis", text + NEW_RULE.replace("jiangsu-own", "atlantis-own"))
    assert "atlantis" in book.names("provinces")
    assert "atlantis-own" in {r.id for r in book.of_province("atlantis")}
    province = book.one("province", "atlantis")
    assert province
    assert province.origin == str(tmp_path / "provinces/atlantis.toml")
    assert len(book.all("province")) == len(Book().all("province")) + 1


def test_an_entry_whose_id_repeats_keeps_its_brothers(tmp_path: Path) -> None:
    packaged = Book().file("vocabulary")["certificate_type"]
    first = next(e for e in packaged if [x["id"] for x in packaged].count(e["id"]) > 1)
    text = f'[[certificate_type]]\nid = "{first["id"]}"\ncode = "{first["code"]}"\nname_zh = "改过的名"\n'
    merged = own(tmp_path, "vocabulary", text).file("vocabulary")["certificate_type"]
    assert [(e["id"], e["code"]) for e in merged] == [(e["id"], e["code"]) for e in packaged]
    assert [e["code"] for e in merged if e["name_zh"] == "改过的名"] == [first["code"]]


def test_an_empty_list_does_not_wipe_the_packaged_entries(tmp_path: Path) -> None:
    assert own(tmp_path, "provinces/jiangsu", "rule = []\n").of_province("jiangsu") == Book().of_province("jiangsu")


def test_an_override_cannot_call_itself_packaged(tmp_path: Path) -> None:
    text = '[[rule]]\nid = "jiangsu-footer"\nseverity = "info"\norigin = "packaged"\n'
    rule = own(tmp_path, "provinces/jiangsu", text).one("province-rule", "jiangsu-footer")
    assert rule
    assert rule.origin != PACKAGED


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("provinces/jiangsu", 'bureau = "x"\n', "bureau"),
        ("provinces/jiangsu", '[[rule]]\nid = "jiangsu-footer"\nseverty = "info"\n', "rule[jiangsu-footer].severty"),
        ("provinces/jiangsu", '[[rule]]\nid = "jiangsu-footer"\nseverity = "fatal"\n', "rule[jiangsu-footer].severity"),
        ("provinces/jiangsu", '[[rule]]\nid = "jiangsu-footer"\nsources = []\n', "rule[jiangsu-footer].sources"),
        ("provinces/jiangsu", '[[rule]]\nid = "jiangsu-footer"\ntopic = 3\n', "rule[jiangsu-footer].topic"),
        ("provinces/jiangsu", '[[rule]]\nseverity = "info"\n', "rule[0].id"),
        ("provinces/jiangsu", '[[rule]]\nid = "brand-new"\nseverity = "info"\n', "rule[brand-new].sources"),
        ("provinces/jiangsu", '[[rule]]\nid = "x"\n[[rule]]\nid = "x"\n', "rule[x]"),
        ("provinces/jiangsu", 'id = "zhejiang"\n', "id"),
        ("provinces/jiangsu", 'rule = "none"\n', "rule"),
        ("domains", '[[domain_rule]]\nid = "validity-left"\ncheck = 90\n', "domain_rule[validity-left].check"),
        ("domains", '[[domain_rule]]\nid = "validity-left"\nrule_en = 90\n', "domain_rule[validity-left].rule_en"),
        (
            "domains",
            '[[domain_rule]]\nid = "validity-left"\nseverity_fr = "x"\n',
            "domain_rule[validity-left].severity_fr",
        ),
        ("journey/steps", '[[step]]\nid = "fill-draft"\nwhat_to_do_en = ["one"]\nwhat_to_do_zh = ["一", "二"]\n', None),
        ("journey/sms", "[basics]\nvalid_hours = '24'\n", "basics.valid_hours"),
    ],
)
def test_a_wrong_override_is_named_with_file_and_place_and_not_used(
    tmp_path: Path, name: str, text: str, place: str | None
) -> None:
    book = own(tmp_path, name, text)
    (problem,) = book.problems
    assert (problem.name, problem.path) == (f"{name}.toml", str(tmp_path / f"{name}.toml"))
    assert problem.place == (place or "step[fill-draft].what_to_do_en")
    assert problem.reason
    assert problem.reason in problem.text()
    assert problem.place in problem.text()
    assert problem.hint()
    assert book.own_files == ()
    assert book.file(name) == Book().file(name)


NOT_TOML = {
    "a broken line": (b'id = "jiangsu"\n[[rule\n', 2),
    "another encoding": (b'id = "jiangsu"\n# \xff\xfe\x00\n', 2),
    "a key twice": (b'id = "a"\nid = "b"\n', 2),
    "the end is missing": (b'id = "a"\nrule = [', 2),
    "too deep": (b"x = " + b"[" * 5000, None),
    "an endless number": (b"x = " + b"9" * 5000, None),
    "too big": (b"# " + b"x" * MOST_BYTES, None),
}


@pytest.mark.parametrize("content", NOT_TOML)
def test_a_damaged_override_is_named_with_its_line_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "naming.toml"
    data, line = NOT_TOML[content]
    path.write_bytes(data)
    book = Book(tmp_path)
    assert book.all("naming-rule") == Book().all("naming-rule")
    (problem,) = book.problems
    assert problem.path == str(path)
    assert problem.line == line
    assert problem.reason
    assert path.read_bytes() == data


def test_an_override_that_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "naming.toml").mkdir()
    (tmp_path / "domains.toml").symlink_to(tmp_path / "nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "footer.toml")  # a reader would wait for ever
    book = Book(tmp_path)
    assert book.all("naming-rule") == Book().all("naming-rule")
    assert [p.name for p in book.problems] == sorted(p.name for p in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["jiangsu", "province/jiangsu", "provinces/old/jiangsu", "sources", "notes"])
def test_a_file_at_a_place_that_is_never_read_is_named(tmp_path: Path, name: str) -> None:
    book = own(tmp_path, name, 'id = "jiangsu"\n')
    assert [p.name for p in book.problems] == [f"{name}.toml"]
    assert book.own_files == ()
    assert book.names("provinces") == Book().names("provinces")


def test_a_misspelt_file_name_is_told_the_near_one(tmp_path: Path) -> None:
    (problem,) = own(tmp_path, "provinces/jiangsuu", '[[rule]]\nid = "jiangsu-footer"\nseverity = "info"\n').problems
    assert "jiangsu" in problem.reason.replace("jiangsuu", "")


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("provinces/guangdong", "min_domain_validity_days = -1", "rule[x].params.min_domain_validity_days"),
        ("provinces/guangdong", 'min_domain_validity_days = "ninety"', "rule[x].params.min_domain_validity_days"),
        ("provinces/guangdong", "min_domain_validity_days = [90]", "rule[x].params.min_domain_validity_days"),
        ("provinces/guangdong", "min_domain_validty_days = 90", "rule[x].params.min_domain_validty_days"),
        ("provinces/guangdong", "accepted_local_proofs = [1, -2]", "rule[x].params.accepted_local_proofs[1]"),
    ],
)
def test_values_that_no_check_could_use_are_refused(tmp_path: Path, name: str, text: str, place: str) -> None:
    rule = Book().all("province-rule")[0]
    home = Book().home(rule)
    book = own(tmp_path, home, f'[[rule]]\nid = "{rule.id}"\n[rule.params]\n{text}\n')
    (problem,) = book.problems
    assert problem.place == place.replace("[x]", f"[{rule.id}]")
    assert book.one("province-rule", rule.id) == Book().one("province-rule", rule.id)


def test_other_numbers_and_patterns_are_looked_at_as_well(tmp_path: Path) -> None:
    pattern = '[[naming_rule]]\nid = "x"\nregex_forbidden = "("\n'
    (problem,) = own(tmp_path / "a", "naming", pattern).problems
    assert problem.place == "naming_rule[x].regex_forbidden"
    (problem,) = own(tmp_path / "b", "documents/curtain-photo", "max_size = -3\n").problems
    assert problem.place == "max_size"
    (problem,) = own(
        tmp_path / "c", "domains", '[[domain_rule]]\nid = "validity-left"\n[domain_rule.check]\nmin_days_left = "x"\n'
    ).problems
    assert problem.place == "domain_rule[validity-left].check.min_days_left"


def test_a_rule_knows_its_file_and_what_is_wrong_with_the_own_one(tmp_path: Path) -> None:
    book = own(tmp_path, "provinces/jiangsu", "rule = 3\n")
    for kind, id_, home in (
        ("province", "jiangsu", "provinces/jiangsu"),
        ("province-rule", "jiangsu-footer", "provinces/jiangsu"),
        ("naming-rule", "min-three-chars", "naming"),
    ):
        rule = book.one(kind, id_)
        assert rule
        assert book.home(rule) == home
        assert bool(book.problem_of(rule)) == (home == "provinces/jiangsu")


def test_a_damaged_override_does_not_touch_other_files(tmp_path: Path) -> None:
    own(tmp_path, "naming", '[[naming_rule]]\nid = "min-three-chars"\nseverity = "warn"\n')
    book = own(tmp_path, "provinces/zhejiang", "[[rule\n")
    assert book.of_province("jiangsu")
    assert book.own_files == ("naming.toml",)
    assert [p.name for p in book.problems] == ["provinces/zhejiang.toml"]


def test_no_folder_of_ones_own_is_fine(tmp_path: Path) -> None:
    assert Book(tmp_path / "missing").own_files == ()
    assert Book(None).own_files == ()


VALUES = st.sampled_from(["甲", "", 3, True, [], ["甲", "乙"], {"k": "甲"}, {"k": {"m": 1}}, {"l": 2}])
TABLES = st.dictionaries(st.sampled_from("abcd"), VALUES)


def holds(merged: object, user: object) -> bool:
    """True when every value of the user's stands in the merged one, at its place."""
    if isinstance(user, dict) and isinstance(merged, dict):
        return all(k in merged and holds(merged[k], v) for k, v in user.items())
    return merged == user


@given(TABLES, TABLES)
def test_merging_keeps_every_key_and_the_users_values_win(base: dict[str, object], user: dict[str, object]) -> None:
    merged = merge(base, user, "mine.toml")
    assert merged.keys() - {"origin"} == base.keys() | user.keys()
    assert holds(merged, user)
    assert all(merged[k] == v for k, v in base.items() if k not in user)
    assert merge(merged, user, "mine.toml") == merged


# --- what a rule may say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "confidence", "wanted", "given_"),
    [
        ("current", "high", "must", "error"),
        ("current", "high", "error", "error"),
        ("current", "medium", "must", "error"),
        ("current", "low", "must", "warning"),
        ("disputed", "high", "must", "warning"),
        ("disputed", "low", "error", "warning"),
        ("disputed", "high", "warn", "warning"),
        ("current", "low", "warn", "warning"),
        ("current", "high", "warning", "warning"),
        ("current", "high", "info", "note"),
        ("disputed", "low", "advice", "note"),
        ("current", "high", "", "note"),
    ],
)
def test_a_disputed_or_unsure_rule_warns_at_most(status: str, confidence: str, wanted: str, given_: str) -> None:
    assert Rule("k", "x", {"id": "x", "status": status, "confidence": confidence}, "").severity(wanted) == given_


@pytest.mark.parametrize(
    ("data", "judges"),
    [
        ({"status": "current"}, True),
        ({"status": "disputed"}, True),
        ({}, True),
        ({"status": "superseded"}, False),
        ({"status": "historic"}, False),
    ],
)
def test_superseded_and_historic_rules_never_judge(data: dict[str, str], judges: bool) -> None:
    assert Rule("k", "x", data, "").judges is judges


def test_a_rule_speaks_the_users_language() -> None:
    rule = Rule("k", "x", {"name_zh": "甲", "name_en": "A", "notes_zh": ["乙"], "only_zh": "丙"}, "")
    try:
        set_language("en")
        assert (rule.word("name"), rule.words("notes"), rule.word("only"), rule.word("no", "-")) == (
            "A",
            ["乙"],
            "丙",
            "-",
        )
        set_language("zh")
        assert rule.word("name") == "甲"
    finally:
        set_language("zh")
