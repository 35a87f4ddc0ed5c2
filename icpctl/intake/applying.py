"""Which questions a filing asks when little is known of it yet: always, only when another answer makes it so, or at will.

The conditions of `needs` are asked for several drafts that fit what is given: a plain one, one where everything applies
that may apply, and one where the answers are the other way round. What all of them ask is always asked.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from icpctl.case import PERSONAL, Case
from icpctl.draft import App, Draft, MiniProgram, Site, SitePrincipal
from icpctl.needs import missing, wanted
from icpctl.questions import QUESTIONS, Question, general
from icpctl.rules import Book

REQUIRED, SOMETIMES, OPTIONAL = "required", "sometimes", "optional"
GIVEN = ("filing.type", "filing.provider", "subject.nature", "subject.province")
_ANY_DAY = dt.date(2000, 1, 1)  # which answers are asked depends on no day
_MANY = 50


class Given(Struct, frozen=True):
    """What is known beforehand, as ids; "" is open. `sites`: how many sites the filing has."""

    type: str = ""
    nature: str = ""
    province: str = ""
    provider: str = ""
    sites: int = 1

    def answers(self) -> dict[str, str]:
        """By path; only what is given."""
        both = zip(GIVEN, (self.type, self.provider, self.nature, self.province), strict=True)
        return {path: value for path, value in both if value}


class Applying(Struct, frozen=True):
    """A question that applies. `when`: "" or what makes it apply, a condition of `needs`, "type" or "nature"."""

    question: Question
    need: str
    when: str = ""


def read_given(
    book: Book, *, type_: str | None, nature: str | None, province: str | None, provider: str | None, sites: int = 1
) -> Given:
    """What a command line says, read like any answer: ids, names and codes. Raises UsageError naming the option."""
    from icpctl.errors import UsageError
    from icpctl.values import assign

    draft = Draft()
    texts = zip(GIVEN, (type_, provider, nature, province), strict=True)
    assign(draft, {path: text for path, text in texts if text}, book)
    if not 1 <= sites <= _MANY:
        raise UsageError("bad_option", option="--sites", reason=f"1-{_MANY}")
    return Given(
        draft.filing.type or "", draft.subject.nature or "", draft.subject.province or "", draft.filing.provider or "", sites
    )


def applying(book: Book, given: Given) -> tuple[Applying, ...]:
    """The questions that apply or may apply, in the order of the questionnaire."""
    return book.kept(("applying", given), lambda: tuple(_applying(book, given)))


def _applying(book: Book, given: Given) -> Iterator[Applying]:
    drafts = list(_fitting(book, given))
    asked = [{q.path for _, q in wanted(case)} for case in drafts]
    needed = [{general(at) for at, _ in missing(case)} for case in drafts[:: len(_FILLINGS)]]
    always, ever = set.intersection(*asked), set.union(*asked)
    stopping = set.intersection(*needed) | set(GIVEN)
    for question in QUESTIONS:
        if question.path not in ever:
            continue
        if question.path not in always:
            yield Applying(question, SOMETIMES, _reason(question, drafts, asked))
        else:
            yield Applying(question, REQUIRED if question.path in stopping else OPTIONAL)


def _reason(question: Question, drafts: list[Case], asked: list[set[str]]) -> str:
    """The condition that decides, unless it is the type or the nature of the subject."""
    seen = list(zip(drafts, (question.path in paths for paths in asked), strict=True))
    if _decides([(case.draft.filing.type, is_asked) for case, is_asked in seen]):
        return "type"
    if _decides([(case.organization, is_asked) for case, is_asked in seen]):
        return "nature"
    return question.when or "type"


def _decides(pairs: list[tuple[Any, bool]]) -> bool:
    """Does the first of each pair alone decide the second?"""
    return len({first for first, _ in pairs}) == len(set(pairs)) > 1


def _fitting(book: Book, given: Given) -> Iterator[Case]:
    """Drafts that fit what is given and differ in all that decides what is asked."""
    for type_ in [given.type] if given.type else _site_types(book):
        for nature in [given.nature] if given.nature else ["enterprise", PERSONAL]:
            for fill in _FILLINGS:
                draft = base(Given(type_, nature, given.province, given.provider))
                fill(draft, Case(draft, book, _ANY_DAY))
                yield Case(draft, book, _ANY_DAY)


def _site_types(book: Book) -> list[str]:
    """The filing types whose form describes a site; with an open type the table serves them all."""
    return [r.id for r in book.all("filing-type") if "site.name" in r.get("fields", ())]


def base(given: Given) -> Draft:
    """A draft that says what is given and nothing else."""
    draft = Draft()
    draft.filing.type, draft.filing.provider = given.type or None, given.provider or None
    draft.subject.nature, draft.subject.province = given.nature or None, given.province or None
    return draft


def _filed_before(case: Case) -> bool | None:
    """Does this filing type say whether the subject has a filing? None where both may be."""
    rule = case.type_rule
    said = rule["preconditions"].get("subject_has_filing") if rule else None
    if said in ("yes", "no"):
        return bool(said == "yes")
    return None if rule and rule["group"] == "add" else True


def _plain(draft: Draft, case: Case) -> None:
    """Nothing but what is given."""


def _applies(draft: Draft, case: Case) -> None:
    another = SitePrincipal(same_as_subject=False)
    draft.principal.is_legal_person = False
    if _filed_before(case) is not False:
        draft.subject.services_filed, draft.filing.facts.subject_has_filing = 1, True
    if case.kind == "website":
        draft.site = [Site(domain_holder="other", domain_registered_here=False, resource_code="-", principal=another)]
    elif case.kind == "app":
        draft.app = [App(domain_holder="other", resource_code="-", principal=another)]
    else:
        draft.mini_program = MiniProgram(principal=another)


def _otherwise(draft: Draft, case: Case) -> None:
    draft.principal.is_legal_person, draft.subject.services_filed = True, 0
    if not _filed_before(case):
        draft.filing.facts.subject_has_filing = False
    if case.kind == "website":
        draft.site = [Site(domain_holder="same", domain_registered_here=True, principal=SitePrincipal(same_as_subject=True))]


_FILLINGS: tuple[Callable[[Draft, Case], None], ...] = (_plain, _applies, _otherwise)
