"""Files that must not be attached: nothing hangs, nothing is unpacked, nothing changes, and the message says what to do."""

import errno
import os
import socket
import sys
import time
from pathlib import Path

import pictures as make
import pytest
from running import DAY, Result, icpctl

from icpctl import disk

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links of POSIX")


@pytest.fixture(autouse=True)
def draft() -> None:
    assert icpctl("new", "shop", "--example", "qingcloud-new-access", "--as-of", DAY).code in (0, 1)


def refused(drafts: Path, path: object, code: int, *words: str) -> Result:
    """Attaching is refused quickly; the drafts folder is as it was."""
    before = {p: p.read_bytes() for p in drafts.rglob("*") if p.is_file()}
    began = time.monotonic()
    done = icpctl("docs", "attach", "shop", "business-license", path, "--as-of", DAY)
    assert time.monotonic() - began < 5
    assert done.code == code, done.all
    assert done.out == ""
    for word in words:
        assert word in done.err
    assert len(done.err.strip().splitlines()) >= 2, "what is wrong and what to do"
    assert {p: p.read_bytes() for p in drafts.rglob("*") if p.is_file()} == before
    return done


@pytest.mark.parametrize("name", make.NO_PAPERS)
def test_no_paper(name: str, home: Path, drafts: Path) -> None:
    place = home / "photo.png"
    place.write_bytes(make.NO_PAPERS[name]())
    refused(drafts, place, 2)


@pytest.mark.parametrize("name", make.BOMBS)
def test_bombs(name: str, home: Path, drafts: Path) -> None:
    place = home / "photo.png"
    place.write_bytes(make.BOMBS[name]())
    refused(drafts, place, 2)


def test_a_folder(home: Path, drafts: Path) -> None:
    refused(drafts, home, 3, "文件夹")


def test_nothing_there(home: Path, drafts: Path) -> None:
    refused(drafts, home / "none.jpg", 3)
    refused(drafts, home / ("x" * 400), 3)
    refused(drafts, "a\0b", 3)


def test_three_gigabytes_of_nothing(home: Path, drafts: Path) -> None:
    place = home / "photo.jpg"
    with place.open("wb") as file:
        file.write(make.jpg(60, 40))
        file.truncate(3 << 30)
    refused(drafts, place, 3, "3072 MB")


def test_just_above_and_below_the_limit(home: Path, drafts: Path) -> None:
    place = home / "photo.jpg"
    place.write_bytes(make.jpg() + b"\0" * (10 * (1 << 20)))
    refused(drafts, place, 3)
    place.write_bytes(make.jpg() + b"\0" * (9 * (1 << 20)))
    assert icpctl("docs", "attach", "shop", "business-license", place, "--as-of", DAY).code == 0


@posix
def test_a_pipe_without_a_writer_does_not_hang(home: Path, drafts: Path) -> None:
    os.mkfifo(home / "pipe.jpg")
    refused(drafts, home / "pipe.jpg", 3, "管道")
    (home / "link.jpg").symlink_to(home / "pipe.jpg")
    refused(drafts, home / "link.jpg", 3, "管道")


@posix
def test_devices_and_sockets(home: Path, drafts: Path) -> None:
    refused(drafts, "/dev/zero", 3)
    refused(drafts, "/dev/null", 3)
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(home)
        try:
            one.bind("socket.jpg")
        finally:
            os.chdir(here)
        refused(drafts, home / "socket.jpg", 3)


@posix
def test_a_pipe_that_takes_the_place_of_a_file_at_the_last_moment(
    home: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = home / "photo.jpg"
    place.write_bytes(make.jpg())
    real = os.open

    def swap(path: object, *more: object) -> int:
        if path == place:
            place.unlink()
            os.mkfifo(place)
        return real(path, *more)

    monkeypatch.setattr(disk.ops, "open", swap)
    refused(drafts, place, 3, "管道")


@posix
def test_a_link_to_a_photo_is_followed_and_one_to_nothing_is_not(home: Path, drafts: Path) -> None:
    (home / "photo.jpg").write_bytes(make.jpg())
    (home / "link.jpg").symlink_to(home / "photo.jpg")
    (home / "dangling.jpg").symlink_to(home / "none.jpg")
    (home / "loop.jpg").symlink_to(home / "loop.jpg")
    refused(drafts, home / "dangling.jpg", 3)
    refused(drafts, home / "loop.jpg", 3)
    assert icpctl("docs", "attach", "shop", "business-license", home / "link.jpg", "--as-of", DAY).code == 0
    kept = drafts / "shop.files" / "files" / "business-license.jpg"
    assert not kept.is_symlink()


def test_a_file_that_may_not_be_read(home: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = home / "photo.jpg"
    place.write_bytes(make.jpg())
    real = os.open

    def closed(path: object, *more: object) -> int:
        if path == place:
            raise PermissionError(errno.EACCES, "no")
        return real(path, *more)

    monkeypatch.setattr(disk.ops, "open", closed)
    refused(drafts, place, 3, "没有权限")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (make.heic, "DOC020", "JPG"),
        (make.animated, "DOC026", "静止"),
        (lambda: make.pdf(password="x"), "DOC024", "密码"),
        (lambda: make.pdf()[:300], "DOC023", "重新取一份"),
        (lambda: make.jpg()[:9000], "DOC023", "重新取一份"),
    ],
    ids=["heic", "animated gif", "encrypted pdf", "broken pdf", "truncated jpg"],
)
def test_a_poor_paper_is_kept_and_told(data, code: str, words: str, home: Path, drafts: Path) -> None:
    place = home / "photo.jpg"
    place.write_bytes(data())
    done = icpctl("docs", "attach", "shop", "business-license", place, "--as-of", DAY)
    assert code in done.out
    assert words in done.out
    assert done.code == (1 if "[错误]" in done.out else 0)
    assert len(list((drafts / "shop.files" / "files").iterdir())) == 1


def test_an_unreadable_draft_is_left_alone(home: Path, drafts: Path) -> None:
    (drafts / "shop.toml").write_text("broken", encoding="utf-8")
    place = home / "photo.jpg"
    place.write_bytes(make.jpg())
    refused(drafts, place, 3)
    assert icpctl("docs", "check", "shop").code == 3


def test_a_draft_that_is_not_there(home: Path) -> None:
    (home / "photo.jpg").write_bytes(make.jpg())
    assert icpctl("docs", "attach", "none", "business-license", home / "photo.jpg").code == 3
    assert icpctl("docs", "check", "none").code == 3
    assert icpctl("docs", "attach", "check", "business-license", home / "photo.jpg").code == 2
