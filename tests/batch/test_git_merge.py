"""Two people share a drafts folder by git: different changes merge by themselves, the same answer changed twice is a conflict."""

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import ROOT, icpctl

from icpctl import draft, draft_file, merging, store
from icpctl.draft import App, Document, Draft, Event, Site, copy
from icpctl.errors import StoreError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATEST = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def a_draft() -> Draft:
    made = Draft(name="shop")
    made.filing.created_at = made.filing.updated_at = NOW
    made.subject.name, made.subject.address = "南京示例科技有限公司", "示例路 1 号"
    made.principal.name, made.principal.mobile, made.principal.email = "林示例", "13900000001", "lin@example.com"
    made.site = [Site(name="示例官网", domains=["example.com"], ips=["119.29.29.29"], languages=["zh-hans"])]
    made.event = [Event(event="provider-submitted", at=NOW)]
    made.document = [Document(id="business-license", file="files/a.jpg", sha256="1")]
    return made


def data(made: Draft) -> bytes:
    return draft_file.encode(made, "shop.toml")


def changed(at: datetime, **answers: Any) -> Draft:
    """The draft with other answers, `__` for a dot, saved at a time."""
    made = a_draft()
    made.filing.updated_at = at
    for path, value in answers.items():
        draft.put(made, path.replace("__", ".").replace("site.", "site[0]."), value)
    return made


def merged(one: Draft, two: Draft, base: Draft | None = None) -> Draft:
    found = merging.merge(data(base or a_draft()), data(one), data(two), "shop.toml")
    assert found.conflicts == ()
    return draft_file.decode(found.data, "shop.toml")[0]


def conflicts(one: Draft, two: Draft, base: Draft | None = None) -> tuple[str, ...]:
    found = merging.merge(data(base or a_draft()), data(one), data(two), "shop.toml")
    assert b"<<<<<<< ours\n" in found.data
    for side, mark in ((one, False), (two, True)):
        assert draft_file.decode(taken(found.data, theirs=mark), "shop.toml")[0].name == side.name
    return found.conflicts


def taken(text: bytes, *, theirs: bool) -> bytes:
    """What a person gets who takes one side of every mark."""
    out, side = [], ""
    for line in text.splitlines(keepends=True):
        if line.startswith((b"<<<<<<< ", b">>>>>>> ")) or line == b"=======\n":
            side = {b"<": "ours", b"=": "theirs", b">": ""}[line[:1]]
        elif side in ("", "theirs" if theirs else "ours"):
            out.append(line)
    return b"".join(out)


# --- field by field ---


def test_neighbouring_answers_and_the_time_of_the_save_do_not_clash() -> None:
    found = merged(changed(LATER, principal__mobile="13900000002"), changed(LATEST, principal__email="new@example.com"))
    assert (found.principal.mobile, found.principal.email) == ("13900000002", "new@example.com")
    assert (found.filing.created_at, found.filing.updated_at) == (NOW, LATEST)


def test_the_same_answer_changed_twice_is_a_conflict_and_only_that() -> None:
    one = changed(LATER, principal__mobile="13900000002", subject__address="甲路")
    two = changed(LATEST, principal__mobile="13900000003", site__name="新名字")
    assert conflicts(one, two) == ("principal.mobile",)
    text = merging.merge(data(a_draft()), data(one), data(two), "shop.toml").data
    hunk = '<<<<<<< ours\nmobile = "13900000002"\n=======\nmobile = "13900000003"\n>>>>>>> theirs\n'
    assert hunk in text.decode()
    assert text.count(b"<<<<<<<") == 1
    for theirs, mobile in ((False, "13900000002"), (True, "13900000003")):
        by_hand = draft_file.decode(taken(text, theirs=theirs), "shop.toml")[0]
        assert (by_hand.principal.mobile, by_hand.subject.address, by_hand.site[0].name) == (mobile, "甲路", "新名字")


def test_the_same_change_on_both_sides_is_one() -> None:
    one, two = changed(LATER, site__name="新名字"), changed(LATEST, site__name="新名字")
    assert merged(one, two).site[0].name == "新名字"


def test_an_answer_taken_back_is_a_change() -> None:
    found = merged(changed(LATER, principal__email=None), changed(LATER, principal__mobile="13900000002"))
    assert (found.principal.email, found.principal.mobile) == (None, "13900000002")
    assert conflicts(changed(LATER, principal__email=None), changed(LATER, principal__email="b@example.com")) == (
        "principal.email",
    )


