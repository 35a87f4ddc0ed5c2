"""What the store tests share: invented drafts, faults at the Nth operation, and a disk that forgets unsynced data."""

import os
import stat
import warnings
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from icpctl import disk, store
from icpctl.draft import Document, Draft, Event, Site
from icpctl.errors import StoreError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
REAL = SimpleNamespace(**vars(disk.ops))
NAMES = tuple(name for name in vars(REAL) if name != "sleep")


def a_draft(name: str = "shop", subject: str = "南京示例科技有限公司", document: bool = False) -> Draft:
    draft = Draft(name=name)
    draft.subject.name = subject
    draft.subject.cert_valid_to = "long-term"
    draft.site = [Site(name="示例", domains=["example.com"], domain_expires_on="2027-10-01")]
    if document:
        draft.document = [Document(id="business-license", file="files/business-license.jpg")]
    return draft


def put_document(folder: Path, name: str) -> None:
    place = disk.inner_folder(folder, f"{name}.files", "files")
    disk.write_private(place / "business-license.jpg", b"picture of " + b"x" * 300)


def saved(folder: Path, name: str = "shop", subject: str = "A", document: bool = False) -> Path:
    if document:
        store.save(folder, a_draft(name, subject), None, NOW)
        put_document(folder, name)
        loaded = store.load(folder, name)
        loaded.draft.document = a_draft(document=True).document
        return store.save(folder, loaded.draft, loaded, NOW)
    return store.save(folder, a_draft(name, subject), None, NOW)


def edited(folder: Path, subject: str, name: str = "shop", now: datetime = LATER) -> Path:
    before = store.load(folder, name)
    before.draft.subject.name = subject
    return store.save(folder, before.draft, before, now)


def subject_of(folder: Path, name: str = "shop") -> str | None:
    return store.load(folder, name).draft.subject.name


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes; links and pipes with what can be said without opening them."""
    out = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        name = str(path.relative_to(folder))
        if stat.S_ISLNK(mode):
            out[name] = os.fsencode(path.readlink())
        elif stat.S_ISREG(mode):
            out[name] = path.read_bytes()
        elif not stat.S_ISDIR(mode):
            out[name] = oct(stat.S_IFMT(mode)).encode()
    return out


def without_locks(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not name.startswith(".locks")}


@contextmanager
def operations(**changed: Callable):
    """Run with other operations in place of some of the system's."""
    before = dict(vars(disk.ops))
    vars(disk.ops).update(changed)
    try:
        yield
    finally:
        vars(disk.ops).update(before)


@dataclass
class Fault:
    """At operation number `at` (from 1): an error (once or for good), or the end of the process."""

    at: int = 0
    error: int = 0
    for_good: bool = False
    end: str = ""  # before, half, after
    syncs_all: bool = False  # does the system offer one sync for all that was written
    count: int = 0
    log: list[tuple] = field(default_factory=list)

    def operations(self) -> dict[str, Callable]:
        return {name: self._wrapped(name) for name in NAMES}

    def _wrapped(self, name: str) -> Callable:
        left_out = {"fsync": None, "sync_system": self.syncs_all}
        real = (lambda _: left_out[name]) if name in left_out else getattr(REAL, name)

        def run(*args):
            self.count += 1
            here = self.count == self.at
            if here and self.end == "before":
                os._exit(9)
            if here and self.end == "half" and name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
                os._exit(9)
            if self.error and (here or (self.for_good and self.count > self.at)):
                if name == "close":
                    real(*args)
                raise OSError(self.error, os.strerror(self.error))
            result = real(*args)
            self.log.append((name, args, result))
            if here and self.end:
                os._exit(9)
            return result

        return run


