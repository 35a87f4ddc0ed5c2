"""The module for file access: private atomic writes, causes in words, and what only some systems do."""

import ast
import errno
import os
import stat
import sys
from pathlib import Path

import pytest
from store_harness import operations

import icpctl
from icpctl import disk, wording
from icpctl.errors import StoreError

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and links")


def refused(key: str, act, *args) -> None:
    with pytest.raises(StoreError) as caught:
        act(*args)
    assert caught.value.key == key


def test_other_writers_get_the_same_guarantees(tmp_path: Path) -> None:
    target = tmp_path / "export.html"
    disk.write_private(target, b"one")
    disk.write_private(target, b"two")
    assert target.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [target]
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    refused("disk_missing", disk.write_private, tmp_path / "none" / "x", b"")
    (tmp_path / "folder").mkdir()
    refused("disk_denied" if sys.platform == "win32" else "disk_is_folder", disk.write_private, tmp_path / "folder", b"")
    refused("disk_long_name", disk.write_private, tmp_path / ("x" * 300), b"")


def test_long_file_names_do_not_make_the_temporary_name_too_long(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 250)
    disk.write_private(target, b"data")
    assert target.read_bytes() == b"data"


@posix
def test_a_write_replaces_a_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"theirs")
    (tmp_path / "link").symlink_to(other)
    disk.write_private(tmp_path / "link", b"mine")
    assert other.read_bytes() == b"theirs"


def test_a_temporary_name_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    number = next(disk._count)
    planted = tmp_path / f".icpctl-{os.getpid()}-{number + 1}.tmp"
    planted.write_bytes(b"planted")
    disk.write_private(tmp_path / "x", b"data")
    assert planted.read_bytes() == b"planted"
    assert (tmp_path / "x").read_bytes() == b"data"


def test_short_writes_go_on_and_a_stuck_one_is_an_error(tmp_path: Path) -> None:
    real = os.write
    with operations(write=lambda fd, data: real(fd, data[:3])):
        disk.write_private(tmp_path / "x", b"0123456789")
    assert (tmp_path / "x").read_bytes() == b"0123456789"
    with operations(write=lambda *_: 0):
        refused("disk_broken", disk.write_private, tmp_path / "x", b"other")
    assert (tmp_path / "x").read_bytes() == b"0123456789"


def test_an_interrupted_write_leaves_the_old_file_and_no_temporary_one(tmp_path: Path) -> None:
    disk.write_private(tmp_path / "x", b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("open", "write", "fsync", "replace"):
        with operations(**{name: interrupt}), pytest.raises(KeyboardInterrupt):
            disk.write_private(tmp_path / "x", b"new")
        assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("x", b"old")]
    assert not disk._mine


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", ["ENOSPC", "EIO", "EACCES", "EPERM", "EROFS", "EDQUOT", "EFBIG", "ENAMETOOLONG", "E2BIG"])
def test_every_cause_has_words(code: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wording._state, "language", language)
    with pytest.raises(StoreError) as caught, disk.disk_errors(tmp_path / "shop.toml"):
        raise OSError(getattr(errno, code, errno.EIO), "x")
    text = wording.t(f"error.{caught.value.key}", **caught.value.values)
    assert "shop.toml" in text
    assert wording.t(f"error.{caught.value.key}_hint", **caught.value.values)
    assert caught.value.exit_code == 3


def test_an_error_without_a_number_has_words_too(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="disk_other"), disk.disk_errors(tmp_path):
        raise OSError("odd")


def test_on_windows_a_busy_file_is_tried_again_with_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "WINDOWS", True)
    disk.write_private(tmp_path / "x", b"old")
    slept: list[float] = []
    busy = iter([True, True])

    def replace(old: Path, new: Path) -> None:
        if next(busy, False):
            raise PermissionError(errno.EACCES, "busy")
        Path(old).replace(new)

    with operations(replace=replace, sleep=slept.append):
        disk.write_private(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"new"
    assert slept == list(disk.REPLACE_WAITS[:2])
    slept.clear()
    busy = iter([True] * 100)
    with operations(replace=replace, sleep=slept.append):
        refused("disk_denied", disk.write_private, tmp_path / "x", b"newer")
    assert sum(slept) <= 2.5
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("x", b"new")]


def test_windows_knows_no_modes_and_no_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "WINDOWS", True)
    monkeypatch.setattr(disk, "_alive_on_windows", lambda pid: pid == 7)
    disk.make_folder(tmp_path / "a" / "b")
    disk.check_owner(tmp_path)
    assert disk.narrow(tmp_path) == []
    assert [disk.alive(7), disk.alive(8)] == [True, False]


def test_folders_of_network_drives_that_refuse_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "WINDOWS", False)

    def refuse(code: int):
        def fsync(fd: int) -> None:
            if stat.S_ISDIR(os.fstat(fd).st_mode):
                raise OSError(code, "x")

        return fsync

    with operations(fsync=refuse(errno.EINVAL)):
        disk.write_private(tmp_path / "x", b"data")
    with operations(fsync=refuse(errno.EIO)):
        refused("disk_broken", disk.write_private, tmp_path / "x", b"data")


