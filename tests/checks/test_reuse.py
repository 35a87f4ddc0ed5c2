"""Drafts compared with one another: by the real program over a folder, and whatever their order."""

import datetime as dt
import hashlib
import json
import random
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))
import case_files
from running import DAY, icpctl

from icpctl import checks, neighbours, store
from icpctl.case import Case
from icpctl.draft import Draft, to_dict
from icpctl.elsewhere import NAMED, Pool
from icpctl.rules import Book

BOOK = Book()
MANY = neighbours.MANY + 5
# What is shared, and must not be seen anywhere in clear: two companies of Guangdong with one principal.
PRIVATE = ("13900000021", "13900000022", "440303198806063312", "huang@example.com", "黄示例")


def drafts_folder() -> Path:
    """Where the drafts of this test are."""
    return store.drafts_folder()


def put(base: str, name: str, **draft: Any) -> Path:
    """A draft file as somebody may have written it by hand."""
    folder = drafts_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = case_files.draft_of({"name": name, "base": base, "draft": draft})
    made.name = name
    path = folder / f"{name}.toml"
    path.write_text(tomli_w.dumps(to_dict(made)), encoding="utf-8")
    path.chmod(0o600)
    return path


def company(number: int, **draft: Any) -> Path:
    """A company of its own that shares nothing with the others but what is given."""
    own = {"name": f"示例{number}有限公司", "cert_number": f"9132010099{number:08}", "licence": ""}
    person = {
        "cert_number": f"3201021985{number:08}",
        "mobile": f"139{number:08}",
        "emergency_phone": f"138{number:08}",
        "email": f"p{number}@example.com",
    }
    site = [{"domains": [f"example-{number}.com"], "licence": "", "ips": [f"119.29.{number // 200}.{number % 200 + 1}"]}]
    merged = {"subject": own, "principal": {**person, **draft.get("principal", {})}, "site": site}
    return put("enterprise-new-access", f"company-{number:03}", **merged)


def found(*words: object) -> dict[str, list[tuple[str, str, str]]]:
    """Draft -> its findings across drafts, as (code, at, severity)."""
    done = icpctl("check", *words, "--json", "--as-of", DAY)
    assert done.code in (0, 1), done.all
    return {
        d["name"]: [(f["code"], f["at"], f["severity"]) for f in d["findings"] if f["code"].startswith("REU")]
        for d in done.json()["drafts"]
    }


def test_two_companies_with_one_principal_are_told_of_each_other_masked() -> None:
    put("app-filing", "one")
    put("enterprise-new-site", "two")
    done = icpctl("check", "--as-of", DAY)
    assert "两份" not in done.out
    assert "（principal.mobile，139****0021）也用在 one" in re.sub(r"\s+", "", done.out).replace("也用在one", "也用在 one")
    assert not [p for p in PRIVATE if p in done.all]
    seen = found()
    for name in ("one", "two"):
        assert {("REU001", "principal.mobile", "warning"), ("REU004", "principal.emergency_phone", "warning")} <= set(seen[name])
    english = icpctl("check", "--lang", "en", "--as-of", DAY)
    assert not [p for p in PRIVATE if p in english.all]


def test_one_draft_is_compared_with_its_folder() -> None:
    put("app-filing", "one")
    path = put("enterprise-new-site", "two")
    everything = found()
    assert found("two") == {"two": everything["two"]}
    assert found(path) == {"two": everything["two"]}
    assert found("two", path)["two"] == everything["two"]


def test_files_outside_are_compared_with_each_other_and_not_with_the_folder(tmp_path: Path) -> None:
    put("app-filing", "one")
    files = [tmp_path / "a.toml", tmp_path / "b.toml"]
    for base, path in zip(("enterprise-new-site", "app-filing"), files, strict=True):
        put(base, path.stem).rename(path)
    assert found(files[0]) == {"a": []}
    both = found(*files)
    assert [code for code, _, _ in both["a"]] == [code for code, _, _ in both["b"]]
    assert both["a"]


