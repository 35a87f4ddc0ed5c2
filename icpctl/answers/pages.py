"""The sections of the wizard: which question belongs to which, in what order they are asked, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from icpctl.case import Case
from icpctl.draft import get
from icpctl.errors import UsageError
from icpctl.findings import ORDER as ORDER_OF_SEVERITY
from icpctl.findings import Finding
from icpctl.needs import CONDITIONS, missing, undeclared, wanted
from icpctl.questions import QUESTIONS, Question, of_path, place
from icpctl.wording import t

ORDER = ("filing", "subject", "people", "service", "access", "service_people", "declarations")
_PLACE = {q.path: number for number, q in enumerate(QUESTIONS)}
_PAGES = {
    "filing": "filing",
    "subject": "subject",
    "principal": "people",
    "legal_person": "people",
    "declarations": "declarations",
}
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Page:
    """A section: its key (one of ORDER) and, for those of a service, the table ("site[1]"); "" for the others."""

    key: str
    table: str = ""

    @property
    def number(self) -> int:
        """Which site or App of the list, from 0."""
        index = self.table.partition("[")[2].rstrip("]")
        return int(index) if index else 0

    def title(self) -> str:
        """What it is called; the second and further sites and Apps are numbered."""
        head = self.table.partition("[")[0]
        name = t(f"wizard.page.{self.key}", service=t(f"cli.section.{head}") if head else "")
        return f"{name} {self.number + 1}" if self.number else name

    def place(self) -> tuple[int, str, int, int]:
        """Where it stands: all about one service comes together."""
        if self.table:
            return (ORDER.index("service"), self.table.partition("[")[0], self.number, ORDER.index(self.key))
        return (ORDER.index(self.key), "", 0, 0)


def page_of(at: str) -> Page:
    """The section of a path; of a path that is no question that of the filing."""
    head, _, rest = at.partition(".")
    table = head.partition("[")[0]
    if table not in ("site", "app", "mini_program"):
        return Page(_PAGES.get(table, "filing"))
    if rest.startswith("principal."):
        return Page("service_people", head)
    question = of_path(at)
    return Page("access" if question and question.field.startswith("access.") else "service", head)


def pages(case: Case) -> list[Page]:
    """The sections that have a question for this case, in order; that of the filing is always there."""
    return sorted({Page("filing"), *(page_of(at) for at, _ in asked(case))}, key=Page.place)


def asked(case: Case) -> list[tuple[str, Question]]:
    """What applies to the case, without numbers of pre-approvals where none is involved and proofs that nobody wants."""
    return [(at, q) for at, q in wanted(case) if _applies(case, at, q)]


def _applies(case: Case, at: str, question: Question) -> bool:
    if question.kind == "numbers":
        return _has_numbers(case, at)
    # Who files where his id card is from proves no residence.
    return question.field != "subject.residence_permit" or case.id_local is not True or get(case.draft, at) not in EMPTY


def _has_numbers(case: Case, at: str) -> bool:
    approvals = get(case.draft, f"{at.rpartition('.')[0]}.pre_approvals")
    return get(case.draft, at) not in EMPTY or approvals not in (*EMPTY, ["none"])


def in_order(gaps: list[tuple[str, Question]]) -> list[tuple[str, Question]]:
    """Questions in the order of the wizard: section by section, one site after the other."""
    return sorted(gaps, key=lambda gap: (page_of(gap[0]).place(), _PLACE[gap[1].path]))


def required(case: Case) -> list[tuple[str, Question]]:
    """The needed answers that are not there yet, in order."""
    return in_order([gap for gap in missing(case) if gap[0] != "filing.type"])


def optional(case: Case, page: Page) -> list[tuple[str, Question]]:
    """What may be answered in a section and is not."""
    open_ = [(at, q) for at, q in asked(case) if page_of(at) == page and get(case.draft, at) in EMPTY]
    needed = {at for at, _ in missing(case)}
    return in_order([(at, q) for at, q in open_ if at not in needed and q.path != "filing.type" and not q.stops])


def asked_at(found: Finding) -> str:
    """The path of the question that a finding is about: `site[0].domains` for one at `site[0].domains[1]`."""
    table, dot, rest = found.at.rpartition(".")
    return f"{table}{dot}{rest.partition('[')[0]}" if dot else found.at


def is_in(at: str, section: str | None) -> bool:
    """Does a path belong to what `--section` names: a section of the wizard, or a table of the draft?"""
    return section is None or page_of(at).key == section or at.startswith(section) or at.replace("[0]", "").startswith(section)


def check_section(section: str | None) -> None:
    """Raises UsageError for a section that no question belongs to."""
    if not any(is_in(place(q.path), section) for q in QUESTIONS):
        raise UsageError("bad_option", option="--section", reason=" | ".join(ORDER))


def beside_declarations(case: Case) -> list[str]:
    """What is asked along with the declarations, as steps: the date of the certificate, and an order in progress."""
    steps: list[str] = []
    issued = "subject.cert_issued_on"
    if any(at == issued for at, _ in asked(case)) and get(case.draft, issued) in EMPTY:
        steps.append(f"ask:{issued}")
    if case.type_rule is not None and (steps or undeclared(case)) and case.draft.filing.facts.order_in_progress is None:
        steps.append("fact:order_in_progress")
    return steps


def count_open(case: Case) -> str | None:
    """The step that asks how much the subject has filed, which some declarations hang on; None when that is known."""
    if "subject_service_count" in case.type_facts or case.type_rule is None:
        return None
    if not CONDITIONS["filed_before"](case) and case.type_rule["group"] != "change":
        return None
    at = "subject.services_filed"
    return f"ask:{at}" if any(path == at for path, _ in wanted(case)) else "fact:subject_service_count"


def in_order_of_mending(found: Sequence[Finding]) -> list[Finding]:
    """Findings as they are mended: the worst first, then what is about the filing as a whole, then by the questionnaire."""

    def place_of(one: Finding) -> tuple[Any, ...]:
        question = of_path(one.at)
        return (ORDER_OF_SEVERITY[one.severity], *((1, page_of(one.at).place(), _PLACE[question.path]) if question else (0,)))

    return sorted(found, key=place_of)


def where(case: Case, page: Page, left: int) -> str:
    """The section map in one line: "3/7 网站 · 还有 5 项"."""
    all_ = pages(case)
    number = all_.index(page) + 1 if page in all_ else 1
    key = "wizard.where" if left else "wizard.where_done"
    return t(key, number=number, count=len(all_), title=page.title(), left=left)
