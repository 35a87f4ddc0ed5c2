"""Backups, undo, the trash folder and the way back."""

from datetime import timedelta
from pathlib import Path

import pytest
from store_harness import LATER, NOW, edited, put_document, saved, subject_of, tree, without_locks

from icpctl import disk, history, store
from icpctl.errors import StoreError


def refused(key: str, act, *args) -> None:
    with pytest.raises(StoreError) as caught:
        act(*args)
    assert caught.value.key == key


def test_the_last_ten_saves_are_kept_even_when_the_clock_jumps(folder: Path) -> None:
    saved(folder)
    states = []
    for number in range(15):
        states.append((folder / "shop.toml").read_bytes())
        edited(folder, f"B{number}", now=NOW - timedelta(days=number))
    kept = store.backups(folder, "shop")
    assert [p.read_bytes() for p in kept] == states[:-11:-1]


def test_undo_goes_back_step_by_step_with_the_same_bytes(folder: Path) -> None:
    path = saved(folder)
    states = [path.read_bytes()]
    for subject in ("B", "C"):
        edited(folder, subject)
        states.append(path.read_bytes())
    store.undo(folder, "shop", LATER)
    assert path.read_bytes() == states[1]
    store.undo(folder, "shop", LATER)
    assert path.read_bytes() == states[0]
    refused("nothing_to_undo", store.undo, folder, "shop", LATER)
    assert path.read_bytes() == states[0]
    undone = sorted((folder / ".backups/shop/undone").iterdir())
    assert [p.read_bytes() for p in undone] == [states[2], states[1]]


def test_an_edit_after_an_undo_can_be_undone(folder: Path) -> None:
    saved(folder)
    edited(folder, "B")
    store.undo(folder, "shop", LATER)
    edited(folder, "C")
    store.undo(folder, "shop", LATER)
    assert subject_of(folder) == "A"
    refused("nothing_to_undo", store.undo, folder, "shop", LATER)


def test_undo_puts_a_damaged_draft_right_and_keeps_the_damaged_bytes(folder: Path) -> None:
    path = saved(folder)
    edited(folder, "B")
    path.write_bytes(b"\0\0\0")
    store.undo(folder, "shop", LATER)
    assert subject_of(folder) == "A"
    assert [p.read_bytes() for p in (folder / ".backups/shop/undone").iterdir()] == [b"\0\0\0"]


def test_undo_of_a_draft_without_a_change(folder: Path) -> None:
    refused("draft_missing", store.undo, folder, "shop", NOW)
    saved(folder)
    refused("nothing_to_undo", store.undo, folder, "shop", NOW)


def test_a_damaged_backup_is_named_and_not_restored(folder: Path) -> None:
    path = saved(folder)
    edited(folder, "B")
    now = path.read_bytes()
    backup = store.backups(folder, "shop")[0]
    backup.write_bytes(b"schema = 1\nx")
    with pytest.raises(StoreError) as caught:
        store.undo(folder, "shop", NOW)
    assert caught.value.values["path"] == str(backup)
    assert path.read_bytes() == now


def test_a_save_that_was_cut_off_leaves_no_backup_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(folder)
    real = disk.ops.replace

    def fail(old: Path, new: Path) -> None:
        if Path(new).name == "shop.toml":
            raise OSError(28, "full")
        real(old, new)

    monkeypatch.setattr(disk.ops, "replace", fail)
    for _ in range(2):
        refused("disk_full", edited, folder, "B")
    monkeypatch.setattr(disk.ops, "replace", real)
    refused("nothing_to_undo", store.undo, folder, "shop", LATER)
    edited(folder, "B")
    assert len(store.backups(folder, "shop")) == 1
    store.undo(folder, "shop", LATER)
    assert subject_of(folder) == "A"


def test_strange_things_among_the_backups_do_not_stop_a_save(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(folder)
    place = disk.inner_folder(folder, ".backups", "shop")
    (place / "20261122T090000Z-000009.toml").mkdir()
    (place / "notes-1.txt").write_bytes(b"")
    edited(folder, "B")
    assert store.backups(folder, "shop")[0].name.endswith("-000010.toml")
    for number in range(11):
        edited(folder, f"C{number}")
    assert subject_of(folder) == "C10"
    assert (place / "20261122T090000Z-000009.toml").exists(), "not a file, so not ours to delete"


def test_a_removed_draft_comes_back_with_all_that_was_its(folder: Path) -> None:
    saved(folder, document=True)
    edited(folder, "B")
    before = without_locks(tree(folder))
    entry = store.remove(folder, "shop", LATER)
    assert store.names(folder) == []
    assert sorted(p.name for p in entry.iterdir()) == ["backups", "draft.toml", "files"]
    assert [(t.name, t.removed_at, t.path) for t in store.trashed(folder)] == [("shop", "20261123T103000Z", entry)]
    store.restore(folder, "shop")
    assert without_locks(tree(folder)) == before
    assert store.trashed(folder) == []
    refused("not_in_trash", store.restore, folder, "shop")


def test_the_last_removed_comes_back_first_and_never_over_another(folder: Path) -> None:
    for subject, day in (("A", LATER), ("B", NOW)):  # the clock goes back in between
        saved(folder, subject=subject)
        store.remove(folder, "shop", day)
    saved(folder, subject="C")
    refused("draft_exists", store.restore, folder, "shop")
    store.remove(folder, "shop", NOW)
    for subject in ("C", "B", "A"):
        store.restore(folder, "shop")
        assert subject_of(folder) == subject
        store.rename(folder, "shop", f"shop-{subject.lower()}", NOW)


def test_a_missing_draft_is_neither_removed_nor_restored(folder: Path) -> None:
    refused("draft_missing", store.remove, folder, "shop", NOW)
    refused("not_in_trash", store.restore, folder, "shop")
    assert not folder.exists()
    saved(folder, "other")
    store.remove(folder, "other", NOW)
    refused("not_in_trash", store.restore, folder, "shop")
    assert [t.name for t in store.trashed(folder)] == ["other"]


def test_leftovers_go_to_a_trash_folder_of_their_own(folder: Path) -> None:
    put_document(folder, "shop")
    assert store.orphans(folder) == [folder / "shop.files"]
    saved(folder)
    assert store.orphans(folder) == []
    assert not (folder / "shop.files").exists()
    assert store.trashed(folder) == []
    assert len(list((folder / ".trash").glob("shop~*/files/files/business-license.jpg"))) == 1


def test_restore_keeps_what_a_cut_restore_brought_back(folder: Path) -> None:
    saved(folder, document=True)
    entry = store.remove(folder, "shop", NOW)
    put_document(folder, "shop")
    store.restore(folder, "shop")
    assert (folder / "shop.files/files/business-license.jpg").exists()
    assert (entry / "files").exists(), "nothing is thrown away when both are there"
    assert history.trashed(folder) == []
