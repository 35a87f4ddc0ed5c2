"""The wizard, answered key by key in this process: every question, every way back, every interruption."""

from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from person import (
    CTRL_B,
    CTRL_C,
    CTRL_D,
    DOWN,
    ENTER,
    ESC,
    F1,
    PASTE,
    UP,
    Person,
    at_keyboard,
    example_answers,
    new_case,
    on_disk,
    typed,
)  # fmt: skip

from icpctl import examples, store, values
from icpctl.answers import pages, wizard
from icpctl.case import Case
from icpctl.draft import answered, get
from icpctl.errors import Interrupted
from icpctl.needs import missing
from icpctl.questions import QUESTIONS, Question, label, of_path, place, words

ACCESS, PERSON = "qingcloud-new-access", "aliyun-first-filing-individual"
OFFER = "可选，现在填吗"


def no_more(text: str, kind: str) -> str:
    """Nothing optional, nothing further: Enter takes what is offered."""
    return "n" if kind == "yes_no" else ENTER


def everything(text: str, kind: str) -> str:
    """All that is optional as well, but no second site."""
    return "y" if OFFER in text else no_more(text, kind)


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, person: Person, case: Case, **more: Any) -> Case:
    with at_keyboard(monkeypatch, person):
        return wizard.ask(case, folder, None, **more)


# --- every question ---

BASE: dict[str, Any] = {"filing.provider": "qingcloud", "subject.province": "jiangsu"}
FIRM = {**BASE, "subject.nature": "enterprise"}
SITUATIONS: tuple[dict[str, Any], ...] = (
    {**FIRM, "filing.type": "new-access", "principal.is_legal_person": "no", "site[0].principal.same_as_subject": "no"},
    {
        **FIRM,
        "filing.type": "first-filing",
        "site[0].pre_approvals": "news",
        "site[0].domain_holder": "other",
        "site[0].resource_code": "ABCD-1234",
    },
    {**BASE, "filing.type": "first-filing", "subject.nature": "individual", "subject.province": "beijing"},
    {**FIRM, "filing.type": "app-filing", "app[0].principal.same_as_subject": "no"},
    {**FIRM, "filing.type": "mini-program-filing", "mini_program.principal.same_as_subject": "no"},
    {**FIRM, "filing.type": "new-site", "subject.services_filed": "2", "subject.licence": "苏ICP备2023000001号"},
    {**FIRM, "filing.type": "change-subject", "subject.services_filed": "2"},
)


def situation(question: Question) -> Case | None:
    """A case that asks the question and does not answer it."""
    at = place(question.path)
    for answers in SITUATIONS:
        try:
            case = new_case({k: v for k, v in answers.items() if k != at})
        except Exception:  # noqa: BLE001, S112
            continue
        if at in {path for path, _ in pages.asked(case)} and get(case.draft, at) in pages.EMPTY:
            return case
    return None


# The type is asked through the facts, declarations by their two lists; these two belong to the form of no filing type.
UNASKED = ("app[].licence", "mini_program.licence")
ASKED = [q for q in QUESTIONS if q.path not in ("filing.type", *UNASKED) and q.section != "declarations"]
# Where the example of the words only shows the form.
REAL = {
    "person_certificate": "320102198503071230",
    "resource_code": "00000000-0000-4000-8000-000000000001",
    "public_key": "AB" * 128,
    "fingerprint": "AB" * 16,
}


