"""`docs/reference/` says what the program says today, whatever the terminal, the day and the user's settings."""

from pathlib import Path

import pytest
from readme_blocks import ROOT

from icpctl import reference, wording

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return reference.pages()


def test_every_page_is_as_the_program_makes_it(made: dict[str, str]) -> None:
    kept = {p.relative_to(REFERENCE).as_posix(): p.read_text(encoding="utf-8") for p in REFERENCE.rglob("*.md")}
    stale = [name for name in {**made, **kept} if made.get(name) != kept.get(name)]
    assert not stale, f"run: python -m icpctl.reference docs/reference ({', '.join(stale)})"


def test_nothing_around_changes_a_page(made: dict[str, str], monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    own = home / "config" / "rules" / "provinces"
    own.mkdir(parents=True)
    (own / "jiangsu.toml").write_text('[[rule]]\nid = "jiangsu-cert"\nas_of = "2027-01-01"\n', encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("ICPCTL_LANG", "en")
    wording.set_language("en")
    assert reference.pages() == made
    assert wording.language() == "en"


def test_no_page_names_a_path_of_this_machine(made: dict[str, str]) -> None:
    for name, text in made.items():
        assert str(ROOT) not in text, name
        assert str(Path.home()) not in text, name


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    assert len(reference.write(tmp_path)) == len(reference.pages())
    assert reference.write(tmp_path) == []
