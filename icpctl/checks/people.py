"""The responsible persons: their phones and mail, who may be who, and whether the roles agree with each other."""

import re
from collections.abc import Iterator
from typing import Any

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import (
    Role,
    by_field,
    having,
    label,
    parameters,
    province_name,
    roles,
    said,
    same_person,
)
from icpctl.fields.phones import is_mobile
from icpctl.rules import Rule
from icpctl.wording import language

_PARTICULARS = ("name", "cert_valid_from", "cert_valid_to", "mobile", "email")


@check(
    "PER001",
    "error",
    "contact",
    Words(
        "两位负责人的手机相同",
        "网站负责人与主体负责人不是同一人，{path} 却和主体负责人的手机号相同。两人的手机不能相同，会被驳回。",
        "填该负责人本人的手机号；其实是同一人，就把 same_as_subject 设为 true。",
    ),
    Words(
        "Both principals have the same mobile",
        "The site principal and the principal of the subject are different people, yet {path} equals the mobile of "
        "the latter. Their mobiles must differ, or the filing is rejected.",
        "Give this person's own mobile; if it is the same person after all, set same_as_subject to true.",
    ),
    about="several persons",
)
def shared_mobile(case: Case) -> Iterator[Hit]:
    """Different persons, one mobile."""
    yield from _shared(case, "mobile", "phone_distinct_between_leads")


@check(
    "PER002",
    "error",
    "contact",
    Words(
        "两位负责人的邮箱相同",
        "网站负责人与主体负责人不是同一人，{path} 却和主体负责人的邮箱相同。两人的邮箱不能相同，会被驳回。",
        "填该负责人本人的邮箱；其实是同一人，就把 same_as_subject 设为 true。",
    ),
    Words(
        "Both principals have the same email",
        "The site principal and the principal of the subject are different people, yet {path} equals the email of the "
        "latter. Their emails must differ, or the filing is rejected.",
        "Give this person's own email; if it is the same person after all, set same_as_subject to true.",
    ),
    about="several persons",
)
def shared_email(case: Case) -> Iterator[Hit]:
    """Different persons, one email."""
    yield from _shared(case, "email", "email_distinct_between_leads")


def _shared(case: Case, key: str, parameter: str) -> Iterator[Hit]:
    """Rules with the parameter come before the cross rule, which speaks of individuals too."""
    rules = [r for r in having(case, parameter) if r["params"][parameter]]
    mine = getattr(case.draft.principal, key)
    for role in _others(case):
        value = getattr(role.person, key)
        if mine and value and value.lower() == mine.lower() and same_person(role.person, case.draft.principal) is not True:
            rule = rules[0] if rules else case.book.one("cross-rule", "contact-differs-when-person-differs")
            yield found(f"{role.at}.{key}", rule, path=f"{role.at}.{key}")


@check(
    "PER003",
    "error",
    "contact",
    Words(
        "应急电话与本人手机相同",
        "{path} 和同一人的手机号相同。应急电话是手机打不通时用的第二联系方式，系统会提示重复。",
        "换成另一个能找到负责人的号码。",
    ),
    Words(
        "Emergency phone equals the person's mobile",
        "{path} equals the mobile of the same person. The emergency phone is the second way to reach the person when "
        "the mobile fails; the system reports a duplicate.",
        "Give another number at which the person can be reached.",
    ),
)
def emergency_is_own_mobile(case: Case) -> Iterator[Hit]:
    """The second contact is the first one again; rules with a parameter come before the cross rule."""
    for role in roles(case):
        if _same_number(role.person.emergency_phone, role.person.mobile):
            rule = _distinct(case) or case.book.one("cross-rule", "emergency-not-mobile")
            yield found(f"{role.at}.emergency_phone", rule, path=f"{role.at}.emergency_phone")


