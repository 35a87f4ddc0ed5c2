"""What is found in a page, and what is said of it: each fault alone, with and without a draft."""

import datetime as dt

import pytest
from footer_pages import HEAD, LINK, NAME, NUMBER, POLICE, POLICE_LINK, case, codes, look, page

from icpctl.draft import Event
from icpctl.footer.judging import CODES, Origin
from icpctl.wording import area

GUANGDONG = {"province": "guangdong", "subject": "粤ICP备2023000001号", "site": "粤ICP备2023000001号-1"}


def test_a_right_footer_has_nothing_to_say() -> None:
    for of in (None, case()):
        found = look(page(), of)
        assert (found.ok, found.state, found.findings) == (True, "found", [])
        assert [(s.number.normalized, s.href, s.number.kind) for s in found.found] == [(NUMBER, LINK, "icp-site")]
    assert look(page()).unchecked != []
    assert look(page(), case()).unchecked == []


# what is changed, the code, its severity
FAULTS = {
    "no link": (page(link=""), "FTR003", "error"),
    "an empty link": (page(link=" "), "FTR003", "error"),
    "a dead link": (page(link="http://www.miitbeian.gov.cn/"), "FTR004", "error"),
    "an older dead link": (page(link="http://www.miibeian.gov.cn"), "FTR004", "error"),
    "an old link": (page(link="http://www.beian.miit.gov.cn/"), "FTR004", "warning"),
    "another host": (page(link="https://icp.example.net/"), "FTR005", "error"),
    "a host that looks alike": (page(link="https://beian.miit.gov.cn.example.net/"), "FTR005", "error"),
    "a host behind a name": (page(link="https://beian.miit.gov.cn@example.net/"), "FTR005", "error"),
    "no scheme": (page(link="beian.miit.gov.cn"), "FTR005", "error"),
    "a page of the site": (page(link="#"), "FTR005", "error"),
    "a script": (page(link="javascript:void(0)"), "FTR005", "error"),
    "the platform of the police": (page(link=POLICE_LINK), "FTR005", "error"),
    "http": (page(link="http://beian.miit.gov.cn/"), "FTR006", "note"),
    "malformed": (page("苏ICP备202300001号-1"), "FTR008", "error"),
    "another province": (page("浙ICP备2023000001号-1"), "FTR009", "error"),
    "somebody else": (page("苏ICP备2023000002号-1"), "FTR010", "error"),
    "another site": (page("苏ICP备2023000001号-2"), "FTR011", "error"),
    "no suffix": (page(HEAD), "FTR012", "error"),
    "no copyright line": (page(line="南京示例"), "FTR014", "error"),
    "a copyright of another": (page(line="版权所有 南京示例科技有限公司上海分公司"), "FTR015", "error"),
    "a short copyright": (page(line="版权所有 示例科技"), "FTR015", "error"),
    "a longer copyright": (page(line="版权所有 新南京示例科技有限公司"), "FTR015", "error"),
    "two numbers": (page(more="<a href='https://beian.miit.gov.cn/'>浙ICP备2023000009号-1</a>"), "FTR016", "warning"),
    "the number of an App": (page("苏ICP备2023000001号-1A"), "FTR017", "warning"),
    "a title of another": (page().replace("示例科技官网", "欢迎"), "FTR021", "warning"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str) -> None:
    html, code, severity = FAULTS[name]
    found = look(html, case())
    assert (code, severity) in {(f.code, f.severity) for f in found.findings}
    assert found.ok == (severity != "error" and not any(f.severity == "error" for f in found.findings))


@pytest.mark.parametrize("name", FAULTS)
def test_each_finding_names_its_rule_its_source_and_the_number(name: str) -> None:
    html, code, _ = FAULTS[name]
    (one,) = [f for f in look(html, case()).findings if f.code == code]
    assert one.rule
    assert one.sources
    assert one.message
    assert one.fix
    assert "{" not in one.message + one.fix


@pytest.mark.parametrize(
    "link",
    [
        "https://beian.miit.gov.cn",
        "https://beian.miit.gov.cn/#/Integrated/index",
        "HTTPS://BEIAN.MIIT.GOV.CN/",
        "//beian.miit.gov.cn/",
        " https://beian.miit.gov.cn/ ",
        "https:\\\\beian.miit.gov.cn\\",
        "https://beian.miit.gov.cn:443/",
        "https://beian.miit.gov.cn./",
    ],
)
def test_ways_to_write_the_right_link(link: str) -> None:
    assert look(page(link=link), case()).findings == []


@pytest.mark.parametrize(
    "line",
    [
        f"版权所有 {NAME}",
        f"版权所有{NAME}",
        f"版权所有 © 2020-2026 {NAME}",
        f"{NAME} 版权所有",
        f"{NAME}版权所有，保留所有权利",
        f"版权所有：{NAME}。",
        f"版权所有 {NAME}{NUMBER}",
        f"版权所有 {NAME} 保留一切权利",
        f"<span>版权所有</span><b>{NAME}</b>",
        "版权所有 南京示例科技　有限公司",
    ],
)
def test_ways_to_write_the_copyright_line(line: str) -> None:
    assert not {"FTR014", "FTR015"} & set(codes(look(page(line=line), case())))


def test_a_province_without_the_line_does_not_ask_for_it() -> None:
    of = case("zhejiang", "浙ICP备2023000001号", "浙ICP备2023000001号-1")
    assert look(page("浙ICP备2023000001号-1", line="x"), of).findings == []


def test_where_the_number_of_the_subject_is_wanted() -> None:
    of = case(**GUANGDONG)
    assert look(page("粤ICP备2023000001号", line="x"), of).findings == []
    found = look(page("粤ICP备2023000001号-1", line="x"), of)
    assert [(f.code, f.severity, f.rule, f.at) for f in found.findings] == [
        ("FTR013", "error", "guangdong-footer-form", "site[0].licence")
    ]
    # Only the number of the site is in the draft: that of the subject is its first part.
    assert look(page("粤ICP备2023000001号", line="x"), case(**{**GUANGDONG, "subject": None})).findings == []


def test_without_a_draft_the_number_names_the_province() -> None:
    assert codes(look(page("粤ICP备2023000001号-1", line="x"))) == ["FTR013"]
    assert codes(look(page("浙ICP备2023000001号", line="x"))) == ["FTR012"]
    assert codes(look(page(line="x"))) == ["FTR014"]


def test_without_a_number_in_the_draft_only_the_province_is_compared() -> None:
    assert codes(look(page(), case(subject=None, site=None))) == ["FTR024"]
    assert codes(look(page("浙ICP备2023000001号-1"), case(subject=None, site=None))) == ["FTR009", "FTR024"]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (f"<p>x</p><!-- {NUMBER} -->", "注释"),
        (f"<p>x</p><script>var a = '{NUMBER}'</script>", "脚本"),
        ('<p>x</p><script>var a = "\\u82cfICP\\u59072023000001\\u53f7-1"</script>', "脚本"),
        (f"<p>x</p><img src='a.png' alt='{NUMBER}'>", "图片"),
        (f"<p>x</p><p style='display: none'>{NUMBER}</p>", "隐藏"),
        (f"<p>x</p><p hidden>{NUMBER}</p>", "隐藏"),
        (f"<p>x</p><noscript>{NUMBER}</noscript>", "隐藏"),
        (f"<p>x</p><template><a>{NUMBER}</a></template>", "脚本"),
        (f"<p>x</p><a data-icp='{NUMBER}'>y</a>", "属性"),
        (f"<title>{NUMBER}</title><p>x</p>", "标题"),
        (f"<p>x</p><a href='{LINK}'><img src='a.png'></a>", "图片"),
        ("<p>x</p><img src='/img/beian.png'>", "图片"),
        ("<div id=app></div><script src='/main.js'></script>", "脚本生成"),
        ("<frameset><frame src=a.html></frameset>", "框架"),
        ("<meta http-equiv=refresh content='0; url=/home'>", "meta refresh"),
    ],
)
def test_what_may_be_seen_or_not_could_not_be_told(html: str, why: str) -> None:
    for of in (None, case()):
        found = look(html, of)
        assert (found.state, found.ok) == ("could-not-tell", False)
        (one,) = [f for f in found.findings if f.code == "FTR002"]
        assert one.severity == "warning"
        assert why in one.message


