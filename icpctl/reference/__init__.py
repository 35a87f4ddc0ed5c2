"""The pages of `docs/reference/`, made from the program itself: one module per page, found by listing this folder.

`python -m icpctl.reference docs/reference` writes them; a test compares them, so that they cannot fall behind. Nothing
depends on the terminal, the day or the user's own rules. No verb uses this package.
"""

import importlib
import pkgutil
from pathlib import Path

from icpctl import cli, disk, wording
from icpctl.wording import LANGUAGES, t

NO_PAGES = ("text", "__main__")  # what the pages share, and the start


def pages() -> dict[str, str]:
    """Every page: path below `docs/reference/` -> text. Chinese pages lie at the top, English ones in `en/`."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name not in NO_PAGES)
    makers = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    out = {}
    before = wording.language()
    try:
        for lang in LANGUAGES:
            _speak(lang)
            for name, maker in makers.items():
                page = f"{name.replace('_', '-')}.md"
                path = page if lang == "zh" else f"{lang}/{page}"
                out[path] = f"<!-- {t('reference.generated')} -->\n\n{maker.make().rstrip()}\n"
    finally:
        _speak(before)
    return out


def _speak(lang: str) -> None:
    """Use a language. Verbs put their words into their options when they are imported, so they are imported anew.

    Twice, because `batch` takes a sub-verb from a module that comes after it.
    """
    wording.set_language(lang)
    for verb in (*cli.verbs(), *cli.verbs()):
        importlib.reload(importlib.import_module(f"icpctl.commands.{verb}"))


def write(folder: Path) -> list[Path]:
    """Write every page below a folder; the paths that changed."""
    changed = []
    for name, text in pages().items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            disk.make_folder(path.parent)
            disk.write_private(path, text.encode())
            path.chmod(0o644)  # these pages are no secret
            changed.append(path)
    return changed