@check(
    "PER004",
    "error",
    "contact",
    Words(
        "应急电话是另一位负责人的手机",
        "{path} 和另一位负责人的手机号相同。应急电话要与两位负责人的电话都不同，否则会被退回。",
        "换成第三个号码，例如同事或家人的电话。",
    ),
    Words(
        "Emergency phone is the other principal's mobile",
        "{path} equals the mobile of the other principal. It must differ from the phones of both principals, or the "
        "filing is turned back.",
        "Give a third number, for example a colleague's or relative's.",
    ),
    about="several persons",
)
def emergency_is_others_mobile(case: Case) -> Iterator[Hit]:
    """One principal's emergency phone is the other's mobile; rules with a parameter come before the cross rule."""
    everybody = list(roles(case))
    for role in everybody:
        others = [o.person.mobile for o in everybody if o.at != role.at]
        own = role.person.emergency_phone
        if any(_same_number(own, m) for m in others) and not _same_number(own, role.person.mobile):
            rule = _distinct(case) or case.book.one("cross-rule", "emergency-not-principal-mobile")
            yield found(f"{role.at}.emergency_phone", rule, path=f"{role.at}.emergency_phone")


@check(
    "PER005",
    "warning",
    "contact",
    Words(
        "办公电话与手机相同",
        "{path} 和负责人的手机号相同；{province}要求两个号码不同。",
        "办公电话填单位的座机或另一个号码。",
    ),
    Words(
        "Office phone equals the mobile",
        "{path} equals the mobile of the person; {province} wants two different numbers.",
        "Give the organization's landline or another number as the office phone.",
    ),
)
def office_is_mobile(case: Case) -> Iterator[Hit]:
    """Provinces where office phone and mobile must differ."""
    for role in roles(case):
        same = _same_number(role.person.office_phone, role.person.mobile)
        if same and case.draft.subject.province in parameters(case, "office-not-mobile")["provinces"]:
            rule = case.book.one("cross-rule", "office-not-mobile")
            at = f"{role.at}.office_phone"
            yield found(at, rule, path=at, province=province_name(case))


@check(
    "PER006",
    "warning",
    "contact",
    Words(
        "办公电话要填座机",
        "{path} 填的是手机号；{province}的单位备案要求填座机。",
        "填带区号的座机，如 区号-号码。",
    ),
    Words(
        "The office phone should be a landline",
        "{path} holds a mobile number; filings of organizations in {province} want a landline.",
        "Give a landline with its area code.",
    ),
    about="organization",
)
def office_is_no_landline(case: Case) -> Iterator[Hit]:
    """Provinces where an organization's office phone must be a landline."""
    for role in roles(case):
        if not case.organization or not is_mobile(role.person.office_phone):
            continue
        if case.draft.subject.province in parameters(case, "office-landline-jiangsu")["provinces"]:
            rule = case.book.one("cross-rule", "office-landline-jiangsu")
            at = f"{role.at}.office_phone"
            yield found(at, rule, path=at, province=province_name(case))


@check(
    "PER007",
    "error",
    "person",
    Words(
        "同一人填了不同的信息",
        "{path} 与 {other} 的证件号码相同，是同一个人，“{question}”却不一样。审核会比对，前后不一致会被退回。",
        "核对证件后把两处改成一样；证件号码填错了就改号码。",
    ),
    Words(
        "One person, different particulars",
        "{path} and {other} have the same certificate number, so they are the same person, yet “{question}” differs. "
        "The review compares them and turns differing particulars back.",
        "Check the certificate and make both alike; if the number is wrong, correct the number.",
    ),
)
def one_person_two_stories(case: Case) -> Iterator[Hit]:
    """The same certificate number in two roles with different name, dates, mobile or email."""
    principal, legal = case.draft.principal, case.draft.legal_person
    for role in _others(case):
        if same_person(role.person, principal):
            for key in _PARTICULARS:
                yield from _differs(case, role, key)
    for role in roles(case):
        number = role.person.cert_number
        if case.organization and number and number == legal.cert_number and _differ(legal.name, role.person.name):
            yield _story(case, "legal_person.name", f"{role.at}.name")


def _differs(case: Case, role: Role, key: str) -> Iterator[Hit]:
    if _differ(getattr(role.person, key), getattr(case.draft.principal, key)):
        yield _story(case, f"{role.at}.{key}", f"principal.{key}")


def _story(case: Case, at: str, other: str) -> Hit:
    return found(at, path=at, other=other, question=label(at), **by_field(case, at))


