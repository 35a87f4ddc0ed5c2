"""A page as an installed Chromium shows it: headless, in a fresh profile, with the network closed but for checked hosts.

The browser runs the scripts of the page. It may reach the hosts that the page itself names for its scripts, each at the
addresses that were checked for it, and nothing else: no other host, no address of the user's own network, no proxy.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from icpctl import disk
from icpctl.errors import IcpctlError

SECONDS = 30
SCRIPT_SECONDS = 8
MOST_BYTES = 4 * 1024 * 1024
MOST_HOSTS = 12
OVERRIDE = "ICPCTL_CHROMIUM"
_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome-headless-shell", "msedge",
    "microsoft-edge", "microsoft-edge-stable", "brave-browser",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)


class RenderError(IcpctlError):
    """There is no browser, or it gave nothing; exit code 3."""


def browser() -> str:
    """The installed Chromium: the one that ICPCTL_CHROMIUM names, else the first that is found. Raises RenderError."""
    wanted = os.environ.get(OVERRIDE)
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise RenderError("browser_missing_named", path=wanted, variable=OVERRIDE)
        return found
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    for place in _PLACES:
        if Path(place).is_file():
            return place
    raise RenderError("browser_missing", variable=OVERRIDE)


def render(program: str, address: str, hosts: dict[str, str], *, seconds: float = SECONDS) -> bytes:
    """The page after its scripts ran, as HTML in UTF-8. hosts: those it may reach, each with its checked address.

    Raises RenderError when the browser takes too long, gives too much, or gives nothing.
    """
    with disk.scratch_folder() as profile:
        return _run([*command(program, hosts), f"--user-data-dir={profile}", address], seconds)


def render_text(program: str, html: bytes, *, seconds: float = SECONDS) -> bytes:
    """The same for a page that is at hand; it may not reach any host."""
    with disk.scratch_folder() as folder:
        page = folder / "page.html"
        disk.write_private(page, html)
        return render(program, page.as_uri(), {}, seconds=seconds)


def command(program: str, hosts: dict[str, str]) -> list[str]:
    """The command line without profile and address."""
    rules = ", ".join([*(f"MAP {host} {_bracketed(address)}" for host, address in hosts.items()), "MAP * ~NOTFOUND"])
    return [
        program, "--headless=new", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
        "--disable-client-side-phishing-detection", "--metrics-recording-only", "--mute-audio", "--no-proxy-server",
        "--block-new-web-contents", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-quic",
        "--disable-features=AsyncDns,DnsOverHttps", "--password-store=basic", f"--host-resolver-rules={rules}",
        f"--virtual-time-budget={SCRIPT_SECONDS * 1000}", f"--timeout={SCRIPT_SECONDS * 1000}", "--dump-dom",
    ]  # fmt: skip


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _run(words: list[str], seconds: float) -> bytes:
    with disk.scratch_file() as out:
        try:
            started = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            raise RenderError("browser_failed", path=words[0], reason=error.strerror or type(error).__name__) from error
        try:
            code = started.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise RenderError("browser_slow", path=words[0], seconds=int(seconds)) from error
        finally:
            _end(started)
        out.seek(0)
        found = out.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise RenderError("page_too_big", path=words[-1], size=f"{MOST_BYTES // 1024 // 1024} MiB")
    if not found.strip():
        raise RenderError("browser_failed", path=words[0], reason=f"exit {code}")
    return found


def _end(started: "subprocess.Popen[bytes]") -> None:
    """End the browser with all its helpers."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            started.kill()
        else:
            os.killpg(started.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        started.wait(5)