def test_events_of_both_are_there_in_the_order_of_their_times() -> None:
    one, two = a_draft(), a_draft()
    one.event.append(Event(event="approved", at=LATEST))
    two.event += [Event(event="sms-verified", at=LATER), Event(event="approved", at=LATEST)]
    found = merged(one, two).event
    assert [e.event for e in found] == ["provider-submitted", "sms-verified", "approved"]


def test_an_event_taken_back_stays_away() -> None:
    one, two = a_draft(), a_draft()
    one.event = []
    two.event.append(Event(event="approved", at=LATER))
    assert [e.event for e in merged(one, two).event] == ["approved"]


def test_two_alike_events_of_one_draft_stay_two() -> None:
    base = a_draft()
    base.event *= 2
    assert len(merged(changed_of(base, note="x"), copy(base), base).event) == 2


def changed_of(base: Draft, note: str) -> Draft:
    made = copy(base)
    made.filing.note = note
    return made


def test_documents_of_both_are_kept_and_one_that_both_attached_is_a_conflict() -> None:
    one, two = a_draft(), a_draft()
    one.document.append(Document(id="photo", file="files/b.jpg"))
    two.document.append(Document(id="seal", file="files/c.jpg"))
    assert [d.file for d in merged(one, two).document] == ["files/a.jpg", "files/b.jpg", "files/c.jpg"]
    one.document[0].sha256, two.document[0].sha256 = "2", "3"
    assert conflicts(one, two) == ("document[0].sha256",)


def test_sites_added_by_one_are_there_and_changes_of_the_other_too() -> None:
    one, two = a_draft(), changed(LATER, site__name="新名字")
    one.site.append(Site(name="第二", domains=["two.example"]))
    assert [s.name for s in merged(one, two).site] == ["新名字", "第二"]
    assert [s.name for s in merged(two, one).site] == ["新名字", "第二"]


@pytest.mark.parametrize("kind", ["both-added", "removed", "another-in-its-place"])
def test_sites_whose_places_moved_are_not_mixed(kind: str) -> None:
    base = a_draft()
    base.site.append(Site(name="第二", domains=["two.example"], ips=["119.29.29.30"]))
    one, two = copy(base), copy(base)
    two.site[0].ips = ["119.29.29.31"]
    if kind == "both-added":
        one.site.append(Site(name="第三"))
        two.site.append(Site(name="第四"))
    elif kind == "removed":
        del one.site[0]
    else:
        one.site[0] = Site(name="别的", domains=["else.example"])
    assert conflicts(one, two, base) == ("site",)


def test_apps_have_the_same_rules() -> None:
    base = a_draft()
    base.app = [App(name="示例", package_id="com.example.a", sdk="x")]
    one, two = copy(base), copy(base)
    one.app[0].sdk, two.app[0].remark = "y", "z"
    assert (merged(one, two, base).app[0].sdk, merged(one, two, base).app[0].remark) == ("y", "z")
    one.app[0] = App(name="别的", package_id="com.example.b")
    assert conflicts(one, two, base) == ("app",)


def test_a_draft_that_both_made_is_one_when_it_is_the_same() -> None:
    one, two = a_draft(), a_draft()
    two.filing.created_at = two.filing.updated_at = LATER
    found = merging.merge(b"", data(one), data(two), "shop.toml")
    assert found.conflicts == ()
    both = draft_file.decode(found.data, "")[0]
    assert (both.filing.created_at, both.filing.updated_at) == (NOW, LATER)
    two.subject.name = "另一家"
    assert merging.merge(b"", data(one), data(two), "shop.toml").conflicts == ("subject.name",)


def test_comments_of_both_stay() -> None:
    base = data(a_draft()) + b"# old\n"
    one = data(changed(LATER, subject__address="A")).replace(b"[principal]", b"# ours\n[principal]") + b"# old\n"
    two = data(changed(LATER, site__name="B")).replace(b"[subject]\n", b"[subject]  # theirs\n") + b"# old\n"
    text = merging.merge(base, one, two, "x").data
    assert [text.count(mark) for mark in (b"# ours", b"# theirs", b"# old")] == [1, 1, 1]
    assert tomllib.loads(text.decode())["site"][0]["name"] == "B"


def test_a_copy_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(StoreError):
        merging.merge(b"[[[", data(a_draft()), data(a_draft()), "x")


PATHS = (
    "subject.name", "subject.address", "subject.remark", "principal.name", "principal.mobile", "principal.email",
    "site[0].name", "site[0].remark", "site[0].licence", "filing.note", "legal_person.name", "mini_program.name",
)  # fmt: skip
answers = st.dictionaries(
    st.sampled_from(PATHS), st.none() | st.text("甲乙丙丁 #=[]\"'<>", min_size=1, max_size=6).filter(str.strip)
)


