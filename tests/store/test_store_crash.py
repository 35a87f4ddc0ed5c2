"""Every file operation of every writing function fails, or is the last one: the old or the new draft is whole."""

import errno
import os
import shutil
import sys
from pathlib import Path

import pytest
from store_harness import NOW, SCENARIOS, Fault, ForgetfulDisk, edited, in_child, operations, saved, state

from icpctl import store
from icpctl.errors import StoreError

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
all_scenarios = pytest.mark.parametrize("name", SCENARIOS)


def prepared(name: str, tmp_path: Path) -> Path:
    folder = tmp_path / "prepared"
    folder.mkdir(mode=0o700)
    with operations(fsync=lambda _: None):
        SCENARIOS[name].prepare(folder)
    return folder


def fresh(start: Path, number: int) -> Path:
    """A copy of the prepared folder under the same name, so that temporary files of one run never meet the next."""
    target = start.parent / f"run-{number}" / "drafts"
    shutil.copytree(start, target, symlinks=True)
    store._cleaned.clear()
    return target


def recorded(name: str, start: Path) -> Fault:
    fault = Fault()
    folder = fresh(start, 0)
    with operations(**fault.operations()):
        SCENARIOS[name].act(folder)
    assert state(folder) == SCENARIOS[name].legal[-1]
    assert fault.count > 5
    return fault


def works_again(name: str, folder: Path) -> None:
    """The next run gets to the new state whatever the cut left, and nothing temporary stays behind."""
    store._cleaned.clear()
    scenario = SCENARIOS[name]
    with operations(fsync=lambda _: None):
        if name == "rename" and state(folder) == scenario.legal[1]:
            store.remove(folder, "new-shop", NOW)
            store.clean_stray(folder)
            scenario.act(folder)
            assert "new-shop=B" in state(folder)
            return
        if state(folder) != scenario.legal[-1]:
            scenario.act(folder)
            assert state(folder) == scenario.legal[-1]
        saved(folder, "other", "C")
        assert store.stray(folder) == []
        assert state(folder) == scenario.legal[-1] | {"other=C"}


@all_scenarios
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
def test_errors_at_every_operation(name: str, for_good: bool, tmp_path: Path) -> None:
    start, scenario = prepared(name, tmp_path), SCENARIOS[name]
    total, number = recorded(name, start).count, 0
    for at in range(1, total + 1):
        for code in (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS):
            number += 1
            folder = fresh(start, number)
            with operations(**Fault(at, error=code, for_good=for_good).operations()):
                try:
                    scenario.act(folder)
                    done = True
                except StoreError as error:
                    done = False
                    assert error.key.startswith("disk_"), error.key
                    assert str(folder) in error.values["path"]
            found = state(folder)
            assert found in scenario.legal, (at, code)
            assert not done or found == scenario.legal[-1], (at, code)
            works_again(name, folder)
            shutil.rmtree(folder.parent)


@posix
@all_scenarios
@pytest.mark.parametrize("end", ["before", "half", "after"])
def test_killed_at_every_operation(name: str, end: str, tmp_path: Path) -> None:
    start, scenario = prepared(name, tmp_path), SCENARIOS[name]
    total = recorded(name, start).count
    for at in range(1, total + 1):
        folder = fresh(start, at)
        with operations(**Fault(at, end=end).operations()):
            assert in_child(lambda folder=folder: scenario.act(folder)) == 9
        assert state(folder) in scenario.legal, at
        works_again(name, folder)
        shutil.rmtree(folder.parent)


@all_scenarios
@pytest.mark.parametrize("names_survive", [False, True], ids=["names-lost", "data-lost"])
def test_power_cut_at_every_operation(name: str, names_survive: bool, tmp_path: Path) -> None:
    start, scenario = prepared(name, tmp_path), SCENARIOS[name]
    log = recorded(name, start).log
    run_in = start.parent / "run-0" / "drafts"
    disk = ForgetfulDisk(start)
    disk.top = run_in
    for number, (operation, args, result) in enumerate(log, 1):
        disk.run(operation, args, result)
        left = tmp_path / f"cut-{number}"
        disk.dump(left, names_survive)
        found = state(left)
        assert found in scenario.legal or (found and found == scenario.torn), (number, operation, args)
        shutil.rmtree(left)
    assert found == scenario.legal[-1], "done means durable"


