"""One rule in words: what it says, for whom, how much it weighs, who says so and who says otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from icpctl.explaining import examples, papers
from icpctl.explaining.names import names
from icpctl.explaining.values import conditions, shown
from icpctl.findings import ORDER, sources_json
from icpctl.rules import Book, Rule, Source
from icpctl.rules.kinds import KINDS
from icpctl.usage import ADVISOR, DOCUMENTS, JOURNEY, is_advice, readers
from icpctl.wording import area, language, t

TITLE_KEYS = ("name", "title", "label", "requirement", "rule", "message", "question", "rule_text", "meaning", "word", "what")
_PLACES = ("province-rule", "national-rule")
_ROOMS = (DOCUMENTS, JOURNEY)
_SHAPES_LISTS = {"document", "file-rule", "validity-rule", "step", "process-step", "follow-up", "filing-type", "pre-approval"}
_WEIGHS = ("severity", "level")
_OWN_ENTRIES = {"rule", "rules", "review"}  # lists that are told elsewhere
_ONE_LINE = {
    "aliases", "allowed", "allowed_for", "applies_to", "document_ids", "documents", "examples", "counter_examples", "field_ids",
    "file_formats", "filing_type", "filing_types", "items", "keywords", "license_name", "nature", "not_allowed_provinces",
    "not_allowed_for_organization_provinces", "province", "provider", "providers", "service", "skip_when_nature", "words",
    "values", "direct_add_allowed_provinces", "expected", "public_security_prefix",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands behind it, each in the user's language. `key`: the key of the rule, for scripts."""

    key: str
    label: str
    texts: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {"key": self.key, "label": self.label, "texts": list(self.texts)}


@dataclass(frozen=True, slots=True)
class Other:
    """What speaks against a rule: a source, and the rule made of it where the rule book has one."""

    source: Source
    rule: Rule | None

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        out: dict[str, Any] = {"source": sources_json(self.source), "rule": None, "text": "", "status": ""}
        if self.rule:
            out |= {"rule": self.rule.id, "text": title(self.rule), "status": self.rule.status}
        return out


def title(rule: Rule) -> str:
    """One line that says what the rule is."""
    return next((text for key in TITLE_KEYS if (text := rule.word(key))), rule.id)


def kind_name(rule: Rule) -> str:
    """What the kind of a rule is called."""
    names: dict[str, str] = area(language(), "explain")["kind"]
    return names.get(rule.kind) or names["code" if rule.kind.startswith("code-") else "check"]


def says(book: Book, rule: Rule) -> list[Row]:
    """What the rule says, in the order of the words `explain.key`; a paper says where it is needed and how it must be."""
    rows = list(_rows(book, rule, "key"))
    if rule.kind == "document":
        rows = papers.in_front(book, rule) + rows + papers.behind(book, rule)
    if rule.kind == "naming-rule":
        rows += names(book, rule)
    if rule.kind == "rejection":
        rows += papers.prevented(book, rule)
    return [Row(*row) for row in rows]


def for_whom(book: Book, rule: Rule) -> list[Row]:
    """Whom, where and which filings the rule concerns."""
    place = book.home(rule).rpartition("/")[2] if KINDS.get(rule.kind) and KINDS[rule.kind].folder == "provinces" else ""
    given = {"place": place} if place and rule.kind != "province" else {}
    return [Row(*row) for row in _rows(book, rule, "whom", given)]


