"""Unreadable is not empty: a damaged draft is named with its place and no function touches its bytes."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_harness import LATER, NOW, a_draft, edited, saved, tree, without_locks

from icpctl import draft_file, store, wording
from icpctl.errors import StoreError

HEAD = b'schema = 1\nname = "shop"\n'
BYTES: dict[str, tuple[bytes, str, dict]] = {
    "empty": (b"", "draft_empty", {}),
    "only white space": (b" \n\t\n", "draft_empty", {}),
    "only zeros": (b"\0" * 512, "draft_nul", {"line": 1}),
    "zeros at the end": (HEAD + b"\0" * 9, "draft_nul", {"line": 3}),
    "BOM": (b"\xef\xbb\xbf" + HEAD, "draft_mark", {}),
    "UTF-16": ("schema = 1\n".encode("utf-16"), "draft_mark", {}),
    "GBK": (HEAD + '[subject]\nname = "南京"\n'.encode("gbk"), "draft_encoding", {"line": 4, "byte": 9}),
    "cut in a character": (HEAD + '[subject]\nname = "南'.encode()[:-1], "draft_encoding", {"line": 4}),
    "encoded surrogate": (HEAD + b'[subject]\nname = "\xed\xa0\x80"', "draft_encoding", {"line": 4, "byte": 9}),
    "cut in a string": (HEAD + b'[subject]\nname = "nan', "draft_syntax", {"line": 4}),
    "cut after the equals sign": (HEAD + b"[subject]\nname =", "draft_syntax", {"line": 4}),
    "no quotes": (HEAD + b"[subject]\nname = abc\n", "draft_syntax", {"line": 4, "column": 8}),
    "no equals sign": (HEAD + b"[subject]\nname\n", "draft_syntax", {"line": 4}),
    "merge conflict": (HEAD + b"<<<<<<< HEAD\n", "draft_syntax", {"line": 3, "column": 1}),
    "control character": (HEAD + b'[subject]\nname = "\x1b[2J"\n', "draft_syntax", {"line": 4}),
    "lone carriage return": (HEAD + b"[subject]\rname = 1\n", "draft_syntax", {"line": 3}),
    "no such day": (HEAD + b"[subject]\ncert_valid_to = 2026-02-30\n", "draft_syntax", {"line": 4}),
    "open long string": (HEAD + b'[subject]\nname = """\nx\n' * 2, "draft_syntax", {}),
    "open literal string": (HEAD + b"[subject]\nname = '''x\\\n", "draft_syntax", {}),
    "random bytes": (bytes(range(1, 256)) * 4, "draft_encoding", {"line": 2}),
    "key twice": (HEAD + b'name = "other"\n', "draft_twice", {"line": 3}),
    "table twice": (HEAD + b"[subject]\n[filing]\n[subject]\n", "draft_twice", {"line": 5}),
    "key and table": (HEAD + b"[filing]\nfacts = 1\n[filing.facts]\n", "draft_twice", {"line": 5}),
    "inline key twice": (HEAD + b"filing = {note='', note=''}\n", "draft_twice", {"line": 3}),
    "deep arrays": (HEAD + b"x = " + b"[" * 5000 + b"]" * 5000, "draft_deep", {}),
    "deep tables": (HEAD + b"x = " + b"{a=" * 5000 + b"1" + b"}" * 5000, "draft_deep", {}),
    "deep keys": (HEAD + b".".join([b"a"] * 5000) + b" = 1\n", "draft_deep", {}),
    "deep header": (HEAD + b"[" + b".".join([b"a"] * 5000) + b"]\n", "draft_deep", {}),
    "deep by both": (
        HEAD + b"x = " + b"{" + b"a.b.c.d.e.f.g.h={" * 39 + b"}" * 40, "draft_key_unknown", {"place": "x"},
    ),
    "long integer": (HEAD + b"x = " + b"9" * 5000, "draft_number", {}),
    "too big": (HEAD + b"#" * 1024 * 1024, "file_too_big", {"limit": 1024 * 1024}),
    "no schema": (b'name = "shop"\n', "schema_missing", {}),
    "schema text": (b'schema = "1"\nname = "shop"\n', "schema_odd", {}),
    "schema decimal": (b'schema = 9999.0\nname = "shop"\n', "schema_odd", {}),
    "schema negative": (b'schema = -1\nname = "shop"\n', "schema_odd", {}),
    "schema zero": (b'schema = 0\nname = "shop"\n', "schema_odd", {}),
    "schema true": (b'schema = true\nname = "shop"\n', "schema_odd", {}),
    "schema newer": (b'schema = 9999\nname = "shop"\nnew = 1\n', "schema_newer", {"found": "9999", "newest": 1}),
    "schema endless": (b"schema = 0x" + b"f" * 9000, "schema_newer", {"found": "1000000000+"}),
    "unknown key": (HEAD + b"[subject]\nnme = 'x'\n", "draft_key_unknown", {"place": "subject.nme"}),
    "unknown table": (HEAD + b"[sbject]\n", "draft_key_unknown", {"place": "sbject"}),
    "unknown key in a list": (HEAD + b"[[site]]\n[[site]]\nx = 1\n", "draft_key_unknown", {"place": "site[1].x"}),
    "event without time": (HEAD + b"[[event]]\nevent='x'\n", "draft_key_missing", {"place": "event[0].at"}),
    "number for text": (
        HEAD + b"[subject]\nname = 1\n", "draft_type",
        {"place": "subject.name", "expected": "string", "found": "integer"},
    ),
    "text for list": (HEAD + b"[[site]]\ndomains = 'a'\n", "draft_type", {"place": "site[0].domains"}),
    "table for list": (HEAD + b"[site]\n", "draft_type", {"place": "site"}),
    "day for time": (HEAD + b"[filing]\ncreated_at = 2026-01-01\n", "draft_shape", {"place": "filing.created_at"}),
}  # fmt: skip


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(path.parent)
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def a_link(path: Path) -> None:
    (path.parent / "other.txt").write_bytes(HEAD)
    path.symlink_to(path.parent / "other.txt")


KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (lambda p: p.mkdir(), "not_a_file_folder"),
    "link": (a_link, "not_a_file_link"),
    "dangling link": (lambda p: p.symlink_to("nowhere"), "not_a_file_link"),
    "link to a device": (lambda p: p.symlink_to("/dev/zero"), "not_a_file_link"),
    "pipe": (a_pipe, "not_a_file"),
    "socket": (a_socket, "not_a_file"),
}


def damaged(folder: Path, kind: str) -> str:
    """Put the damage where the draft `shop` was, beside a sound draft; the key of the refusal."""
    saved(folder, "sound")
    path = folder / "shop.toml"
    if kind in BYTES:
        path.write_bytes(BYTES[kind][0])
        return BYTES[kind][1]
    if sys.platform == "win32" and kind != "folder":
        pytest.skip("links, pipes and sockets need POSIX")
    KINDS[kind][0](path)
    return KINDS[kind][1]


@pytest.mark.parametrize("kind", [*BYTES, *KINDS])
def test_damage_is_named_and_no_function_touches_it(folder: Path, kind: str, tmp_path: Path) -> None:
    key = damaged(folder, kind)
    before = without_locks(tree(folder))
    with pytest.raises(StoreError) as caught:
        store.load(folder, "shop")
    assert caught.value.key == key
    assert caught.value.values["path"] == str(folder / "shop.toml")
    for name, value in (BYTES[kind][2] if kind in BYTES else {}).items():
        assert caught.value.values[name] == value, name
    other = store.Loaded(a_draft(), folder / "shop.toml", "0" * 64, False, HEAD)
    refused = [
        lambda: store.save(folder, a_draft(), None, NOW),
        lambda: store.save(folder, a_draft(), other, NOW),
        lambda: store.copy(folder, "shop", "new", NOW),
        lambda: store.copy(folder, "sound", "shop", NOW),
        lambda: store.rename(folder, "shop", "new", NOW),
        lambda: store.rename(folder, "sound", "shop", NOW),
        lambda: store.undo(folder, "shop", NOW),
        lambda: store.restore(folder, "shop"),
    ]
    for act in refused:
        with pytest.raises(StoreError):
            act()
        assert without_locks(tree(folder)) == before
    assert store.names(folder) == ["shop", "sound"]
    assert store.exists(folder, "shop")
    store.secure(folder)
    assert store.load(folder, "sound").draft.subject.name == "A"
    assert without_locks(tree(folder)) == before
    entry = store.remove(folder, "shop", NOW)
    store.restore(folder, "shop")
    assert not entry.exists()
    assert without_locks(tree(folder)) == before


