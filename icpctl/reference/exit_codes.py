"""The exit codes."""

from icpctl.reference.text import code, page, table
from icpctl.wording import t

EXIT_CODES = ("0", "1", "2", "3", "4", "130", "143", "129", "141")


def make() -> str:
    """The page in the language that is set."""
    rows = [[code(one), t(f"reference.exit.c{one}")] for one in EXIT_CODES]
    return page("exit_codes") + table([t("reference.exit_codes.code"), t("reference.exit_codes.means")], rows)
