"""What every check says."""

from icpctl import checks
from icpctl.reference.text import page
from icpctl.wording import t


def make() -> str:
    """The page in the language that is set."""
    out = page("checks")
    for one in checks.all_checks():
        words = one.words
        out += f"## {one.code} {words.title}\n\n"
        out += f"- {t('reference.checks.severity')}{t(f'reference.severity.{one.severity}')} (`{one.severity}`)\n"
        out += f"- {t('reference.checks.topic')}`{one.topic}`\n"
        out += f"- {t('reference.checks.message')}{words.message}\n"
        out += f"- {t('reference.checks.fix')}{words.fix}\n\n"
    return out