def _rows(
    book: Book, rule: Rule, table: str, more: Mapping[str, Any] | None = None
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    labels: dict[str, str] = area(language(), "explain")[table]
    heading = title(rule)
    for key, label in labels.items():
        given = [(more or {})[key]] if key in (more or {}) else _values(rule, key)
        entries = any(isinstance(value, Mapping) for value in given)
        if (entries and key in _OWN_ENTRIES) or (key == "provider" and entries == (table == "whom")):
            continue
        texts = [conditions(book, v) if key == "when" else shown(book, key, v) for v in given]
        if texts and key in _ONE_LINE and (not entries or key == "keywords"):
            texts = [t("screen.and").join(texts)]
        # What stands in the title is not said twice.
        if any(texts) and texts != [heading]:
            yield key, label, tuple(text for text in texts if text)


def _values(rule: Rule, key: str) -> list[Any]:
    """The values of a key: of words those in the user's language; of a table none but the conditions."""
    words = rule.words(key)
    plain = rule.data.get(key)
    if key == "what" and "what_zh" not in rule.data:
        return []  # an id of the program
    if isinstance(plain, Mapping):
        return [plain] if key == "when" else []
    if isinstance(plain, list):
        return words if f"{key}_{language()}" in rule.data else plain
    return [plain] if isinstance(plain, (int, bool)) else list(words)


def weight(book: Book, rule: Rule) -> str:
    """How much the rule weighs in a judgement, and why not more."""
    if not rule.judges:
        return t(f"explain.weighs.{rule.status}")
    given = next((str(rule.data[key]) for key in _WEIGHS if key in rule.data), "")
    if not given:
        found = [example.severity for example in examples.of_rule(rule.id)]
        own = "shown" if rule.kind in _SHAPES_LISTS else "unused"
        return t(f"explain.weighs.{min(found, key=ORDER.__getitem__) if found else own}")
    level = rule.severity(given)
    if level == "warning" and given in ("must", "error"):
        return t(f"explain.weighs.{'disputed' if rule.status == 'disputed' else 'low'}")
    return t(f"explain.weighs.{level}")


def used_by(rule: Rule) -> list[str]:
    """The codes of the checks that judge by the rule, or show it as advice."""
    codes = {example.code for example in examples.of_rule(rule.id)}
    if rule.judges and rule.kind in _PLACES:
        codes |= {reader for name in rule["params"] for reader in readers(name) if reader not in _ROOMS}
        codes |= {ADVISOR} if is_advice(rule) else set()
    return sorted(codes)


def rooms(rule: Rule) -> list[str]:
    """What else of the program follows the rule, in words: the list of papers, the steps."""
    found: set[str] = set()
    if rule.judges and rule.kind in _PLACES:
        found = {reader for name in rule["params"] for reader in readers(name) if reader in _ROOMS}
        found |= {DOCUMENTS} if rule.get("documents") else set()
    return [t(f"explain.room.{room}") for room in sorted(found)]


def advice_only(rule: Rule) -> bool:
    """True for a rule that could block and that nothing of the program judges by."""
    return rule.judges and rule.kind in _PLACES and not used_by(rule) and not rooms(rule)


def corroborated(book: Book, rule: Rule) -> tuple[Source, ...]:
    """Further sources that say the same."""
    return book.resolve(rule.scope, [str(i) for i in rule.get("corroborated_by", [])])


def others(book: Book, rule: Rule) -> list[Other]:
    """What speaks against the rule: every source that does, with the rule that is made of it."""
    found = []
    for id_ in map(str, rule.get("contradicted_by", [])):
        rivals = [r for r in _neighbours(book, rule) if id_ in r.get("sources", []) and _same_matter(rule, r)]
        source = book.resolve(rule.scope, [id_])[0]
        found += [Other(source, rival) for rival in rivals] or [Other(source, None)]
    return found


def _neighbours(book: Book, rule: Rule) -> list[Rule]:
    home = book.home(rule)
    return [r for r in book.all(rule.kind) if r.id != rule.id and book.home(r) == home]


def _same_matter(rule: Rule, other: Rule) -> bool:
    """The same topic for the same people, or each is named as speaking against the other."""
    mutual = set(rule.get("sources", [])) & set(other.get("contradicted_by", []))
    people = {rule.get("applies_to"), other.get("applies_to")}
    return bool(mutual) or (rule.get("topic") == other.get("topic") and (len(people) == 1 or "both" in people))


def inner(book: Book, rule: Rule) -> list[Rule]:
    """The rules of a province, for the province itself."""
    if rule.kind != "province":
        return []
    return [r for r in book.of_province(rule.id) if r.kind == "province-rule"]