def with_answers(given_answers: dict[str, Any], at: datetime) -> Draft:
    made = a_draft()
    made.filing.updated_at = at
    for path, value in given_answers.items():
        draft.put(made, path, value)
    return made


@given(answers, answers)
def test_every_answer_is_that_of_who_changed_it(mine: dict[str, Any], other: dict[str, Any]) -> None:
    base, one, two = a_draft(), with_answers(mine, LATER), with_answers(other, LATEST)
    found = merging.merge(data(base), data(one), data(two), "x")
    clash = []
    for path in PATHS:
        old, a, b = (draft.get(d, path) for d in (base, one, two))
        if old != a and old != b and a != b:
            clash.append(path)
            continue
        wanted = a if a != old else b
        for theirs in (False, True):
            assert draft.get(draft_file.decode(taken(found.data, theirs=theirs), "x")[0], path) == wanted
    assert sorted(found.conflicts) == sorted(clash)


@given(answers)
def test_a_change_of_one_alone_is_taken_as_it_is(mine: dict[str, Any]) -> None:
    base, one = a_draft(), with_answers(mine, LATER)
    assert merged(one, base) == merged(base, one) == merged(one, one) == one


# --- the verb ---


def test_the_verb_writes_into_ours_and_says_what_is_left(tmp_path: Path) -> None:
    base, ours, theirs = (tmp_path / name for name in ("o", "a", "b"))
    base.write_bytes(data(a_draft()))
    ours.write_bytes(data(changed(LATER, subject__address="A")))
    theirs.write_bytes(data(changed(LATEST, site__name="B")))
    done = icpctl("merge", base, ours, theirs, "shop.toml")
    assert (done.code, done.all) == (0, "")
    assert draft_file.decode(ours.read_bytes(), "")[0].site[0].name == "B"
    theirs.write_bytes(data(changed(LATEST, subject__address="C")))
    done = icpctl("merge", base, ours, theirs, "shop.toml")
    assert (done.code, done.out) == (1, "")
    assert "shop.toml" in done.err
    assert "subject.address" in done.err
    before = ours.read_bytes()
    done = icpctl("merge", base, ours, theirs, "shop.toml")
    assert done.code == 1, "a file with marks is no draft"
    assert ours.read_bytes() == before
    assert icpctl("merge", base, ours, tmp_path / "nowhere").code == 3


# --- real git ---