def test_a_page_that_was_rendered_shows_all_it_has() -> None:
    html = "<div id=app></div><script src='/main.js'></script>"
    assert look(html, origin=Origin(rendered=True)).state == "not-found"


def test_no_number_at_all() -> None:
    found = look("<p>正文</p>" * 300 + "<script></script>", case("zhejiang"))
    assert (found.state, [f.code for f in found.findings if f.severity == "error"]) == ("not-found", ["FTR001"])
    (one,) = [f for f in found.findings if f.code == "FTR001"]
    assert "50000" in one.message


def test_the_bottom_of_the_page() -> None:
    body = "<p>正文正文正文正文</p>" * 200
    anchor = f'<a href="{LINK}">{NUMBER}</a> 版权所有 {NAME}'
    assert "FTR007" not in codes(look(f"{body}<p>{anchor}</p>"))
    assert "FTR007" not in codes(look(f"{body}<div class='site-footer'>{anchor}</div><p>{'友情链接' * 100}</p>"))
    assert "FTR007" in codes(look(f"<p>{anchor}</p>{body}"))
    assert "FTR007" in codes(look(f"<header>{anchor}</header><p>x</p>"))
    # The same number in head and foot: one right place is enough.
    assert "FTR007" not in codes(look(f"<header>{NUMBER}</header>{body}<footer>{anchor}</footer>"))


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{LINK}"><span>苏ICP备</span><b>2023000001</b>号-1</a>',
        f'<a href="{LINK}">苏 ICP 备 2023000001 号 - 1</a>',
        f'<a href="{LINK}">蘇ICP備2023000001號-1</a>',
        f'<a href="{LINK}">苏&#73;CP备&#50;023000001号&ndash;1</a>',
        f'<a href="{LINK}">苏ICP\u200b备２０２３０００００１号－１</a>',
        f'<table><tr><td>x<a href="{LINK}">苏ICP备2023000001号-1',
        f'<div><p><a href="{LINK}">备案号：苏ICP备2023000001号-1</div></span></p>',
    ],
)
def test_numbers_are_read_as_people_read_them(html: str) -> None:
    found = look(f"<title>示例科技官网</title><p>版权所有 {NAME}</p>{html}", case())
    assert (found.ok, found.findings) == (True, [])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (f'<a href="{POLICE_LINK}">{POLICE}</a>', []),
        (POLICE, ["FTR018"]),
        (f'<a href="{LINK}">{POLICE}</a>', ["FTR018"]),
        (f'<a href="{POLICE_LINK}">苏公网安备32010202010079号</a>', ["FTR018"]),
        ('<a href="https://beian.mps.gov.cn/">' + POLICE + "</a>", ["FTR018"]),
        (f'<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=32010202010078">{POLICE}</a>', ["FTR019"]),
        (f'<a href="{POLICE_LINK}">苏公网安备11010202010078号</a>', ["FTR008"]),
    ],
)
def test_the_number_of_public_security(more: str, expected: list[str]) -> None:
    found = look(page(more=more), case())
    assert codes(found) == expected
    assert all(f.severity != "error" for f in found.findings)


