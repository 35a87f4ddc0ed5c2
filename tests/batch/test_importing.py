"""Good rows become drafts, exactly once whatever happens; drafts that exist are never changed unasked."""

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from running import ROOT

from icpctl import disk, run, store
from icpctl.batch import Problem, importing, outcome
from icpctl.batch.importing import How, import_all
from icpctl.batch.judging import Judged
from icpctl.batch.outcome import Fate
from icpctl.draft import Document, Draft, Event, Site, put
from icpctl.errors import Interrupted, StoreError
from icpctl.sheets import Sheet

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHEET = Sheet("clients.csv", "csv", "", "utf-8", lambda: iter(()), [], 0)
MOBILE, OTHER = "13800138000", "13900139000"


def good(name: str, row: int = 2, **answers: Any) -> Judged:
    """A judged group without problems; answers by path, with `__` for a dot; the draft has a derived answer beside them."""
    given = {"subject.name": f"示例{name}", "site[0].domains": [f"{name}.example"]}
    given |= {path.replace("__", "."): value for path, value in answers.items()}
    draft = Draft(name=name)
    draft.site = [Site(home_url=f"www.{name}.example"), *(Site() for n in (1, 2) if f"site[{n}]" in "".join(given))]
    for path, value in given.items():
        put(draft, path, value)
    return Judged(name, [row], [row], draft, [], [], given)


def bad(name: str, row: int) -> Judged:
    told = Problem("clients.csv", "", row, row, "A", "手机", "principal.mobile", "VAL001", "error", "m", "f", draft=name)
    return Judged(name, [row], [row], None, [told])


def go(folder: Path, *rows: Judged, now: datetime = NOW, **how: Any) -> list[Fate]:
    return list(import_all(rows, folder, now, How(**how), run.book(), SHEET))


def states(fates: list[Fate]) -> list[str]:
    return [f"{f.name}:{f.state}" for f in fates]


def codes(fates: list[Fate]) -> list[str]:
    return [p.code for f in fates for p in f.problems]


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*.toml"))}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(disk.ops, "fsync", lambda _: None)
    monkeypatch.setattr(disk.ops, "sync_system", lambda _: True)
    monkeypatch.setattr(store, "_cleaned", set())
    return tmp_path / "drafts"


def with_history(folder: Path, **answers: Any) -> None:
    """The draft `shop` with answers of its own, an event and a document."""
    go(folder, good("shop", principal__mobile=MOBILE, **answers))
    loaded = store.load(folder, "shop")
    loaded.draft.event = [Event(event="provider-submitted", at=NOW)]
    loaded.draft.document = [Document(id="business-license", file="files/a.jpg")]
    loaded.draft.subject.address = "示例路 1 号"
    store.save(folder, loaded.draft, loaded, NOW)


# --- fates ---


def test_every_row_has_its_fate_in_the_order_of_the_sheet(folder: Path) -> None:
    fates = go(folder, good("a", 2), bad("b", 3), good("c", 4), bad("", 5))
    assert states(fates) == ["a:created", "b:refused", "c:created", ":refused"]
    assert [f.rows for f in fates] == [(2,), (3,), (4,), (5,)]
    assert store.names(folder) == ["a", "c"]


def test_the_same_rows_again_change_nothing(folder: Path) -> None:
    rows = [good(f"d{n}", n + 2) for n in range(5)]
    go(folder, *rows)
    before = files(folder)
    for how in ({}, {"update": True}, {"on_conflict": "replace"}, {"on_conflict": "keep"}):
        assert {f.state for f in go(folder, *rows, now=LATER, **how)} == {"unchanged"}
    assert files(folder) == before
    assert not (folder / ".backups").exists()


