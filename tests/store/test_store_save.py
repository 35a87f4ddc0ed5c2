"""Save, load, list, copy, rename, and where drafts are."""

import os
import stat
import sys
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from store_harness import LATER, NOW, a_draft, edited, put_document, saved, subject_of, tree, without_locks

from icpctl import disk, draft_file, store
from icpctl import draft as drafts
from icpctl.draft import Event
from icpctl.errors import StoreError, UsageError

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and links")


def refused(key: str, act, *args, kind=StoreError, **kwargs) -> dict:
    with pytest.raises(kind) as caught:
        act(*args, **kwargs)
    assert caught.value.key == key
    return caught.value.values


def test_a_new_draft_is_saved_and_loaded(folder: Path) -> None:
    path = store.save(folder, a_draft(), None, NOW)
    assert path == folder / "shop.toml"
    loaded = store.load(folder, "shop")
    assert loaded.draft.filing.created_at == loaded.draft.filing.updated_at == NOW
    assert (loaded.path, loaded.upgraded, loaded.data) == (path, False, path.read_bytes())
    assert "created_at = 2026-11-22T09:00:00+00:00\n" in path.read_text(encoding="utf-8")
    assert "示例" not in repr(loaded)


def test_a_new_draft_never_takes_the_place_of_another(folder: Path) -> None:
    saved(folder)
    refused("draft_exists", store.save, folder, a_draft(), None, NOW)
    assert subject_of(folder) == "A"


def test_an_edit_keeps_the_time_of_creation_even_when_the_draft_lost_it(folder: Path) -> None:
    saved(folder)
    before = store.load(folder, "shop")
    before.draft.filing.created_at = None
    before.draft.filing.note = "x"
    store.save(folder, before.draft, before, LATER)
    filing = store.load(folder, "shop").draft.filing
    assert (filing.created_at, filing.updated_at) == (NOW, LATER)


def test_a_save_without_a_change_writes_nothing(folder: Path) -> None:
    saved(folder)
    files = without_locks(tree(folder))
    before = store.load(folder, "shop")
    store.save(folder, before.draft, before, LATER)
    assert without_locks(tree(folder)) == files
    assert store.backups(folder, "shop") == []


def test_the_given_draft_is_not_changed(folder: Path) -> None:
    draft = a_draft()
    store.save(folder, draft, None, NOW)
    assert draft == a_draft()


def test_an_edit_of_somebody_else_is_not_lost(folder: Path) -> None:
    saved(folder)
    mine, theirs = store.load(folder, "shop"), store.load(folder, "shop")
    theirs.draft.site[0].domains = ["example.org"]
    theirs.draft.subject.city = "南京市"
    store.save(folder, theirs.draft, theirs, NOW)
    mine.draft.subject.name = "B"
    values = refused("lost_update", store.save, folder, mine.draft, mine, LATER)
    assert sorted(values["paths"].split(", ")) == ["site[0].domains", "subject.city"]
    assert "example.org" not in str(values)
    assert subject_of(folder) == "A"


def test_an_added_site_is_a_difference(folder: Path) -> None:
    saved(folder)
    mine, theirs = store.load(folder, "shop"), store.load(folder, "shop")
    theirs.draft.site.append(drafts.Site(pre_approval_numbers={"x": "1"}))
    store.save(folder, theirs.draft, theirs, NOW)
    mine.draft.subject.name = "B"
    values = refused("lost_update", store.save, folder, mine.draft, mine, LATER)
    assert values["paths"] == "site[1], site[1].pre_approval_numbers"


def test_a_hand_edit_of_comments_is_not_lost(folder: Path) -> None:
    path = saved(folder)
    before = store.load(folder, "shop")
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before.draft.subject.name = "B"
    refused("lost_update_layout", store.save, folder, before.draft, before, LATER)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_hand_edit_that_broke_the_file_is_not_lost(folder: Path) -> None:
    path = saved(folder)
    before = store.load(folder, "shop")
    path.write_bytes(b"schema = 1\nname = \n")
    before.draft.subject.name = "B"
    refused("lost_update_unreadable", store.save, folder, before.draft, before, LATER)
    assert path.read_bytes() == b"schema = 1\nname = \n"


def test_a_draft_removed_in_the_meantime_does_not_come_back(folder: Path) -> None:
    saved(folder)
    before = store.load(folder, "shop")
    store.remove(folder, "shop", NOW)
    before.draft.subject.name = "B"
    refused("draft_gone", store.save, folder, before.draft, before, LATER)
    assert store.names(folder) == []


