"""Many drafts saved at once: each whole or not begun, none overwritten, and the next run gets to the same end."""

import ctypes
import errno
import os
import shutil
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_harness import LATER, NOW, Fault, ForgetfulDisk, a_draft, edited, in_child, operations, saved, subject_of, tree

from icpctl import disk, staging, store, store_many, system
from icpctl.errors import StoreError
from icpctl.store_many import Saved, save_all

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and hard links as POSIX has them")
NAMES = ("one", "two", "three")


def many(folder: Path, subject: str = "A", names: tuple[str, ...] = NAMES) -> list[Saved]:
    return save_all(folder, [(a_draft(name, subject), None) for name in names], NOW)


def keys(results: list[Saved]) -> list[str]:
    return [r.error.key if r.error else "" for r in results]


@contextmanager
def counted(name: str) -> Iterator[list[tuple]]:
    calls: list[tuple] = []
    real = getattr(disk.ops, name)

    def run(*args):
        calls.append(args)
        return real(*args)

    with operations(**{name: run}):
        yield calls


# --- what a call does ---


def test_new_drafts_are_there_as_single_saves_would_have_written_them(folder: Path, tmp_path: Path) -> None:
    results = many(folder)
    for name in NAMES:
        store.save(tmp_path / "singly", a_draft(name, "A"), None, NOW)
    assert [(r.name, r.path, r.error) for r in results] == [(n, folder / f"{n}.toml", None) for n in NAMES]
    assert tree(folder) == {k: v for k, v in tree(tmp_path / "singly").items() if not k.startswith(".locks")}


def test_nothing_temporary_stays_and_nobody_else_may_read(folder: Path) -> None:
    old = os.umask(0)
    try:
        many(folder)
    finally:
        os.umask(old)
    assert sorted(p.name for p in folder.iterdir()) == ["one.toml", "three.toml", "two.toml"]
    assert disk.wide(folder.parent / "drafts") == []
    assert all(p.stat().st_nlink == 1 for p in folder.iterdir())


@posix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o277, 0o777])
def test_files_are_private_from_the_first_byte(folder: Path, mask: int) -> None:
    store.prepare(folder)
    seen: list[int] = []
    real = disk.ops.write

    def write(fd: int, data: bytes) -> int:
        seen.append(stat.S_IMODE(os.fstat(fd).st_mode))
        return real(fd, data)

    old = os.umask(mask)
    try:
        with operations(write=write):
            assert keys(many(folder)) == ["", "", ""]
    finally:
        os.umask(old)
    assert set(seen) == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}


def test_a_taken_name_is_refused_and_the_others_are_saved(folder: Path) -> None:
    saved(folder, "two", "theirs")
    before = (folder / "two.toml").read_bytes()
    assert keys(many(folder)) == ["", "draft_exists", ""]
    assert (folder / "two.toml").read_bytes() == before
    assert store.names(folder) == ["one", "three", "two"]


def test_a_name_given_twice_is_saved_once(folder: Path) -> None:
    drafts = [(a_draft("one", "first"), None), (a_draft("one", "second"), None)]
    assert keys(save_all(folder, drafts, NOW)) == ["", "draft_exists"]
    assert subject_of(folder, "one") == "first"


def test_a_name_that_is_taken_at_the_last_moment_is_not_overwritten(folder: Path) -> None:
    real = disk.ops.link

    def link(old: Path, new: Path) -> None:
        if new.name == "two.toml" and not new.exists():
            new.write_bytes(b"theirs")
        real(old, new)

    with operations(link=link):
        results = many(folder)
    assert keys(results) == ["", "draft_exists", ""]
    assert (folder / "two.toml").read_bytes() == b"theirs"
    assert store.stray(folder) == []


@pytest.mark.parametrize("kind", ["damaged", "folder", "link"])
def test_what_cannot_be_read_is_never_overwritten(folder: Path, kind: str) -> None:
    store.prepare(folder)
    place = folder / "two.toml"
    if kind == "damaged":
        place.write_bytes(b"[[[")
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("nowhere")
    before = tree(folder)
    results = many(folder)
    assert results[1].error is not None
    assert [results[0].error, results[2].error] == [None, None]
    assert {k: v for k, v in tree(folder).items() if k == "two.toml"} == {k: v for k, v in before.items() if k == "two.toml"}


def test_existing_drafts_go_the_way_of_every_save(folder: Path) -> None:
    saved(folder, "two", "old")
    before = store.load(folder, "two")
    before.draft.subject.name = "new"
    results = save_all(folder, [(a_draft("one", "A"), None), (before.draft, before), (a_draft("three", "A"), None)], LATER)
    assert keys(results) == ["", "", ""]
    assert subject_of(folder, "two") == "new"
    assert len(store.backups(folder, "two")) == 1


