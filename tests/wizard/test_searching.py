"""A choice is found by Chinese, pinyin, initials, id and code, the nearest hit first."""

import random
import time

import make_readings
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl.answers import searching
from icpctl.answers.searching import Choice, choices, found, places, syllables
from icpctl.questions import QUESTIONS
from icpctl.rules import Book
from icpctl.wording import set_language

BOOK = Book()
TABLES = sorted({q.choices for q in QUESTIONS if q.choices})
PLACES = places(BOOK, None)


def best(typed: str, table: str) -> str:
    hits = found(typed, choices(BOOK, table))
    return hits[0].id if hits else ""


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("重庆", "chongqing"), ("chongqing", "chongqing"), ("chong qing", "chongqing"), ("chóngqìng", "chongqing"),
        ("chong2qing4", "chongqing"), ("CHONGQING", "chongqing"), ("ＣＱ", "chongqing"), ("cq", "chongqing"),
        ("chongq", "chongqing"), ("chqing", "chongqing"), ("重慶", "chongqing"), ("渝", "chongqing"), ("500000", "chongqing"),
        ("５０", "chongqing"), ("js", "jiangsu"), ("江苏省", "jiangsu"), ("江蘇", "jiangsu"), ("32", "jiangsu"),
        ("neimenggu", "neimenggu"), ("nmg", "neimenggu"), ("内古", "neimenggu"), ("shaanxi", "shaanxi"), ("Inner Mongolia", "neimenggu"),
        ("xizang", "xizang"), ("藏", "xizang"), ("zang", "xizang"),
    ],
)  # fmt: skip
def test_a_province_is_found(typed: str, id_: str) -> None:
    assert best(typed, "province") == id_


@pytest.mark.parametrize(
    ("typed", "table", "id_"),
    [
        ("business-license", "certificate", "business-license"),
        ("businesslicense", "certificate", "business-license"),
        ("yyzz", "certificate", "business-license"),
        ("营照", "certificate", "business-license"),
        ("2", "certificate", "resident-id"),
        ("aly", "provider", "aliyun"),
        ("qy", "subject_nature", "enterprise"),
        ("yinyue", "site_content", "online-music"),
        ("zangyu", "language", "bo"),
        ("首次", "filing_type", "first-filing"),
        ("jieru", "filing_type", "new-access"),
    ],
)
def test_other_choices_are_found(typed: str, table: str, id_: str) -> None:
    ids = [c.id for c in found(typed, choices(BOOK, table))]
    assert id_ in ids
    assert id_ in ids[:4]


def test_the_order_is_exact_beginning_containing_in_order() -> None:
    listed = [Choice(str(n), w) for n, w in enumerate(("上江海", "小江上海", "江上海大", "江上海"))]
    assert [c.name for c in found("江上海", listed)] == ["江上海", "江上海大", "小江上海"]
    assert [c.name for c in found("上海", listed)] == ["小江上海", "江上海大", "江上海", "上江海"]
    assert [c.name for c in found("江", listed)] == ["江上海大", "江上海", "上江海", "小江上海"]


def test_equal_hits_stay_in_the_order_of_the_list() -> None:
    names = [c.id for c in found("河", choices(BOOK, "province"))]
    assert names[:2] == [i for i in (c.id for c in choices(BOOK, "province")) if i in names[:2]]


def test_nothing_typed_is_the_whole_list_and_nonsense_is_none() -> None:
    listed = choices(BOOK, "province")
    for blank in ("", "  ", "-", "\u3000"):
        assert found(blank, listed) == listed
    assert found("xyzzy", listed) == []
    assert found("\u0000\u200b", listed) == listed


def test_plain_pairs_are_choices_too_and_come_back_as_they_are() -> None:
    listed = [("one", "东城"), ("two", "西城")]
    assert found("dongcheng", listed) == [listed[0]]
    assert found("two", listed) == [listed[1]]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("table", TABLES)
def test_every_choice_is_found_by_all_its_spellings(table: str, language: str) -> None:
    set_language(language)
    listed = choices(BOOK, table)
    for choice in listed:
        for word in (choice.id, choice.name, *choice.words):
            hits = found(word, listed)
            assert choice in hits, (choice, word)
        for word in choice.words:
            if any(map(searching.is_han, word)):
                read = list(syllables(word))
                assert choice in found("".join(read), listed), (choice, word)
                assert choice in found("".join(s[0] for s in read), listed), (choice, word)


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_may_be_typed(typed: str) -> None:
    listed = choices(BOOK, "province")
    hits = found(typed, listed)
    assert len(set(hits)) == len(hits)
    assert set(hits) <= set(listed)


@given(st.sampled_from(PLACES), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_every_beginning_of_a_reading_finds_the_place(place: Choice, cut: int) -> None:
    typed = "".join(s[:cut] for s in syllables(place.name))
    assert place in found(typed, PLACES)


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("六安市", "luanshi"), ("漯河市", "luoheshi"), ("长治市", "changzhishi"), ("朝阳市", "chaoyangshi"), ("吕梁市", "lulangshi"),
        ("蚌埠市", "bengbushi"), ("厦门市", "xiamenshi"), ("台州市", "taizhoushi"), ("宿州市", "suzhoushi"), ("乐山市", "leshanshi"),
        ("儋州市", "danzhoushi"), ("衢州市", "quzhoushi"), ("成都市", "chengdushi"), ("长宁区", "changningqu"), ("宝坻区", "baodiqu"),
        ("阿坝藏族羌族自治州", "abazangzuqiangzuzizhizhou"), ("重庆市", "chongqingshi"),
    ],
)  # fmt: skip
def test_places_are_read_as_their_people_do(name: str, reading: str) -> None:
    assert "".join(syllables(name)) == reading.replace("lulang", "luliang")


def test_the_two_spellings_of_u_with_dots() -> None:
    for typed in ("lüliang", "lvliang", "luliang", "lǚliáng"):
        assert [c.name for c in found(typed, PLACES)] == ["吕梁市"]


def test_places_of_a_province() -> None:
    assert {c.id[:2] for c in places(BOOK, "jiangsu")} == {"32"}
    assert found("nj", places(BOOK, "jiangsu"))[0].name == "南京市"
    assert found("320500", places(BOOK, "jiangsu"))[0].name == "苏州市"
    assert places(BOOK, "beijing") == []
    assert found("hd", places(BOOK, "beijing", districts=True))[0].name == "海淀区"
    assert places(BOOK, "jiangsu", districts=True) == []


def test_the_readings_are_up_to_date() -> None:
    assert make_readings.FILE.read_text("utf-8") == make_readings.text(), "run: python tests/wizard/make_readings.py"


def test_a_character_without_a_reading_is_found_by_itself() -> None:
    listed = [Choice("own", "龘㸚省")]
    assert found("龘", listed) == listed
    assert found("own", listed) == listed


def test_all_places_are_searched_quickly() -> None:
    searching._keys.cache_clear()
    searching._readings.cache_clear()
    start = time.perf_counter()
    found("cq", PLACES)
    first = time.perf_counter() - start
    words = ["".join(random.Random(n).choices("abcdefghijklmnopqrstuvwxyz", k=3)) for n in range(20)]
    start = time.perf_counter()
    for word in words:
        found(word, PLACES)
    assert first < 0.3  # about 20 ms where nothing else runs
    assert (time.perf_counter() - start) / len(words) < 0.1