def test_a_change_while_saving_is_seen_when_the_lock_is_void(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(folder)
    theirs = path.read_bytes().replace(b'"A"', b'"C"')
    monkeypatch.setattr(disk.ops, "fsync", lambda _: path.write_bytes(theirs))  # the other one is quicker
    refused("lost_update", edited, folder, "B")
    assert path.read_bytes() == theirs


def test_comments_of_a_hand_edited_draft_stay(folder: Path) -> None:
    path = saved(folder)
    text = path.read_text(encoding="utf-8")
    text = "# 我的草稿\n" + text.replace("[subject]", "# about them\n[subject] # head").replace(
        'domains = [\n    "example.com",\n]', 'domains = [ # main\n    "example.com", # first\n]\ngone = 1 # lost key'
    )
    path.write_text(text.replace("gone = 1 # lost key\n", "# end of site\n"), encoding="utf-8")
    edited(folder, "B")
    new = path.read_text(encoding="utf-8")
    for comment in ("# 我的草稿", "# about them\n[subject]  # head", "# main", "# first", "# end of site"):
        assert comment in new, comment
    assert subject_of(folder) == "B"


def test_what_cannot_be_written_is_refused_before_anything_is(folder: Path) -> None:
    saved(folder)
    files = without_locks(tree(folder))
    refused("draft_unwritable", edited, folder, "lone \ud800 surrogate")
    refused("file_too_big", edited, folder, "x" * draft_file.MAX_BYTES)
    before = store.load(folder, "shop")
    before.draft.subject.services_filed = 10**5000
    refused("draft_unwritable", store.save, folder, before.draft, before, NOW)
    before.draft.subject.services_filed = None
    before.draft.filing.note = "x"
    before.draft.filing.created_at = NOW.astimezone(timezone(timedelta(seconds=30)))
    refused("draft_unwritable", store.save, folder, before.draft, before, NOW)
    assert without_locks(tree(folder)) == files


def test_names_and_strange_files(folder: Path) -> None:
    assert store.names(folder) == []
    assert store.strange_files(folder) == []
    for name in ("shop", "a-shop"):
        saved(folder, name)
    for name in ("shop (Anna's conflicted copy).toml", "Shop 冲突.toml", "con.toml", ".hidden.toml", "notes.txt"):
        (folder / name).write_bytes(b"x")
    (folder / f".icpctl-{os.getpid()}-1.tmp").write_bytes(b"")
    assert store.names(folder) == ["a-shop", "shop"]
    assert store.strange_files(folder) == ["Shop 冲突.toml", "con.toml", "shop (Anna's conflicted copy).toml"]


def test_a_missing_draft_names_those_that_are_near(folder: Path) -> None:
    refused("draft_missing", store.load, folder, "shop")
    assert not folder.exists()
    saved(folder, "example-com")
    assert refused("draft_missing_near", store.load, folder, "exampel-com")["near"] == "example-com"
    refused("disk_missing", store.load_file, folder / "none.toml")


def test_a_file_from_elsewhere_may_have_any_name(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "From Anna.toml"
    other.write_bytes(saved(folder).read_bytes())
    assert store.load_file(other).draft.name == "shop"


def test_a_copy_has_the_answers_and_documents_but_its_own_journey(folder: Path) -> None:
    saved(folder, document=True)
    before = store.load(folder, "shop")
    before.draft.event = [Event(event="provider-submitted", at=NOW)]
    store.save(folder, before.draft, before, NOW)
    store.copy(folder, "shop", "shop-2", LATER)
    copied = store.load(folder, "shop-2").draft
    assert (copied.subject.name, copied.event, copied.filing.created_at) == ("A", [], LATER)
    assert (folder / "shop-2.files/files/business-license.jpg").exists()
    assert store.load(folder, "shop").draft.event
    refused("draft_exists", store.copy, folder, "shop", "shop-2", LATER)
    refused("draft_exists", store.copy, folder, "shop", "shop", LATER)


def test_rename_takes_documents_and_backups_along(folder: Path) -> None:
    saved(folder, document=True)
    edited(folder, "B")
    store.rename(folder, "shop", "new-shop", LATER)
    assert store.names(folder) == ["new-shop"]
    assert subject_of(folder, "new-shop") == "B"
    assert len(store.backups(folder, "new-shop")) == 2
    assert not store.files_folder(folder, "shop").exists()
    assert store.orphans(folder) == []
    store.undo(folder, "new-shop", LATER)
    assert subject_of(folder, "new-shop") == "A"
    saved(folder, "shop")
    refused("draft_exists", store.rename, folder, "shop", "new-shop", LATER)
    refused("draft_missing_near", store.rename, folder, "shopp", "x", LATER)


@posix
def test_links_among_the_documents_are_not_followed(folder: Path, tmp_path: Path) -> None:
    saved(folder)
    secret = tmp_path / "secret"
    secret.write_text("not mine", encoding="utf-8")
    put_document(folder, "shop")
    (folder / "shop.files" / f".icpctl-{os.getpid()}-0.tmp").write_bytes(b"")
    (folder / "shop.files" / "link").symlink_to(secret)
    store.copy(folder, "shop", "copy", NOW)  # takes only what the draft points to
    assert not list(folder.glob("copy.files/**/link"))
    refused("not_a_file_link", store.rename, folder, "shop", "renamed", NOW)
    store.remove(folder, "shop", NOW)
    saved(folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keep").write_bytes(b"x")
    (folder / "shop.files").symlink_to(elsewhere)
    refused("not_a_file_link", store.rename, folder, "shop", "renamed", NOW)
    assert (elsewhere / "keep").exists()
    assert store.names(folder) == ["copy", "shop"]


@posix
def test_a_link_in_place_of_an_inner_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    saved(folder)
    (tmp_path / "out").mkdir()
    (folder / ".backups").symlink_to(tmp_path / "out")
    refused("not_a_file_link", edited, folder, "B")
    assert list((tmp_path / "out").iterdir()) == []
    assert subject_of(folder) == "A"


@posix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o277])
def test_everything_is_private_under_any_umask(folder: Path, mask: int, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    real = disk.ops.open
    monkeypatch.setattr(disk.ops, "open", lambda *a: opened.append(a[2:]) or real(*a))
    before = os.umask(mask)
    try:
        saved(folder, document=True)
        edited(folder, "B")
        store.copy(folder, "shop", "copy", NOW)
        store.rename(folder, "copy", "moved", NOW)
        store.undo(folder, "shop", NOW)
        store.remove(folder, "shop", NOW)
        store.restore(folder, "shop")
    finally:
        os.umask(before)
    modes = {(stat.S_ISDIR(p.stat().st_mode), stat.S_IMODE(p.stat().st_mode)) for p in [folder, *folder.rglob("*")]}
    assert modes <= {(True, 0o700), (False, 0o600), (False, 0o600 & ~mask)}
    assert {mode for mode in opened if mode} == {(0o600,)}, "private from the first byte"
    assert store.secure(folder) == []


@posix
def test_wider_modes_are_reported_and_narrowed(folder: Path) -> None:
    path = saved(folder)
    edited(folder, "B")
    folder.chmod(0o755)
    path.chmod(0o666)
    (folder / "outside").symlink_to("/")
    assert store.secure(folder) == [str(folder), str(path)]
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(path.stat().st_mode)) == (0o700, 0o600)
    assert store.secure(folder) == []


@posix
def test_somebody_elses_folder_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(folder)
    (tmp_path / "link").symlink_to(folder)
    assert store.names(tmp_path / "link") == ["shop"]
    monkeypatch.setattr(disk.os, "geteuid", lambda: 4242)
    for act in (store.secure, store.names, lambda f: store.load(f, "shop"), lambda f: edited(f, "B")):
        refused("folder_foreign", act, folder)
        refused("folder_foreign_link", act, tmp_path / "link")


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "drafts"
    place.write_bytes(b"mine")
    refused("folder_is_file", store.secure, place)
    refused("folder_is_file", store.save, place, a_draft(), None, NOW)
    refused("disk_not_folder", store.save, place / "inner", a_draft(), None, NOW)
    assert place.read_bytes() == b"mine"


@posix
def test_a_dangling_link_as_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "drafts").symlink_to(tmp_path / "nowhere")
    refused("disk_not_folder", store.save, tmp_path / "drafts", a_draft(), None, NOW)
    assert store.secure(tmp_path / "missing") == []


