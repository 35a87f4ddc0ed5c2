from collections.abc import Iterator
from pathlib import Path

import pytest

from icpctl import disk, store


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A drafts folder that does not exist yet; fsync is left out, because the tests of durability replay a log."""
    monkeypatch.setattr(disk.ops, "fsync", lambda _: None)
    monkeypatch.setattr(disk.ops, "sync_system", lambda _: None)
    monkeypatch.setattr(store, "_cleaned", set())
    return tmp_path / "drafts"
