"""`docs attach`, `docs check` and what they leave in the drafts folder."""

import json
import os
import stat
import sys
import tomllib
from pathlib import Path
from typing import Any

import pictures as make
import pytest
from jsonschema import Draft202012Validator
from running import DAY, Result, icpctl

EXAMPLE = "qingcloud-new-access"  # Jiangsu, an enterprise; its principal is its legal person


def start(name: str = "shop", **values: str) -> None:
    """A draft with answers changed."""
    more = [word for path, value in values.items() for word in ("--set", f"{path.replace('__', '.')}={value}")]
    assert icpctl("new", name, "--example", EXAMPLE, "--as-of", DAY, *more).code in (0, 1)


def given(home: Path, data: bytes | None = None, name: str = "photo.jpg") -> Path:
    """A file of the user's."""
    place = home / name
    place.write_bytes(make.jpg() if data is None else data)
    return place


def attach(*words: object, name: str = "shop") -> Result:
    return icpctl("docs", "attach", name, *words, "--as-of", DAY)


def document_tables(drafts: Path, name: str = "shop") -> list[dict[str, Any]]:
    return tomllib.loads((drafts / f"{name}.toml").read_text("utf-8")).get("document", [])


def codes(done: Result) -> list[tuple[str, str]]:
    return [(f["code"], f["severity"]) for f in done.json()["findings"]]


def files(drafts: Path, name: str = "shop") -> list[str]:
    place = drafts / f"{name}.files" / "files"
    return sorted(p.name for p in place.iterdir()) if place.is_dir() else []


def test_a_paper_is_copied_in_recorded_and_private(home: Path, drafts: Path) -> None:
    start()
    os.umask(0)
    photo = given(home)
    done = attach("business-license", photo, "--valid-to", "长期")
    assert (done.code, done.err) == (0, "")
    [one] = document_tables(drafts)
    assert one["file"] == "files/business-license.jpg"
    assert (one["kind"], one["size"], one["width"], one["height"]) == ("jpg", photo.stat().st_size, 1200, 850)
    assert (one["valid_to"], len(one["sha256"])) == ("long-term", 64)
    copied = drafts / "shop.files" / one["file"]
    assert copied.read_bytes() == photo.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(copied.stat().st_mode) == 0o600
        assert {stat.S_IMODE(p.stat().st_mode) for p in (copied.parent, copied.parent.parent)} == {0o700}


@pytest.mark.parametrize("word", ["business-license", "营业执照", "Business-License", "BUSINESS LICENSE"])
def test_a_document_is_meant_by_id_or_name(word: str, home: Path, drafts: Path) -> None:
    start()
    assert attach(word, given(home)).code == 0
    assert document_tables(drafts)[0]["id"] == "business-license"


def test_an_alias_finds_the_entry_and_a_proof_keeps_its_own_id(home: Path, drafts: Path) -> None:
    start()
    assert attach("authenticity-commitment-letter", given(home)).code == 0
    assert attach("student-card", given(home, make.jpg(1300, 900), "two.jpg")).code == 0
    assert [d["id"] for d in document_tables(drafts)] == ["authenticity-commitment", "student-card"]


def test_an_unknown_document_is_refused_with_near_names(home: Path, drafts: Path) -> None:
    start()
    done = attach("身份证", given(home))
    assert done.code == 2
    assert "principal-id-card" in done.err
    assert "business-license" in attach("busines-licence", given(home)).err
    assert document_tables(drafts) == []


def test_a_paper_that_the_filing_does_not_need_is_taken_with_a_word(home: Path) -> None:
    start()
    done = attach("passport", given(home))
    assert done.code == 0
    assert "材料清单里没有" in done.out
    assert icpctl("docs", "shop").code == 0


def test_what_is_no_file_at_all_cannot_be_attached(home: Path, drafts: Path) -> None:
    start()
    for id_ in ("face-verification", "commitment-video"):
        done = attach(id_, given(home))
        assert done.code == 2
        assert id_ in done.err
    assert files(drafts) == []


