"""What a person sees: the whole way of two filings in a real terminal, and the main pages at 40 columns, as golden screens.

After a wanted change write the screens anew with UPDATE_GOLDEN=1 and read the difference.
"""

import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from person import example_answers
from running import DAY, ROOT, icpctl
from seat import DOWN, ENTER, ESC, Seat, golden

sys.path.insert(0, str(ROOT / "tests" / "cli"))
from cli_cases import columns, saved
from test_cli_parity import as_flags

from icpctl import wording
from icpctl.questions import QUESTIONS, label, place
from icpctl.rules import Book

Start = Callable[..., Seat]


@pytest.fixture
def seat() -> Iterator[Start]:
    """Starts the program on a terminal of 24 rows; what still runs at the end is ended."""
    taken: list[Seat] = []

    def start(*args: object, **more: Any) -> Seat:
        taken.append(Seat(*args, "--as-of", DAY, **more))
        return taken[-1]

    yield start
    for one in taken:
        one.leave()


def draft(drafts: Path, name: str) -> dict[str, Any]:
    """A draft as it lies on disk, without its name and the times of saving."""
    found = tomllib.loads((drafts / f"{name}.toml").read_text(encoding="utf-8"))
    found.pop("name")
    found["filing"] = {key: value for key, value in found["filing"].items() if not key.endswith("_at")}
    return found


def answers_of(example: str, lang: str) -> dict[str, str]:
    """What a person types for an embedded example, by the words of the questions; what it leaves open gets Enter alone."""
    wording.set_language(lang)
    given, facts = example_answers(example)
    out = {}
    for question in QUESTIONS:
        at = place(question.path)
        value = given.get(at)
        if question.kind == "bool":
            out[label(at)] = {None: ENTER, True: "y", False: "n"}[value]
        elif value is None:
            out[label(at)] = ENTER
        elif question.choices and question.many:
            out[label(at)] = "".join(f"{one}{ENTER}" for one in value)
        else:
            out[label(at)] = ("; ".join(value) if isinstance(value, list) else str(value)) + ENTER
        # What is suggested is ticked already.
        if question.path in ("site[].service_types", "site[].languages") or (value == ["none"] and "individual" in example):
            out[label(at)] = ENTER
    for fact in Book().all("filing-fact"):
        value = facts.get(fact.id)
        out[fact.word("question")] = {None: ENTER, True: "y", False: "n"}[value] if fact["type"] == "bool" else f"{value}{ENTER}"
    offers = ("more", "declare", "preflight")
    texts = {key: wording.t(f"wizard.{key}", what=wording.t("cli.section.site"), count=0) for key in offers}
    out[texts["more"]] = "n"
    out[texts["preflight"]] = "n"
    out[texts["declare"]] = "y"
    for key in ("holds", "does_not"):
        out[wording.t(f"screen.ask.{key}", count=0)] = ENTER
    out |= optional_offers()
    wording.set_language("zh")
    return out


def optional_offers() -> dict[str, str]:
    """Whatever is optional is looked at."""
    site = wording.t("cli.section.site")
    titles = [
        wording.t(f"wizard.page.{key}", service=site) for key in ("subject", "people", "service", "access", "service_people")
    ]
    return {wording.t("wizard.optional", title=title, count=0): "y" for title in titles}


@pytest.mark.parametrize(
    ("example", "lang"), [("aliyun-first-filing-individual", "zh"), ("qingcloud-new-access", "en")], ids=["person", "access"]
)
def test_the_whole_way_leads_to_the_draft_that_flags_make(example: str, lang: str, seat: Start, drafts: Path) -> None:
    one = seat("new", "typed", "--lang", lang)
    answers = answers_of(example, lang)
    end = "还要做什么" if lang == "zh" else "Anything else"
    one.answer_all(answers, last=end)
    rows = one.all_rows()
    first = next(n for n, row in enumerate(rows) if row in ("草稿 typed", "Draft typed"))
    golden(f"{example}.{lang}", rows[:first], drafts)
    golden(f"{example}.{lang}.ending", rows[first:], drafts)
    assert all(columns(row) <= 80 for row in rows)
    one.press(ENTER)
    assert one.to_the_end() == 0
    given, facts = example_answers(example)
    asked = draft(drafts, "typed")["filing"]["facts"]  # what did not help to decide was not asked
    flags = [f"--fact={key}={str(value).lower()}" for key, value in facts.items() if key in asked]
    assert icpctl("new", "flags", *as_flags(given), *flags, "--as-of", DAY).code == 0
    assert draft(drafts, "typed") == draft(drafts, "flags")
    assert len(set(one.asked)) == len(one.asked), "nothing is asked twice"