def test_a_missing_number_of_public_security_is_only_told_after_its_approval() -> None:
    when = dt.datetime(2026, 11, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    approved = Event(event="public-security-approved", at=when, note=POLICE)
    assert codes(look(page(), case(events=(approved,)))) == ["FTR020"]
    assert codes(look(page(), case())) == []


def test_where_the_page_came_from() -> None:
    assert codes(look(page(), case(), Origin("example.com", "www.example.com"))) == []
    assert codes(look(page(), case(), Origin("example.com", "www.example.com", home=False))) == ["FTR022"]
    assert codes(look(page(), case(), Origin("example.com", "example.net"))) == ["FTR023"]


def test_the_site_of_the_page_is_found_by_its_host() -> None:
    of = case()
    of.draft.site.append(type(of.draft.site[0])(name="示例商城", domains=["example.net"], licence="苏ICP备2023000001号-2"))
    shop = page("苏ICP备2023000001号-2").replace("示例科技官网", "示例商城")
    assert codes(look(shop, of, Origin("www.example.net", "www.example.net"))) == []
    wrong = look(page(), of, Origin("example.net", "example.net"))
    assert [(f.code, f.at) for f in wrong.findings] == [("FTR011", "site[1].licence"), ("FTR021", "site[1].name")]
    assert codes(look(page(), of)) == []  # a file may be of any site of the draft


def test_no_name_of_a_person_is_said() -> None:
    of = case(name="李某某", nature="individual")
    said = " ".join(f"{f.message} {f.fix}" for f in look(page(line="版权所有 王某"), of).findings)
    assert "李某某" not in said
    assert "FTR015" in codes(look(page(line="版权所有 王某"), of))


def test_every_code_has_its_words_in_both_languages() -> None:
    for lang in ("zh", "en"):
        words = area(lang, "footer")
        assert {c for c in words if c.startswith("FTR")} == set(CODES)
        assert all(words[c]["title"] and words[c]["message"] and words[c]["fix"] for c in CODES)
