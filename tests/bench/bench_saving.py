"""How fast many new drafts are saved together, against one full atomic write each; prints a table of ratios.

"bytes" compares putting ready bytes on the disk, "drafts" everything from a Draft to a durable file. Both ways of a pair
run one after the other, because the speed of a disk drifts.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "tests" / "bench")]

from measure import environment  # noqa: E402
from sample_drafts import make  # noqa: E402

from icpctl import disk, draft_file, staging, store, store_many  # noqa: E402
from icpctl.draft import Draft  # noqa: E402

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CHUNK = 256  # as importing


def singly_bytes(folder: Path, drafts: list[Draft], data: bytes) -> None:
    """One atomic write each: temporary file, sync, rename, sync of the folder."""
    for draft in drafts:
        disk.write_private(folder / f"{draft.name}.toml", data)


def together_bytes(folder: Path, drafts: list[Draft], data: bytes) -> None:
    """Chunks, staged."""
    for start in range(0, len(drafts), CHUNK):
        staging.place_together(folder, [(f"{d.name}.toml", data) for d in drafts[start : start + CHUNK]])


def singly(folder: Path, drafts: list[Draft], data: bytes) -> None:
    """One save each."""
    for draft in drafts:
        store.save(folder, draft, None, NOW)


def together(folder: Path, drafts: list[Draft], data: bytes) -> None:
    """Chunks of drafts."""
    for start in range(0, len(drafts), CHUNK):
        done = store_many.save_all(folder, [(d, None) for d in drafts[start : start + CHUNK]], NOW)
        assert not [d for d in done if d.error]


def timed(act: Callable[[Path, list[Draft], bytes], None], top: Path, drafts: list[Draft], data: bytes) -> float:
    """Seconds of one run into a folder of its own."""
    with tempfile.TemporaryDirectory(dir=top) as place:
        folder = Path(place) / "drafts"
        disk.make_folder(folder)
        start = time.perf_counter()
        act(folder, drafts, data)
        return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--in", dest="place", type=Path, help="a folder on the disk to measure")
    told = parser.parse_args()
    count, runs = (64, 1) if told.quick else (1024, 5)
    with tempfile.TemporaryDirectory(dir=told.place) as place:
        top = Path(place)
        make(top / "sample", 1, environment(top))
        sample = store.load(top / "sample", "d00000")
        drafts = [replace(sample.draft, name=f"d{n:05}") for n in range(count)]
        data = draft_file.encode(drafts[0], "d")
        print("| saved | one each /s | together /s | ratio, median of pairs |")
        print("|---|---|---|---|")
        for label, one, many in (("bytes", singly_bytes, together_bytes), ("drafts", singly, together)):
            pairs = [(timed(one, top, drafts, data), timed(many, top, drafts, data)) for _ in range(runs)]
            slow, quick = (count / statistics.median(column) for column in zip(*pairs, strict=True))
            ratio = statistics.median(a / b for a, b in pairs)
            print(f"| {label}, {count} | {slow:.0f} | {quick:.0f} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