@check(
    "PER009",
    "error",
    "person",
    Words(
        "法定代表人信息自相矛盾",
        "草稿写明主体负责人{claim}法定代表人，principal 与 legal_person 的证件号码却{fact}。两处必有一处填错。",
        "核对营业执照上的法定代表人：改 principal.is_legal_person，或改其中一个证件号码。",
    ),
    Words(
        "The legal representative's data contradict each other",
        "The draft says that the principal of the subject {claim} the legal representative, yet the certificate "
        "numbers of principal and legal_person {fact}. One of the two is wrong.",
        "Look at the legal representative on the business license: change principal.is_legal_person, or one of the numbers.",
    ),
    about="organization",
)
def legal_person_contradiction(case: Case) -> Iterator[Hit]:
    """is_legal_person says one thing, the certificate numbers another."""
    principal, legal = case.draft.principal, case.draft.legal_person
    if not case.organization or principal.is_legal_person is None:
        return
    if not principal.cert_number or not legal.cert_number:
        return
    same = principal.cert_number == legal.cert_number
    if same != principal.is_legal_person:
        rule = case.book.one("cross-rule", "legal-person-required")
        yield found("legal_person.cert_number", rule, **_claim(principal.is_legal_person, same))


def _claim(is_legal: bool, same: bool) -> dict[str, Any]:
    if language() == "en":
        return {"claim": "is" if is_legal else "is not", "fact": "are equal" if same else "differ"}
    return {"claim": "就是" if is_legal else "不是", "fact": "相同" if same else "不同"}


@check(
    "PER010",
    "error",
    "phone_locality",
    Words(
        "手机号不是本省的",
        "{path} 的归属地是{home}；{province}的要求：{requirement}。",
        "换本省的手机号；该省允许备注说明原因的，在主体备注里写清楚。",
    ),
    Words(
        "The mobile is from another province",
        "The mobile at {path} is from {home}; what {province} wants: {requirement}.",
        "Use a mobile of this province; where the province accepts a reason, give it in the subject's remark.",
    ),
    parameters=("allowed_phone_home",),
)
def mobile_from_elsewhere(case: Case) -> Iterator[Hit]:
    """A local number is wanted. Where a reason in the remark is accepted it is a warning, with the remark a note."""
    local = [r for r in having(case, "allowed_phone_home") if r["params"]["allowed_phone_home"] == "local"]
    for role in roles(case):
        home = role.person.mobile_province
        if not local or not home or home == case.draft.subject.province:
            continue
        rule, severity = local[0], None
        if rule["params"].get("nonlocal_phone_exception") == "remark":
            severity = "note" if case.draft.subject.remark else "warning"
        yield found(
            f"{role.at}.mobile",
            rule,
            severity=severity,
            path=f"{role.at}.mobile",
            home=province_name(case, home),
            **said(case, rule),
        )


@check(
    "PER016",
    "note",
    "phone_locality",
    Words(
        "手机归属地还不知道",
        "没有填手机号的归属地（{path}）；{province}的要求：{requirement}。不是本省号码会被退回。",
        "查一下号码归属地，用 {path} 记下省份。",
    ),
    Words(
        "Where the mobile is from is not known",
        "It is not said where the mobile is from ({path}); what {province} wants: {requirement}. A number from "
        "elsewhere is turned back.",
        "Look up the number's home and record the province at {path}.",
    ),
    parameters=("allowed_phone_home",),
)
def mobile_home_unknown(case: Case) -> Iterator[Hit]:
    """A local number is wanted and nobody said where the number is from: said once, for the first such person."""
    local = [r for r in having(case, "allowed_phone_home") if r["params"]["allowed_phone_home"] == "local"]
    for role in roles(case):
        if local and role.person.mobile and not role.person.mobile_province:
            at = f"{role.at}.mobile_province"
            yield found(at, local[0], path=at, province=province_name(case), requirement=local[0].word("requirement"))
            return


def _distinct(case: Case) -> Rule | None:
    return next((r for r in having(case, "emergency_phone_distinct") if r["params"]["emergency_phone_distinct"]), None)


def _others(case: Case) -> Iterator[Role]:
    return (role for role in roles(case) if not role.leads_subject)


def _same_number(one: str | None, other: str | None) -> bool:
    return bool(one and other) and re.sub(r"\D", "", one or "") == re.sub(r"\D", "", other or "")


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and (one or "").casefold() != (other or "").casefold()
