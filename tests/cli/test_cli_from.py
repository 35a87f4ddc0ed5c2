"""What a file of answers brings with it, and lists given by flags."""

import json
import tomllib
from pathlib import Path

from running import icpctl

ANSWERS = """schema = 1
name = "from-a-file"

[filing]
type = "first-filing"

[[document]]
id = "business-license"
"""


def test_a_file_names_the_draft_and_says_what_it_does_not_bring(drafts: Path, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ANSWERS, encoding="utf-8")
    done = icpctl("new", "--from", str(tmp_path / "a.toml"), "--allow-gaps")
    assert done.code == 1
    assert "[[document]]" in done.err
    saved = tomllib.loads((drafts / "from-a-file.toml").read_text(encoding="utf-8"))
    assert saved["name"] == "from-a-file"
    assert "document" not in saved


def test_a_name_on_the_command_line_wins(drafts: Path, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ANSWERS, encoding="utf-8")
    icpctl("new", "mine", "--from", str(tmp_path / "a.toml"), "--allow-gaps")
    assert [p.name for p in drafts.glob("*.toml")] == ["mine.toml"]


def test_answers_of_a_newer_schema_are_refused(drafts: Path) -> None:
    done = icpctl("new", "x", "--from", "-", "--allow-gaps", "--json", input=json.dumps({"schema": 2}))
    assert done.code == 2
    assert done.json()["error"]["code"] == "answers_schema"
    assert not list(drafts.glob("*.toml"))


def test_lists_by_flags_take_separators_like_set_does(drafts: Path) -> None:
    icpctl("new", "x", "--allow-gaps", "--domain", "example.com；example.cn", "--domain", "example.net")
    site = tomllib.loads((drafts / "x.toml").read_text(encoding="utf-8"))["site"][0]
    assert site["domains"] == ["example.com", "example.cn", "example.net"]


def test_an_unreadable_draft_stands_in_the_json_of_list(drafts: Path) -> None:
    icpctl("new", "good", "--allow-gaps", "--type", "first-filing")
    (drafts / "bad.toml").write_bytes(b"schema = ")
    done = icpctl("list", "--json")
    assert done.code == 3
    body = done.json()
    assert [d["name"] for d in body["drafts"]] == ["good"]
    assert [Path(u["path"]).name for u in body["unreadable"]] == ["bad.toml"]