def test_an_answer_written_by_hand_in_other_words_is_the_same(folder: Path) -> None:
    row = good("shop", subject__nature="enterprise")
    go(folder, row)
    path = folder / "shop.toml"
    path.write_text(path.read_text("utf-8").replace('nature = "enterprise"', 'nature = "企业"'), "utf-8")
    assert states(go(folder, row, now=LATER)) == ["shop:unchanged"]


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_chunks_keep_the_order_and_lose_nothing(folder: Path, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", chunk)
    monkeypatch.setattr(importing, "MOST_PENDING", 2)
    rows = [bad(f"b{n}", n) if n % 3 == 0 else good(f"d{n}", n) for n in range(1, 12)]
    fates = go(folder, *rows)
    assert [f.rows[0] for f in fates] == list(range(1, 12))
    assert [f.state for f in fates] == ["refused" if n % 3 == 0 else "created" for n in range(1, 12)]


def test_a_name_given_twice_is_compared_with_what_was_saved_first(folder: Path) -> None:
    fates = go(folder, good("a", 2), good("a", 3), good("a", 4, principal__mobile=MOBILE))
    assert states(fates) == ["a:created", "a:unchanged", "a:refused"]
    assert "mobile" not in (folder / "a.toml").read_text("utf-8")


# --- a draft that has other answers ---


def test_a_difference_is_refused_with_its_paths_and_without_values(folder: Path) -> None:
    with_history(folder)
    before = files(folder)
    (fate,) = go(folder, good("shop", principal__mobile=OTHER, subject__name="另一家"), now=LATER)
    assert (fate.state, codes([fate])) == ("refused", ["ROW010"])
    told = fate.problems[0]
    assert (told.row, told.draft, told.severity, told.path) == (2, "shop", "error", "subject.name")
    assert "subject.name" in told.message
    assert "principal.mobile" in told.message
    assert not [v for v in (MOBILE, OTHER, "另一家", "示例shop") if v in told.message + told.fix + told.value]
    assert files(folder) == before


def test_keep_counts_it_unchanged(folder: Path) -> None:
    with_history(folder)
    before = files(folder)
    assert states(go(folder, good("shop", principal__mobile=OTHER), on_conflict="keep")) == ["shop:unchanged"]
    assert files(folder) == before


def test_update_takes_the_answers_of_the_row_and_keeps_the_rest(folder: Path) -> None:
    with_history(folder)
    assert states(go(folder, good("shop", principal__mobile=OTHER), now=LATER, update=True)) == ["shop:updated"]
    after = store.load(folder, "shop").draft
    assert (after.principal.mobile, after.subject.address) == (OTHER, "示例路 1 号")
    assert [e.event for e in after.event] == ["provider-submitted"]
    assert [d.id for d in after.document] == ["business-license"]
    assert (after.filing.created_at, after.filing.updated_at) == (NOW, LATER)
    store.undo(folder, "shop", LATER)
    assert store.load(folder, "shop").draft.principal.mobile == MOBILE


def test_update_adds_sites_and_facts(folder: Path) -> None:
    with_history(folder)
    more = {"site[2].name": "第三", "site[1].domains": ["two.example"], "filing__facts__intent": "use-new-provider"}
    row = good("shop", **more)
    assert states(go(folder, row, now=LATER, update=True)) == ["shop:updated"]
    after = store.load(folder, "shop").draft
    assert [s.domains for s in after.site] == [["shop.example"], ["two.example"], []]
    assert (after.site[2].name, after.filing.facts.intent) == ("第三", "use-new-provider")
    assert states(go(folder, row, now=LATER)) == ["shop:unchanged"]


def test_update_with_keep_fills_only_what_is_open(folder: Path) -> None:
    with_history(folder)
    row = good("shop", principal__mobile=OTHER, principal__email="a@example.com")
    assert states(go(folder, row, now=LATER, update=True, on_conflict="keep")) == ["shop:updated"]
    after = store.load(folder, "shop").draft
    assert (after.principal.mobile, after.principal.email) == (MOBILE, "a@example.com")
    assert states(go(folder, row, now=LATER, update=True, on_conflict="keep")) == ["shop:unchanged"]


def test_update_with_fail_refuses_only_what_would_be_overwritten(folder: Path) -> None:
    with_history(folder)
    row = good("shop", principal__email="a@example.com")
    assert states(go(folder, row, update=True, on_conflict="fail")) == ["shop:updated"]
    assert codes(go(folder, good("shop", principal__mobile=OTHER), update=True, on_conflict="fail")) == ["ROW010"]


def test_replace_keeps_events_documents_and_the_beginning(folder: Path) -> None:
    with_history(folder)
    old = (folder / "shop.toml").read_bytes()
    assert states(go(folder, good("shop", principal__mobile=OTHER), now=LATER, on_conflict="replace")) == ["shop:updated"]
    after = store.load(folder, "shop").draft
    assert (after.principal.mobile, after.subject.address) == (OTHER, None)
    assert ([e.event for e in after.event], [d.id for d in after.document]) == (["provider-submitted"], ["business-license"])
    assert (after.filing.created_at, after.filing.updated_at) == (NOW, LATER)
    assert store.backups(folder, "shop")[0].read_bytes() == old


def test_gaps_of_a_row_are_not_those_of_the_draft_that_exists(folder: Path) -> None:
    with_history(folder)
    row = good("shop", principal__mobile=OTHER)
    row.problems = [Problem("f", "", 2, 2, "", "", "subject.city", c, "warning", "m", "f") for c in ("GAP001", "SITE001")]
    assert codes(go(folder, row, update=True)) == ["SITE001"]


@pytest.mark.parametrize("how", [{}, {"update": True}, {"on_conflict": "replace"}, {"on_conflict": "keep"}])
def test_a_draft_that_cannot_be_read_is_named_and_never_overwritten(folder: Path, how: dict[str, Any]) -> None:
    store.prepare(folder)
    (folder / "shop.toml").write_bytes(b"subject = [[[")
    fates = go(folder, good("other", 2), good("shop", 3), **how)
    assert states(fates) == ["other:created", "shop:refused"]
    assert codes(fates) == ["ROW011"]
    assert "shop.toml" in fates[1].problems[0].message
    assert (folder / "shop.toml").read_bytes() == b"subject = [[["


# --- a dry run ---


def test_a_dry_run_tells_what_a_run_would_and_writes_nothing(folder: Path) -> None:
    with_history(folder)
    rows = [good("new", 2), good("shop", 3, principal__mobile=OTHER), bad("b", 4)]
    before = {str(p): p.stat().st_mtime_ns for p in folder.rglob("*")}
    for how in ({}, {"update": True}, {"on_conflict": "keep"}, {"on_conflict": "replace"}):
        told = states(go(folder, *rows, dry_run=True, **how))
        assert {str(p): p.stat().st_mtime_ns for p in folder.rglob("*")} == before
        copy = folder.parent / f"copy-{len(how)}-{how.get('on_conflict')}"
        shutil.copytree(folder, copy)
        assert states(go(copy, *rows, now=LATER, **how)) == told
    assert not (folder.parent / "nowhere").exists()
    assert states(go(folder.parent / "nowhere", good("new"), dry_run=True)) == ["new:created"]
    assert not (folder.parent / "nowhere").exists()


# --- others at the same time ---


def interfere(monkeypatch: pytest.MonkeyPatch, act: Any, times: int = 1) -> None:
    """`act` is done by somebody else just before a chunk is saved."""
    real, left = importing.store_many.save_all, [times]

    def save_all(*args: Any) -> Any:
        if left[0]:
            left[0] -= 1
            act()
        return real(*args)

    monkeypatch.setattr(importing.store_many, "save_all", save_all)


def test_the_same_row_saved_by_somebody_else_meanwhile_is_unchanged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interfere(monkeypatch, lambda: store.save(folder, good("a").draft, None, NOW))  # type: ignore[arg-type]
    assert states(go(folder, good("a"), good("b"))) == ["a:unchanged", "b:created"]


def test_another_draft_of_the_name_meanwhile_is_a_conflict(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = good("a", subject__name="另一家").draft
    interfere(monkeypatch, lambda: store.save(folder, other, None, NOW))  # type: ignore[arg-type]
    fates = go(folder, good("a"), good("b"))
    assert states(fates) == ["a:refused", "b:created"]
    assert codes(fates) == ["ROW010"]
    assert store.load(folder, "a").draft.subject.name == "另一家"


def test_an_update_takes_in_what_somebody_else_changed_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_history(folder)

    def edit() -> None:
        loaded = store.load(folder, "shop")
        loaded.draft.filing.note = "theirs"
        store.save(folder, loaded.draft, loaded, NOW)

    interfere(monkeypatch, edit)
    assert states(go(folder, good("shop", principal__mobile=OTHER), update=True)) == ["shop:updated"]
    after = store.load(folder, "shop").draft
    assert (after.filing.note, after.principal.mobile) == ("theirs", OTHER)


def test_a_draft_removed_meanwhile_is_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_history(folder)
    interfere(monkeypatch, lambda: store.remove(folder, "shop", NOW))
    assert states(go(folder, good("shop", principal__mobile=OTHER), update=True)) == ["shop:created"]
    assert len(store.trashed(folder)) == 1


def test_a_draft_that_others_change_all_the_time_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_history(folder)
    number = iter(range(100))

    def edit() -> None:
        loaded = store.load(folder, "shop")
        loaded.draft.filing.note = f"note {next(number)}"
        store.save(folder, loaded.draft, loaded, NOW)

    interfere(monkeypatch, edit, times=99)
    fates = go(folder, good("shop", principal__mobile=OTHER), good("b"), update=True)
    assert states(fates) == ["shop:refused", "b:created"]
    assert codes(fates) == ["ROW012"]


# --- ends ---


def disk_full_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = disk.ops.write, [count]

    def write(fd: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "full")
        return int(real(fd, data))

    monkeypatch.setattr(disk.ops, "write", write)


def test_a_full_disk_keeps_and_counts_what_was_saved_and_names_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 3)
    rows = [good(f"d{n}", n + 2) for n in range(12)]
    fates: list[Fate] = []
    with monkeypatch.context() as patched:
        disk_full_after(7, patched)
        with pytest.raises(StoreError) as caught:
            fates.extend(import_all(iter(rows), folder, NOW, How(), run.book(), SHEET))
    # extend has taken what came before the error
    assert (caught.value.key, caught.value.exit_code) == ("disk_full", 3)
    assert [f.state for f in fates] == ["created"] * 6 + ["refused"] * 3
    assert set(codes(fates)) == {"ROW012"}
    assert store.names(folder) == [f"d{n}" for n in range(6)]
    assert store.stray(folder) == []
    again = go(folder, *rows)
    assert [f.state for f in again] == ["unchanged"] * 6 + ["created"] * 6


def test_what_was_judged_before_a_signal_is_saved_and_told(folder: Path) -> None:
    def source() -> Iterator[Judged]:
        yield good("a", 2)
        yield bad("b", 3)
        raise Interrupted(130)

    fates: list[Fate] = []
    with pytest.raises(Interrupted):
        fates.extend(import_all(source(), folder, NOW, How(), run.book(), SHEET))
    assert states(fates) == ["a:created", "b:refused"]
    assert store.names(folder) == ["a"]


def test_an_interrupt_at_once_leaves_whole_drafts_and_nothing_temporary(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [good(f"d{n}", n + 2) for n in range(6)]
    for name in ("write", "link", "close", "unlink"):
        for at in range(1, 7):
            shutil.rmtree(folder, ignore_errors=True)
            with monkeypatch.context() as patched:
                real, left = getattr(disk.ops, name), [at]

                def stop(*args: Any, real: Any = real, left: list[int] = left) -> Any:
                    left[0] -= 1
                    if not left[0]:
                        raise KeyboardInterrupt
                    return real(*args)

                patched.setattr(disk.ops, name, stop)
                with contextlib.suppress(KeyboardInterrupt):
                    go(folder, *rows)
            store._cleaned.clear()
            assert {f.state for f in go(folder, *rows)} <= {"created", "unchanged"}
            assert store.names(folder) == [f"d{n}" for n in range(6)]
            store._cleaned.clear()
            go(folder, good("one-more", 99))  # what an interrupt while clearing up leaves goes with the next save
            assert store.stray(folder) == []


def test_memory_holds_one_chunk_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 4)
    alive, most = [0], [0]

    def source() -> Iterator[Judged]:
        for n in range(40):
            alive[0] += 1
            most[0] = max(most[0], alive[0])
            yield good(f"d{n}", n + 2)

    for _ in import_all(source(), folder, NOW, How(), run.book(), SHEET):
        alive[0] -= 1
    assert most[0] <= 5


# --- killed for real ---

WORKER = """
import sys
from pathlib import Path
from test_importing import NOW, SHEET, How, good, import_all, importing
from icpctl import run
importing.CHUNK = 16
count, who = int(sys.argv[2]), sys.argv[3]
rows = (good(f"d{n:04}", n + 2) for n in range(count))
print("ready", flush=True)
for fate in import_all(rows, Path(sys.argv[1]), NOW, How(), run.book(), SHEET):
    print(fate.state, fate.name, flush=True)
"""


def worker(folder: Path, count: int, who: str = "") -> subprocess.Popen[str]:
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)))
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), str(count), who],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


