"""Which document is meant by a word: an id, a province's word for a paper, or a name in either language."""

import difflib
from collections.abc import Iterable, Iterator

from icpctl.case import Case
from icpctl.documents import Needed, details
from icpctl.errors import UsageError
from icpctl.papers.kinds import PAPERS
from icpctl.rules import Rule
from icpctl.rules.vocabulary import fold
from icpctl.values import printable


def document_id(case: Case, word: str, needed: Iterable[Needed]) -> str:
    """The document id meant. A proof keeps its own id where the filing asks for it by that id, or it has no other.

    Raises UsageError with the nearest ids and names when nothing is meant.
    """
    listed = {i for n in needed for i in (n.id, *n.serves_as)}
    wanted = fold(word)
    spelled = dict(_spellings(case))
    id_ = wanted if wanted in spelled.values() else spelled.get(wanted)
    if id_ is None:
        raise UsageError("unknown_document", given=printable(word), near=_near(case, wanted, spelled))
    other = details.known_as(case, id_)
    if id_ in listed or case.book.one("document", other) is None:
        return id_
    return other if other in listed or (case.book.one("document", id_) is None and not _is_proof(case, id_)) else id_


def _is_proof(case: Case, id_: str) -> bool:
    """Proofs of residence keep their own ids: provinces take one and refuse the other."""
    return any(id_ in r["params"].get("accepted_local_proofs", ()) for r in case.book.all("province-rule"))


def _spellings(case: Case) -> Iterator[tuple[str, str]]:
    """(folded id or name, id): the provinces' words first, so that the documents' own entries win."""
    aliases = case.book.file("document-files")["aliases"]["documents"]
    yield from ((fold(a), a) for a in aliases)
    for kind in ("province-document", "document"):
        for rule in case.book.all(kind):
            yield from ((fold(w), rule.id) for w in _names(rule))


def _names(rule: Rule) -> Iterator[str]:
    yield rule.id
    yield from (str(rule[k]) for k in ("name_zh", "name_en") if k in rule.data)


def _near(case: Case, wanted: str, spelled: dict[str, str]) -> str:
    inside = [id_ for text, id_ in spelled.items() if wanted and wanted in text]
    close = [spelled[text] for text in difflib.get_close_matches(wanted, list(spelled), n=6, cutoff=0.5)]
    found = [i for i in dict.fromkeys([*inside, *close]) if case.book.one("document", i)][:4]
    return "; ".join(f"{i} ({details.name(case, i)})" for i in found) or "-"


def refuse_no_file(case: Case, id_: str) -> None:
    """Raises UsageError for what is filled in, filmed or done in person: there is no picture to attach."""
    rule = details.entry(case, id_)
    if rule is not None and not {*PAPERS, "jpeg"} & set(rule["file_formats"]):
        raise UsageError("document_no_file", paper=details.name(case, id_), how=rule.word("original_rule"), id=id_)
