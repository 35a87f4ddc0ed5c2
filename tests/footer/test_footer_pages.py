"""Pages as they come: encodings, broken HTML, pages made to be slow."""

import time

import pytest
from footer_pages import BOOK, DAY, LINK, NUMBER, case, look, page
from hypothesis import given
from hypothesis import strategies as st

from icpctl import licences
from icpctl.footer.decoding import decode
from icpctl.footer.nesting import is_too_deep
from icpctl.footer.page import TooDeep, read_page
from icpctl.footer.targets import target

TEXT = "版权所有 京ICP备12345678号"


@pytest.mark.parametrize(
    ("data", "header", "encoding"),
    [
        (TEXT.encode(), "", "utf-8"),
        (TEXT.encode("gbk"), "", "gb18030"),
        (TEXT.encode("gbk"), "text/html; charset=GBK", "gb18030"),
        (TEXT.encode("gbk"), "text/html;charset='gb2312'", "gb18030"),
        (b"<meta charset=gbk>" + TEXT.encode("gbk"), "", "gb18030"),
        (b"<META HTTP-EQUIV=Content-Type content='text/html; charset=gb2312'>" + TEXT.encode("gbk"), "", "gb18030"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=gbk", "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "", "utf-16-le"),
        (TEXT.encode("utf-16-be"), "text/html; charset=utf-16be", "utf-16-be"),
        (TEXT.replace("权", "權").replace("备", "備").replace("号", "號").encode("big5"), "text/html; charset=big5", "big5"),
        # Labels that are wrong, unknown, or name what is no encoding of text.
        (b"<meta charset=gbk>" + ("版权" * 99 + "©" + TEXT).encode(), "text/html; charset=utf-8", "utf-8"),
        (b"<meta charset=utf-8>" + TEXT.encode("gbk"), "", "gb18030"),
        (TEXT.encode(), "text/html; charset=zip", "utf-8"),
        (TEXT.encode(), "text/html; charset=unicode_escape", "utf-8"),
        (b"<meta charset=utf-16>" + TEXT.encode(), "", "utf-8"),
    ],
)
def test_encodings(data: bytes, header: str, encoding: str) -> None:
    text, used = decode(data, header)
    assert used == encoding
    found = licences.find(licences.spelled(text), BOOK, DAY)
    assert [n.normalized for _, _, n in found] == ["京ICP备12345678号"]


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_become_text(data: bytes, header: str) -> None:
    assert isinstance(decode(data, header)[0], str)


@given(st.text(st.sampled_from("<>/ab!-\"'= 京ICP备号12345678&;#x"), max_size=200))
def test_any_text_is_a_page(text: str) -> None:
    assert look(text).state in ("found", "not-found", "could-not-tell")


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "\x00",
        "<",
        "<!--",
        "<script>",
        "<a href=",
        "</p></p>",
        "<svg><p>",
        "<frameset>",
        "x" * 100_000,
        "&#0;&#xD800;&#x110000;",
    ],
)
def test_broken_pages_are_read(html: str) -> None:
    assert look(html).state in ("not-found", "could-not-tell")


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("nested", "<div>" * 200_000),
        ("nested with ends that end nothing", "<div><object></div></object>" * 50_000),
        ("nested behind comments", "<div><!--</div>-->" * 100_000),
        ("lists that do not end one another", "<dd><li>" * 50_000),
        ("lists with the ends of others", "<dd><li></ul>" * 50_000),
        ("cells without a table", "<tr><dd><li><td>" * 50_000),
        ("unclosed formats", "".join(f"<b id={i}>" for i in range(3000)) + "<p>x" * 50_000),
    ],
)
def test_pages_made_to_keep_a_parser_busy_are_refused(name: str, html: str) -> None:
    with pytest.raises(TooDeep):
        read_page(html)


@pytest.mark.parametrize(
    "html",
    [
        "<ul>" + "<li><a href=x>y</a>" * 20_000,
        "<table>" + "<tr><td>x" * 20_000,
        "<div><p>x</p></div>" * 20_000,
        "<p>x<br>" * 20_000,
        "<font color=red>x" * 1000 + "<p>y" * 1000,
        "<div>" * 500 + "</div>" * 500,
        "<script>" + "<div>" * 100_000 + "</script>",
    ],
)
def test_ordinary_pages_are_not(html: str) -> None:
    assert not is_too_deep(html)


@pytest.mark.parametrize(
    "unit", ["ICP 备 ", "安 ", "京ICP备1", "1 ", "A1.", "<", '<a "', "&#", "ICP证 ", "B2-1", "版权所有", "\u00a0"]
)
def test_no_text_takes_long(unit: str) -> None:
    """The measure is generous: what this guards against takes minutes."""
    start = time.process_time()
    look(unit * (400_000 // len(unit)), case())
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://a.cn/x", ("https", "a.cn", "/x")),
        ("//A.cn:80", ("https", "a.cn", "")),
        ("http:\\\\a.cn\\b", ("http", "a.cn", "/b")),
        ("ht\ntps://a.cn", ("https", "a.cn", "")),
        ("https://u:p@a.cn#f", ("https", "a.cn", "#f")),
        ("https://[::1]/", ("https", "[::1]", "/")),
        ("mailto:x@a.cn", ("mailto", "", "x@a.cn")),
        ("/x", ("", "", "/x")),
        ("a.cn", ("", "", "a.cn")),
        ("", ("", "", "")),
    ],
)
def test_links_are_read_as_browsers_read_them(href: str, expected: tuple[str, str, str]) -> None:
    assert tuple(target(href)) == expected


def test_the_pages_of_these_tests_are_right() -> None:
    assert (NUMBER in page(), LINK in page(), look(page(), case()).ok) == (True, True, True)