def test_an_update_that_somebody_else_was_quicker_with_is_refused(folder: Path) -> None:
    saved(folder, "two", "old")
    before = store.load(folder, "two")
    edited(folder, "theirs", "two")
    before.draft.subject.name = "ours"
    results = save_all(folder, [(before.draft, before), (a_draft("one", "A"), None)], LATER)
    assert keys(results) == ["lost_update", ""]
    assert subject_of(folder, "two") == "theirs"


def test_what_a_cut_off_removal_left_does_not_become_the_new_drafts(folder: Path) -> None:
    store.prepare(folder)
    disk.write_private(disk.inner_folder(folder, "two.files", "files") / "old.jpg", b"picture")
    assert keys(many(folder)) == ["", "", ""]
    assert not store.files_folder(folder, "two").exists()
    assert list((folder / ".trash").rglob("old.jpg"))


def test_a_value_that_cannot_be_written_leaves_the_others_alone(folder: Path) -> None:
    drafts = [(a_draft("one", "A"), None), (a_draft("two", "\ud800"), None), (a_draft("three", "A"), None)]
    assert keys(save_all(folder, drafts, NOW)) == ["", "draft_unwritable", ""]
    assert store.names(folder) == ["one", "three"]


def test_nothing_to_save_is_fine(folder: Path) -> None:
    assert save_all(folder, [], NOW) == []


def test_a_folder_that_is_a_file_refuses_all(folder: Path) -> None:
    folder.write_bytes(b"")
    assert set(keys(many(folder))) == {"folder_is_file"}


def test_without_hard_links_each_is_written_by_itself(folder: Path) -> None:
    def link(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    saved(folder, "two", "theirs")
    with operations(link=link):
        assert keys(many(folder)) == ["", "draft_exists", ""]
    assert [subject_of(folder, n) for n in NAMES] == ["A", "theirs", "A"]
    assert store.stray(folder) == []


def test_a_system_without_links_or_a_sync_for_all_says_so_in_its_way() -> None:
    with pytest.raises(OSError, match="Errno") as caught:
        system.refused("a", "b")
    assert staging.is_without_links(caught.value)


def test_one_sync_is_enough_where_it_can_be_trusted(folder: Path) -> None:
    store.prepare(folder)
    with operations(sync_system=lambda _: True), counted("fsync") as synced:
        many(folder)
    with operations(sync_system=lambda _: False), counted("fsync") as one_by_one:
        many(folder, names=("four", "five", "six"))
    assert len(one_by_one) == len(synced) + 3


class Library:
    """A C library that says what the kernel would."""

    def __init__(self, kind: int, answer: int = 0) -> None:
        self.kind, self.answer = kind, answer

    def fstatfs(self, fd: int, about: Any) -> int:
        about[: ctypes.sizeof(ctypes.c_long)] = self.kind.to_bytes(ctypes.sizeof(ctypes.c_long), sys.byteorder)
        return 0

    def syncfs(self, fd: int) -> int:
        ctypes.set_errno(errno.EIO)
        return self.answer


def test_which_sync_of_a_whole_file_system_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    ext, nfs = 0xEF53, 0x6969
    for library, trusted in ((None, False), (Library(ext), True), (Library(nfs), False)):
        monkeypatch.setattr(system, "_library", lambda library=library: library)
        assert system.sync_system(3) is trusted
    monkeypatch.setattr(system, "_library", lambda: Library(ext, -1))
    with pytest.raises(OSError, match="Errno 5"):
        system.sync_system(3)


@pytest.mark.parametrize(
    ("platform", "release", "known"),
    [("linux", "6.1.0-x", True), ("linux", "5.4.0", False), ("linux", "odd", False), ("darwin", "23.1.0", False)],
)
def test_old_kernels_and_other_systems_sync_file_by_file(
    platform: str, release: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system.sys, "platform", platform)
    monkeypatch.setattr(system.os, "uname", lambda: SimpleNamespace(release=release))
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library(0xEF53))
    system._library.cache_clear()
    assert (system._library() is not None) is known
    system._library.cache_clear()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a call of Linux")
def test_the_real_call_answers(tmp_path: Path) -> None:
    fd = os.open(tmp_path, os.O_RDONLY)
    try:
        assert system.sync_system(fd) in (True, False)
    finally:
        os.close(fd)


def test_a_running_import_is_not_in_the_way_of_others(folder: Path) -> None:
    seen: list[tuple] = []
    real = disk.ops.link

    def link(old: Path, new: Path) -> None:
        seen.append((store.names(folder), store.strange_files(folder), store.orphans(folder), store.stray(folder)))
        real(old, new)

    with operations(link=link):
        many(folder)
    assert seen == [([], [], [], []), (["one"], [], [], []), (["one", "two"], [], [], [])]