def test_new_and_edit_compare_with_the_folder() -> None:
    put("app-filing", "one")
    path = put("enterprise-new-site", "two")
    edited = icpctl("edit", "two", "--site-remark", "公司产品介绍与售后服务说明，不涉及在线交易", "--json", "--as-of", DAY).json()
    assert {f["code"] for f in edited["findings"]} >= {"REU001", "REU004"}
    freed = icpctl("edit", "two", "--principal-mobile", "13900000088", "--json", "--dry-run", "--as-of", DAY).json()
    assert "REU001" not in {f["code"] for f in freed["findings"]}
    path.unlink()
    made = icpctl("new", "two", "--like", "one", "--subject-name", "别的公司", "--subject-cert-number", "91440300MA5000014X",
                  "--allow-gaps", "--json", "--as-of", DAY).json()  # fmt: skip
    assert "REU001" in {f["code"] for f in made["findings"]}


def test_an_unreadable_neighbour_is_left_out() -> None:
    put("app-filing", "one")
    put("enterprise-new-site", "two")
    before = found("two")
    (drafts_folder() / "broken.toml").write_text("schema = ", encoding="utf-8")
    assert found("two") == before


def test_hand_written_spellings_are_the_same_value() -> None:
    put("enterprise-new-site", "one")
    put("individual-first-filing", "two", principal={"mobile": "+86 139-0000-0021"}, site=[{"domains": ["EXAMPLE.com.cn"]}])
    assert {code for code, _, _ in found()["two"]} == {"REU001", "REU006"}


# -- many drafts: the index


def index_files() -> list[Path]:
    """The index of the drafts folder, when there is one."""
    name = hashlib.sha256(str(drafts_folder().absolute()).encode()).hexdigest()[:16]
    return sorted(store.cache_folder().glob(f"compare-{name}.json"))


def folder_of_many() -> list[str]:
    """A folder big enough for an index; the first two companies share a mobile. Gives what must stay hidden."""
    for number in range(MANY):
        company(number, **({"principal": {"mobile": "13900000000"}} if number == 1 else {}))
    return ["13900000000", "320102198500000001", "9132010099", "p1@example.com", "example-1.com", "119.29.0.2", "示例"]


def test_few_drafts_need_no_index() -> None:
    company(0)
    company(1)
    found()
    assert index_files() == []
    assert not (drafts_folder() / neighbours.KEY_FILE).exists()


def test_the_index_holds_nothing_in_clear_and_changes_no_finding() -> None:
    hidden = folder_of_many()
    first = found()
    assert first["company-000"] == first["company-001"] == [("REU001", "principal.mobile", "warning")]
    assert not any(first[name] for name in first if name not in ("company-000", "company-001"))
    (index,) = index_files()
    key = drafts_folder() / neighbours.KEY_FILE
    for path in store.cache_folder().rglob("*"):
        if path.is_file() and path.parent.name != "rules":
            text = path.read_text(encoding="utf-8")
            assert not [h for h in hidden if h in text], path
            assert key.read_bytes().hex() not in text
    if sys.platform != "win32":
        assert index.stat().st_mode & 0o777 == key.stat().st_mode & 0o777 == 0o600
    before = index.read_bytes()
    assert found() == first  # from the index
    assert found("company-000") == {"company-000": first["company-000"]}
    assert index.read_bytes() == before


def test_a_changed_draft_is_read_again() -> None:
    folder_of_many()
    found()
    icpctl("edit", "company-001", "--principal-mobile", "13911112222", "--as-of", DAY)
    assert not any(found().values())
    company(2, principal={"mobile": "13911112222"})
    assert found("company-002") == {"company-002": [("REU001", "principal.mobile", "warning")]}
    (drafts_folder() / "company-001.toml").unlink()
    assert found("company-002") == {"company-002": []}


