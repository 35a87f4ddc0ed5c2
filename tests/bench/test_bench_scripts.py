"""The benchmarks run and print a table; no test here looks at a clock."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(not hasattr(__import__("os"), "posix_spawn"), reason="measures with posix_spawn and wait4")
@pytest.mark.parametrize("script", sorted(p.name for p in HERE.glob("bench_*.py")))
def test_quick_run_prints_a_table(script: str) -> None:
    done = subprocess.run([sys.executable, str(HERE / script), "--quick"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 2
    assert all(line.startswith("|") and line.count("|") == lines[0].count("|") for line in lines)
    # No measured command may have failed: 0 is fine, 1 says that a draft has errors.
    assert not any(f"({code},)" in done.stdout for code in (2, 3, 4, 130))