@pytest.mark.parametrize("question", ASKED, ids=lambda q: q.path)
def test_every_question_is_reached_and_takes_its_example(question: Question, monkeypatch: Any, tmp_path: Path) -> None:
    case = situation(question)
    assert case is not None, "no situation asks it"
    at, example = place(question.path), REAL.get(question.kind, words(question)[2] or "示例")
    keys = "y" if question.kind == "bool" else (example,) if question.many and question.choices else example + ENTER
    if question.path.endswith("district"):
        keys = "朝阳区" + ENTER
    person = Person({label(at): [keys, ENTER]}, otherwise=lambda text, kind: CTRL_C)
    with suppress(Interrupted):  # at a question whose path only begins like this one
        case = run(monkeypatch, tmp_path, person, case, section=at)
    assert person.asked[0] == label(at)
    by_path = new_case({key: value for key, value in answered(case.draft) if key.endswith("cert_type") and key != at})
    raw = True if question.kind == "bool" else "朝阳区" if question.path.endswith("district") else example
    values.assign(by_path.draft, {at: raw}, by_path.book, by_path.day)
    assert get(case.draft, at) == get(by_path.draft, at) not in pages.EMPTY


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(example=st.sampled_from(examples.names()), by=st.randoms(use_true_random=False))
def test_flags_prompts_and_file_give_the_same_draft(example: str, by: Any) -> None:
    """Some answers are given beforehand (flags, --set and files end in the same answers), the person is asked the rest."""
    answers, facts = example_answers(example)
    ways = [by.choice(("flag", "prompt")) for _ in answers]
    given_ = {at: value for (at, value), way in zip(answers.items(), ways, strict=True) if way == "flag"}
    if not {"subject.nature", "subject.cert_type"} <= set(given_):  # how its number is read follows from them
        given_.pop("subject.cert_number", None)
    person = Person(typed(answers), otherwise=lambda text, kind: ENTER)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        case = run(patch, Path(folder), person, new_case(given_, facts), section="")
        made = dict(answered(case.draft))
    assert missing(case) == []
    by_file = dict(answered(new_case(answers, facts).draft))
    asked = {at for at, _ in pages.asked(case)}
    assert {at: made.get(at) for at in by_file if at in asked or at in given_} == {
        at: value for at, value in by_file.items() if at in asked or at in given_
    }
    assert len(set(person.asked)) == len(person.asked), "nothing is asked twice"
    assert not {label(at) for at in given_} & set(person.asked), "what was given is not asked"


@pytest.mark.parametrize("example", [ACCESS, PERSON, "tencent-new-site", "cancel-access", "huawei-app-filing"])
def test_all_prompts_give_the_draft_of_the_example(example: str, monkeypatch: Any, tmp_path: Path) -> None:
    answers, facts = example_answers(example)
    person = Person(typed(answers), otherwise=everything)
    case = run(monkeypatch, tmp_path, person, new_case({}, facts))
    assert missing(case) == []
    wanted = dict(answered(new_case(answers).draft))
    given = on_disk(tmp_path)
    asked = {at for at, _ in pages.asked(case)}
    assert {at: given.get(at) for at in wanted if at in asked} == {at: v for at, v in wanted.items() if at in asked}
    assert len(set(person.asked)) == len(person.asked), "nothing is asked twice"


# --- back ---


def test_back_leads_from_every_question_to_the_one_before(monkeypatch: Any, tmp_path: Path) -> None:
    answers, facts = example_answers(ACCESS)
    straight = Person(typed(answers), otherwise=no_more)
    plain = on_disk_of(run(monkeypatch, tmp_path / "a", straight, new_case({}, facts)))
    keys = typed(answers)
    once: dict[str, Any] = {}

    def there_and_back(text: str) -> str:
        if text not in once:
            once[text] = True
            return ESC
        return ""

    def otherwise(text: str, kind: str) -> str:
        if there_and_back(text):
            return ESC
        if text in keys and once[text] is True:
            once[text] = "answered"
            found = keys[text]
            return found if isinstance(found, str) else ENTER
        return ENTER if kind != "yes_no" or text in keys else "n"

    person = Person(otherwise=otherwise, most=900)
    person.answers = {text: k for text, k in keys.items() if isinstance(k, tuple)}
    for text, ids in list(person.answers.items()):
        person.answers[text] = [ESC, ids]
    case = run(monkeypatch, tmp_path / "b", person, new_case({}, facts))
    assert on_disk_of(case) == plain
    order = [text for text in straight.asked if OFFER not in text and "？" not in text]
    for earlier, later in pairwise(order):
        first = person.asked.index(later)
        after = [text for text in person.asked[first + 1 :] if OFFER not in text and "？" not in text]
        assert after[0] == earlier, f"back from {later} leads to {after[0]}"


def on_disk_of(case: Case) -> dict[str, Any]:
    return dict(answered(case.draft))