def test_temporary_files_of_the_dead_go_those_of_the_living_stay(folder: Path) -> None:
    saved(folder)
    dead = folder / ".icpctl-999999999-1.tmp"
    endless = folder / ".icpctl-9999999999-1.tmp"
    recycled = folder / ".backups" / f".icpctl-{os.getppid()}-1.tmp"
    own = folder / f".icpctl-{os.getpid()}-0.tmp"
    living = folder / f".icpctl-{os.getppid()}-2.tmp"
    recycled.parent.mkdir(exist_ok=True)
    for path in (dead, endless, recycled, own, living):
        path.write_bytes(b"half")
    os.utime(recycled, (1, 1))
    assert store.stray(folder) == sorted([dead, endless, recycled, own])
    store._cleaned.clear()
    edited(folder, "B")
    assert [p for p in (dead, endless, recycled, own, living) if p.exists()] == [living]


def test_strays_that_cannot_be_deleted_do_not_stop_a_save(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(folder)
    stray = folder / ".icpctl-999999999-1.tmp"
    stray.write_bytes(b"")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(disk.ops, "unlink", refuse)
    assert store.clean_stray(folder) == []
    assert stray.exists()


def test_a_git_work_tree_gives_one_warning_and_an_ignore_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert store.first_warning(folder) is None
    saved(folder)
    assert store.first_warning(folder) == "folder_in_git"
    assert (folder / ".gitignore").read_text(encoding="utf-8").splitlines()[-1] == "*"
    assert store.first_warning(folder) is None


def test_an_ignore_file_that_is_there_stays(folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere", encoding="utf-8")
    saved(folder)
    (folder / ".gitignore").write_bytes(b"mine\n")
    assert store.first_warning(folder) == "folder_in_git"
    assert (folder / ".gitignore").read_bytes() == b"mine\n"


@pytest.mark.parametrize("part", ["Dropbox", "OneDrive - Firma", "坚果云", "百度网盘", "GoogleDrive-a@example.com"])
def test_a_synced_folder_gives_one_warning(tmp_path: Path, part: str) -> None:
    place = tmp_path / ".git" / part / "drafts"
    place.mkdir(parents=True, mode=0o700)
    assert [store.first_warning(place) for _ in range(3)] == ["folder_in_git", "folder_in_sync", None]


def test_an_ordinary_folder_gives_no_warning(folder: Path) -> None:
    saved(folder)
    assert store.first_warning(folder) is None
    assert not (folder / ".warned").exists()


def test_where_drafts_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICPCTL_DRAFTS", str(tmp_path / "env"))
    assert store.drafts_folder(str(tmp_path / "option")) == tmp_path / "option"
    assert store.drafts_folder(None) == tmp_path / "env"
    monkeypatch.setenv("ICPCTL_DRAFTS", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert store.drafts_folder(None).name == "drafts"
    assert store.drafts_folder(None).parent.name == "icpctl"
    assert store.drafts_folder("~/x") == tmp_path / "x"
    monkeypatch.chdir(tmp_path)
    assert store.drafts_folder("here") == Path.cwd() / "here"
    monkeypatch.setenv("ICPCTL_CONFIG", "~/conf")
    assert store.config_folder() == tmp_path / "conf"
    monkeypatch.delenv("ICPCTL_CONFIG")
    assert store.config_folder().name == "icpctl"
    assert store.cache_folder().is_absolute()
    assert list(tmp_path.iterdir()) == []


def test_no_home_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    refused("no_home", store.drafts_folder, "~no-such-user-here/drafts")


def test_an_older_schema_is_upgraded_in_memory_and_saved_by_an_edit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(folder)
    old = path.read_bytes()
    monkeypatch.setattr(drafts, "SCHEMA", 2)

    def step(tables: dict) -> dict:
        return {**tables, "subject": {**tables["subject"], "remark": "upgraded"}}

    monkeypatch.setitem(draft_file.STEPS, 1, step)
    loaded = store.load(folder, "shop")
    assert (loaded.upgraded, loaded.draft.schema, loaded.draft.subject.remark) == (True, 2, "upgraded")
    assert path.read_bytes() == old
    loaded.draft.subject.name = "B"
    store.save(folder, loaded.draft, loaded, LATER)
    again = store.load(folder, "shop")
    assert (again.upgraded, again.draft.schema, again.draft.subject.remark) == (False, 2, "upgraded")
    assert store.backups(folder, "shop")[0].read_bytes() == old


def test_a_name_that_is_not_allowed_reaches_no_file(folder: Path) -> None:
    for act in (store.load, store.exists, store.backups, store.restore):
        with pytest.raises(UsageError):
            act(folder, "../shop")
    for act in (store.remove, store.undo):
        with pytest.raises(UsageError):
            act(folder, "../shop", NOW)
    with pytest.raises(UsageError):
        store.save(folder, a_draft("../shop"), None, NOW)
    assert not folder.exists()
