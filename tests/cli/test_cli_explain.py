"""`explain`, `rules show` and `rules stale`: every rule in words, found by what people call it, with sources and ages."""

import re
import string

import pytest
from running import DAY, icpctl

from icpctl.checks import all_checks
from icpctl.explaining.checks import blank
from icpctl.rules import Book
from icpctl.rules.age import OLD_DAYS
from icpctl.rules.kinds import KINDS

BOOK = Book()
LABEL = re.compile(r"^ *([a-z]+_[a-z_]+)(:|  )", re.MULTILINE)  # a raw key at the start of a line


def explained(*args: str) -> str:
    done = icpctl("explain", *args, "--as-of", DAY, env={"COLUMNS": "200"})
    assert done.code == 0, done.all
    assert done.err == ""
    return done.out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_check_is_explained_without_raw_placeholders(lang: str) -> None:
    for check in all_checks():
        text = explained(check.code, "--lang", lang)
        words = check.en if lang == "en" else check.zh
        assert text.startswith(f"{check.code}  {blank(words.title)}"), check.code
        named = {n for part in (words.message, words.fix) for _, n, _, _ in string.Formatter().parse(part) if n}
        assert [n for n in named if "{" + n + "}" in text] == [], check.code


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", [k for k in KINDS if k != "division"])
def test_every_rule_is_told_in_words(kind: str, lang: str) -> None:
    """No raw key stands before a value; the title, the weight and every source of the first pages are there."""
    for rule in BOOK.all(kind)[:25]:
        text = explained(f"{kind}/{rule.id}", "--lang", lang)
        assert LABEL.findall(text) == [], rule.id
        assert rule.id in text.splitlines()[0]
        for source in BOOK.sources(rule)[:6]:
            assert source.title[:20] in text


def test_a_check_names_its_rules_with_dates_and_a_good_and_a_bad_example() -> None:
    text = explained("PER001")
    body = icpctl("explain", "PER001", "--json").json()
    assert {r["id"] for r in body["rules"]} >= {"national-contacts-distinct", "contact-differs-when-person-differs"}
    for rule in body["rules"]:
        assert rule["id"] in text
        assert rule["sources"]
        assert rule["age_days"] is None or rule["age_days"] >= 0
    for example in body["examples"]:
        assert example["bad"].keys() == example["good"].keys()
        assert example["bad"] != example["good"]
        assert example["finding"]["message"]
    assert body["examples"][0]["finding"]["message"] in text.replace("\n      ", "")


def test_both_sides_of_a_contradiction_are_told() -> None:
    text = explained("shanghai-domain-validity")
    (other,) = icpctl("explain", "shanghai-domain-validity", "--json").json()["rules"][0]["contradicted_by"]
    assert other["rule"] == "shanghai-domain-validity-old"
    for rule in ("shanghai-domain-validity", other["rule"]):
        one = BOOK.one("province-rule", rule)
        assert one
        assert str(one["requirement_zh"]) in text
        assert BOOK.sources(one)[0].title in text
    assert other["source"]["as_of"] in text


@pytest.mark.parametrize("kind", ["province-rule", "national-rule"])
def test_every_contradicting_source_is_named_on_the_other_side(kind: str) -> None:
    for rule in BOOK.all(kind):
        if rule.get("contradicted_by"):
            (told,) = icpctl("explain", f"{kind}/{rule.id}", "--json").json()["rules"]
            named = {(o["source"]["title"], o["source"]["as_of"]) for o in told["contradicted_by"]}
            assert named == {(s.title, s.as_of) for s in BOOK.resolve(rule.scope, rule["contradicted_by"])}
            assert all(o["text"] for o in told["contradicted_by"] if o["rule"])


def test_the_weight_says_why_a_rule_does_not_block() -> None:
    weights = {}
    for rule in BOOK.all("province-rule"):
        if rule["severity"] == "must":
            key = rule.status if rule.status != "current" else rule.confidence
            weights.setdefault(key, icpctl("explain", f"province-rule/{rule.id}", "--json").json()["rules"][0]["weight"])
    assert len({weights[k] for k in ("high", "low", "disputed", "superseded")}) == 4
    assert weights["high"] == weights["medium"]