def git(where: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(["git", "-C", str(where), *args], capture_output=True, text=True, encoding="utf-8", env=env)


class Team:
    """Two clones of a drafts folder with one draft, as the guide sets them up."""

    def __init__(self, top: Path, driver: bool = True) -> None:
        self.first, self.second = top / "first", top / "second"
        self.first.mkdir(mode=0o700)
        git(self.first, "init", "--quiet", "--initial-branch=main")
        self._set_up(self.first, driver)
        (self.first / ".gitattributes").write_text("*.toml merge=icpctl\n")
        (self.first / ".gitignore").write_text("/.*\n!/.gitattributes\n!/.gitignore\n")
        self.run(self.first, "new", "shop", "--example", "qingcloud-new-access", "--as-of", "2026-11-20T09:00")
        self.commit(self.first)
        git(top, "clone", "--quiet", str(self.first), str(self.second))
        self._set_up(self.second, driver)

    def _set_up(self, clone: Path, driver: bool) -> None:
        git(clone, "config", "user.name", "example")
        git(clone, "config", "user.email", "example@example.com")
        if driver:
            command = f"{shlex.quote(sys.executable)} -m icpctl merge %O %A %B %P"
            git(clone, "config", "merge.icpctl.driver", command)

    def run(self, clone: Path, *args: str) -> None:
        done = icpctl("--drafts", str(clone), *args)
        assert done.code in (0, 1), done.all

    def commit(self, clone: Path) -> None:
        git(clone, "add", "-A")
        done = git(clone, "commit", "--quiet", "-m", "work")
        assert done.returncode == 0, done.stdout + done.stderr

    def pull(self) -> subprocess.CompletedProcess[str]:
        """The first takes in what the second did."""
        return git(self.first, "pull", "--quiet", "--no-rebase", "--no-edit", str(self.second), "main")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


@needs_git
def test_different_answers_of_one_draft_merge(team: Team) -> None:
    team.run(team.first, "edit", "shop", "--principal-mobile", "13800138001", "--as-of", "2026-11-22T10:00")
    team.commit(team.first)
    team.run(team.second, "edit", "shop", "--principal-email", "new@example.com", "--as-of", "2026-11-22T11:00")
    team.run(team.second, "edit", "shop", "--site-name", "示例科技新官网", "--as-of", "2026-11-22T11:30")
    team.commit(team.second)
    done = team.pull()
    assert done.returncode == 0, done.stdout + done.stderr
    found = store.load(team.first, "shop").draft
    assert (found.principal.mobile, found.principal.email) == ("13800138001", "new@example.com")
    assert found.site[0].name == "示例科技新官网"
    assert str(found.filing.updated_at) == "2026-11-22 11:30:00+08:00"
    assert git(team.first, "status", "--porcelain").stdout == ""


@needs_git
def test_events_of_both_merge(team: Team) -> None:
    for clone, event, at in ((team.first, "provider-submitted", "T10:00"), (team.second, "sms-code-sent", "T11:00")):
        loaded = store.load(clone, "shop")
        loaded.draft.event = [Event(event=event, at=datetime.fromisoformat(f"2026-11-22{at}+08:00"))]
        store.save(clone, loaded.draft, loaded, LATER)
        team.commit(clone)
    assert team.pull().returncode == 0
    assert [e.event for e in store.load(team.first, "shop").draft.event] == ["provider-submitted", "sms-code-sent"]


@needs_git
def test_different_drafts_and_the_same_new_one_merge(team: Team) -> None:
    for clone, own, at in ((team.first, "one", "T10:00"), (team.second, "two", "T11:00")):
        team.run(clone, "new", own, "--example", "qingcloud-new-access", "--as-of", f"2026-11-22{at}")
        team.run(clone, "new", "both", "--example", "qingcloud-new-access", "--as-of", f"2026-11-22{at}")
        team.commit(clone)
    done = team.pull()
    assert done.returncode == 0, done.stdout + done.stderr
    assert store.names(team.first) == ["both", "one", "shop", "two"]
    both = store.load(team.first, "both").draft
    assert str(both.filing.updated_at) == "2026-11-22 11:00:00+08:00"


@needs_git
def test_the_same_answer_changed_by_both_is_a_conflict_that_git_shows(team: Team) -> None:
    for clone, mobile in ((team.first, "13800138001"), (team.second, "13800138002")):
        team.run(clone, "edit", "shop", "--principal-mobile", mobile)
        team.commit(clone)
    assert team.pull().returncode == 1
    text = (team.first / "shop.toml").read_bytes()
    assert text.count(b"<<<<<<< ") == 1
    assert git(team.first, "status", "--porcelain").stdout.startswith("UU")
    done = icpctl("--drafts", str(team.first), "check", "shop")
    assert done.code == 3, "a draft with marks is refused and named"
    assert (team.first / "shop.toml").read_bytes() == text
    (team.first / "shop.toml").write_bytes(taken(text, theirs=True))
    assert store.load(team.first, "shop").draft.principal.mobile == "13800138002"


@needs_git
def test_one_draft_in_conflict_does_not_stop_the_others(team: Team) -> None:
    team.run(team.first, "new", "other", "--example", "qingcloud-new-access")
    team.commit(team.first)
    git(team.second, "pull", "--quiet", str(team.first), "main")
    (team.second / "shop.toml").write_bytes(b"[[[ damaged")
    team.run(team.second, "edit", "other", "--site-name", "示例科技新官网", "--as-of", "2026-11-22T11:00")
    team.commit(team.second)
    team.run(team.first, "edit", "shop", "--principal-mobile", "13800138001")
    ours = (team.first / "shop.toml").read_bytes()
    team.run(team.first, "edit", "other", "--principal-mobile", "13800138001", "--as-of", "2026-11-22T12:00")
    team.commit(team.first)
    assert team.pull().returncode == 1
    assert (team.first / "shop.toml").read_bytes() == ours
    found = store.load(team.first, "other").draft
    assert (found.site[0].name, found.principal.mobile) == ("示例科技新官网", "13800138001")


@needs_git
def test_without_the_driver_only_the_time_of_the_save_is_in_the_way(tmp_path: Path) -> None:
    """What the driver is for: git alone merges fields by lines, but cannot know that of two times the newer counts."""
    team = Team(tmp_path, driver=False)
    for clone, flag, value, at in (
        (team.first, "--subject-address", "示例路 9 号", "T10:00"),
        (team.second, "--site-name", "示例科技新官网", "T11:00"),
    ):
        team.run(clone, "edit", "shop", flag, value, "--as-of", f"2026-11-22{at}")
        team.commit(clone)
    assert team.pull().returncode == 1
    text = (team.first / "shop.toml").read_text("utf-8")
    assert text.count("<<<<<<< ") == 1
    hunk = text.partition("<<<<<<< ")[2].partition(">>>>>>> ")[0].splitlines()[1:]
    assert [line.partition(" = ")[0] for line in hunk if " = " in line] == ["updated_at", "updated_at"]
