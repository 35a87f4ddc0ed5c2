"""Bombs and big tables in a process of their own with little memory: they are refused, or read, before it runs out."""

import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from running import ROOT, environment
from sheetfiles import ONE, parts, put, sheet_xml, workbook, zipped

MIB = 1 << 20
READ = """
import resource, sys
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from icpctl.sheets import SheetError
from icpctl.sheets.opening import open_sheet
from icpctl.sheets import csv_rows, encodings, xlsx_book, xlsx_guard, xlsx_rows
before, count = peak(), 0
try:
    for row in open_sheet(sys.argv[1]).rows():
        count += 1
    said = "rows"
except SheetError as error:
    said = error.key
print(said, count, (peak() - before) // 1024)
"""


def limits(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory * MIB, memory * MIB))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def read(path: Path, seconds: int = 10, memory: int = 200) -> tuple[str, int, int]:
    """(what was said, rows, MiB more than at the start) with at most this processor time and address space."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], cwd=ROOT, env=environment(), capture_output=True, text=True, preexec_fn=lambda: limits(seconds, memory), timeout=120
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    said, count, more = done.stdout.split()
    return said, int(count), int(more)


def zeros(folder: Path, name: str, size: int) -> Path:
    """A workbook with one more part of that many zeros."""
    path = put(folder, "bomb.xlsx", zipped(parts()))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as part:
        for _ in range(size // MIB):
            part.write(bytes(MIB))
    return path


def long_sheet(folder: Path, middle: bytes, count: int) -> Path:
    path = put(folder, "bomb.xlsx", zipped({k: v for k, v in parts().items() if "sheet1" not in k}))
    head, _, tail = sheet_xml("|").encode().partition(b"|")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        part.write(head)
        block = middle * max(1, MIB // len(middle))
        for _ in range(count * len(middle) // len(block)):
            part.write(block)
        part.write(tail)
    return path


def test_a_bomb_of_zeros(tmp_path: Path) -> None:
    assert read(zeros(tmp_path, "xl/media/image1.png", 300 * MIB)) == ("sheet_xlsx_unpacked", 0, pytest.approx(0, abs=30))
    assert read(zeros(tmp_path, "xl/media/image1.png", 150 * MIB)) == ("sheet_xlsx_ratio", 0, pytest.approx(0, abs=30))


def test_a_bomb_of_cells(tmp_path: Path) -> None:
    said, _, more = read(long_sheet(tmp_path, b"<row><c/><c/><c/></row>", 8_000_000))
    assert (said in ("sheet_xlsx_ratio", "sheet_rows"), more < 60) == (True, True)


def test_a_bomb_of_rows_that_hides_its_size(tmp_path: Path) -> None:
    path = long_sheet(tmp_path, b"<row><c/><c/><c/></row>", 8_000_000)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    said, _, more = read(path)
    assert (said, more < 30) == ("sheet_zip_damaged", True)


def test_a_bomb_of_entities(tmp_path: Path) -> None:
    names = [f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(30)]
    bomb = f"<!DOCTYPE x [{''.join(names)}]><worksheet><sheetData><row><c t='str'><v>&l29;</v></c></row></sheetData></worksheet>"
    said, _, more = read(put(tmp_path, "a.xlsx", workbook(bomb)))
    assert (said, more < 30) == ("sheet_xlsx_entity", True)


def test_a_bomb_in_one_endless_comment(tmp_path: Path) -> None:
    said, _, more = read(
        put(tmp_path, "a.xlsx", workbook(sheet_xml(ONE + "<!--" + "".join(chr(97 + i * i % 26) for i in range(8 * MIB)) + "-->")))
    )
    assert (said in ("sheet_xlsx_xml", "sheet_xlsx_ratio"), more < 60) == (True, True)


def test_a_bomb_of_parts_in_the_directory(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", workbook())
    with zipfile.ZipFile(path, "a") as archive:
        for i in range(30_000):
            archive.writestr(f"x/{i}", b"")
    said, _, more = read(path)
    assert (said, more < 30) == ("sheet_xlsx_parts", True)


def test_a_big_table_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    heading = ",".join(f"列{i}" for i in range(22)) + "\n"
    row = ",".join(f"示例文字{i}" for i in range(22)) + "\n"
    small, big = (put(tmp_path, f"{n}.csv", (heading + row * n).encode("gb18030")) for n in (1_000, 100_000))
    assert read(small)[:2] == ("rows", 1_001)
    said, count, more = read(big, seconds=60)
    assert (said, count) == ("rows", 100_001)
    assert more - read(small)[2] < 16


def test_a_big_workbook_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    def made(count: int) -> bytes:
        return workbook(
            sheet_xml(
                "".join(
                    f'<row r="{r}">'
                    + "".join(
                        f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>值{r * 7919 % 10007}-{c}</t></is></c>' for c in range(22)
                    )
                    + "</row>"
                    for r in range(1, count + 1)
                )
            )
        )

    small, big = (put(tmp_path, f"{n}.xlsx", made(n)) for n in (500, 20_000))
    assert read(small)[:2] == ("rows", 500)
    said, count, more = read(big, seconds=60)
    assert (said, count) == ("rows", 20_000)
    assert more - read(small)[2] < 16