def in_child(act: Callable[[], object]) -> int:
    """Run in a forked process; its exit code: 0 done, 3 refused (StoreError), 9 ended by a fault, 1 anything else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        code = 1
        try:
            act()
            code = 0
        except StoreError:
            code = 3
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def state(folder: Path) -> frozenset[str]:
    """What the drafts folder holds, every draft whole and with its documents; raises when one is not."""
    out = set()
    for name in store.names(folder):
        draft = store.load(folder, name).draft
        for document in draft.document:
            assert document.file
            picture = (folder / f"{name}.files" / document.file).read_bytes()
            assert picture.startswith(b"picture"), "a draft points to nothing"
        out.add(f"{name}={draft.subject.name}")
    for gone in store.trashed(folder):
        out.add(f"trash:{gone.name}={store.load_file(gone.path / 'draft.toml').draft.subject.name}")
    return frozenset(out)


@dataclass(frozen=True)
class Scenario:
    """Something that writes: what is there before, what is done, and every state that a cut may leave."""

    prepare: Callable[[Path], object]
    act: Callable[[Path], object]
    legal: tuple[frozenset[str], ...]  # the first is the old state, the last the new one
    # also legal after a power cut, on a disk that tears a rename between two folders
    torn: frozenset[str] = frozenset()


def _set(*items: str) -> frozenset[str]:
    return frozenset(items)


def _removed(folder: Path) -> None:
    saved(folder, document=True)
    edited(folder, "B")
    store.remove(folder, "shop", LATER)


def _twice(folder: Path) -> None:
    saved(folder, document=True)
    edited(folder, "B")


def _with_event(folder: Path) -> None:
    before = store.load(folder, "shop")
    before.draft.event = [Event(event="provider-submitted", at=LATER)]
    before.draft.subject.name = "B"
    store.save(folder, before.draft, before, LATER)


def _attach(folder: Path) -> None:
    before = store.load(folder, "shop")
    draft = store.load(folder, "shop").draft
    file = store.free_document(folder, draft, "business-license", "jpg")
    draft.document = [Document(id="business-license", file=file)]
    draft.subject.name = "B"
    store.save(folder, draft, before, LATER, {file: b"picture, another one"})


BOTH = _set("shop=B", "trash:shop=B")

SCENARIOS = {
    "create": Scenario(lambda _: None, saved, (_set(), _set("shop=A"))),
    "edit": Scenario(lambda f: saved(f, document=True), _with_event, (_set("shop=A"), _set("shop=B"))),
    "remove": Scenario(_twice, lambda f: store.remove(f, "shop", LATER), (_set("shop=B"), _set("trash:shop=B")), BOTH),
    "restore": Scenario(_removed, lambda f: store.restore(f, "shop"), (_set("trash:shop=B"), _set("shop=B")), BOTH),
    "rename": Scenario(
        _twice,
        lambda f: store.rename(f, "shop", "new-shop", LATER),
        (_set("shop=B"), _set("shop=B", "new-shop=B"), _set("new-shop=B")),
    ),
    "copy": Scenario(_twice, lambda f: store.copy(f, "shop", "new-shop", LATER), (_set("shop=B"), _set("shop=B", "new-shop=B"))),
    "attach": Scenario(lambda f: saved(f, document=True), _attach, (_set("shop=A"), _set("shop=B"))),
    "undo": Scenario(_twice, lambda f: store.undo(f, "shop", LATER), (_set("shop=B"), _set("shop=A"))),
}


@dataclass
class Inode:
    kind: str
    data: bytes = b""
    durable: bytes = b""
    names: dict[str, "Inode"] = field(default_factory=dict)
    durable_names: dict[str, "Inode"] = field(default_factory=dict)


class ForgetfulDisk:
    """Replays a log of operations on a model of a disk. `dump` writes what a power cut would leave.

    names_survive False: names that no fsync of their folder covered are lost. True: they survive, the unsynced bytes of
    the files they name do not (as on a file system that orders neither).
    """

    def __init__(self, start: Path) -> None:
        self.top = start
        self.root = self._read(start)
        self.open: dict[int, Inode] = {}

    def _read(self, path: Path) -> Inode:
        if path.is_dir():
            inside = {p.name: self._read(p) for p in path.iterdir()}
            return Inode("folder", names=inside, durable_names=dict(inside))
        data = path.read_bytes()
        return Inode("file", data, data)

    def _find(self, path: Path) -> tuple[Inode, str]:
        node = self.root
        parts = Path(path).relative_to(self.top).parts
        for part in parts[:-1]:
            node = node.names[part]
        return node, parts[-1] if parts else ""

    def _at(self, path: Path) -> Inode:
        node, name = self._find(path)
        return node.names[name] if name else node

    def run(self, name: str, args: tuple, result: object) -> None:
        if name == "open":
            path, flags = args[0], args[1]
            if not Path(path).is_relative_to(self.top):
                return
            if flags & os.O_CREAT:
                node, last = self._find(path)
                node.names.setdefault(last, Inode("file"))
                if flags & os.O_TRUNC:
                    node.names[last].data = b""
            self.open[result] = self._at(path)
        elif name == "write":
            self.open[args[0]].data += bytes(args[1][:result])
        elif name == "fsync" and args[0] in self.open:
            node = self.open[args[0]]
            node.durable, node.durable_names = node.data, dict(node.names)
        elif name == "close":
            self.open.pop(args[0], None)
        elif name == "mkdir" and Path(args[0]).is_relative_to(self.top):
            node, last = self._find(args[0])
            node.names[last] = Inode("folder")
        elif name == "replace":
            old, old_name = self._find(args[0])
            new, new_name = self._find(args[1])
            new.names[new_name] = old.names.pop(old_name)
        elif name in ("unlink", "rmdir"):
            node, last = self._find(args[0])
            del node.names[last]
        else:
            self._run_of_many(name, args, result)

    def _run_of_many(self, name: str, args: tuple, result: object) -> None:
        if name == "sync_system" and result:
            self._sync(self.root)
        elif name == "link":
            old, old_name = self._find(args[0])
            new, new_name = self._find(args[1])
            new.names[new_name] = old.names[old_name]

    def _sync(self, node: Inode) -> None:
        node.durable, node.durable_names = node.data, dict(node.names)
        for inner in node.names.values():
            self._sync(inner)

    def dump(self, target: Path, names_survive: bool) -> None:
        def write(node: Inode, path: Path) -> None:
            if node.kind == "file":
                path.write_bytes(node.durable)
                return
            path.mkdir()
            for name, inner in (node.names if names_survive else node.durable_names).items():
                write(inner, path / name)

        write(self.root, target)
