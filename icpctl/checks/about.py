"""What a check may be about: plain conditions of a case, by which checks that cannot find anything are not even called.

`@check(..., about="document")` says that the check finds nothing unless the condition holds (of several: all of them);
`parameters=("min_age",)` that it finds nothing unless a rule of the province or nation that concerns the case has one of
these parameters. Both only save time. A test runs every check without them and compares.
"""

from collections.abc import Callable

from msgspec.structs import astuple

from icpctl.case import Case
from icpctl.checks.naming_words import names
from icpctl.checks.roles import roles
from icpctl.checks.scope import JOINING, NEW

ABOUT: dict[str, Callable[[Case], bool]] = {
    "document": lambda case: bool(case.draft.document),
    "elsewhere": lambda case: case.elsewhere is not None,
    "compared": lambda case: case.elsewhere is not None and case.elsewhere.shares,
    "site": lambda case: bool(case.draft.site),
    "app": lambda case: bool(case.draft.app),
    "mini-program": lambda case: case.kind == "mini-program",
    "individual": lambda case: case.organization is False,
    "organization": lambda case: bool(case.organization),
    "name": lambda case: bool(names(case)),
    "faulty name": lambda case: any(judged.found for judged in names(case)),
    "new": lambda case: not case.type_words.isdisjoint(NEW),
    "joining": lambda case: not case.type_words.isdisjoint(JOINING),
    "access": lambda case: "add-access" in case.type_words,
    "cancel": lambda case: case.type_rule is not None and case.type_rule["group"] == "cancel",
    "denied": lambda case: False in astuple(case.draft.declarations),
    "renamed": lambda case: bool(case.draft.subject.renamed),
    "licence": lambda case: bool(case.draft.subject.licence) or any(service.licence for _, service in case.services()),
    "several persons": lambda case: len(roles(case)) > 1,
}
"""Condition -> does it hold for a case; all of them are asked once for each case."""


def holding(case: Case) -> frozenset[str]:
    """The conditions that hold."""
    return frozenset([name for name, holds in ABOUT.items() if holds(case)])