def test_a_folder_of_a_dead_process_goes_with_the_next_save(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.prepare(folder)
    for name in (".icpctl-999999999-1.tmp", f".icpctl-{os.getpid()}-999999.tmp"):
        (folder / name).mkdir(mode=0o700)
        (folder / name / "one.toml").write_bytes(b"half")
    alive = folder / f".icpctl-{os.getppid()}-1.tmp"
    alive.mkdir(mode=0o700)
    monkeypatch.setattr(store, "_cleaned", set())
    assert len(store.stray(folder)) == 2
    many(folder)
    assert store.stray(folder) == []
    assert alive.is_dir()


def test_a_link_in_the_place_of_a_temporary_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "one").write_bytes(b"x")
    store.prepare(folder)
    (folder / ".icpctl-999999999-1.tmp").symlink_to(tmp_path / "precious")
    store.clean_stray(folder)
    assert (tmp_path / "precious" / "one").exists()
    assert not (folder / ".icpctl-999999999-1.tmp").is_symlink()


# --- every operation fails, or is the last one ---


def prepared(tmp_path: Path) -> Path:
    folder = tmp_path / "prepared"
    folder.mkdir(mode=0o700)
    with operations(fsync=lambda _: None, sync_system=lambda _: None):
        saved(folder, "old", "before")
    return folder


def act(folder: Path) -> list[Saved]:
    """Three new drafts and a change of one that is there, as far as they are not yet done: what an import does."""
    there = set(store.names(folder))
    drafts: list = [(a_draft(name, "A"), None) for name in NAMES if name not in there]
    before = store.load(folder, "old")
    if before.draft.subject.name != "after":
        before.draft.subject.name = "after"
        drafts.insert(1, (before.draft, store.load(folder, "old")))
    return save_all(folder, drafts, NOW)


def whole(folder: Path) -> set[str]:
    """What is there; raises when a draft is not whole, or is neither as before nor as after."""
    found = {name: subject_of(folder, name) for name in store.names(folder)}
    assert found.pop("old") in ("before", "after")
    assert set(found.values()) <= {"A"}
    return set(found)


def fresh(start: Path, number: int) -> Path:
    target = start.parent / f"run-{number}" / "drafts"
    shutil.copytree(start, target)
    store._cleaned.clear()
    return target


def recorded(start: Path, syncs_all: bool = False) -> Fault:
    fault = Fault(syncs_all=syncs_all)
    folder = fresh(start, 0)
    with operations(**fault.operations()):
        assert not any(keys(act(folder)))
    return fault


def runs_on(folder: Path, expected: dict[str, bytes]) -> None:
    """The next run does what is left: each draft exactly once, byte for byte as without the cut, nothing temporary."""
    store._cleaned.clear()
    with operations(fsync=lambda _: None, sync_system=lambda _: None):
        assert not any(keys(act(folder)))
        assert store.stray(folder) == []
    assert {p.name: p.read_bytes() for p in folder.glob("*.toml")} == expected
    assert len(store.backups(folder, "old")) == 1
    assert [p.name for p in folder.iterdir() if disk.is_temporary(p)] == []


@pytest.fixture
def start(tmp_path: Path) -> Path:
    return prepared(tmp_path)


@pytest.fixture
def expected(start: Path) -> dict[str, bytes]:
    folder = fresh(start, -1)
    act(folder)
    return {p.name: p.read_bytes() for p in folder.glob("*.toml")}


SYNCS = pytest.mark.parametrize("syncs_all", [True, False], ids=["one-sync", "sync-each"])


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EPERM], ids=errno.errorcode.get)
def test_errors_at_every_operation(code: int, for_good: bool, start: Path, expected: dict[str, bytes]) -> None:
    refused = 0
    for at in range(1, recorded(start).count + 1):
        folder = fresh(start, at)
        with operations(**Fault(at, error=code, for_good=for_good).operations()):
            try:
                results = act(folder)
            except StoreError:  # reading what is there failed already
                results = None
        there = whole(folder)
        if results is not None:
            saved_now = {r.name for r in results if r.error is None} - {"old"}
            assert saved_now <= there, (at, "what is called saved is there")
            refused += any(keys(results))
            assert all(k.startswith("disk_") for k in keys(results) if k), (at, keys(results))
        runs_on(folder, expected)
        shutil.rmtree(folder.parent)
    assert refused