KNOWN = ("--type", "first-filing", "--nature", "enterprise", "--province", "jiangsu")


def test_the_pages_at_forty_columns(seat: Start, drafts: Path) -> None:
    one = seat("new", "shop", *KNOWN, width=40)
    one.until("上下键翻看")
    golden("list.40", one.rows(), drafts)
    one.press("qy")
    one.until(lambda: "筛选：qy" in one.rows() and any("青云" in row for row in one.rows()))
    golden("list-filtered.40", one.rows(), drafts)
    one.press(ENTER)
    one.answer("备案城市", "nj" + ENTER)
    one.answer("备案区县", "xuanwu" + ENTER)
    one.until("地名要用中文写")
    one.press("玄武区" + ENTER)
    one.answer("主办单位名称", "?" + ENTER)
    one.until("另有")
    one.until(lambda: one.prompt().startswith("主办单位名称"))
    golden("question-with-reasons.40", one.all_rows(), drafts)
    one.press("南京示例科技有限公司" + ENTER)
    one.answer("主办单位证件类型", ":")
    one.answer("去哪里", "")
    golden("sections.40", one.rows(), drafts)
    one.press("保存并停下" + ENTER)
    assert one.to_the_end() == 130
    assert all(columns(row) <= 40 for row in one.all_rows())
    assert draft(drafts, "shop")["subject"]["name"] == "南京示例科技有限公司"


def test_several_of_a_list_findings_and_the_review_page_at_forty_columns(seat: Start, drafts: Path) -> None:
    saved("x")
    one = seat("edit", "x", width=40)
    one.answer("要改哪一项", "")
    golden("review.40", one.rows(), drafts)
    one.press("服务内容" + ENTER)
    one.answer("网站服务内容", " ")
    one.until(lambda: any("[x]" in row for row in one.rows()) or any("[ ]" in row for row in one.rows()))
    one.press(DOWN)
    golden("several-of-a-list.40", settled(one), drafts)
    one.press(ESC)
    one.answer("要改哪一项", "网站名称" + ENTER)
    one.answer("网站名称", "中国第一备案网" + ENTER)
    one.until(lambda: one.prompt().startswith("要改哪一项"))
    rows = one.all_rows()
    start = max(n for n, row in enumerate(rows) if row.startswith("? 网站名称"))
    golden("findings.40", rows[start : next(n for n in range(start, len(rows)) if rows[n].startswith("? 要改"))], drafts)
    one.press(ESC)
    one.answer("还要做什么", "")
    golden("ending.40", one.rows(), drafts)
    one.press(ENTER)
    assert one.to_the_end() == 1
    assert all(columns(row) <= 40 for row in one.all_rows())


def settled(one: Seat) -> list[str]:
    """The screen once the pointer has left the first row."""
    one.until(lambda: not any(row.startswith("> ") and "即时通信" in row for row in one.rows()))
    return one.rows()


def test_line_by_line_the_same_way_is_walked_by_numbers(seat: Start, drafts: Path) -> None:
    one = seat("new", "shop", "--plain", *KNOWN, "--provider", "qingcloud", width=60, height=80)
    for words, keys in (
        ("备案城市", "nanjing"),
        ("备案区县", "玄武区"),
        ("主办单位名称", "南京示例科技有限公司"),
        ("主办单位证件类型", ":"),
        ("去哪里", "1"),
        ("主办单位证件类型", "1"),
        ("主办单位证件号码", "<"),
        ("主办单位证件类型", ""),
        ("主办单位证件号码", "?"),
    ):
        say(one, words, keys)
    one.until("来源：")
    one.until(lambda: last_line(one).startswith("主办单位证件号码"))
    golden("line-by-line", one.rows(), drafts)
    one.press("91320100MA10000175\n")
    one.until(lambda: last_line(one).startswith("证件住所"))
    one.press("\x03")
    assert one.to_the_end() == 130
    assert draft(drafts, "shop")["subject"]["cert_number"] == "91320100MA10000175"


def say(one: Seat, words: str, keys: str) -> None:
    one.until(lambda: last_line(one).startswith(words))
    one.press(keys + "\n")


def last_line(one: Seat) -> str:
    return next((row for row in reversed(one.rows()) if row), "")
