"""Damaged drafts and drafts folders: named with their place, never taken for empty ones, and not a byte of them changed."""

import errno
import os
from pathlib import Path

import pytest
from cli_cases import bytes_of, refused, saved
from running import Result, icpctl

from icpctl import disk

WHOLE = b'schema = 1\nname = "bad"\n\n[subject]\nname = "\xe7\xa4\xba\xe4\xbe\x8b"\n'
DAMAGED = {
    "empty": b"",
    "blank": b" \n\n",
    "truncated": WHOLE[:-4],
    "cut in a character": WHOLE[:-5],
    "duplicate key": WHOLE + b'name = "x"\n',
    "duplicate table": WHOLE + b'[subject]\ncity = "x"\n',
    "nul": WHOLE.replace(b'"bad"', b'"ba\0d"'),
    "invalid utf-8": WHOLE + b'city = "\xff\xfe"\n',
    "gbk": WHOLE + 'city = "南京市"\n'.encode("gbk"),
    "utf-16": WHOLE.decode().encode("utf-16"),
    "bom": b"\xef\xbb\xbf" + WHOLE,
    "deep": b"schema = 1\nx = " + b"[" * 10_000 + b"]" * 10_000,
    "deep keys": b"schema = 1\n" + b".".join([b"a"] * 10_000) + b" = 1\n",
    "deep tables": b"schema = 1\n[" + b".".join([b"a"] * 10_000) + b"]\n",
    "deep inline": b"schema = 1\nx = " + b"{a=" * 10_000 + b"1" + b"}" * 10_000,
    "long integer": b"schema = " + b"9" * 5000,
    "from the future": WHOLE.replace(b"schema = 1", b"schema = 2"),
    "schema zero": WHOLE.replace(b"schema = 1", b"schema = 0"),
    "schema text": WHOLE.replace(b"schema = 1", b'schema = "1"'),
    "schema true": WHOLE.replace(b"schema = 1", b"schema = true"),
    "no schema": WHOLE.replace(b"schema = 1\n", b""),
    "unknown key": WHOLE + b"colour = 1\n",
    "unknown table": WHOLE + b"[colours]\nred = 1\n",
    "wrong type": WHOLE + b"services_filed = 'three'\n",
    "table for a list": WHOLE + b"[site]\nname = 'x'\n",
    "list for a table": b'schema = 1\nname = "bad"\nsubject = []\n',
    "infinite": WHOLE + b"services_filed = inf\n",
    "document without id": WHOLE + b"[[document]]\nfile = 'x'\n",
    "a date that does not exist": WHOLE + b"cert_valid_to = 2026-02-30\n",
    "json": b'{"schema": 1}',
    "binary": bytes(range(256)) * 20,
    "markup": b"[bold]x[/]\n\x1b[31m\n",
}
READERS = [("show", "bad"), ("check", "bad"), ("docs", "bad"), ("next", "bad"), ("type", "bad")]
WRITERS = [
    ("edit", "bad", "--site-name", "x"), ("copy", "bad", "other"), ("rename", "bad", "other"), ("new", "other", "--like", "bad", "--allow-gaps"),
]  # fmt: skip
FOREVER = [("list",), ("check",), ("next",), ("doctor",), ("list", "--json"), ("check", "--json")]


def untouched(before: dict[str, bytes], drafts: Path) -> None:
    """Every byte as it was; a lock file may have come."""
    after = {k: v for k, v in bytes_of(drafts).items() if not k.startswith(".locks")}
    assert after == {k: v for k, v in before.items() if not k.startswith(".locks")}


def named(done: Result, word: str) -> None:
    assert done.code == 3, done.all
    assert word in done.all.replace("\n", "")
    assert "自己出了错" not in done.all
    assert "\x1b" not in done.all


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_draft_is_refused_by_name_and_not_touched(what: str, drafts: Path) -> None:
    saved("good")
    (drafts / "bad.toml").write_bytes(DAMAGED[what])
    before = bytes_of(drafts)
    for args in (*READERS, *WRITERS):
        done = icpctl(*args)
        named(done, "bad.toml")
        if args[0] != "check":
            refused(done, 3)
    for args in FOREVER:
        done = icpctl(*args)
        named(done, "bad")
        assert "good" in done.all or args == ("doctor",)
    assert icpctl("undo", "bad").code == 3
    untouched(before, drafts)


@pytest.mark.parametrize("what", ["truncated", "empty", "binary"])
def test_a_damaged_draft_can_be_removed_restored_and_undone(what: str, drafts: Path) -> None:
    saved("bad")
    icpctl("edit", "bad", "--site-name", "示例新官网")
    (drafts / "bad.toml").write_bytes(DAMAGED[what])
    assert icpctl("remove", "bad", "--yes").code == 0
    assert icpctl("restore", "bad").code == 0
    assert (drafts / "bad.toml").read_bytes() == DAMAGED[what]
    done = icpctl("undo", "bad")
    assert done.code == 0, done.all
    assert icpctl("show", "bad").code == 0


