"""Several processes write the same draft: nothing is lost, and nobody waits for the dead."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from store_harness import LATER, NOW, edited, in_child, saved, subject_of

from icpctl import locks, store
from icpctl.errors import StoreError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
WRITERS, ROUNDS = 8, 20


def fork(act) -> int:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    try:
        act()
        os._exit(0)
    except BaseException:  # noqa: BLE001
        os._exit(1)


def test_no_update_is_lost_among_eight_writers(folder: Path) -> None:
    saved(folder)

    def count_up() -> None:
        for _ in range(ROUNDS):
            while True:
                before = store.load(folder, "shop")
                before.draft.subject.services_filed = (before.draft.subject.services_filed or 0) + 1
                try:
                    store.save(folder, before.draft, before, NOW)
                    break
                except StoreError as error:
                    if error.key not in ("lost_update", "draft_locked", "draft_locked_by"):
                        raise

    pids = [fork(count_up) for _ in range(WRITERS)]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * WRITERS
    assert store.load(folder, "shop").draft.subject.services_filed == WRITERS * ROUNDS
    assert len(store.backups(folder, "shop")) == 10
    assert store.stray(folder) == []


def held_elsewhere(folder: Path) -> int:
    """A process that holds the lock of the draft `shop` until it is killed; its id."""
    there, here = os.pipe()

    def hold() -> None:
        with locks.locked(folder, "shop"):
            os.write(here, b"x")
            signal.pause()

    pid = fork(hold)
    assert os.read(there, 1) == b"x"
    os.close(there)
    os.close(here)
    return pid


def test_a_held_draft_is_refused_with_the_holder_and_free_when_it_dies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(folder)
    saved(folder, "other")
    pid = held_elsewhere(folder)
    monkeypatch.setattr(locks, "WAIT", 0.05)
    try:
        with pytest.raises(StoreError) as caught:
            edited(folder, "B")
        assert (caught.value.key, caught.value.values["pid"]) == ("draft_locked_by", pid)
        for note in (b"", b"999999999", b"nonsense"):
            (folder / ".locks" / "shop.pid").write_bytes(note)
            with pytest.raises(StoreError, match=r"^draft_locked$"):
                edited(folder, "B")
        (folder / ".locks" / "shop.pid").unlink()
        with pytest.raises(StoreError, match=r"^draft_locked$"):
            store.rename(folder, "other", "shop", NOW)
        edited(folder, "B", name="other")
        assert subject_of(folder) == "A"
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    edited(folder, "B")
    assert subject_of(folder) == "B"


def test_the_wait_for_a_lock_is_at_most_five_seconds() -> None:
    assert locks.WAIT <= 5


def test_the_second_of_two_processes_is_refused(folder: Path) -> None:
    saved(folder)
    mine = store.load(folder, "shop")
    assert in_child(lambda: edited(folder, "theirs")) == 0
    mine.draft.filing.note = "mine"
    with pytest.raises(StoreError) as caught:
        store.save(folder, mine.draft, mine, LATER)
    assert (caught.value.key, caught.value.values["paths"]) == ("lost_update", "subject.name")
    assert subject_of(folder) == "theirs"


def test_two_renames_across_do_not_wait_for_each_other(folder: Path) -> None:
    for name in ("a", "b"):
        saved(folder, name)
    start = time.monotonic()
    pids = [fork(lambda p=pair: refused_rename(folder, *p)) for pair in (("a", "b"), ("b", "a")) for _ in range(3)]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 6
    assert time.monotonic() - start < locks.WAIT
    assert store.names(folder) == ["a", "b"]


def refused_rename(folder: Path, old: str, new: str) -> None:
    try:
        store.rename(folder, old, new, NOW)
    except StoreError as error:
        assert error.key == "draft_exists"
