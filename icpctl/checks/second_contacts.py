"""The emergency and office phones that provinces have wishes of their own about."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import having, roles, said
from icpctl.fields.phones import is_mobile
from icpctl.rules import Rule


@check(
    "PER024",
    "warning",
    "contact",
    Words(
        "应急电话是谁的，要写进备注",
        "{path} 填的是手机，备注里没有写是谁的；{province}的要求：{requirement}。",
        "在主体备注里写明使用人的姓名或与主办者的关系；有固话也可以改填固话。",
    ),
    Words(
        "Whose emergency phone it is belongs into the remark",
        "{path} is a mobile, and no remark says whose; what {province} wants: {requirement}.",
        "Say in the subject's remark whose number it is, or the relation to the subject; or give a landline instead.",
    ),
    parameters=("third_person_phone", "remark_required_if"),
)
def whose_phone(case: Case) -> Iterator[Hit]:
    """third_person_phone, and remark_required_if = relative-phone: a mobile needs a remark about its user."""
    rule = next((r for r in having(case, "third_person_phone", "remark_required_if") if _about_phone(r)), None)
    told = case.draft.subject.remark or (case.organization and any(s.remark for s in case.draft.site))
    for role in roles(case):
        if rule is not None and is_mobile(role.person.emergency_phone):
            at = f"{role.at}.emergency_phone"
            yield found(at, rule, severity="note" if told else None, path=at, **said(case, rule))
            return


def _about_phone(rule: Rule) -> bool:
    params = rule["params"]
    return bool(params.get("third_person_phone")) or params.get("remark_required_if") == "relative-phone"


@check(
    "PER025",
    "warning",
    "phone_locality",
    Words(
        "办公电话要本地的",
        "{path} 要能看出是本地的座机；{province}的要求：{requirement}。",
        "填本省区号的座机；座机已填的，核对区号属于本省。各家说法不一，以接入商答复为准。",
    ),
    Words(
        "The office phone should be a local one",
        "{path} should be a landline of the province; what {province} wants: {requirement}.",
        "Give a landline with an area code of the province, or check that the one given has it. Sources differ: the "
        "provider's answer counts.",
    ),
    parameters=("office_phone_home",),
)
def office_phone_local(case: Case) -> Iterator[Hit]:
    """office_phone_home = local: a mobile is none; whose area code a landline has is not known here, so it is a note."""
    rule = next((r for r in having(case, "office_phone_home") if r["params"]["office_phone_home"] == "local"), None)
    for role in roles(case):
        if rule is not None and role.person.office_phone:
            at = f"{role.at}.office_phone"
            severity = None if is_mobile(role.person.office_phone) else "note"
            yield found(at, rule, severity=severity, path=at, **said(case, rule))