def test_drafts_that_are_no_files(drafts: Path) -> None:
    saved("good")
    (drafts / "folder.toml").mkdir(mode=0o700)
    (drafts / "link.toml").symlink_to(drafts / "good.toml")
    (drafts / "dangling.toml").symlink_to(drafts / "nowhere.toml")
    (drafts / "loop.toml").symlink_to(drafts / "loop.toml")
    os.mkfifo(drafts / "pipe.toml", mode=0o600)
    with (drafts / "huge.toml").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    before = {k: v for k, v in bytes_of(drafts).items() if k != "huge.toml"}
    for name in ("folder", "link", "dangling", "loop", "pipe", "huge"):
        for args in (
            ("show", name),
            ("edit", name, "--site-name", "x"),
            ("copy", name, "other"),
            ("new", "other", "--like", name, "--allow-gaps"),
        ):
            refused(icpctl(*args), 3, f"{name}.toml")
        refused(icpctl("new", name, "--allow-gaps", "--site-name", "x"), 3, name)
    done = icpctl("list")
    assert done.code == 3
    assert "good" in done.out
    (drafts / "huge.toml").unlink()
    untouched(before, drafts)


def test_a_file_argument_that_is_none(home: Path) -> None:
    for word in (
        home / "gone.toml",
        home,
        "/dev/null/x.toml",
        "./gone",
        "a/b",
        "a\\b",
        "x" * 300 + ".toml",
        "~nobody-here/x.toml",
    ):
        done = icpctl("show", word)
        assert done.code == 3, (word, done.all)
        assert "自己出了错" not in done.all, word
        assert len(done.err.strip().splitlines()) >= 2


def test_a_missing_folder_is_no_error_to_read_and_made_to_write(drafts: Path) -> None:
    assert icpctl("list").code == 0
    assert icpctl("check").code == 0
    assert icpctl("next").code == 0
    assert icpctl("doctor").code == 0
    refused(icpctl("show", "shop"), 3, "shop")
    assert not drafts.exists()
    saved()
    assert drafts.stat().st_mode & 0o777 == 0o700


EVERY_VERB = [
    ("new", "shop", "--example", "cancel-access"), ("list",), ("show", "shop"), ("check",), ("check", "shop"), ("next",), ("docs", "shop"),
    ("edit", "shop", "--site-name", "x"), ("copy", "shop", "b"), ("rename", "shop", "b"), ("remove", "shop", "--yes"), ("restore", "shop"),
    ("undo", "shop"),
]  # fmt: skip


@pytest.mark.parametrize("args", EVERY_VERB, ids=" ".join)
def test_a_folder_that_is_a_file_or_a_broken_link(args: tuple[str, ...], home: Path) -> None:
    place = home / "notes"
    place.write_text("mine")
    (home / "broken").symlink_to(home / "broken")
    for folder in (place, place / "below", home / "broken"):
        done = icpctl(*args, "--drafts", folder)
        assert done.code == 3, (folder, done.all)
        assert "自己出了错" not in done.all
        assert len(done.err.strip().splitlines()) >= 2
    assert place.read_text() == "mine"


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize(
    "verb",
    [
        ("new", "b", "--example", "cancel-access"),
        ("edit", "shop", "--site-name", "示例新官网"),
        ("copy", "shop", "b"),
        ("remove", "shop", "--yes"),
    ],
)
def test_a_disk_that_refuses_is_said_and_nothing_is_lost(
    code: int, verb: tuple[str, ...], drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved()
    before = bytes_of(drafts)
    real = disk.ops.open

    def refuse(path: object, flags: int, *mode: int) -> int:
        if flags & os.O_CREAT and drafts.as_posix() in str(path):
            raise OSError(code, os.strerror(code))
        return int(real(path, flags, *mode))

    monkeypatch.setattr(disk.ops, "open", refuse)
    monkeypatch.setattr(disk.ops, "replace", lambda *_: refuse(drafts, os.O_CREAT))
    done = icpctl(*verb)
    refused(done, 3)
    assert str(drafts) in done.err.replace("\n", "")
    monkeypatch.undo()
    assert {p.name: p.read_bytes() for p in drafts.glob("*.toml")} == {"shop.toml": before["shop.toml"]}


NAMES = [
    "../x", "..", ".", "-x", "con", "nul.txt", "x" * 300, "Shop", "my shop", "商店", "a/b", "a\\b", "x.toml.", "x.lock", "", "\u202eevil", "a\nb",
    "a\0b", "[bold]", "check", "list", "~", "a:b", "*", "$HOME", "`id`",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_name_that_is_none_is_refused_and_nothing_is_made(name: str, home: Path, drafts: Path) -> None:
    saved()
    before = bytes_of(home)
    for args in (
        ("new", "--example", "cancel-access", "--", name), ("copy", "--", "shop", name), ("rename", "--", "shop", name),
        ("remove", "--yes", "--", name), ("restore", "--", name), ("undo", "--", name), ("edit", "--site-name=x", "--", name),
    ):  # fmt: skip
        done = icpctl(*args)
        refused(done, 2)
        assert "自己出了错" not in done.err
        assert "\u202e" not in done.err
        assert len(done.err) < 1000
    assert bytes_of(home) == before
