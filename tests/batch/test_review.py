"""What a review of sheets by hand has found: each was wrong once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import rows
from running import ROOT, command, environment, icpctl
from sheets_made import cells, csv_file, mixed

from icpctl import schemas
from icpctl.batch.cells import look
from icpctl.batch.columns import meanings, read_headings
from icpctl.rules import Book

BOOK = Book()

KILLED = """
import os, signal, sys
sys.path.insert(0, {here!r})
if __name__ == "__main__":
    import rows
    from icpctl.batch import jobs
    from icpctl.batch.running import Options, run
    from icpctl.rules import Book
    jobs.CHUNK = 5
    found = run(rows.table(rows.good(200)), Options(rows.DAY, jobs=2, compare=False), Book())
    for _ in range(20):
        next(found)
    print("judging", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED.format(here=str(Path(__file__).parent)), encoding="utf-8")
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    # Standard output ends only when the last process that holds it has ended.
    done = subprocess.run(
        [sys.executable, str(script)], env=environment(PYTHONPATH=path), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (-9, b"judging\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of processes")
@pytest.mark.parametrize("limit", [0, 64, 2_000, 5_000, 20_000])
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["text", "json"])
def test_a_full_disk_is_said_with_the_sums_and_never_as_a_crash(
    tmp_path: Path, drafts: Path, limit: int, more: tuple[str, ...]
) -> None:
    import resource

    sheet = csv_file(tmp_path / "clients.csv", cells(mixed(12, 40)))

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        command("batch", "import", sheet, *more), env=environment(), capture_output=True, preexec_fn=full, check=False
    )
    told = (done.stdout + done.stderr).decode()
    assert done.returncode in ((3,) if limit < 20_000 else (3, 4)), told
    assert not any(word in told for word in ("Traceback", "自己出了错", '"crash'))
    if more:
        body = json.loads(done.stdout)
        jsonschema.validate(body, schemas.schema("batch" if "rows" in body else "error"))
        assert body["error"]["code"] in ("no_scratch", "disk_file_limit")
        if "rows" in body:
            assert body["rows"] == body["saved"] + body["refused"] + body["unchanged"]
    after = icpctl("batch", "import", sheet, "--json").json()
    assert (after["rows"], after["saved"] + after["unchanged"], after["refused"]) == (52, 12, 40)
    assert len(list(drafts.glob("*.toml"))) == 12


def test_two_lists_in_one_file_are_refused(tmp_path: Path) -> None:
    sheet, place = csv_file(tmp_path / "clients.csv", cells(mixed(1, 1))), tmp_path / "all.csv"
    done = icpctl("batch", "check", sheet, "--errors", place, "--report", tmp_path / "." / "all.csv")
    assert done.code == 2
    assert "--errors 和 --report" in done.err
    assert not place.exists()


@pytest.mark.parametrize("name", ["13800000001", "client-13800000001", "110101199003070003", "11010119900307001x"])
def test_a_draft_is_not_called_after_a_person(tmp_path: Path, drafts: Path, name: str) -> None:
    sheet = csv_file(tmp_path / "clients.csv", cells([{"name": name, **rows.good(1)[0]}]))
    done = icpctl("batch", "import", sheet, "--json")
    (problem,) = done.json()["errors"]
    assert (done.code, problem["column"], problem["code"]) == (4, "A", "CELL027")
    assert name not in done.all
    assert not list(drafts.glob("*.toml"))


@pytest.mark.parametrize("name", ["client-20261122", "13800000001-com", "a1234567890"])
def test_figures_alone_are_no_person(name: str) -> None:
    (column,) = read_headings(rows.table([{"name": name}]), BOOK).columns[:1]
    assert look(column, name, None, "csv", BOOK).code == ""


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("主办单位类型", "subject.nature"),
        ("主办单位全称", "subject.name"),
        ("营业执照编号", "subject.cert_number"),
        ("主办单位证件住所", "subject.cert_address"),
        ("主办单位通信地址", "subject.address"),
        ("投资者或上级主管单位名称", "subject.investor"),
        ("区/县", "subject.district"),
        ("应急联系人电话", "principal.emergency_phone"),
        ("身份证有效期起", "principal.cert_valid_from"),
        ("身份证有效期止", "principal.cert_valid_to"),
        ("网站首页网址", "site[].home_url"),
        ("前置或专项审批内容类型", "site[].pre_approvals"),
        ("服务器放置地点", "site[].server_location"),
        ("应用包名", "app[].package_id"),
        ("小程序服务内容标识", "mini_program.content_types"),
    ],
)
def test_headings_of_the_forms_of_providers_are_known(heading: str, path: str) -> None:
    assert meanings(BOOK, heading) == (path,)


@pytest.mark.parametrize("heading", ["联系方式", "小程序原始ID", "客户名称", "所属区域", "业务员", "签约日期", "域名注册商"])
def test_a_clients_own_column_is_no_slip(heading: str) -> None:
    found = read_headings(rows.table([{"name": "x", "domain": "a.com", heading: "1"}]), BOOK)
    assert [p.code for p in found.problems] == ["TAB002"]
    assert found.usable


@pytest.mark.parametrize(
    ("option", "given", "said"), [("--jobs", 0, "1 到 256"), ("--jobs", 300, "1 到 256"), ("--limit", -1, "最小 0")]
)
def test_a_number_out_of_range_says_the_range(option: str, given: int, said: str) -> None:
    done = icpctl("batch", "check", "clients.csv", option, given, "--json")
    assert (done.code, done.json()["error"]["message"]) == (2, f"{option} 的值不能用：这里要一个整数，{said}")


@pytest.mark.skipif(sys.platform == "win32", reason="no broken pipes")
def test_a_reader_that_goes_away_is_no_error_of_the_filing(tmp_path: Path) -> None:
    sheet = csv_file(tmp_path / "clients.csv", cells(mixed(0, 300)))
    wanted = command("batch", "check", sheet, "--json")
    with subprocess.Popen(wanted, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.read(10)
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 141
