"""The footer to paste: the right number, always escaped, and read back by the check as right."""

import datetime as dt
import html as markup
import json
import re

import pytest
from footer_pages import HEAD, LINK, NAME, NUMBER, POLICE, POLICE_LINK, case, look
from hypothesis import given
from hypothesis import strategies as st

from icpctl import licences
from icpctl.draft import App, Draft, Event, Filing, MiniProgram, Subject
from icpctl.errors import UsageError
from icpctl.footer.page import read_page
from icpctl.footer.snippet import FORMS, Part, snippets, templates
from icpctl.footer.wanted import police_number

HOSTILE = '<script>alert("1")</script>{{7*7}}{x}`*_[a](b)&amp;\'${y}</footer>\\'
SOME_NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)


def one(of: object, form: str = "html", name: str = NAME, police: licences.Licence | None = None) -> str:
    (found,) = snippets(of, form, name, police)[0]  # type: ignore[arg-type]
    return found.text


def police(of: object) -> licences.Licence:
    return licences.read(POLICE, of.book, of.day)  # type: ignore[attr-defined]


def test_the_html() -> None:
    of = case()
    assert one(of, police=police(of)) == (
        '<footer style="text-align: center">\n'
        f"  <p>版权所有 {NAME}</p>\n"
        f'  <a href="{LINK}" target="_blank" rel="noopener">{NUMBER}</a>\n'
        '  <img src="beian-icon.png" alt="公安备案图标">'
        f'<a href="{POLICE_LINK}" target="_blank" rel="noopener">{POLICE}</a>\n'
        "</footer>\n"
    )


def test_the_other_forms() -> None:
    of = case("zhejiang", "浙ICP备2023000001号", "浙ICP备2023000001号-1")
    number = "浙ICP备2023000001号-1"
    assert one(of, "text") == f"{number}  {LINK}\n"
    assert one(of, "markdown") == f"[{number}]({LINK})\n"
    assert one(of, "react") == (
        "export function BeianFooter() {\n  return (\n"
        '    <footer style={{ textAlign: "center" }}>\n'
        f'      <a href={{"{LINK}"}} target="_blank" rel="noopener">{{"{number}"}}</a>\n'
        "    </footer>\n  );\n}\n"
    )
    assert one(of, "vue") == (
        '<template>\n  <footer v-pre style="text-align: center">\n'
        f'    <a href="{LINK}" target="_blank" rel="noopener">{number}</a>\n'
        "  </footer>\n</template>\n"
    )


@pytest.mark.parametrize("form", ["html", "vue"])
def test_the_check_finds_the_snippet_right(form: str) -> None:
    of = case()
    html = f"<title>示例科技官网</title><p>x</p>{one(of, form, police=police(of))}".replace("<template>", "").replace(
        "</template>", ""
    )
    found = look(html, of)
    assert (found.ok, found.findings) == (True, [])


def test_where_the_number_of_the_subject_is_wanted() -> None:
    of = case("guangdong", None, "粤ICP备2023000001号-1")
    assert ">粤ICP备2023000001号<" in one(of)
    assert "版权" not in one(of)


@given(SOME_NAMES)
def test_a_name_is_only_ever_text_in_html(name: str) -> None:
    of = case(name=name)
    for form in ("html", "vue"):
        text = one(of, form, name)
        page = read_page(text.replace("<template>", "").replace("</template>", ""))
        assert page.scripts == 0
        assert [x.href for x in page.links] == [LINK]
        assert markup.escape(name, quote=True) in text


@given(SOME_NAMES)
def test_a_name_is_only_ever_a_string_in_react(name: str) -> None:
    text = one(case(name=name), "react", name)
    found = re.search(r"<p>\{(\".*\")\}</p>\n", text)
    assert found is not None
    assert json.loads(found[1]) == f"版权所有 {name}"
    assert "<" not in found[1]


def test_hostile_names() -> None:
    of = case(name=HOSTILE)
    texts = {form: one(of, form, HOSTILE) for form in FORMS}
    for form in ("html", "markdown", "react", "vue"):
        assert "<script" not in texts[form], form
        assert texts[form].count("</footer>") == (0 if form == "markdown" else 1), form
    assert "](b)" not in texts["markdown"]
    assert "v-pre" in texts["vue"]
    assert HOSTILE in texts["text"]


def test_links_are_escaped_as_well() -> None:
    for form, write in FORMS.items():
        text = write([Part("x", 'https://a.cn/"><script>')], templates(case().book))
        if form in ("html", "vue", "react"):
            assert '"><script>' not in text, form


@pytest.mark.parametrize(("subject", "site"), [(None, None), (HEAD, None)])
def test_without_a_number_it_refuses_and_says_where_it_comes_from(subject: str | None, site: str | None) -> None:
    with pytest.raises(UsageError) as refused:
        snippets(case(subject=subject, site=site), "html", NAME)
    assert refused.value.key == "footer_no_licence"
    for word in ("site[0].licence", "icpctl mark example-com approved", "beian.miit.gov.cn"):
        assert word in refused.value.text() + refused.value.hint()


def test_a_malformed_number_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        snippets(case(site="<script>"), "html", NAME)
    assert refused.value.key == "footer_bad_licence"


def test_without_a_name_for_the_copyright_line_it_refuses() -> None:
    with pytest.raises(UsageError) as refused:
        snippets(case(), "html", "")
    assert refused.value.key == "footer_no_name"


def test_services_without_a_number_are_named() -> None:
    of = case()
    of.draft.site.append(type(of.draft.site[0])(name="示例商城", domains=["example.net"]))
    found, left = snippets(of, "html", NAME)
    assert ([s.at for s in found], [w.at for w in left]) == (["site[0]"], ["site[1]"])


def test_an_app_and_a_mini_program_get_their_rules_in_words() -> None:
    app = Draft(
        filing=Filing(type="app-filing"), subject=Subject(province="jiangsu"), app=[App(name="示例", licence=f"{HEAD}-2A")]
    )
    (found,) = snippets(type(case())(app, case().book, case().day), "html", NAME)[0]
    assert found.number == f"{HEAD}-2A"
    assert "版权" not in found.text
    assert any("设置" in w for w in found.words)
    mini = Draft(
        filing=Filing(type="mini-program-filing"),
        subject=Subject(province="jiangsu"),
        mini_program=MiniProgram(name="示例", licence=f"{HEAD}-3X"),
    )
    (found,) = snippets(type(case())(mini, case().book, case().day), "text", NAME)[0]
    assert (found.kind, found.number) == ("mini-program", f"{HEAD}-3X")
    assert any("底部" in w for w in found.words)


def test_the_public_security_number_noted_at_its_approval() -> None:
    when = dt.datetime(2026, 11, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    of = case(events=(Event(event="public-security-approved", at=when, note=f"编号 {POLICE}，图标已下载"),))
    found = police_number(of)
    assert found is not None
    assert found.normalized == POLICE
    assert police_number(case()) is None
