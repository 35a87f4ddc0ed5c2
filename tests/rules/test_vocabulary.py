"""Choices are read from ids, names and codes, and near misses are offered."""

import pytest

from icpctl import wording
from icpctl.rules import Book, vocabulary


@pytest.mark.parametrize(
    ("table", "text", "id_"),
    [
        ("province", "jiangsu", "jiangsu"),
        ("province", "江苏", "jiangsu"),
        ("province", "江苏省", "jiangsu"),
        ("province", "Jiangsu", "jiangsu"),
        ("province", "320000", "jiangsu"),
        ("province", "３２００００", "jiangsu"),
        ("province", " 苏 ", "jiangsu"),
        ("subject_nature", "enterprise", "enterprise"),
        ("subject_nature", "企业", "enterprise"),
        ("subject_nature", "Enterprise", "enterprise"),
        ("subject_nature", "ＥＮＴＥＲＰＲＩＳＥ", "enterprise"),
        ("subject_nature", "individual business", "individual-business"),
        ("filing_type", "首次备案", "first-filing"),
        ("filing_type", "new_access", "new-access"),
        ("provider", "青云", "qingcloud"),
        ("provider", "other", "other"),
        ("provider", "nobody", None),
        ("province", "", None),
        ("pre_approval", "none", "none"),
    ],
)
def test_a_choice_is_read_from_id_name_or_code(table: str, text: str, id_: str | None) -> None:
    assert vocabulary.read(Book(), table, text) == id_


@pytest.mark.parametrize(
    "table",
    ["subject_nature", "site_content", "language", "access_method", "pre_approval", "service_type", "service_kind",
     "province", "filing_type", "provider", "certificate", "person_certificate", "mini_content", "residence_proof"],
)  # fmt: skip
def test_every_id_is_read_back_and_has_a_chinese_name(table: str) -> None:
    book = Book()
    found = vocabulary.ids(book, table)
    assert found
    for id_ in found:
        assert vocabulary.read(book, table, id_) == id_
        if id_ != "other" or table != "provider":
            assert vocabulary.name(book, table, id_) != "", id_


def test_every_official_code_is_read_as_its_own_id() -> None:
    book = Book()
    for table in ("subject_nature", "site_content", "access_method", "province"):
        for entry in book.file("vocabulary")[table]:
            if "code" in entry:
                assert vocabulary.read(book, table, entry["code"]) == entry["id"], entry


@pytest.mark.parametrize(
    ("table", "text", "first"),
    [
        ("province", "jiangsi", "jiangxi"),
        ("subject_nature", "enterprize", "enterprise"),
        ("filing_type", "new-acess", "new-access"),
    ],
)
def test_the_nearest_ids_are_offered(table: str, text: str, first: str) -> None:
    near = vocabulary.nearest(Book(), table, text)
    assert near[0] == first
    assert len(near) == len(set(near)) <= 3


def test_nothing_near_is_offered_for_noise() -> None:
    assert vocabulary.nearest(Book(), "province", "qqqqqqqq") == []


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_the_provider_that_is_none_of_the_known_ones_is_read_by_its_name(language: str) -> None:
    wording.set_language(language)
    book = Book()
    assert vocabulary.read(book, "provider", vocabulary.name(book, "provider", "other")) == "other"
