"""Rule files that are kept parsed: the same tables as tomllib gives, whatever lies in the cache."""

import stat
import sys
import tomllib
from pathlib import Path

import pytest

from icpctl import places, rulecache
from icpctl.rules import DATA

FILES = sorted(DATA.rglob("*.toml"))
TEXT = '[[rule]]\nid = "one"\nname_zh = "规则"\nmost = 3\n'


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "rules"


def test_every_packaged_file_reads_the_same_from_the_cache(cache: Path) -> None:
    parse = rulecache.parser(keep=True)
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        expected = tomllib.loads(text)
        assert parse(text) == expected, path  # parsed and kept
        assert parse(text) == expected, path  # from the cache
    assert 0 < len(list(cache.iterdir())) <= len(FILES)


def test_a_changed_text_is_another_entry(cache: Path) -> None:
    parse = rulecache.parser(keep=True)
    assert parse(TEXT)["rule"][0]["most"] == 3
    assert parse(TEXT.replace("3", "4"))["rule"][0]["most"] == 4
    assert parse(TEXT)["rule"][0]["most"] == 3


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}", b'{"rule": [1', b"[" * 9999, b"\n{}"])
def test_a_damaged_entry_is_read_anew(cache: Path, damage: bytes) -> None:
    parse = rulecache.parser(keep=True)
    parse(TEXT)
    (entry,) = cache.iterdir()
    entry.write_bytes(damage)
    assert parse(TEXT) == tomllib.loads(TEXT)


def test_a_changed_letter_in_an_entry_is_noticed(cache: Path) -> None:
    parse = rulecache.parser(keep=True)
    parse(TEXT)
    (entry,) = cache.iterdir()
    entry.write_bytes(entry.read_bytes().replace(b'"most":3', b'"most":9'))
    assert parse(TEXT) == tomllib.loads(TEXT)


def test_dates_have_no_json_and_are_never_kept(cache: Path) -> None:
    parse = rulecache.parser(keep=True)
    assert parse("day = 2026-11-22\n") == parse("day = 2026-11-22\n") == tomllib.loads("day = 2026-11-22\n")
    assert not cache.exists() or not list(cache.iterdir())


def test_without_keep_nothing_is_written(cache: Path) -> None:
    assert rulecache.parser(keep=False)(TEXT) == tomllib.loads(TEXT)
    assert not cache.exists()


def test_a_place_that_cannot_be_written_costs_time_only(cache: Path) -> None:
    cache.parent.write_text("a file where the folder should be")
    assert rulecache.parser(keep=True)(TEXT) == tomllib.loads(TEXT)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_entries_are_private(cache: Path) -> None:
    rulecache.parser(keep=True)(TEXT)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in cache.iterdir()} == {0o600}


def test_a_foreign_folder_is_left_alone(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rulecache.parser(keep=True)(TEXT)
    (entry,) = cache.iterdir()
    entry.write_text('{"rule": []}')
    monkeypatch.setattr("os.geteuid", lambda: 12345, raising=False)
    assert rulecache.parser(keep=True)(TEXT) == tomllib.loads(TEXT)