def test_a_paper_says_when_who_what_how_and_what_makes_it_come_back() -> None:
    document = BOOK.one("document", "authorization-letter")
    assert document
    body = icpctl("explain", "authorization-letter", "--json").json()
    told = next(r for r in body["rules"] if r["kind"] == "document")
    keys = {row["key"] for row in told["says"]}
    assert {"rules", "required_when", "supplied_by", "signature_rule", "stamp_rule", "must_show", "file_rules"} <= keys
    assert {"validity_rules", "province_rules", "rejections"} <= keys
    assert [row["texts"] for row in told["says"] if row["key"] == "must_show"] == [document["must_show"]]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("per001", "PER001"),
        ("ＰＥＲ００１", "PER001"),
        ("两位负责人的手机相同", "PER001"),
        ("JIANGSU-FOOTER", "province-rule/jiangsu-footer"),
        ("jiangsu_footer", "province-rule/jiangsu-footer"),
        ("province-rule/jiangsu-footer", "province-rule/jiangsu-footer"),
        ("江苏", "province/jiangsu"),
        ("营业执照", "document/business-license"),
        ("field:subject.nature", "field/subject.nature"),
        ("域名未实名认证", "rejection/domain-not-realname"),
        ("network-plan", "document/site-construction-plan"),
        ("aliyun-resource-months", "provider-limit/aliyun-resource-months"),
    ],
)
def test_things_are_found_by_what_people_call_them(said: str, found: str) -> None:
    body = icpctl("explain", said, "--json").json()
    names = [body["check"]["code"]] if "check" in body else [f"{r['kind']}/{r['id']}" for r in body["rules"]]
    assert found in names


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("PER01", "PER001"),
        ("jiangsu-foot", "jiangsu-footer"),
        ("授权书", "authorization-letter"),
        ("busines license", "business-license"),
    ],
)
def test_an_unknown_word_gives_near_ones_of_all_kinds(said: str, near: str) -> None:
    done = icpctl("explain", said)
    assert done.code == 3
    assert near in done.err
    error = icpctl("explain", said, "--json").json()["error"]
    assert near in error["hint"]


@pytest.mark.parametrize(
    "said", ["", " ", "x" * 10_000, "é", "/", "province/", "province-rule/nothing", "\u202e", "*", "[", "..", "province/../../x"]
)
def test_odd_words_are_refused_and_nothing_else(said: str) -> None:
    done = icpctl("explain", said)
    assert done.code in (2, 3)
    assert done.out == ""


def test_verbose_and_rules_show_add_the_parameters_as_they_are() -> None:
    short = explained("jiangsu-permit-validity")
    assert "residence_permit_min_remaining_days" not in short
    assert "residence_permit_min_remaining_days" in explained("jiangsu-permit-validity", "--verbose")
    assert "residence_permit_min_remaining_days" in icpctl("rules", "show", "province-rule", "jiangsu-permit-validity").out


# --- ages ---


def test_stale_lists_ages_and_counts_them() -> None:
    body = icpctl("rules", "stale", "--json", "--as-of", DAY).json()
    ages = [r["age_days"] for r in body["rules"]]
    dated = [a for a in ages if a is not None]
    assert body["older_than_days"] == OLD_DAYS
    assert dated == sorted(dated, reverse=True)
    assert ages[len(dated) :] == [None] * (len(ages) - len(dated))
    assert min(dated) > OLD_DAYS
    assert body["count"] == {"old": len(dated), "undated": len(ages) - len(dated)}
    text = icpctl("rules", "stale", "--as-of", DAY).out.splitlines()
    assert len(text) == len(ages) + 2
    assert str(len(dated)) in text[-1]
    assert all("日期不详" in line for line in text[1 + len(dated) : -1])


def test_stale_takes_spans_and_kinds() -> None:
    def rules(*args: str) -> list[str]:
        return [r["id"] for r in icpctl("rules", "stale", *args, "--json", "--as-of", DAY).json()["rules"]]

    assert (
        rules()
        == rules("--older-than", "365d")
        == rules("--older-than", "12m")
        == rules("--older-than", "1y")
        == rules("--years", "1")
    )
    assert rules("--older-than", "2y") == rules("--years", "2") == rules("--older-than", "24m")
    assert len(rules("--older-than", "5y")) < len(rules("--older-than", "2y")) < len(rules())
    listed = icpctl("rules", "stale", "--json", "--as-of", DAY).json()["rules"]
    assert rules("--kind", "domain-rule") == [r["id"] for r in listed if r["kind"] == "domain-rule"]
    for wrong in ("x", "-1d", "1.5y", ""):
        done = icpctl("rules", "stale", "--older-than", wrong)
        assert done.code == 2
        assert "--older-than" in done.err
    assert icpctl("rules", "stale", "--kind", "nothing").code == 2


def test_a_finding_from_an_old_source_says_its_age() -> None:
    icpctl("new", "shop", "--example", "qingcloud-new-access", "--no-input")
    icpctl("edit", "shop", "--set", "site.principal.same_as_subject=false", "--set", "site.remark=")
    body = icpctl("check", "shop", "--json", "--as-of", DAY).json()
    later = icpctl("check", "shop", "--json", "--as-of", "2027-11-22").json()
    found = {(f["code"], f["at"], f["rule"]): f["age_days"] for f in body["drafts"][0]["findings"]}
    older = {(f["code"], f["at"], f["rule"]): f["age_days"] for f in later["drafts"][0]["findings"]}
    assert any(found.values())
    assert all(older[key] == age + 365 for key, age in found.items() if age and key in older)
    text = icpctl("check", "shop", "--as-of", DAY).out.replace("\n", "").replace(" ", "")
    old = [f for f in body["drafts"][0]["findings"] if f["age_days"] and f["age_days"] > OLD_DAYS]
    assert text.count("请向接入商确认现在的口径") == len(old) > 0