def fates_of(process: subprocess.Popen[str]) -> list[list[str]]:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return [line.split() for line in out.splitlines() if line != "ready"]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_at_random_moments_and_run_again_each_row_is_there_once(tmp_path: Path) -> None:
    count, uncut, folder = 400, tmp_path / "uncut", tmp_path / "drafts"
    process = worker(uncut, count)
    assert process.stdout
    process.stdout.readline()
    ready = time.monotonic()
    assert len(fates_of(process)) == count
    whole = time.monotonic() - ready
    chance = random.Random(20261122)
    cuts, longest = 0, whole / 2
    for _ in range(60):
        if cuts == 10:
            break
        if len(store.names(folder)) == count:  # all is there already: from the beginning, so that each cut is in the middle
            shutil.rmtree(folder)
        process = worker(folder, count)
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.uniform(0, longest))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            cuts += 1
        else:
            longest /= 2
        for name in store.names(folder):
            store.load(folder, name)
    assert cuts == 10
    there = set(store.names(folder))
    last = fates_of(worker(folder, count))
    assert {name for state, name in last if state == "unchanged"} == there
    assert [name for _, name in last] == [f"d{n:04}" for n in range(count)]
    assert files(folder) == files(uncut)
    store.clean_stray(folder)
    assert [p.name for p in folder.iterdir() if p.suffix != ".toml"] == []


def test_two_importers_of_the_same_rows_save_each_once(tmp_path: Path) -> None:
    count, uncut, folder = 200, tmp_path / "uncut", tmp_path / "drafts"
    both = [worker(folder, count, who) for who in "ab"]
    one, two = (fates_of(process) for process in both)
    for (state, name), (other, _) in zip(one, two, strict=True):
        assert sorted((state, other)) == ["created", "unchanged"], name
    fates_of(worker(uncut, count))
    assert files(folder) == files(uncut)


def test_sums_come_out(folder: Path) -> None:
    with_history(folder)
    tally = outcome.Tally()
    for fate in go(folder, good("a", 2), good("shop", 3, principal__mobile=OTHER), bad("b", 4), good("a", 5)):
        outcome.count(tally, fate)
    assert (tally.rows, tally.saved, tally.refused, tally.unchanged) == (4, 1, 2, 1)