@posix
def test_the_drives_own_cache_is_emptied_where_that_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, synced = [], []
    monkeypatch.setattr(disk.os, "fsync", synced.append)
    monkeypatch.setattr(disk._fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(disk._fcntl, "fcntl", lambda fd, what: asked.append((fd, what)))
    disk.full_sync(3)
    assert (asked, synced) == ([(3, 51)], [])

    def unknown(fd: int, what: int) -> None:
        raise OSError(errno.ENOTSUP, "x")

    monkeypatch.setattr(disk._fcntl, "fcntl", unknown)
    disk.full_sync(3)
    monkeypatch.delattr(disk._fcntl, "F_FULLFSYNC")
    disk.full_sync(4)
    assert synced == [3, 4]


def test_a_folder_that_another_process_made_first_is_fine(tmp_path: Path) -> None:
    real = os.mkdir

    def quicker(path: Path, mode: int) -> None:
        real(path, mode)
        raise FileExistsError(errno.EEXIST, "x")

    with operations(mkdir=quicker):
        disk.make_folder(tmp_path / "new")
    assert (tmp_path / "new").is_dir()


def test_reading_is_capped_even_when_the_file_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"0123456789")
    assert disk.read(path, 10) == b"0123456789"
    refused("file_too_big", disk.read, path, 9)
    real = os.read
    with operations(read=lambda fd, n: real(fd, n) or b"more"):
        refused("file_too_big", disk.read, path, 20)


@posix
def test_a_pipe_that_takes_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"data")
    real = os.open

    def swapped(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(name, flags)

    with operations(open=swapped):
        refused("not_a_file", disk.read, path, 10)


@posix
def test_narrowing_goes_on_past_what_is_gone_or_not_ours(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"")
    (tmp_path / "theirs").chmod(0o644)
    tmp_path.chmod(0o700)

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(errno.EPERM, "x")

    with operations(chmod=refuse):
        assert disk.narrow(tmp_path) == [str(tmp_path / "theirs")]
    assert disk.narrow(tmp_path / "missing") == []


@posix
def test_files_that_go_while_looking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.os, "walk", lambda top: [(str(top), [], ["gone", f".icpctl-{os.getppid()}-1.tmp"])])
    assert disk.narrow(tmp_path) == []
    assert disk.strays(tmp_path) == []


@posix
def test_a_process_of_somebody_else_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError(errno.EPERM, "x")

    monkeypatch.setattr(disk.os, "kill", refuse)
    assert disk.alive(1)


@posix
def test_removing_a_folder_follows_no_link(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()
    (keep / "file").write_bytes(b"x")
    gone = tmp_path / "gone"
    (gone / "inner").mkdir(parents=True)
    (gone / "inner" / "file").write_bytes(b"x")
    (gone / "link").symlink_to(keep)
    disk.remove_folder(gone)
    disk.remove_folder(gone)
    assert not gone.exists()
    assert (keep / "file").exists()


# --- nothing else in the package opens a file for writing ---

WRITERS = {
    "write_text",
    "write_bytes",
    "touch",
    "copyfile",
    "copy2",
    "copytree",
    "copyfileobj",
    "symlink_to",
    "hardlink_to",
}
OS_WRITERS = {
    "open",
    "replace",
    "rename",
    "mkdir",
    "makedirs",
    "unlink",
    "remove",
    "rmdir",
    "write",
    "fdopen",
    "link",
    "truncate",
}
SHUTIL_READERS = {"get_terminal_size", "which", "disk_usage"}
PATH_MAKERS = {"mkdir", "unlink", "rmdir", "rename"}


def writes(tree: ast.AST) -> list[str]:
    """The calls of a module that may write to disk, as `line: call`."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or "os.devnull" in ast.unparse(node):
            continue
        call = ast.unparse(node.func)
        last = call.rpartition(".")[2]
        args = [*node.args[call == "open" :], *(k.value for k in node.keywords if k.arg == "mode")]
        modes = [a.value for a in args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        opens = last == "open" and any(set(m) & set("wax+") and set(m) <= set("rwaxbt+") for m in modes)
        by_module = call.startswith("tempfile.") or (call.startswith("shutil.") and last not in SHUTIL_READERS)
        on_path = last in PATH_MAKERS and not call.startswith(("os.", "disk.", "store."))
        if opens or last in WRITERS or on_path or (call.startswith("os.") and last in OS_WRITERS) or by_module:
            found.append(f"{node.lineno}: {call}")
    return found


def test_the_scan_sees_writers() -> None:
    code = """
shutil.copy(a, b); shutil.get_terminal_size()
open("x", "w"); open("x", mode="ab"); p.open("x+"); p.write_text(""); p.write_bytes(b""); os.open("x", 1)
p.mkdir(); os.replace(a, b); gzip.open(f, "wt"); p.touch()
open("x"); open("x", "rb"); p.read_text(); disk.write_private(p, b""); text.replace("a", "b"); disk.make_folder(p)
"""
    assert len(writes(ast.parse(code))) == 11


def test_nothing_else_in_the_package_writes_files() -> None:
    package = Path(icpctl.__file__).parent
    found = []
    for path in sorted(package.rglob("*.py")):
        if path != package / "disk.py":
            found += [f"{path.relative_to(package)}:{call}" for call in writes(ast.parse(path.read_text("utf-8")))]
    assert found == []
