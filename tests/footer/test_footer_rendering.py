"""Rendering with an installed browser; the tests put a small program in its place."""

import stat
import sys
from pathlib import Path

import pytest

from icpctl.footer import rendering
from icpctl.footer.rendering import RenderError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with #!")


def stand_in(folder: Path, body: str, name: str = "chromium") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport sys, time, pathlib\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_the_browser_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(rendering, "_PLACES", ())
    with pytest.raises(RenderError) as refused:
        rendering.browser()
    assert refused.value.key == "browser_missing"
    assert rendering.OVERRIDE in refused.value.hint()
    program = stand_in(tmp_path, "", "google-chrome")
    assert rendering.browser() == program
    own = stand_in(tmp_path / "own", "", "x")
    monkeypatch.setenv(rendering.OVERRIDE, own)
    assert rendering.browser() == own
    monkeypatch.setenv(rendering.OVERRIDE, str(tmp_path / "none"))
    with pytest.raises(RenderError):
        rendering.browser()


def test_it_may_reach_the_checked_hosts_only() -> None:
    words = rendering.command("chromium", {"example.com": "93.184.216.34", "cdn.example.com": "2606:2800::1"})
    rules = next(w for w in words if w.startswith("--host-resolver-rules="))
    assert rules.partition("=")[2] == "MAP example.com 93.184.216.34, MAP cdn.example.com [2606:2800::1], MAP * ~NOTFOUND"
    assert "--no-proxy-server" in words
    assert "--no-sandbox" not in words


def test_a_page_at_hand_is_rendered_without_any_host(tmp_path: Path) -> None:
    program = stand_in(
        tmp_path,
        "assert '--host-resolver-rules=MAP * ~NOTFOUND' in sys.argv\n"
        "text = pathlib.Path(sys.argv[-1].removeprefix('file://')).read_text(encoding='utf-8')\n"
        "print(text.upper())",
    )
    assert rendering.render_text(program, b"<p>abc").strip() == b"<P>ABC"


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    program = stand_in(tmp_path, "print('<p>x')")
    rendering.render(program, "https://example.com/", {"example.com": "93.184.216.34"})
    assert list((tmp_path / "t").iterdir()) == []


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("", "browser_failed"),
        ("sys.exit(7)", "browser_failed"),
        ("sys.stdout.write('x' * 5_000_000)", "page_too_big"),
        ("import signal; signal.pause()", "browser_slow"),
    ],
)
def test_a_browser_that_fails(tmp_path: Path, body: str, key: str) -> None:
    program = stand_in(tmp_path, body)
    with pytest.raises(RenderError) as refused:
        rendering.render(program, "https://example.com/", {}, seconds=0.5 if "pause" in body else 20)
    assert refused.value.key == key


def test_a_program_that_cannot_start(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("no program", encoding="utf-8")
    with pytest.raises(RenderError) as refused:
        rendering.render(str(path), "https://example.com/", {})
    assert refused.value.key == "browser_failed"