@pytest.mark.parametrize("damage", ["gone", "cut", "foreign", "text", "bytes", "forged", "other key", "short key"])
def test_a_damaged_index_only_costs_time(damage: str) -> None:
    folder_of_many()
    wanted = found()
    (index,) = index_files()
    key, body = drafts_folder() / neighbours.KEY_FILE, index.read_bytes()
    if damage == "gone":
        index.unlink()
    elif damage == "cut":
        index.write_bytes(body[: len(body) // 2])
    elif damage == "foreign":
        index.write_bytes(b"0" * 64 + b"\n" + body.partition(b"\n")[2])
    elif damage == "text":
        index.write_bytes(b"{}")
    elif damage == "bytes":
        index.write_bytes(b"\xff\x00" * 100)
    elif damage == "forged":
        data = json.loads(body.partition(b"\n")[2])
        data["drafts"] = {name: [*row[:4]] for name, row in data["drafts"].items()}
        index.write_bytes(body.partition(b"\n")[0] + b"\n" + json.dumps(data).encode())
    elif damage == "other key":
        key.write_bytes(b"k" * 32)
    else:
        key.write_bytes(b"short")
    assert found() == wanted
    assert found() == wanted
    assert len(key.read_bytes()) == 32


def test_dry_run_writes_no_index() -> None:
    folder_of_many()
    icpctl("edit", "company-001", "--principal-mobile", "13911112222", "--dry-run", "--as-of", DAY)
    assert index_files() == []
    assert not (drafts_folder() / neighbours.KEY_FILE).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_a_cache_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    folder_of_many()
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = icpctl("check", "company-001", "--json", "--as-of", DAY, env={"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert {f["code"] for f in blocked.json()["drafts"][0]["findings"]} >= {"REU001"}


# -- whatever the order


NUMBERS = st.sampled_from(["13900000001", "13900000002", "13900000003"])
DRAFTS = st.lists(
    st.fixed_dictionaries(
        {
            "base": st.sampled_from(["individual-first-filing", "enterprise-new-access", "enterprise-new-site", "app-filing"]),
            "subject": st.sampled_from(["a", "b", "c", ""]),
            "mobile": NUMBERS,
            "emergency": NUMBERS,
        }
    ),
    min_size=2,
    max_size=7,
)


def made(one: dict[str, str], name: str) -> Draft:
    """A draft with a subject and phones from a few."""
    subject = {"name": f"主体{one['subject']}" if one["subject"] else "", "cert_number": ""}
    person = {"mobile": one["mobile"], "emergency_phone": one["emergency"]}
    if one["base"] == "individual-first-filing":
        person |= {"cert_number": "", "name": ""}
    other = {"site": [{"principal": {"same_as_subject": True}}]} if one["base"] == "enterprise-new-site" else {}
    draft = case_files.draft_of({"name": name, "base": one["base"], "draft": {"subject": subject, "principal": person, **other}})
    draft.name = name
    return draft


def judged(drafts: list[Draft], *, ask_all: bool = False) -> dict[str, list[Any]]:
    """Draft -> its findings across drafts; `ask_all`: also of drafts that share nothing."""
    pool = Pool()
    cases = [Case(d, BOOK, dt.date(2026, 11, 22)) for d in drafts]
    places = [pool.add(c.draft.name, pool.entry(c)) for c in cases]
    out = {}
    for case, place in zip(cases, places, strict=True):
        others = pool.beside(case, place)
        others.shares |= ask_all
        beside = Case(case.draft, case.book, case.day, others)
        out[case.draft.name] = [
            f for one in checks.all_checks() if one.code.startswith("REU") for f in checks._judge(one, beside)
        ]
    return out


@settings(max_examples=60, deadline=None)
@given(DRAFTS, st.randoms(use_true_random=False))
def test_the_order_of_the_drafts_does_not_matter(listed: list[dict[str, str]], shuffle: random.Random) -> None:
    drafts = [made(one, f"d{n}") for n, one in enumerate(listed)]
    wanted = {name: [(f.code, f.at, f.severity, f.rule) for f in found] for name, found in judged(drafts).items()}
    shuffle.shuffle(drafts)
    assert {name: [(f.code, f.at, f.severity, f.rule) for f in found] for name, found in judged(drafts).items()} == wanted


@settings(max_examples=60, deadline=None)
@given(DRAFTS)
def test_when_one_is_told_of_another_the_other_is_told_of_it(listed: list[dict[str, str]]) -> None:
    listed = [one for one in listed if one["subject"]][: NAMED + 1]  # all others are named
    seen = judged([made(one, f"d{n}") for n, one in enumerate(listed)])
    told = {(f.code, name, other) for name, all_ in seen.items() for f in all_ for other in re.findall(r"d\d", f.message)}
    assert {(code, b, a) for code, a, b in told} == told


SHARED = {
    "code": {"site": [{"resource_code": "AB12cd34ef"}]},
    "domain": {"site": [{"domains": ["shared.cn"]}]},
    "ip": {"site": [{"ips": ["119.29.29.77"]}]},
    "licence": {"subject": {"licence": "苏ICP备2023000001号"}},
    "submitted": {"event": [{"event": "provider-submitted", "at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}]},
    "nothing": {},
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from(list(SHARED))), min_size=2, max_size=6))
def test_a_draft_that_is_said_to_share_nothing_has_no_finding(listed: list[tuple[str, str]]) -> None:
    drafts = []
    for n, (who, what) in enumerate(listed):
        person = {
            "mobile": f"1390000000{n}",
            "emergency_phone": f"1380000000{n}",
            "email": f"p{n}@example.com",
            "cert_number": "",
        }
        draft = {"principal": person, **SHARED[what]}
        draft["subject"] = {
            "licence": "",
            **SHARED[what].get("subject", {}),
            "name": f"主体{who}" if who else "",
            "cert_number": "",
        }
        site = {"domains": [f"d{n}.cn"], "ips": [f"119.29.28.{n}"], "licence": "", "resource_code": ""}
        draft["site"] = [{**site, **SHARED[what].get("site", [{}])[0], "principal": {"same_as_subject": True}}]
        made_ = case_files.draft_of({"name": f"d{n}", "base": "enterprise-new-site", "draft": draft})
        made_.name = f"d{n}"
        drafts.append(made_)
    assert judged(drafts) == judged(drafts, ask_all=True)


@settings(max_examples=60, deadline=None)
@given(DRAFTS)
def test_the_pool_agrees_with_looking_at_every_pair(listed: list[dict[str, str]]) -> None:
    drafts = [made(one, f"d{n}") for n, one in enumerate(listed)]
    for mine, (draft, all_) in zip(listed, zip(drafts, judged(drafts).values(), strict=True), strict=True):
        others = [o for o, d in zip(listed, drafts, strict=True) if d is not draft]
        strangers = [o for o in others if mine["subject"] and o["subject"] and o["subject"] != mine["subject"]]
        shared = any(o["mobile"] == mine["mobile"] for o in strangers)
        severities = [f.severity for f in all_ if f.code == "REU001" and f.at == "principal.mobile"]
        assert (severities != [] and severities != ["note"]) == shared


def test_ten_thousand_subjects_with_one_address_are_counted_and_three_are_named() -> None:
    pool, base = Pool(), case_files.draft_of({"name": "x", "base": "individual-first-filing"})
    for number in range(10_000):
        base.name, base.subject.cert_number = f"d{number:05}", f"330102{number:012}"
        case = Case(base, BOOK, dt.date(2026, 11, 22))
        place = pool.add(base.name, pool.entry(case))
    for _ in range(1000):
        used = pool.beside(case, place).others("ip", "47.96.0.10")
    assert (used.count, used.names) == (9_999, ("d00000", "d00001", "d00002"))
