"""What only papers and rejections have: when a paper is needed, its files and validity, what makes it come back."""

from collections.abc import Iterable

from icpctl.explaining.values import conditions, shown, size
from icpctl.rules import Book, Rule, vocabulary
from icpctl.rules.kinds import KINDS
from icpctl.wording import has, t

MOST = 12
_Row = tuple[str, str, tuple[str, ...]]


def in_front(book: Book, document: Rule) -> list[_Row]:
    """When the paper is needed, by its own rules."""
    texts = []
    for rule in document.get("rules", []):
        key = f"screen.level.{rule['level']}"
        level = t(key) if has(key) else str(rule["level"])
        texts.append(t("explain.papers_level", level=level, text=conditions(book, rule["when"]) or t("explain.papers_always")))
    return _row("rules", "papers_when", dict.fromkeys(texts))


def behind(book: Book, document: Rule) -> list[_Row]:
    """Its files at each provider, its validity, what provinces ask, and the rejections that name it."""
    ids = {document.id, *(a for a, known in _aliases(book).items() if known == document.id)}
    files = [rule for id_ in document.get("file_rules", []) if (rule := book.one("file-rule", id_))]
    valid = [r for r in book.all("validity-rule") if document.id in r["applies_to"] or r.id in document.get("validity_rules", [])]
    places = [r for r in book.all("province-rule") if ids & set(r["documents"]) and r.judges]
    back = [r for r in book.all("rejection") if ids & set(r.get("document_ids", []))]
    return [
        *_row("file_rules", "key.rules", (_file(book, rule) for rule in files)),
        *_row("validity_rules", "papers_validity", (_with_place(book, r, r.word("rule")) for r in valid)),
        *_row("province_rules", "papers_place", _capped(_of_place(book, r) for r in places)),
        *_row(
            "rejections",
            "papers_back",
            _capped(t("explain.papers_level", level=r.word("title"), text=r.word("cause")) for r in back),
        ),
    ]


def prevented(book: Book, rejection: Rule) -> list[_Row]:
    """By what a draft can prevent a rejection, where the rule book says it."""
    if "prevention" not in KINDS:
        return []
    found = [rule for id_ in rejection.get("preventable_by", []) if (rule := book.one("prevention", id_))]
    texts = []
    for rule in found:
        by = [*rule.get("codes", []), *rule.get("asked", [])]
        texts.append(t("explain.prevented_by", name=rule.word("name"), codes=" ".join(by) or rule.word("reason")))
    return _row("preventable_by", "prevented", texts)


def _row(key: str, label: str, texts: Iterable[str]) -> list[_Row]:
    kept = tuple(texts)
    return [(key, t(f"explain.{label}"), kept)] if kept else []


def _capped(texts: Iterable[str]) -> list[str]:
    kept = list(dict.fromkeys(texts))
    return kept if len(kept) <= MOST else [*kept[:MOST], t("explain.more_rules", count=len(kept) - MOST)]


def _aliases(book: Book) -> dict[str, str]:
    return {str(k): str(v) for k, v in book.file("document-files")["aliases"]["documents"].items()}


def _file(book: Book, rule: Rule) -> str:
    limits = [size(rule.data[key]) for key in ("min_size", "max_size") if rule.get(key)]
    parts = ["/".join(rule["file_formats"]), "-".join(limits), rule.word("rules")]
    return t("explain.papers_file", provider=shown(book, "provider", rule["provider"]), text=" ".join(p for p in parts if p))


def _with_place(book: Book, rule: Rule, text: str) -> str:
    where = [shown(book, key, rule[key]) for key in ("province", "provider") if rule.get(key)]
    said = text.startswith(tuple(where)) if where else True
    return text if said else t("explain.papers_file", provider=t("screen.and").join(where), text=text)


def _of_place(book: Book, rule: Rule) -> str:
    place = vocabulary.name(book, "province", book.home(rule).rpartition("/")[2])
    return t("explain.papers_file", provider=place, text=t("explain.list_item", text=rule.word("requirement"), id=rule.id))