def test_back_from_the_first_question_stays_there(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    person = Person({"接入商": [CTRL_B, "qingcloud" + ENTER], "主办单位性质": CTRL_C})
    with pytest.raises(Interrupted):
        run(monkeypatch, tmp_path, person, new_case({"filing.type": "first-filing"}))
    assert person.asked == ["接入商", "接入商", "主办单位性质"]
    assert "这已经是第一题" in capsys.readouterr().err


def test_a_changed_domain_takes_what_was_derived_along(monkeypatch: Any, tmp_path: Path) -> None:
    given = {**FIRM, "filing.type": "first-filing", "site[0].name": "示例科技官网"}
    person = Person(
        {"域名": ["example.com" + ENTER, "example.net" + ENTER], "应用服务类型": [ESC, ENTER]}, otherwise=lambda t, k: CTRL_C
    )
    with pytest.raises(Interrupted):
        run(monkeypatch, tmp_path, person, new_case(given), section="site[0].")
    assert on_disk(tmp_path)["site[0].home_url"] == "www.example.net"


def test_only_what_a_change_makes_invalid_is_asked_again(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    given = {
        **FIRM,
        "filing.type": "first-filing",
        "subject.city": "南京市",
        "subject.district": "玄武区",
        "subject.name": "南京示例科技有限公司",
    }
    person = Person(
        {
            "主办单位证件类型": ["business-license" + ENTER],
            "主办单位证件号码": [ESC],
        },
        otherwise=lambda t, k: CTRL_C,
    )
    with pytest.raises(Interrupted):
        run(monkeypatch, tmp_path, person, new_case(given))
    assert person.asked == ["主办单位证件类型", "主办单位证件号码", "主办单位证件类型"]
    assert on_disk(tmp_path)["subject.name"] == "南京示例科技有限公司"


def test_what_a_change_makes_invalid_is_asked_again_with_its_old_answer(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    from icpctl.answers.review import review
    from icpctl.answers.sitting import sit

    given = {
        **FIRM,
        "filing.type": "first-filing",
        "subject.cert_type": "business-license",
        "subject.name": "南京示例科技有限公司",
    }
    case = new_case(given)
    rows = {"要改哪一项？": ["主办单位性质" + ENTER, ESC], "主办单位性质": "public-institution" + ENTER}
    person = Person({**rows, "主办单位证件类型": CTRL_C}, otherwise=no_more)
    with pytest.raises(Interrupted), at_keyboard(monkeypatch, person), sit(case, tmp_path, "x", None) as s:
        review(s)
    assert person.asked == ["要改哪一项？", "主办单位性质", "主办单位证件类型"]
    kept = on_disk(tmp_path)
    assert (kept["subject.nature"], kept["subject.name"]) == ("public-institution", "南京示例科技有限公司")
    assert "“主办单位证件类型”不再合适" in capsys.readouterr().err


# --- interruptions: see test_interruptions.py as well ---


@pytest.mark.parametrize("example", [PERSON])
def test_a_kill_at_any_question_costs_nothing_that_was_answered(example: str, monkeypatch: Any, tmp_path: Path) -> None:
    """At each prompt the draft on disk holds all answers so far: what is killed there goes on from there."""
    answers, facts = example_answers(example)
    case = new_case({}, facts)
    person = Person(typed(answers), otherwise=everything)
    real, looked = person.keys, []

    def keys(label: str, kind: str, chosen: Any = ()) -> str:
        if store.names(tmp_path):
            assert on_disk(tmp_path) == on_disk_of(case)
            looked.append(label)
        return real(label, kind, chosen)

    monkeypatch.setattr(person, "keys", keys)
    run(monkeypatch, tmp_path, person, case)
    assert len(looked) > 30


def test_ctrl_c_and_ctrl_d_are_keys_of_every_kind_of_prompt(monkeypatch: Any, tmp_path: Path) -> None:
    for number, (at, key) in enumerate(
        [("filing.provider", CTRL_C), ("filing.provider", CTRL_D), ("subject.city", CTRL_D), ("subject.name", CTRL_C),
         ("subject.name", CTRL_D), ("principal.is_legal_person", CTRL_C), ("site[0].service_types", CTRL_D)]
    ):  # fmt: skip
        given = {k: v for k, v in FIRM.items() if k != at}
        person = Person({label(at): key})
        with pytest.raises(Interrupted):
            run(monkeypatch, tmp_path / str(number), person, new_case({**given, "filing.type": "first-filing"}), section=at)


# --- choosing, pasting, asking why ---


def ask_one(monkeypatch: Any, folder: Path, at: str, keys: Any, **given: Any) -> Any:
    case = new_case({**FIRM, "filing.type": "first-filing", **given})
    person = Person({label(at): keys}, otherwise=lambda text, kind: CTRL_C)
    with suppress(Interrupted):
        case = run(monkeypatch, folder, person, case, section=at)
    return get(case.draft, at)


@pytest.mark.parametrize("typed_text", ["nanjing", "nj", "南京", "320100", "南京市"])
def test_a_city_is_found_by_pinyin_initials_name_and_code(typed_text: str, monkeypatch: Any, tmp_path: Path) -> None:
    assert ask_one(monkeypatch, tmp_path, "subject.city", typed_text + ENTER) == "南京市"


def test_a_place_that_is_not_listed_is_taken_as_typed(monkeypatch: Any, tmp_path: Path) -> None:
    assert ask_one(monkeypatch, tmp_path, "subject.city", "示例新市" + ENTER) == "示例新市"


def test_a_list_scrolls_and_pages(monkeypatch: Any, tmp_path: Path) -> None:
    first = ask_one(monkeypatch, tmp_path, "subject.city", DOWN + ENTER)
    second = ask_one(monkeypatch, tmp_path / "b", "subject.city", DOWN + DOWN + ENTER)
    last = ask_one(monkeypatch, tmp_path / "c", "subject.city", UP + ENTER)
    assert len({first, second, last} - {None, ""}) == 3


def test_enter_alone_takes_no_row_of_a_needed_list(monkeypatch: Any, tmp_path: Path) -> None:
    assert ask_one(monkeypatch, tmp_path, "subject.city", ENTER + ENTER + "wuxi" + ENTER) == "无锡市"
    case = new_case({"filing.type": "first-filing", "filing.provider": "qingcloud"})
    person = Person({"主办单位性质": ENTER + CTRL_C})
    with pytest.raises(Interrupted):
        run(monkeypatch, tmp_path / "b", person, case)
    assert case.draft.subject.nature is None


def test_a_needed_tick_is_asked_for_in_words(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    assert ask_one(monkeypatch, tmp_path, "site[0].content_types", [ENTER, CTRL_C]) in pages.EMPTY
    assert "按空格打勾" in capsys.readouterr().err


@pytest.mark.parametrize("mark", ["?", "？", F1])
def test_why_is_told_and_the_question_comes_again(mark: str, monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    keys = [mark if mark == F1 else mark + ENTER, "南京示例科技有限公司" + ENTER]
    assert ask_one(monkeypatch, tmp_path, "subject.name", keys) == "南京示例科技有限公司"
    assert capsys.readouterr().err.count("来源：") >= 1


def test_of_many_pasted_lines_the_first_counts_and_the_rest_is_named(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    pasted = PASTE.format("南京示例科技有限公司\r\n第二行\r\n第三行") + ENTER
    assert ask_one(monkeypatch, tmp_path, "subject.name", pasted) == "南京示例科技有限公司"
    err = capsys.readouterr().err
    assert "另外 2 行没有用上" in err
    assert "第二行" not in err


def test_pasted_lines_of_a_list_are_all_taken(monkeypatch: Any, tmp_path: Path) -> None:
    pasted = PASTE.format("example.com\nexample.net\n") + ENTER
    assert ask_one(monkeypatch, tmp_path, "site[0].domains", pasted) == ["example.com", "example.net"]


def test_pasted_control_characters_and_full_width_letters_do_no_harm(monkeypatch: Any, tmp_path: Path) -> None:
    pasted = PASTE.format("\u200bｅｘａｍｐｌｅ．ｃｏｍ\x07\x9b31m") + ENTER
    assert ask_one(monkeypatch, tmp_path, "site[0].domains", [pasted, "ｅｘａｍｐｌｅ．ｃｏｍ" + ENTER]) == ["example.com"]
    keys = [PASTE.format("一\x1b]0;x\x07二") + ENTER, "一二" + ENTER]
    assert "\x1b" not in ask_one(monkeypatch, tmp_path / "b", "filing.note", keys)


def test_a_blank_overwrites_nothing_and_a_dash_takes_back(monkeypatch: Any, tmp_path: Path) -> None:
    from icpctl.answers.review import review
    from icpctl.answers.sitting import sit

    case = new_case({**FIRM, "filing.type": "first-filing", "subject.industry": "软件"})
    rows = {"要改哪一项？": ["行业" + ENTER, "行业" + ENTER, ESC]}
    person = Person({**rows, "行业": [ENTER, "-" + ENTER]}, otherwise=lambda t, k: CTRL_C)
    seen: list[Any] = []
    person.answers["行业"] = [ENTER, lambda text: seen.append(case.draft.subject.industry) or "-" + ENTER]
    with at_keyboard(monkeypatch, person), sit(case, tmp_path, "x", None) as s:
        review(s, page=pages.Page("subject"))
    assert seen == ["软件"]
    assert case.draft.subject.industry is None


def test_the_menu_shows_sections_goes_on_and_stops(monkeypatch: Any, tmp_path: Path) -> None:
    person = Person(
        {"主办单位性质": [":", ":"], "去哪里？": [ENTER, "保存并停下" + ENTER], "接入商": "qingcloud" + ENTER},
    )
    with pytest.raises(Interrupted) as stopped:
        run(monkeypatch, tmp_path, person, new_case({"filing.type": "first-filing"}))
    assert person.asked == ["接入商", "主办单位性质", "去哪里？", "主办单位性质", "去哪里？"]
    assert stopped.value.exit_code == 130
    assert on_disk(tmp_path)["filing.provider"] == "qingcloud"


def test_findings_stand_next_to_the_question_and_block_nothing(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    answers, facts = example_answers(ACCESS)
    keys = typed(answers) | {"网站名称": "中国第一备案网" + ENTER}
    case = run(monkeypatch, tmp_path, Person(keys, otherwise=no_more), new_case({}, facts))
    assert case.draft.site[0].name == "中国第一备案网"
    shown = capsys.readouterr().err
    assert "[错误]" in shown.partition("域名：")[0]


def test_another_site_is_asked_with_its_own_questions(monkeypatch: Any, tmp_path: Path) -> None:
    answers, facts = example_answers(ACCESS)
    keys = typed(answers)
    keys |= {"再加一个网站？": ["y", "n"], "网站名称": ["示例科技官网" + ENTER, "示例科技商城" + ENTER]}
    keys |= {"域名": ["example.com" + ENTER, "example.net" + ENTER]}
    case = run(monkeypatch, tmp_path, Person(keys, otherwise=no_more), new_case({}, facts))
    assert [s.domains for s in case.draft.site] == [["example.com"], ["example.net"]]
    assert missing(case) == []


def test_a_draft_that_nobody_named_is_called_by_its_domain(monkeypatch: Any, tmp_path: Path) -> None:
    answers, facts = example_answers(ACCESS)
    run(monkeypatch, tmp_path, Person(typed(answers), otherwise=no_more), new_case({}, facts))
    assert store.names(tmp_path) == ["example-com"]


# --- places narrow each other; what fits an individual comes first ---


def test_a_city_that_is_known_first_proposes_its_province(monkeypatch: Any, tmp_path: Path) -> None:
    given = {
        "filing.type": "first-filing",
        "filing.provider": "qingcloud",
        "subject.nature": "enterprise",
        "subject.city": "无锡市",
    }
    person = Person({"备案省份": ENTER}, otherwise=lambda text, kind: CTRL_C)
    case = new_case(given)
    with pytest.raises(Interrupted):
        run(monkeypatch, tmp_path, person, case)
    assert case.draft.subject.province == "jiangsu"


def test_without_a_province_the_cities_of_all_are_listed_and_with_one_its_own() -> None:
    from icpctl.answers.asking import choices_for

    question = of_path("subject.city")
    assert question is not None
    everywhere = choices_for(new_case(), "subject.city", question)
    there = choices_for(new_case({"subject.province": "jiangsu"}), "subject.city", question)
    assert {"杭州市", "南京市"} <= {c.name for c in everywhere}
    assert {c.id[:2] for c in there} == {"32"}
    district = of_path("subject.district")
    assert district is not None
    assert "海淀区" in {c.name for c in choices_for(new_case({"subject.province": "beijing"}), "subject.district", district)}
    assert choices_for(new_case({"subject.province": "jiangsu"}), "subject.district", district) == []


def test_a_city_that_no_longer_lies_in_the_province_is_asked_again_and_one_that_does_is_kept(
    monkeypatch: Any, tmp_path: Path
) -> None:
    from icpctl.answers.sitting import answer, sit

    case = new_case({**FIRM, "filing.type": "first-filing", "subject.city": "南京市"})
    with sit(case, tmp_path, "x", None) as s:
        assert answer(s, "subject.nature", "public-institution").invalid == []
        told = answer(s, "subject.province", "zhejiang")
    assert "subject.city" in told.invalid
    assert s.draft.subject.city == "南京市"


def test_contents_open_to_individuals_stand_first_and_their_examples_are_theirs(
    monkeypatch: Any, tmp_path: Path, capsys: Any
) -> None:
    from icpctl.answers.asking import choices_for

    question = of_path("site[].content_types")
    assert question is not None
    alone = new_case({**BASE, "filing.type": "first-filing", "subject.nature": "individual"})
    assert {c.id for c in choices_for(alone, "site[0].content_types", question)[:2]} == {"blog-personal-space", "other"}
    person = Person({"网站备注": CTRL_C})
    with pytest.raises(Interrupted):
        run(monkeypatch, tmp_path, person, alone, section="site[0].remark")
    said = capsys.readouterr().err
    assert "个人博客" in said
    assert "本公司" not in said


def test_who_is_at_home_in_the_province_proves_no_residence(monkeypatch: Any, tmp_path: Path) -> None:
    given = {**BASE, "filing.type": "first-filing", "subject.nature": "individual", "subject.cert_type": "resident-id"}
    at_home = new_case({**given, "subject.cert_number": "320102198503071230"})
    away = new_case({**given, "subject.cert_number": "330102199208151015"})
    asked = [{at for at, _ in pages.asked(case)} for case in (at_home, away)]
    assert "subject.residence_proof" not in asked[0]
    assert "subject.residence_proof" in asked[1]


@pytest.mark.parametrize("typed_text", ["20261122", "2026-11-22", "2026年11月22日", "２０２６－１１－２２"])
def test_dates_are_understood_as_people_write_them(typed_text: str, monkeypatch: Any, tmp_path: Path) -> None:
    assert ask_one(monkeypatch, tmp_path, "site[0].domain_realname_on", typed_text + ENTER) == "2026-11-22"


@pytest.mark.parametrize("typed_text", ["长期", "long-term", "永久"])
def test_long_term_is_a_date_without_end(typed_text: str, monkeypatch: Any, tmp_path: Path) -> None:
    assert ask_one(monkeypatch, tmp_path, "subject.cert_valid_to", typed_text + ENTER) == "long-term"


def test_what_another_draft_uses_is_said_on_the_spot(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    answers, facts = example_answers(ACCESS)
    run(monkeypatch, tmp_path, Person(typed(answers), otherwise=no_more), new_case({}, facts))
    capsys.readouterr()
    case = new_case({**FIRM, "filing.type": "first-filing"})
    person = Person({"域名": "example.com" + ENTER}, otherwise=lambda text, kind: CTRL_C)
    with suppress(Interrupted), at_keyboard(monkeypatch, person):
        wizard.ask(case, tmp_path, "second", "site[0].domains")
    said = capsys.readouterr().err
    assert "example-com" in said, said


@pytest.mark.parametrize("example", [ACCESS, PERSON])
def test_no_rule_of_the_place_speaks_of_another_nature(example: str) -> None:
    from icpctl.answers.why import local

    answers, facts = example_answers(example)
    case = new_case(answers, facts)
    named = {line.rule for at, question in pages.asked(case) if (line := local(case, question))}
    assert not any("-gov-tld" in rule or "nonlocal" in rule for rule in named)
    assert local(case, next(q for q in QUESTIONS if q.path == "principal.emergency_phone")) is None or example == PERSON


def test_pinyin_stands_behind_the_places_for_whoever_reads_no_chinese() -> None:
    from icpctl import wording
    from icpctl.answers.searching import found, places, spelled

    wording.set_language("en")
    try:
        shown = [spelled(c) for c in places(new_case().book, "jiangsu")]
    finally:
        wording.set_language("zh")
    assert "南京市 Nanjing" in {c.name for c in shown}
    assert [c.id for c in found("nanjing", shown)] == ["320100"]
    assert found("南京市", shown)[0].id == "320100"