def test_the_same_content_is_nothing_new(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    before = (drafts / "shop.toml").read_bytes()
    done = attach("business-license", given(home, name="other-name.jpg"))
    assert done.code == 0
    assert "没有重复存" in done.out
    assert (drafts / "shop.toml").read_bytes() == before
    assert files(drafts) == ["business-license.jpg"]
    assert attach("business-license", given(home), "--valid-to", "2030-01-01").code == 0
    assert str(document_tables(drafts)[0]["valid_to"]) == "2030-01-01"
    assert files(drafts) == ["business-license.jpg"]


def test_another_file_is_refused_replaces_or_is_added(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    other = given(home, make.jpg(1300, 900))
    before = (drafts / "shop.toml").read_bytes()
    done = attach("business-license", other)
    assert done.code == 2
    assert "--replace" in done.err
    assert "--add" in done.err
    assert ((drafts / "shop.toml").read_bytes(), files(drafts)) == (before, ["business-license.jpg"])
    assert attach("business-license", other, "--add", "--replace").code == 2
    assert attach("business-license", other, "--add").code == 0
    assert len(document_tables(drafts)) == 2
    assert attach("business-license", given(home, make.jpg(1400, 1000)), "--replace").code == 0
    assert [d["file"] for d in document_tables(drafts)] == ["files/business-license-3.jpg"]


def test_a_card_has_two_sides(home: Path, drafts: Path) -> None:
    start(filing__provider="tencent")
    front, back = given(home, make.jpg(quality=95), "one.jpg"), given(home, make.jpg(1250, 860, quality=95), "two.jpg")
    assert ("DOC008", "warning") in codes(attach("principal-id-card", front, "--side", "front", "--json"))
    same = attach("principal-id-card", front, "--side", "back")
    assert same.code == 2
    assert "另一面" in same.err
    second = attach("principal-id-card", back, "--side", "front")
    assert second.code == 2
    done = attach("principal-id-card", back, "--side", "back", "--json")
    assert "DOC008" not in [c for c, _ in codes(done)]
    assert [d["side"] for d in document_tables(drafts)] == ["front", "back"]
    third = given(home, make.jpg(1300, 870), "three.jpg")
    assert attach("principal-id-card", third).code == 2
    assert attach("principal-id-card", third, "--side", "back", "--replace").code in (0, 1)
    assert [d["side"] for d in document_tables(drafts)] == ["front", "back"]
    assert attach("principal-id-card", third, "--side", "left").code == 2


def test_a_joined_card_where_the_provider_wants_it_so(home: Path, drafts: Path) -> None:
    start()
    joined = given(home, make.jpg(1000, 1260))
    assert [c for c, _ in codes(attach("principal-id-card", joined, "--side", "both", "--json"))] == []
    assert attach("principal-id-card", given(home, make.jpg(), "b.jpg")).code == 2
    assert "front" in attach("principal-id-card", given(home, make.jpg(), "b.jpg"), "--side", "front").err


def test_a_bad_paper_is_kept_and_its_state_is_problem(home: Path, drafts: Path) -> None:
    start()
    photo = given(home, make.encoded(make.paper().convert("L")))
    done = attach("business-license", photo)
    assert done.code == 1
    assert "DOC025" in done.out
    assert "没有丢弃" in done.out
    assert files(drafts) == ["business-license.jpg"]
    listed = {d["id"]: d for d in icpctl("docs", "shop", "--json", "--as-of", DAY).json()["documents"]}
    assert listed["business-license"]["state"] == "problem"
    assert [f["code"] for f in listed["business-license"]["findings"]] == ["DOC025"]
    assert listed["domain-certificate"]["state"] == "missing"
    found = icpctl("check", "shop", "--json", "--as-of", DAY).json()["drafts"][0]["findings"]
    assert "DOC025" in [f["code"] for f in found]
    assert icpctl("docs", "check", "shop", "--as-of", DAY).code == 1


def test_a_paper_that_is_not_attached_is_no_finding() -> None:
    start()
    found = icpctl("check", "shop", "--json", "--as-of", DAY).json()["drafts"][0]["findings"]
    assert [f["code"] for f in found if f["code"].startswith("DOC")] == []
    done = icpctl("docs", "check", "shop", "--as-of", DAY)
    assert done.code == 0
    assert "还没有附上任何文件" in done.out


def test_check_finds_what_has_gone_or_changed_and_forgets_it_when_mended(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    place = drafts / "shop.files" / "files" / "business-license.jpg"
    data = place.read_bytes()
    before = (drafts / "shop.toml").read_bytes()
    assert icpctl("docs", "check", "shop", "--as-of", DAY).code == 0
    assert (drafts / "shop.toml").read_bytes() == before, "a look that sees nothing new writes nothing"
    place.unlink()
    done = icpctl("docs", "check", "shop", "--json", "--as-of", DAY)
    assert done.code == 1
    assert [f["code"] for f in done.json()["files"][0]["findings"]] == ["DOC001"]
    assert {d["id"]: d["state"] for d in icpctl("docs", "shop", "--json").json()["documents"]}["business-license"] == "problem"
    place.write_bytes(make.jpg(1300, 900))
    done = icpctl("docs", "check", "shop", "--json", "--as-of", DAY)
    assert [f["code"] for f in done.json()["files"][0]["findings"]] == ["DOC002"]
    place.write_bytes(b"<html>")
    assert icpctl("docs", "check", "shop", "--as-of", DAY).code == 1
    place.write_bytes(data)
    done = icpctl("docs", "check", "shop", "--json", "--as-of", DAY)
    assert (done.code, done.json()["files"][0]["findings"]) == (0, [])


def test_a_file_that_was_lost_comes_back_by_attaching_it_again(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    place = drafts / "shop.files" / "files" / "business-license.jpg"
    data = place.read_bytes()
    place.unlink()
    assert attach("business-license", given(home)).code == 0
    assert place.read_bytes() == data
    assert icpctl("docs", "check", "shop", "--as-of", DAY).code == 0


def test_json_of_check_fits_the_schema_of_docs(home: Path) -> None:
    start()
    attach("business-license", given(home))
    body = icpctl("docs", "check", "shop", "--json", "--as-of", DAY).json()
    Draft202012Validator(icpctl("schema", "docs").json()).validate(body)
    assert body["summary"] == {"error": 0, "warning": 0, "note": 0}
    assert body["files"][0]["state"] == "attached"
    Draft202012Validator(icpctl("schema", "draft").json()).validate(icpctl("show", "shop", "--json", "--reveal").json())


def test_the_name_of_the_users_file_is_nowhere(home: Path, drafts: Path) -> None:
    start()
    secret = "陈机密330102199208151015"
    bad = given(home, b"text", f"{secret}.jpg")
    shown = attach("business-license", bad).all
    shown += attach("business-license", home / f"{secret}-none.jpg").all
    shown += attach("business-license", given(home, name=f"{secret}.jpg")).all
    shown += attach("business-license", given(home, name=f"{secret}.jpg"), "--json").all
    shown += icpctl("docs", "check", "shop").all
    assert secret not in shown
    kept = [p for p in drafts.rglob("*") if secret in p.name or (p.is_file() and secret.encode() in p.read_bytes())]
    assert kept == []


def test_undo_takes_it_back_and_the_file_stays_for_a_second_thought(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    attach("business-license", given(home, make.jpg(1300, 900)), "--replace")
    assert icpctl("undo", "shop").code == 0
    assert document_tables(drafts)[0]["file"] == "files/business-license.jpg"
    assert icpctl("docs", "check", "shop", "--as-of", DAY).code == 0
    assert icpctl("undo", "shop").code == 0
    assert document_tables(drafts) == []
    assert "供 undo 用" in icpctl("docs", "check", "shop").out


def test_a_replaced_file_goes_with_the_last_backup_that_needs_it(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    attach("business-license", given(home, make.jpg(1300, 900)), "--replace")
    for number in range(9):
        icpctl("edit", "shop", "--set", f"site[0].name=示例科技官网{number}", "--as-of", DAY)
        assert files(drafts) == ["business-license-2.jpg", "business-license.jpg"]
    icpctl("edit", "shop", "--set", "site[0].name=示例科技新官网", "--as-of", DAY)
    icpctl("edit", "shop", "--set", "site[0].name=示例科技网", "--as-of", DAY)
    assert files(drafts) == ["business-license-2.jpg"]
    assert icpctl("docs", "check", "shop", "--as-of", DAY).code == 0


def test_files_go_with_their_draft(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    attach("business-license", given(home, make.jpg(1300, 900)), "--replace")
    assert icpctl("copy", "shop", "two").code == 0
    assert files(drafts, "two") == ["business-license-2.jpg"], "what only the backups of the other need is not copied"
    assert icpctl("docs", "check", "two", "--as-of", DAY).code == 0
    assert icpctl("rename", "two", "three").code == 0
    assert (files(drafts, "two"), files(drafts, "three")) == ([], ["business-license-2.jpg"])
    assert icpctl("rename", "shop", "four").code == 0
    assert files(drafts, "four") == ["business-license-2.jpg", "business-license.jpg"]
    assert icpctl("undo", "four").code == 0
    assert icpctl("docs", "check", "four", "--as-of", DAY).code == 0
    assert icpctl("remove", "three", "--yes").code == 0
    assert not (drafts / "three.files").exists()
    assert icpctl("restore", "three").code == 0
    assert icpctl("docs", "check", "three", "--as-of", DAY).code == 0


def test_a_hand_written_place_outside_the_folder_is_not_read(home: Path, drafts: Path) -> None:
    start()
    for place in ("../../outside.jpg", "/etc/hostname", "files/../../shop.toml", "files/.hidden"):
        with (drafts / "shop.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[[document]]\nid = "business-license"\nfile = {json.dumps(place)}\n')
    done = icpctl("docs", "check", "shop", "--json", "--as-of", DAY)
    assert [[f["code"] for f in one["findings"]] for one in done.json()["files"]] == [["DOC001"]] * 4


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_the_place_of_a_document_is_not_followed(home: Path, drafts: Path) -> None:
    start()
    attach("business-license", given(home))
    place = drafts / "shop.files" / "files" / "business-license.jpg"
    other = given(home, name="elsewhere.jpg")
    place.unlink()
    place.symlink_to(other)
    assert icpctl("docs", "check", "shop", "--as-of", DAY).code == 1
    assert other.read_bytes() == make.jpg()


@pytest.mark.parametrize("option", [("--valid-to", "2026-13-01"), ("--dated", "长期"), ("--valid-to", "soon")])
def test_a_malformed_date_changes_nothing(option: tuple[str, str], home: Path, drafts: Path) -> None:
    start()
    done = attach("business-license", given(home), *option)
    assert done.code == 2
    assert option[0] in done.err
    assert files(drafts) == []


@pytest.mark.parametrize("missing", ["PIL", "pypdf"])
def test_without_the_extra_it_is_attached_and_said(
    missing: str, home: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start()
    photo = given(home, make.jpg() if missing == "PIL" else make.pdf())
    with monkeypatch.context() as without:
        without.setitem(sys.modules, missing, None)
        done = attach("business-license" if missing == "PIL" else "site-construction-plan", photo)
    assert done.code == 0
    assert 'pip install "icpctl[papers]"' in done.out
    assert len(files(drafts)) == 1
    assert "unread" not in str(icpctl("docs", "check", "shop", "--json", "--as-of", DAY).json()["files"])
    assert "unread" not in (drafts / "shop.toml").read_text("utf-8")


def test_listing_stands_beside_the_sub_verbs() -> None:
    start()
    listed = icpctl("docs", "shop", "--as-of", DAY)
    assert listed.code == 0
    assert icpctl("docs", "--as-of", DAY, "shop").out == listed.out
    assert icpctl("docs", "shop", "--json").json() == icpctl("docs", "--json", "shop").json()
    assert icpctl("docs").code == 2
    assert icpctl("docs", "--json").json()["error"]["code"] == "missing_parameter"
    assert icpctl("docs", "nobody").code == 3
    assert "attach" in icpctl("docs", "atach", "shop", "x", "y").err
    assert icpctl("docs", "shop", "two").code == 2
    for name in ("attach", "check"):
        assert icpctl("new", name, "--example", EXAMPLE).code == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", [(), ("attach",), ("check",)])
def test_help(page: tuple[str, ...], lang: str) -> None:
    done = icpctl("docs", *page, "--help", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert "--json" in done.out
    if page == ():
        assert "attach" in done.out
        assert "  list" not in done.out
    if page == ("attach",):
        assert all(word in done.out for word in ("--side", "--valid-to", "--dated", "--replace", "--add", "DOC", "FILE"))


def test_completion_offers_sub_verbs_and_drafts() -> None:
    from icpctl import cli

    start()
    command = cli.build().get_command(None, "docs")
    context = command.make_context("docs", [], resilient_parsing=True)
    assert [item.value for item in command.shell_complete(context, "")] == ["attach", "check", "shop"]
    assert [item.value for item in command.shell_complete(context, "sh")] == ["shop"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_is_said_in_both_languages(lang: str, home: Path) -> None:
    start()
    for kind, data in {
        "jpg": make.with_exif(6, place=True),
        "pdf": make.pdf(2),
        "heic": make.heic(),
        "gif": make.animated(),
    }.items():
        done = attach("organization-statement", given(home, data, f"x.{kind}"), "--add", "--dated", DAY, "--lang", lang)
        assert done.code in (0, 1), done.all
    shown = icpctl("docs", "check", "shop", "--lang", lang, "--as-of", DAY).out
    for code in ("DOC020", "DOC026", "DOC030", "DOC031", "DOC032"):
        assert code in shown
