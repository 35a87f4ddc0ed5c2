"""`icpctl footer` as people use it: files, standard input, addresses, drafts."""

import json
import os
from pathlib import Path

import pytest
from footer_pages import LINK, NAME, NUMBER, POLICE, page
from jsonschema import Draft202012Validator
from running import icpctl

from icpctl import schemas
from icpctl.footer import fetching, rendering

GOOD = page()


@pytest.fixture
def shop(home: Path) -> str:
    icpctl("new", "shop", "--example", "qingcloud-new-access")
    assert icpctl("edit", "shop", "--set", f"site[0].licence={NUMBER}").code in (0, 1)
    return "shop"


def checked(*args: object, input: str | bytes | None = None) -> tuple[int, dict]:  # noqa: A002
    done = icpctl("footer", "check", *args, "--json", input=input)
    body = done.json()
    Draft202012Validator(schemas.schema("footer-check")).validate(body)
    return done.code, body


def test_a_file_and_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(GOOD, encoding="utf-8")
    for args, data in (((file,), None), (("-",), GOOD), (("-",), GOOD.encode("gbk"))):
        code, body = checked(*args, input=data)
        assert (code, body["ok"], body["result"], body["network"]) == (0, True, "found", False)
        assert body["found"][0] | {"number": NUMBER, "href": LINK, "kind": "icp-site"} == body["found"][0]


def test_against_a_draft(shop: str) -> None:
    assert checked("-", "--draft", shop, input=GOOD)[0] == 0
    code, body = checked("-", "--draft", shop, input=page("浙ICP备2023000001号-1"))
    assert (code, body["ok"], body["draft"]) == (1, False, shop)
    assert {f["code"] for f in body["findings"]} == {"FTR009", "FTR010"}
    assert icpctl("footer", "check", "-", "--draft", "none", input=GOOD).code == 3