def test_the_model_sees_a_store_without_fsync(tmp_path: Path) -> None:
    start = prepared("edit", tmp_path)
    disk = ForgetfulDisk(start)
    disk.top = start.parent / "run-0" / "drafts"
    for operation, args, result in recorded("edit", start).log:
        if operation != "fsync":
            disk.run(operation, args, result)
    disk.dump(tmp_path / "cut", True)
    with pytest.raises(StoreError):
        state(tmp_path / "cut")


def test_order_of_operations_of_a_save(tmp_path: Path) -> None:
    start = prepared("edit", tmp_path)
    log = recorded("edit", start).log
    opened: dict[int, str] = {}
    steps = []
    for operation, args, result in log:
        if operation == "open":
            name = Path(args[0]).name
            label = "temporary" if name.endswith(".tmp") else name
            opened[result] = label
            if label == "temporary":
                assert args[1] & os.O_EXCL
                assert args[1] & os.O_CREAT
                assert args[2] == 0o600
            steps.append((operation, label))
        elif operation in ("write", "fsync", "close"):
            steps.append((operation, opened[args[0]]))
        elif operation == "replace":
            assert Path(args[0]).parent == Path(args[1]).parent
            steps.append((operation, Path(args[1]).name))
    tail = steps[steps.index(("replace", "shop.toml")) :]
    head = [s for s in steps[: len(steps) - len(tail)] if s[1] == "temporary"]
    once = [("open", "temporary"), ("write", "temporary"), ("fsync", "temporary"), ("close", "temporary")]
    assert head == once * 2, "the backup, then the draft"
    if sys.platform != "win32":
        assert tail == [
            ("replace", "shop.toml"), ("open", "drafts"), ("fsync", "drafts"), ("close", "drafts"),
        ]  # fmt: skip


@posix
def test_every_limit_of_file_size(folder: Path) -> None:
    import resource

    def cut(limit: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        edited(folder, "B" * 200)

    saved(folder)
    old = (folder / "shop.toml").read_bytes()
    codes = set()
    for limit in range(0, len(old) + 448, 64):
        code = in_child(lambda limit=limit: cut(limit))
        codes.add(code)
        assert code in (0, 3)
        if code == 3:
            assert (folder / "shop.toml").read_bytes() == old
    assert codes == {0, 3}
    assert store.load(folder, "shop").draft.subject.name == "B" * 200
    assert store.stray(folder) == []


@posix
def test_reading_needs_no_writing(folder: Path) -> None:
    saved(folder)
    broken = {name: Fault(1, error=errno.ENOSPC, for_good=True).operations()[name] for name in ("write", "mkdir")}
    with operations(**broken):
        assert store.load(folder, "shop").draft.subject.name == "A"
        assert store.names(folder) == ["shop"]


def test_a_cut_removal_does_not_give_its_documents_to_the_next_draft(tmp_path: Path) -> None:
    start = prepared("remove", tmp_path)
    total = recorded("remove", start).count
    for at in range(1, total + 1):
        folder = fresh(start, at)
        fault = Fault(at, error=errno.EIO, for_good=True)
        with operations(**fault.operations()), pytest.raises(StoreError):
            store.remove(folder, "shop", NOW)
        if "shop" not in store.names(folder):
            saved(folder, subject="C")
            assert not store.files_folder(folder, "shop").exists()
            assert store.backups(folder, "shop") == []
            store.remove(folder, "shop", NOW)
            first = min(store.trashed(folder), key=lambda t: t.path.name)
            assert (first.path / "files" / "files" / "business-license.jpg").exists()
        assert store.orphans(folder) == []
