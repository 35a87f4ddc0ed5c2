"""What the rule book knows of the province: nothing at all, or rules that no check can judge and a person must read."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import parameters
from icpctl.checks.scope import JOINING, words
from icpctl.draft import get
from icpctl.findings import ORDER
from icpctl.rules import Rule
from icpctl.usage import is_advice
from icpctl.wording import pick


@check(
    "PRV001",
    "note",
    "other",
    Words(
        "规则库不知道本省要求",
        "规则库里没有{province}对这类备案的规则，这里只按全国规则核对。",
        "向接入商或当地通信管理局确认本地要求。",
    ),
    Words(
        "The province's rules are not known here",
        "The rule book has no rules of {province} for this kind of filing; only national rules are judged here.",
        "Ask the access provider or the communications administration for local requirements.",
    ),
)
def unknown_province(case: Case) -> Iterator[Hit]:
    """A province without rules for this case is said to be unknown, never replaced by another."""
    province = case.draft.subject.province
    if not province or not case.type_words & (JOINING | {"change"}):
        return
    if not any(r.kind == "province-rule" for r in case.province_rules):
        rule = case.book.one("province", province)
        yield found("subject.province", severity="note", province=rule.word("name") if rule else _called(case, province))


def _called(case: Case, province: str) -> str:
    return next((pick(e, "name", province) for e in case.book.file("vocabulary")["province"] if e["id"] == province), province)


@check(
    "PRV002",
    "note",
    "other",
    Words("本省另有要求，需自己对照", "{says}{doubt}。", "对照这一条自行核对；拿不准向接入商确认。"),
    Words(
        "A requirement to compare yourself",
        "{says}{doubt}.",
        "Compare this with your case; confirm with the access provider when in doubt.",
    ),
)
def to_be_read(case: Case) -> Iterator[Hit]:
    """Rules of the province and of the nation that concern the case and that no check judges, as advice.

    One whose matter the applicant has declared to be in order (`declared-instead`) is not told again.
    """
    advice = case.kept_alike("advice rules", lambda: [r for r in case.province_rules if is_advice(r)])
    told = [r for r in advice if not _declared(case, r)]
    for rule in sorted(told, key=_weight):
        doubt = words("（来源单薄或说法不一）", " (thinly sourced or disputed)") if _weak(rule) else ""
        yield found("", rule, severity="note", says=rule.word("requirement").rstrip("。."), doubt=doubt)


def _declared(case: Case, rule: Rule) -> bool:
    asked = parameters(case, "declared-instead")
    paths = [asked.get(name) for name in rule["params"]]
    return bool(paths) and all(path and get(case.draft, path) for path in paths)


def _weight(rule: Rule) -> tuple[bool, int, bool]:
    """What is certain, binding and of the province itself comes first."""
    return rule.kind == "national-rule", ORDER[rule.severity(str(rule["severity"]))], _weak(rule)


def _weak(rule: Rule) -> bool:
    return rule.confidence == "low" or rule.status == "disputed"
