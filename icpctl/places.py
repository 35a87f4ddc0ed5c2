"""Names and places of drafts: which names are allowed, and where the files of a draft of that name are.

<drafts>/<name>.toml              the draft                  <drafts>/.backups/<name>/   its last saves
<drafts>/<name>.files/            its documents              <drafts>/.trash/<name>~../  removed drafts
"""

import os
import re
import unicodedata
from contextlib import suppress
from pathlib import Path

from icpctl import disk
from icpctl.errors import StoreError, UsageError

LONGEST = 80
SUBCOMMANDS = frozenset(
    ("attach", "check", "read", "list", "show", "search", "stale", "template", "import", "snippet")
)  # fmt: skip
DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))))
SUFFIXES = (".toml", ".lock", ".files")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.ASCII)
_PERSONAL = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9Xx]|[.-][a-z])")
_DOCUMENT = re.compile(r"files/(?!\.)[^/\\:\x00-\x1f\x7f]{1,120}")


def drafts_folder(option: str | None = None) -> Path:
    """Where drafts are: --drafts, else ICPCTL_DRAFTS, else the platform's user data folder. It is not created."""
    wanted = option or os.environ.get("ICPCTL_DRAFTS")
    return _expanded(Path(wanted)) if wanted else _platform("data") / "drafts"


def config_folder() -> Path:
    """Where the user's own rules and settings are: ICPCTL_CONFIG, else the platform's place. It is not created."""
    wanted = os.environ.get("ICPCTL_CONFIG")
    return _expanded(Path(wanted)) if wanted else _platform("config")


def cache_folder() -> Path:
    """Where things are kept that can be made again. It is not created."""
    return _platform("cache")


def _platform(kind: str) -> Path:
    import platformdirs

    return _expanded(getattr(platformdirs, f"user_{kind}_path")("icpctl", appauthor=False))


def _expanded(path: Path) -> Path:
    try:
        path = path.expanduser()
    except RuntimeError:
        raise StoreError("no_home", path=str(path)) from None
    return path.absolute()


def check_name(name: str) -> str:
    """The name, when a draft may be called so; the rule is the same on every system.

    Raises UsageError that says the rule; its value `suggestion` is the nearest allowed name.
    """
    key = name_fault(name)
    if key:
        raise UsageError(key, suggestion=suggested_name(name), longest=LONGEST)
    return name


def check_new_name(name: str) -> str:
    """Like `check_name`, for a draft that is to be called so: the name of a file may not hold a mobile or resident id."""
    if has_number_of_person(name):
        raise UsageError("name_personal", suggestion=nameable(name))
    return check_name(name)


def has_number_of_person(name: str) -> bool:
    """True for a name with a mobile or resident id in it; a domain of figures (13800000000-com) has none."""
    return _PERSONAL.search(name) is not None


def nameable(name: str) -> str:
    """The name without such numbers, as one that would be allowed."""
    return suggested_name(_PERSONAL.sub("draft", name))


def name_fault(name: str) -> str:
    """The wording key of what is wrong with a name, "" when it is allowed."""
    if name in SUBCOMMANDS:
        return "name_reserved"
    if name.partition(".")[0] in DEVICES:
        return "name_device"
    if len(name) > LONGEST:
        return "name_long"
    if not _NAME.fullmatch(name):
        return "name_pattern"
    if name.endswith("."):
        return "name_dot"
    return "name_suffix" if name.endswith(SUFFIXES) else ""


def suggested_name(text: str) -> str:
    """The allowed name nearest to any text: `My Shop` -> `my-shop`; "draft" when nothing of it can stay."""
    name = unicodedata.normalize("NFKC", text).lower()
    name = _shortened(re.sub(r"[^a-z0-9._-]+", "-", name[: 4 * LONGEST]).lstrip("._-")) or "draft"
    if name in SUBCOMMANDS or name.partition(".")[0] in DEVICES:
        name = _shortened(f"draft-{name}")
    return name


def _shortened(name: str) -> str:
    name = name[:LONGEST].rstrip("._-")
    while name.endswith(SUFFIXES):
        name = name.rpartition(".")[0].rstrip("._-")
    return name


def name_from_domain(domain: str) -> str:
    """A draft name from a domain: `Example.com` -> `example-com`, an international name in its ASCII form."""
    import idna

    text = domain.strip().strip(".").lower()
    with suppress(idna.IDNAError):  # not a domain: then any name that is like it
        text = idna.encode(text, uts46=True).decode("ascii")
    return suggested_name(text.replace(".", "-"))


def free_name(folder: Path, base: str) -> str:
    """`base`, or `base-2`, `base-3` ..., whichever is not yet a draft in the folder."""
    name, number = check_name(base), 1
    while exists(folder, name):
        number += 1
        tail = f"-{number}"
        name = base[: LONGEST - len(tail)] + tail
    return name


def exists(folder: Path, name: str) -> bool:
    """True when there is a draft of this name, readable or not."""
    return os.path.lexists(draft_path(folder, name))


def require(folder: Path, name: str) -> Path:
    """The file of a draft that must exist. Raises StoreError that says which names are near."""
    path = draft_path(folder, name)
    disk.check_owner(folder)
    if not exists(folder, name):
        from difflib import get_close_matches

        near = ", ".join(get_close_matches(name, names(folder), n=3, cutoff=0.5))
        raise StoreError("draft_missing_near" if near else "draft_missing", name=name, path=str(path), near=near)
    return path


def names(folder: Path) -> list[str]:
    """The names of all drafts of the folder, sorted, readable or not; none when the folder does not exist."""
    return sorted(stem for stem in _stems(folder) if not name_fault(stem))


def strange_files(folder: Path) -> list[str]:
    """File names that look like drafts but cannot be: conflicted copies of sync programs, odd names."""
    return sorted(f"{stem}.toml" for stem in _stems(folder) if name_fault(stem))


def _stems(folder: Path) -> list[str]:
    disk.check_owner(folder)
    with disk.disk_errors(folder):
        try:
            found = [path.name for path in folder.iterdir()]
        except FileNotFoundError:
            return []
    return [name.removesuffix(".toml") for name in found if name.endswith(".toml") and not name.startswith(".")]


def draft_path(folder: Path, name: str) -> Path:
    """The file of a draft. Raises UsageError for a name that is not allowed."""
    return folder / f"{check_name(name)}.toml"


def files_folder(folder: Path, name: str) -> Path:
    """The folder of a draft's documents."""
    return folder / f"{check_name(name)}.files"


def is_document(file: str) -> bool:
    """True for the name of a document as a draft gives it: `files/` and one plain name; nothing else leads to a file."""
    return _DOCUMENT.fullmatch(file) is not None


def backup_folder(folder: Path, name: str) -> Path:
    """The folder of a draft's last saves."""
    return folder / ".backups" / check_name(name)
