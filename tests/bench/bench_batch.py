"""`batch check` and `batch import` of CSV and XLSX, one and two processes: python tests/bench/bench_batch.py

Reference is `frictionless validate` of the same CSV with a schema of formats only (types and patterns, no check digits), where
it is installed; else reading the CSV with the csv module. Peak memory must stay flat in the number of rows.
"""

import csv
import importlib.util
import json
import shutil
import sys
from pathlib import Path

from measure import ICPCTL, environment, home, once, table

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1] / "batch")]

READ = "import csv, sys\nfor row in csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline='')): pass"
VALIDATE = """
import sys
from frictionless import Resource, Schema, system
system.trusted = True
report = Resource(path=sys.argv[1], schema=Schema.from_descriptor(sys.argv[2])).validate()
print(report.stats)
"""
PATTERNS = {
    "cert_number": "[0-9A-HJ-NPQRTUWXY]{18}", "mobile": "1[3-9][0-9]{9}", "emergency_phone": "[0-9-]{8,20}", "domains": ".+[.].+",
}  # fmt: skip
FORMATS = {"email": "email"}


def write_csv(path: Path, count: int) -> list[str]:
    """`count` good rows; gives the headings."""
    import rows

    first = rows.good(50)
    heads = list(dict.fromkeys(key for row in first for key in row))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, heads, restval="")
        writer.writeheader()
        for number, row in enumerate(rows.stream()):
            if number == count:
                break
            writer.writerow(row)
    return heads


def write_xlsx(path: Path, source: Path) -> None:
    """The same rows as a workbook of text cells."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    with source.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    book.close()


def schema(path: Path, heads: list[str]) -> None:
    """A table schema of formats for these headings."""
    fields = []
    for head in heads:
        key = head.rpartition(".")[2]
        field: dict[str, object] = {"name": head, "type": "string"}
        if key in FORMATS:
            field["format"] = FORMATS[key]
        if key in PATTERNS:
            field["constraints"] = {"pattern": PATTERNS[key]}
        fields.append(field)
    path.write_text(json.dumps({"fields": fields}), encoding="utf-8")


def main() -> None:
    """Print the table."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rows: shows that it works, no more")
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--only", nargs="+", default=["check", "import"], choices=["check", "import"])
    parser.add_argument("--kinds", nargs="+", default=["csv", "xlsx"], choices=["csv", "xlsx"])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    chosen = parser.parse_args()
    counts = [20] if chosen.quick else chosen.rows
    lines = []
    with home() as folder:
        env = environment(folder)
        for count in counts:
            sheet, book, formats = folder / f"{count}.csv", folder / f"{count}.xlsx", folder / "formats.json"
            schema(formats, write_csv(sheet, count))
            if "xlsx" in chosen.kinds:
                write_xlsx(book, sheet)
            known = importlib.util.find_spec("frictionless") is not None and not chosen.quick
            program = [VALIDATE, str(sheet), str(formats)] if known else [READ, str(sheet)]
            reference = once([sys.executable, "-c", *program], env)
            shown = [f"{count / reference.wall:.0f}", "1.0", f"{reference.peak:.0f}", f"({reference.code},)"]
            lines.append(["frictionless validate" if known else "csv.reader", str(count), *shown])
            for verb in chosen.only:
                for file in [f for f in (sheet, book) if f.suffix[1:] in chosen.kinds]:
                    for jobs in chosen.jobs:
                        shutil.rmtree(folder / "drafts", ignore_errors=True)
                        arguments = [*ICPCTL, "batch", verb, str(file), "--jobs", str(jobs), "--as-of", "2026-11-22"]
                        done = once(arguments, env)
                        ratio = f"{done.wall / reference.wall:.2f}"
                        name = f"batch {verb} {file.suffix[1:]}, {jobs} process{'es' if jobs > 1 else ''}"
                        lines.append([name, str(count), f"{count / done.wall:.0f}", ratio, f"{done.peak:.0f}", f"({done.code},)"])
    table(["command", "rows", "rows/s here", "x reference", "peak MiB", "exit"], lines)


if __name__ == "__main__":
    main()