@pytest.mark.parametrize("kind", BYTES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_say_file_place_and_what_to_do(folder: Path, kind: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged(folder, kind)
    monkeypatch.setitem(wording._state, "language", language)
    with pytest.raises(StoreError) as caught:
        store.load(folder, "shop")
    error = caught.value
    text = wording.t(f"error.{error.key}", **error.values)
    assert str(folder / "shop.toml") in text
    for name in ("line", "column", "place"):
        assert str(error.values.get(name, "")) in text
    assert wording.t(f"error.{error.key}_hint", **error.values)


def test_both_languages_have_the_same_keys_with_hints_and_places() -> None:
    from string import Formatter

    zh, en = wording.area("zh", "error"), wording.area("en", "error")
    assert zh.keys() == en.keys()
    for key, text in zh.items():
        if isinstance(text, str):
            fields = [{f for _, f, _, _ in Formatter().parse(words[key]) if f} for words in (zh, en)]
            assert fields[0] == fields[1], key


@pytest.fixture(scope="module")
def sound_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return saved(tmp_path_factory.mktemp("sound") / "drafts", document=True).read_bytes()


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_random_damage_is_read_or_refused_never_a_crash(sound_bytes: bytes, data: st.DataObject) -> None:
    raw = bytearray(sound_bytes)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.integers(0, 30))
        put = data.draw(st.binary(max_size=8) | st.sampled_from([b"[", b'"""', b"'", b"{", b".", b"=", b"#", b"\n"]))
        raw[at : at + cut] = put
    try:
        draft, _ = draft_file.decode(bytes(raw), "x.toml")
    except StoreError as error:
        assert wording.t(f"error.{error.key}", **error.values)
    else:
        assert draft_file.decode(draft_file.encode(draft, "x.toml", bytes(raw)), "x.toml")[0].name == draft.name


def test_recursion_that_the_depth_check_does_not_see_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(text: str) -> dict:
        return endless(text)

    monkeypatch.setattr(draft_file.tomllib, "loads", endless)
    with pytest.raises(StoreError) as caught:
        draft_file.decode(HEAD + b"filing = {}\n", "x.toml")  # not of the plain shape that is read without tomllib
    assert caught.value.key == "draft_deep"


def test_brackets_in_strings_and_comments_are_not_depth() -> None:
    text = HEAD + b"# " + b"[" * 99 + b'\n[filing]\nnote = "' + b"[{." * 99 + b"\"\n[subject]\nname = '''\n" + b"[" * 99
    draft, _ = draft_file.decode(text + b"'''\n", "x.toml")
    assert draft.filing.note == "[{." * 99


def test_the_next_edit_of_a_repaired_draft_works(folder: Path) -> None:
    path = saved(folder)
    good = path.read_bytes()
    path.write_bytes(good[:-9])
    with pytest.raises(StoreError):
        edited(folder, "B")
    path.write_bytes(good)
    edited(folder, "B", now=LATER)
    assert store.load(folder, "shop").draft.subject.name == "B"


@pytest.mark.parametrize("data", [b'schema = 1\nname = "other"\n', b"schema = 1\n"])
def test_a_draft_copied_by_hand_is_called_by_its_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "shop.toml").write_bytes(data)
    loaded = store.load(tmp_path, "shop")
    assert loaded.draft.name == "shop"
    loaded.draft.subject.name = "南京示例科技有限公司"
    store.save(tmp_path, loaded.draft, loaded, NOW)
    assert b'name = "shop"' in (tmp_path / "shop.toml").read_bytes()
