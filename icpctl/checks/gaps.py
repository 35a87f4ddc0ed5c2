"""What is not answered yet: answers the filing type needs, and optional ones that portals and provinces ask for."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import by_field, how_to_give, label
from icpctl.draft import get
from icpctl.needs import missing, wanted_where
from icpctl.questions import Question

_PHONES = ("emergency_phone", "office_phone")
_RESOURCES = ("resource", "resource_code")


@check(
    "GAP001",
    "error",
    "gap",
    Words(
        "必填项没有填",
        "还没有填“{question}”（{path}）。这类备案的表单必须填它，缺了就提交不了。",
        "补上这一项：{flag}。",
    ),
    Words(
        "A needed answer is missing",
        "“{question}” ({path}) has not been answered. The form of this filing type needs it and cannot be submitted without it.",
        "Give this answer: {flag}.",
    ),
)
def needed(case: Case) -> Iterator[Hit]:
    """The needed answers that are missing; the filing type itself is TYPE003's matter."""
    for at, question in missing(case):
        if question.path != "filing.type":
            severity = "warning" if _ip_will_do(case, at) else None
            yield found(at, severity=severity, question=label(at), path=at, flag=how_to_give(at), **by_field(case, at))


def _ip_will_do(case: Case, at: str) -> bool:
    """A domain that is missing where a rule says that a site may be filed by its IPs alone (NET005)."""
    table, _, key = at.rpartition(".")
    if key != "domains" or not get(case.draft, f"{table}.ips"):
        return False
    return any(r["params"]["ip_only_allowed"] for r in case.with_parameter("ip_only_allowed"))


@check(
    "GAP002",
    "note",
    "gap",
    Words(
        "可选项没有填",
        "没有填“{question}”（{path}）。不是处处必填，但有的接入商或省份会要，临时补会耽误时间。",
        "手头有就先填上：{flag}；没有可以不填，先问清接入商要不要。",
    ),
    Words(
        "An optional answer is missing",
        "“{question}” ({path}) has not been answered. Not everybody asks for it, but some providers and provinces do, "
        "and finding it out later costs time.",
        "Give it if you have it: {flag}; otherwise ask the provider whether it is needed.",
    ),
)
def optional(case: Case) -> Iterator[Hit]:
    """Second phones of the responsible persons, and what proves the server at the provider."""
    for at, _ in wanted_where(case, _is_optional):
        table, _, key = at.rpartition(".")
        if (key == "office_phone" and not case.organization) or get(case.draft, at):
            continue
        if key == _RESOURCES[0] and (get(case.draft, f"{table}.{_RESOURCES[1]}") or get(case.draft, table) is None):
            continue
        yield found(at, question=label(at), path=at, flag=how_to_give(at), **by_field(case, at))


def _is_optional(question: Question) -> bool:
    key = question.path.rpartition(".")[2]
    return key in _PHONES or (key == _RESOURCES[0] and not question.stops)
