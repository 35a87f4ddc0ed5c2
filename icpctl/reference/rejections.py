"""From every rejection to what prevents it, and from every check that rejections name to what does it."""

from icpctl.questions import label, of_path
from icpctl.reference.text import code, page, table
from icpctl.rules import Book, Rule
from icpctl.rules.prevention import prevented_by
from icpctl.wording import t


def make() -> str:
    """The page in the language that is set."""
    book = Book()
    out = page("rejections") + _counts(book)
    out += f"## {t('reference.rejections.of_each')}\n\n"
    head = [t(f"reference.rejections.{k}") for k in ("rejection", "stage", "codes", "asked", "by_hand")]
    out += table(head, [_rejection(book, r) for r in book.all("rejection")])
    out += f"\n## {t('reference.rejections.of_names')}\n\n{t('reference.rejections.names_about')}\n\n"
    head = [t(f"reference.rejections.{k}") for k in ("name", "how", "codes", "asked", "by_hand")]
    return out + table(head, [_name(r) for r in book.all("prevention")])


def _counts(book: Book) -> str:
    names = book.all("prevention")
    how = {key: sum(r["how"] == key for r in names) for key in ("checked", "asked", "outside")}
    rejections = [prevented_by(book, r) for r in book.all("rejection")]
    shown = sum(bool(p.codes) for p in rejections)
    return t("reference.rejections.counts", names=len(names), rejections=len(rejections), shown=shown, **how) + "\n\n"


def _rejection(book: Book, rejection: Rule) -> list[str]:
    by = prevented_by(book, rejection)
    title = f"{rejection.word('title')} {code(rejection.id)}"
    return [title, t(f"reference.rejection_stage.{rejection['stage']}"), *_cells(by.codes, by.asked), " ".join(by.reasons)]


def _name(rule: Rule) -> list[str]:
    cells = _cells(rule.get("codes", ()), rule.get("asked", ()))
    return [f"{rule.word('name')} {code(rule.id)}", t(f"reference.rejections.how_{rule['how']}"), *cells, rule.word("reason")]


def _cells(codes: tuple[str, ...], asked: tuple[str, ...]) -> list[str]:
    return [" ".join(code(c) for c in codes), "<br>".join(_asked(path) for path in asked)]


def _asked(path: str) -> str:
    """A question by name and option; a fact of the filing type by the option that gives it."""
    question = of_path(path)
    if question is None:
        return code(f"--fact {path.removeprefix('filing.facts.')}=")
    return f"{label(path)} {code(question.flag)}"
