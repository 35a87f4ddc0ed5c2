"""What is known of one paper: what it must show, how its file must be, how long it is valid, who signs."""

from typing import Any

from msgspec import Struct

from icpctl.case import Case
from icpctl.rules import Rule, vocabulary
from icpctl.wording import has, t


class FileRule(Struct, frozen=True):
    """What the provider accepts as a file. Sizes in bytes, None where no source says; id "" = the paper's own rule."""

    id: str
    formats: tuple[str, ...]
    min_size: int | None
    max_size: int | None
    words: str
    watermark: str
    confidence: str

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "formats": list(self.formats),
            "min_size": self.min_size,
            "max_size": self.max_size,
            "words": self.words,
            "watermark": self.watermark,
            "confidence": self.confidence,
        }


def known_as(case: Case, id_: str) -> str:
    """The document id that a province's word for a paper stands for: the entry to look it up by."""
    return str(case.book.file("document-files")["aliases"]["documents"].get(id_, id_))


def entry(case: Case, id_: str) -> Rule | None:
    """The rule of a document, found by its id or by a province's word for it."""
    return case.book.one("document", known_as(case, id_))


def group(case: Case, id_: str) -> str:
    """The group of a document (subject-certificate, person-id ...), "" for a paper without an entry."""
    document = entry(case, id_)
    return str(document["group"]) if document else ""


def variants(case: Case, document: Rule) -> list[str]:
    """The forms of a paper; of those that begin with a nature's id only the one of this subject."""
    natures = set(vocabulary.ids(case.book, "subject_nature")) - {case.draft.subject.nature}
    return [text for text in document.words("variants") if text.partition(":")[0] not in natures]


def replaced_by(case: Case, document: Rule) -> list[str]:
    """What may be shown instead of a paper, where the province does not insist."""
    return [] if case.draft.subject.province in document.get("not_replaced_in", []) else document.words("replaced_by")


def name(case: Case, id_: str) -> str:
    """What a paper is called: by its own entry, else by the provinces' list, else its id."""
    own = case.book.one("document", id_) or case.book.one("province-document", id_)
    return own.word("name") if own else id_


def file_rule(case: Case, document: Rule) -> FileRule | None:
    """The file rule of the draft's provider for a paper, else what the paper itself says."""
    for id_ in document.get("file_rules", []):
        rule = case.book.one("file-rule", id_)
        if rule and rule["provider"] == case.draft.filing.provider:
            return _file_rule(rule, rule.id, rule.word("rules"))
    return _file_rule(document, "", "")


def _file_rule(rule: Rule, id_: str, words: str) -> FileRule:
    mark = rule.word("watermark")
    key = f"document.watermark.{mark}"
    return FileRule(
        id=id_,
        formats=tuple(rule["file_formats"]),
        min_size=rule.get("min_size"),
        max_size=rule.get("max_size"),
        words=words,
        watermark=t(key) if mark and has(key) else mark,
        confidence=rule.confidence,
    )


def validity_rules(case: Case, document: Rule) -> list[Rule]:
    """The rules about validity or age of a paper that concern this province and provider."""
    draft = case.draft
    found = []
    for rule in case.book.all("validity-rule"):
        here = draft.subject.province in rule.get("province", [draft.subject.province])
        with_them = draft.filing.provider in rule.get("provider", [draft.filing.provider])
        if here and with_them and (document.id in rule["applies_to"] or rule.id in document.get("validity_rules", [])):
            found.append(rule)
    return found


def notes(case: Case, document: Rule, stem: str) -> list[str]:
    """province_notes or provider_notes that concern this draft."""
    from icpctl.journey.mentions import own_words  # the steps, which a check does not need

    return own_words(case, document.data, stem)


def signers(case: Case, rule: Rule) -> list[str]:
    """Who signs by a province's rule."""
    params = rule["params"]
    key = {True: "signed_by_org", False: "signed_by_ind", None: ""}[case.organization]
    who = [params[k] for k in ("signed_by", key) if k in params]
    return [t(f"document.signer.{w}") if has(f"document.signer.{w}") else str(w) for w in who]