@posix
@SYNCS
@pytest.mark.parametrize("end", ["before", "half", "after"])
def test_killed_at_every_operation(end: str, syncs_all: bool, start: Path, expected: dict[str, bytes]) -> None:
    for at in range(1, recorded(start, syncs_all).count + 1):
        folder = fresh(start, at)
        with operations(**Fault(at, end=end, syncs_all=syncs_all).operations()):
            assert in_child(lambda folder=folder: act(folder)) == 9
        whole(folder)
        runs_on(folder, expected)
        shutil.rmtree(folder.parent)


@posix
@SYNCS
@pytest.mark.parametrize("names_survive", [False, True], ids=["names-lost", "data-lost"])
def test_power_cut_at_every_operation(
    names_survive: bool, syncs_all: bool, start: Path, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    log = recorded(start, syncs_all).log
    model = ForgetfulDisk(start)
    model.top = start.parent / "run-0" / "drafts"
    for number, (operation, args, result) in enumerate(log, 1):
        model.run(operation, args, result)
        left = tmp_path / f"cut-{number}"
        model.dump(left, names_survive)
        whole(left)
        runs_on(left, expected)
        shutil.rmtree(left)
    model.dump(tmp_path / "end", names_survive)
    assert {p.name: p.read_bytes() for p in (tmp_path / "end").glob("*.toml")} == expected, "done means durable"


def test_the_model_sees_names_that_come_before_their_bytes_are_durable(start: Path, tmp_path: Path) -> None:
    fault = recorded(start)
    files = {result for name, args, result in fault.log if name == "open" and str(args[0]).endswith(".toml")}
    model = ForgetfulDisk(start)
    model.top = start.parent / "run-0" / "drafts"
    for operation, args, result in fault.log:
        if operation != "fsync" or args[0] not in files:
            model.run(operation, args, result)
    model.dump(tmp_path / "cut", True)
    with pytest.raises(StoreError):
        whole(tmp_path / "cut")


@posix
def test_every_limit_of_file_size(folder: Path) -> None:
    import resource

    def cut(limit: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        results = many(folder, "B" * 200)
        error = results[0].error
        if error is not None:
            assert set(keys(results)) == {"disk_file_limit"}
            raise error

    store.prepare(folder)
    codes = set()
    for limit in range(0, 1200, 100):
        codes.add(in_child(lambda limit=limit: cut(limit)))
        assert store.names(folder) in ([], sorted(NAMES))
        assert store.stray(folder) == []
        for name in store.names(folder):
            (folder / f"{name}.toml").unlink()
    assert codes == {0, 3}


# --- two at once ---


@posix
def test_eight_processes_with_the_same_drafts_save_each_once(folder: Path, tmp_path: Path) -> None:
    store.prepare(folder)
    names = tuple(f"d{n:03}" for n in range(60))
    report = tmp_path / "report"
    report.mkdir()

    def importer(who: int) -> None:
        results = [r for start in range(0, 60, 20) for r in many(folder, f"S{who}", names[start : start + 20])]
        assert {k for k in keys(results) if k} <= {"draft_exists"}
        (report / f"{who}").write_text("\n".join(r.name for r in results if r.error is None))

    import warnings

    pids = []
    for who in range(8):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            code = 1
            try:
                importer(who)
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 8
    won = {who: (report / f"{who}").read_text().split() for who in range(8)}
    assert sorted(n for mine in won.values() for n in mine) == list(names), "each name is saved by exactly one"
    for who, mine in won.items():
        assert {subject_of(folder, n) for n in mine} <= {f"S{who}"}
    assert store.stray(folder) == []


def test_threads_may_do_it_too(folder: Path) -> None:
    store.prepare(folder)
    found: list[list[Saved]] = []
    threads = [threading.Thread(target=lambda: found.append(many(folder))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(k == "" for r in found for k in keys(r)) == len(NAMES)
    assert store.stray(folder) == []


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["X", "Y"])), max_size=8))
def test_the_same_as_one_save_each(tmp_path_factory: pytest.TempPathFactory, given_drafts: list[tuple[str, str]]) -> None:
    top = tmp_path_factory.mktemp("same")
    together, singly = top / "together", top / "singly"
    with operations(fsync=lambda _: None, sync_system=lambda _: None):
        saved(together, "a", "old")
        saved(singly, "a", "old")
        results = save_all(together, [(a_draft(n, s), None) for n, s in given_drafts], NOW)
        expected = []
        for name, subject in given_drafts:
            try:
                store.save(singly, a_draft(name, subject), None, NOW)
                expected.append("")
            except StoreError as error:
                expected.append(error.key)
    assert keys(results) == expected
    one, two = ({p.name: p.read_bytes() for p in f.glob("*.toml")} for f in (together, singly))
    assert one == two


def test_errors_that_end_all_are_told_from_those_of_one_draft() -> None:
    assert store_many.ends_all(StoreError("disk_full", path=""))
    assert not store_many.ends_all(StoreError("draft_exists", path=""))