def test_could_not_tell_is_not_right() -> None:
    code, body = checked("-", input="<div id=app></div><script src=a.js></script>")
    assert (code, body["ok"], body["result"]) == (1, False, "could-not-tell")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_words(lang: str, shop: str) -> None:
    done = icpctl("footer", "check", "-", "--draft", shop, "--lang", lang, input=page(link="http://www.miitbeian.gov.cn/"))
    assert done.code == 1
    assert "FTR004" in done.out
    assert NUMBER in done.out


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert icpctl("footer", "check", tmp_path / "none.html").code == 3
    assert icpctl("footer", "check", tmp_path).code == 3
    assert icpctl("footer", "check", "\x00").code == 3
    big = tmp_path / "big.html"
    with big.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    done = icpctl("footer", "check", big)
    assert (done.code, "16 MiB" in done.err) == (3, True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert icpctl("footer", "check", tmp_path / "pipe").code == 3
    deep = tmp_path / "deep.html"
    deep.write_text("<div>" * 200_000, encoding="utf-8")
    assert icpctl("footer", "check", deep).code == 3


def test_a_page_that_prints_escape_sequences_is_shown_harmlessly() -> None:
    nasty = f"<title>\x1b]0;x\x07</title><footer>版权所有 \x1b[31m{NAME} <a href='https://x.cn/\x1b[2J\u202e'>{NUMBER}</a>\x9b31m</footer>"
    for args in ((), ("--json",)):
        done = icpctl("footer", "check", "-", *args, input=nasty)
        assert not set(done.all) & set("\x1b\x07\x9b\u202e")
    assert json.loads(icpctl("footer", "check", "-", "--json", input=nasty).out)["found"]


def test_an_address_says_that_it_goes_online(monkeypatch: pytest.MonkeyPatch, shop: str) -> None:
    asked = []

    def fetch(url: str) -> fetching.Fetched:
        asked.append(url)
        return fetching.Fetched(GOOD.encode("gbk"), "text/html; charset=gbk", "https://www.example.com/", ("example.com",))

    monkeypatch.setattr(fetching, "fetch", fetch)
    done = icpctl("footer", "check", "https://example.com", "--draft", shop)
    assert done.code == 0
    assert "联网" in done.err
    code, body = checked("https://example.com", "--draft", shop)
    assert (code, body["network"], body["source"], body["encoding"]) == (0, True, "https://www.example.com/", "gb18030")
    assert asked == ["https://example.com"] * 2


@pytest.mark.parametrize(
    "url", ["ftp://example.com", "http://example.com:8080/", "https://a:b@example.com/", "file:///etc/passwd"]
)
def test_other_addresses_are_refused_before_anything_happens(url: str) -> None:
    assert icpctl("footer", "check", url).code == 2


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://2130706433/"]
)
def test_inner_addresses_are_not_read(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_resolve", lambda host, _: ["127.0.0.1" if host == "2130706433" else host])
    done = icpctl("footer", "check", url)
    assert done.code == 3
    assert "内部网络" in done.err


def test_rendering(monkeypatch: pytest.MonkeyPatch, shop: str) -> None:
    empty = "<div id=app></div><script src=a.js></script>"
    monkeypatch.setattr(rendering, "browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(rendering, "render_text", lambda *_: GOOD.encode())
    code, body = checked("-", "--render", "--draft", shop, input=empty)
    assert (code, body["ok"], body["rendered"]) == (0, True, True)


def test_rendering_an_address_reaches_the_hosts_of_its_scripts_only(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = "".join(
        f"<script src='{s}'></script>" for s in ("https://cdn.example.com/a.js", "//inner.example.com/b.js", "/c.js")
    )
    came = fetching.Fetched(scripts.encode(), "text/html", "https://example.com/", ("example.com",))
    monkeypatch.setattr(fetching, "fetch", lambda _: came)
    monkeypatch.setattr(fetching, "_resolve", lambda host, _: ["10.0.0.1" if "inner" in host else "93.184.216.34"])
    monkeypatch.setattr(rendering, "browser", lambda: "/usr/bin/chromium")
    given = {}

    def render(program: str, url: str, hosts: dict[str, str]) -> bytes:
        given.update(hosts)
        return GOOD.encode()

    monkeypatch.setattr(rendering, "render", render)
    code, body = checked("https://example.com/", "--render")
    assert (code, body["rendered"]) == (0, True)
    assert set(given) == {"example.com", "cdn.example.com"}


def test_without_a_browser_it_says_so_and_judges_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise rendering.RenderError("browser_missing", variable=rendering.OVERRIDE)

    monkeypatch.setattr(rendering, "browser", none)
    code, body = checked("-", "--render", input=GOOD)
    assert (code, body["ok"], body["rendered"]) == (0, True, False)
    assert "Chromium" in body["render_problem"]
    assert "Chromium" in icpctl("footer", "check", "-", "--render", input=GOOD).err


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "selectolax.lexbor", None)
    done = icpctl("footer", "check", "-", input=GOOD)
    assert (done.code, "icpctl[web]" in done.err) == (3, True)


# --- snippet ---


def test_the_snippet_alone_goes_to_standard_output(shop: str) -> None:
    done = icpctl("footer", "snippet", shop)
    assert done.code == 0
    assert done.out.startswith("<footer")
    assert done.out.endswith("</footer>\n")
    assert "版权所有" in done.err
    assert checked("-", "--draft", shop, input=f"<title>示例科技官网</title>{done.out}")[0] == 0


@pytest.mark.parametrize("form", ["html", "markdown", "react", "vue", "text"])
def test_every_form_as_json(shop: str, form: str) -> None:
    body = icpctl("footer", "snippet", shop, "--format", form, "--public-security", POLICE, "--json").json()
    Draft202012Validator(schemas.schema("footer-snippet")).validate(body)
    assert body["format"] == form
    assert [p["text"] for p in body["snippets"][0]["parts"]] == [f"版权所有 {NAME}", NUMBER, POLICE]


def test_what_is_refused(shop: str) -> None:
    assert icpctl("footer", "snippet", shop, "--format", "pdf").code == 2
    assert icpctl("footer", "snippet", shop, "--public-security", NUMBER).code == 2
    assert icpctl("footer", "snippet", shop, "--public-security", "苏公网安备123号").code == 2
    assert icpctl("footer", "snippet", "none").code == 3
    icpctl("new", "first", "--example", "aliyun-first-filing-individual")
    done = icpctl("footer", "snippet", "first")
    assert (done.code, "icpctl mark first approved --licence" in done.err) == (2, True)
    assert icpctl("footer", "snippet", "first", "--json").json()["error"]["code"] == "footer_no_licence"


def test_the_name_of_a_person_is_masked(home: Path) -> None:
    icpctl("new", "own", "--example", "aliyun-first-filing-individual")
    words = ["--set", "subject.province=jiangsu", "--set", "subject.name=李示例", "--set", f"site[0].licence={NUMBER}"]
    icpctl("edit", "own", *words)
    done = icpctl("footer", "snippet", "own")
    assert done.code == 0
    assert "李示例" not in done.all
    assert "--reveal" in done.err
    assert "李示例" in icpctl("footer", "snippet", "own", "--reveal").out
