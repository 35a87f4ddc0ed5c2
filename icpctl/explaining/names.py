"""Names of the rule book that show what a naming rule means."""

from icpctl.rules import Book, Rule
from icpctl.wording import t

MOST = 4


def names(book: Book, rule: Rule) -> list[tuple[str, str, tuple[str, ...]]]:
    """Names that sources give: refused ones that hold a word of the rule, and ones that are fine for the same subjects."""
    words = {word for id_ in rule.get("forbidden_words", []) for word in _words(book, str(id_))}
    known = [e for e in book.all("name-example") if rule.get("applies_to", "both") in ("both", e["subject"])]
    refused = [e for e in known if e["verdict"] != "ok" and any(word in e["name"] for word in words)]
    if not refused:
        return []
    fine = [e for e in known if e["verdict"] == "ok" and not any(word in e["name"] for word in words)]
    return [("names_bad", t("explain.names_bad"), _told(refused)), ("names_good", t("explain.names_good"), _told(fine))]


def _words(book: Book, id_: str) -> list[str]:
    family = book.one("word-family", id_)
    return [str(word) for word in family["words"]] if family else [id_]


def _told(found: list[Rule]) -> tuple[str, ...]:
    return tuple(t("explain.name_says", name=e["name"], reason=e.word("reason")) for e in found[:MOST])
