"""How long the commands take as whole processes, against `python -c pass`: python tests/bench/bench_startup.py

The numbers in the last column are aims (docs/speed.md); nothing fails when one is missed.
"""

import shutil
from pathlib import Path

from measure import ICPCTL, environment, home, options, paired, table
from sample_drafts import make

# The flags of a complete filing: a company in Jiangsu whose site is filed elsewhere and comes to a new provider.
FLAGS = [
    "--provider=qingcloud", "--nature=enterprise", "--province=jiangsu", "--city=南京市", "--district=玄武区",
    "--subject-name=南京示例科技有限公司", "--subject-cert-type=business-license", "--subject-cert-number=91320100MA10000175",
    "--subject-cert-address=江苏省南京市玄武区示例路 1 号", "--subject-address=示例路 1 号 101 室",
    "--subject-licence=苏ICP备2023000001号", "--principal-is-legal-person", "--principal-name=林示例",
    "--principal-cert-type=resident-id", "--principal-cert-number=320102198503071230",
    "--principal-cert-valid-to=2038-03-07", "--principal-mobile=13900000001", "--principal-email=lin@example.com",
    "--site-name=示例科技官网", "--domain=example.com", "--home-url=www.example.com", "--service-type=website",
    "--content-type=organization-portal", "--language=zh-hans", "--pre-approval=none",
    "--site-licence=苏ICP备2023000001号-1", "--domain-holder=same", "--domain-realname-on=2026-10-01",
    "--domain-expires-on=2027-10-01", "--ip=119.29.29.29", "--site-principal-same",
    "--fact=intent=use-new-provider", "--fact=service_kind=website", "--fact=server_in_mainland=true",
    "--fact=subject_has_filing=true", "--fact=subject_filed_with_this_provider=false",
    "--fact=service_has_filing=true", "--fact=service_filed_under_same_subject=true",
    "--fact=service_filed_with_this_provider=false", "--fact=order_in_progress=false",
]  # fmt: skip
COMPLETION = {"_ICPCTL_COMPLETE": "complete_bash", "COMP_WORDS": "icpctl che", "COMP_CWORD": "1"}


def main() -> None:
    """Print the table."""
    chosen = options("Start-up of the commands against `python -c pass`.")
    runs, few, many = (1, 1, 12) if chosen.quick else (chosen.runs, max(3, chosen.runs // 3), 1000)
    with home() as folder:
        env = environment(folder)
        make(folder / "drafts", many, env)
        rows = []

        def row(name: str, aim: float, arguments: list[str], extra: dict[str, str] | None = None) -> None:
            found = paired(lambda _: [*ICPCTL, *arguments], {**env, **(extra or {})}, runs)
            add(name, aim, found)

        def add(name: str, aim: float, found: object) -> None:
            rows.append([name, f"{found.wall:.1f}", f"{found.cpu:.1f}", f"{found.peak:.0f}", str(found.codes), f"<= {aim:g}"])

        row("--version", 1.5, ["--version"])
        row("--help", 8, ["--help"])
        row("completion of a verb", 8, [], COMPLETION)
        row("new --help", 16, ["new", "--help"])
        row("check of one draft", 16, ["check", "d00000"])
        saved = paired(lambda n: [*ICPCTL, "new", f"saved-{n}", "--no-input", *FLAGS], _elsewhere(env, folder), runs)
        add("new --no-input to a saved draft", 20, saved)
        forget = lambda: shutil.rmtree(folder / "cache", ignore_errors=True)  # noqa: E731
        first = paired(lambda _: [*ICPCTL, "list"], env, few, before=forget)
        add(f"list of {many} drafts, first run", 150, first)
        row(f"list of {many} drafts, second run", 12, ["list"])
        table(["command", "x pass", "x pass, processor", "peak MiB", "exit", "aim"], rows)


def _elsewhere(env: dict[str, str], folder: Path) -> dict[str, str]:
    return {**env, "ICPCTL_DRAFTS": str(folder / "saved")}


if __name__ == "__main__":
    main()
