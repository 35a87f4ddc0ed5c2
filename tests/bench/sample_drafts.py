"""Drafts to measure with, made of the embedded examples: invented cases, each copy with a name and a domain of its own.

Every fourth copy is moved to another province in turn, so that the rules of all provinces are read and many more
findings are made than tidy drafts would cause.
"""

from pathlib import Path

from measure import ICPCTL, ROOT, once

PACKAGE = ROOT / "icpctl"


def make(folder: Path, count: int, env: dict[str, str]) -> None:
    """`count` drafts in the folder, named d00000.toml and so on; those that are there already stay."""
    texts = _examples(folder.parent, env)
    provinces = _stems("rules/data/provinces")
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(count):
        path = folder / f"d{number:05}.toml"
        if not path.exists():
            example, text = texts[number % len(texts)]
            text = text.replace(f'name = "{example}"', f'name = "{path.stem}"', 1).replace("example.com", f"example-{number}.com")
            if number % 4 == 3:
                own = text.partition('province = "')[2].partition('"')[0]
                text = text.replace(f'province = "{own}"', f'province = "{provinces[number // 4 % len(provinces)]}"', 1)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)


def _examples(home: Path, env: dict[str, str]) -> list[tuple[str, str]]:
    """(name, file text) of every example, made by the program itself."""
    folder = home / "examples"
    found = []
    for name in _stems("examples"):
        path = folder / f"{name}.toml"
        if not path.exists():
            once([*ICPCTL, "--drafts", str(folder), "new", name, "--example", name], env)
        found.append((name, path.read_text(encoding="utf-8")))
    return found


def _stems(folder: str) -> list[str]:
    return sorted(p.stem for p in (PACKAGE / folder).glob("*.toml"))
