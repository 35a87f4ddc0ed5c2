"""Who may be responsible: the legal representative or another, one person or two, and where they are from."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import (
    Role,
    having,
    nearer,
    parameters,
    province_name,
    roles,
    runs_service,
    said,
)
from icpctl.checks.scope import words
from icpctl.fields.certificates import region_code
from icpctl.rules import Rule, vocabulary

_DEMAND = "principal_must_be_legal_person"
_EXCEPTION = "principal_exception_by_authorization"
_LETTER = "authorization_required_if_principal_not_lp"


@check(
    "PER008",
    "error",
    _DEMAND,
    Words(
        "主体负责人不是法定代表人",
        "主体负责人不是法定代表人；{province}的要求：{requirement}。不合要求会被管局退回。",
        "改由法定代表人任主体负责人；确有困难先问接入商该省是否收授权书。",
    ),
    Words(
        "The principal is not the legal representative",
        "The principal of the subject is not the legal representative; what {province} wants: {requirement}. The "
        "bureau turns others back.",
        "Make the legal representative the principal; if that is impossible, ask the provider whether the province "
        "takes an authorization letter.",
    ),
    about="organization",
)
def must_be_legal_person(case: Case) -> Iterator[Hit]:
    """The province wants the legal representative. Where its own rules contradict each other, the safer one judges."""
    demand = _demand(case)
    if demand is None or demand["params"].get(_EXCEPTION) or _must_authorize(case):
        return
    softer = [r for r in having(case, _EXCEPTION) if r.id != demand.id and r["params"][_EXCEPTION]]
    softer += _of_before(case, _EXCEPTION)
    texts = [demand.word("requirement"), *(f"{r.word('requirement')} ({r.as_of})" for r in softer)]
    yield found("principal.is_legal_person", demand, province=province_name(case), requirement=" / ".join(texts))


def _of_before(case: Case, key: str) -> list[Rule]:
    """What the province's older sources said otherwise: shown beside the rule that judges, never judging."""
    rules = case.book.of_province(case.draft.subject.province or "")
    return [r for r in rules if r.kind == "province-rule" and r.status == "superseded" and r["params"].get(key)]


@check(
    "PER015",
    "warning",
    "authorization_letter",
    Words(
        "要备法定代表人授权书",
        "主体负责人不是法定代表人；{province}的要求：{requirement}。",
        "备好法定代表人签字盖章的授权书，随材料上传；先向接入商确认该省收。",
    ),
    Words(
        "An authorization letter is needed",
        "The principal of the subject is not the legal representative; what {province} wants: {requirement}.",
        "Have the legal representative sign and seal an authorization letter and upload it with the papers; confirm "
        "with the provider that the province takes it.",
    ),
    about="organization",
)
def letter_needed(case: Case) -> Iterator[Hit]:
    """Another person than the legal representative is accepted, with his letter."""
    if not case.organization or case.draft.principal.is_legal_person is not False:
        return
    demand = _demand(case)
    if demand is not None and not demand["params"].get(_EXCEPTION):
        return
    for rule in having(case, _EXCEPTION, _LETTER):
        if rule["params"].get(_EXCEPTION) or rule["params"].get(_LETTER):
            texts = [rule.word("requirement"), *(f"{r.word('requirement')} ({r.as_of})" for r in _of_before(case, _DEMAND))]
            yield found("principal.is_legal_person", rule, province=province_name(case), requirement=" / ".join(texts))
            return


@check(
    "PER013",
    "error",
    _DEMAND,
    Words(
        "两位负责人须为同一人",
        "主体负责人不是法定代表人，而 {path} 又是另一个人；{province}的要求：{requirement}。",
        "让同一个人任两个负责人，或改由法定代表人任主体负责人。",
    ),
    Words(
        "Both principals must be one person",
        "The principal of the subject is not the legal representative, and {path} is yet another person; what "
        "{province} wants: {requirement}.",
        "Let one person be both, or make the legal representative the principal of the subject.",
    ),
    about="organization",
    parameters=("site_lead_must_equal_principal_if_not_lp",),
)
def must_be_one_person(case: Case) -> Iterator[Hit]:
    """site_lead_must_equal_principal_if_not_lp."""
    yield from _pairing(case, "site_lead_must_equal_principal_if_not_lp", wrong_when_same=False)


@check(
    "PER014",
    "error",
    _DEMAND,
    Words(
        "两位负责人不能是同一人",
        "{path} 与主体负责人是同一个人；{province}的要求：{requirement}。",
        "换另一个人任该服务的负责人，并备好授权书。",
    ),
    Words(
        "Both principals must be different people",
        "{path} is the principal of the subject himself; what {province} wants: {requirement}.",
        "Let another person be responsible for this service and prepare the authorization letter.",
    ),
    about="organization",
    parameters=("site_lead_must_differ_from_principal", "site_lead_must_differ_from_principal_if_not_lp"),
)
def must_be_two_people(case: Case) -> Iterator[Hit]:
    """site_lead_must_differ_from_principal, always or only when the principal is not the legal representative."""
    yield from _pairing(case, "site_lead_must_differ_from_principal", wrong_when_same=True, always=True)
    yield from _pairing(case, "site_lead_must_differ_from_principal_if_not_lp", wrong_when_same=True)


def _pairing(case: Case, key: str, *, wrong_when_same: bool, always: bool = False) -> Iterator[Hit]:
    if not case.organization or not (always or case.draft.principal.is_legal_person is False):
        return
    rules = [r for r in having(case, key) if r["params"][key]]
    for at, same in runs_service(case):
        if rules and same is wrong_when_same:
            place = f"{at}.principal.same_as_subject"
            yield found(place, rules[0], path=f"{at}.principal", **said(case, rules[0]))


def _demand(case: Case) -> Rule | None:
    """The rule that wants the legal representative, when the principal is not he."""
    if not case.organization or case.draft.principal.is_legal_person is not False:
        return None
    wanting = [r for r in nearer(having(case, _DEMAND)) if r["params"][_DEMAND]]
    return wanting[0] if wanting else None


def _must_authorize(case: Case) -> Rule | None:
    """The rule by which a foreign legal representative must let a mainland person do it."""
    if not case.organization:
        return None
    principal = case.draft.principal
    kind = principal.cert_type if principal.is_legal_person else case.draft.legal_person.cert_type
    for key, origin in (("foreign_lp", "foreign"), ("hmt_lp", "hmt")):
        for rule in having(case, key):
            if _demands(rule, key) and kind in parameters(case, "person-origin")[origin]:
                return rule
    return None


@check(
    "PER012",
    "error",
    "authorization_letter",
    Words(
        "法定代表人须授权内地人员",
        "{why}；{province}的要求：{requirement}。",
        "授权一位持居民身份证的人任主体负责人，并备好授权书。",
    ),
    Words(
        "The legal representative must authorize a mainland person",
        "{why}; what {province} wants: {requirement}.",
        "Authorize a holder of a resident ID card as principal and prepare the authorization letter.",
    ),
)
def foreign_legal_person(case: Case) -> Iterator[Hit]:
    """foreign_lp, hmt_lp = must_authorize_mainland_person: neither the legal representative himself nor another such person."""
    rule, principal = _must_authorize(case), case.draft.principal
    if rule is None:
        return
    if principal.is_legal_person:
        why = words(
            "法定代表人持境外或港澳台证件，又自任主体负责人",
            "The legal representative holds a foreign, Hong Kong, Macao or Taiwan certificate and is the principal himself",
        )
        yield found("principal.is_legal_person", rule, why=why, **said(case, rule))
    elif principal.is_legal_person is False and principal.cert_type in _barred(case):
        why = words(
            "受托的主体负责人持的也不是内地居民身份证",
            "The person authorized as principal holds no mainland resident ID card either",
        )
        yield found("principal.cert_type", rule, why=why, **said(case, rule))


def _barred(case: Case) -> set[str]:
    """The certificates whose holders the province does not take as the principal of an organisation."""
    origins = parameters(case, "person-origin")
    keys = (("foreign_lp", "foreign"), ("hmt_lp", "hmt"))
    return {kind for key, origin in keys if any(_demands(r, key) for r in having(case, key)) for kind in origins[origin]}


def _demands(rule: Rule, key: str) -> bool:
    return bool(rule["params"][key] == "must_authorize_mainland_person")


@check(
    "PER019",
    "error",
    "id_locality",
    Words(
        "该省不收外籍个人",
        "主体证件是外国人的证件；{province}的要求：{requirement}。",
        "改以在当地登记的单位备案，或先问管局与接入商。",
    ),
    Words(
        "The province does not take foreigners",
        "The subject's certificate is a foreigner's; what {province} wants: {requirement}.",
        "File in the name of an organization registered there, or ask the bureau and the provider first.",
    ),
    about="individual",
    parameters=("foreigner_allowed",),
)
def foreigner_refused(case: Case) -> Iterator[Hit]:
    """foreigner_allowed = false for an individual subject with a foreign certificate."""
    kind = case.draft.subject.cert_type or case.draft.principal.cert_type
    for rule in having(case, "foreigner_allowed"):
        foreign = case.organization is False and kind in parameters(case, "person-origin")["foreign"]
        if foreign and not rule["params"]["foreigner_allowed"]:
            yield found("subject.cert_type", rule, **said(case, rule))


@check(
    "PER020",
    "error",
    "document_required",
    Words(
        "港澳台居民的证件类型不对",
        "{path} 的证件类型是“{given}”；{province}的要求：{requirement}。",
        "换成该省收的证件，并把类型和号码一起改掉。",
    ),
    Words(
        "Wrong certificate for a resident of Hong Kong, Macao or Taiwan",
        "The certificate type of {path} is “{given}”; what {province} wants: {requirement}.",
        "Use a certificate that the province takes, and change type and number together.",
    ),
    parameters=("accepted_id", "rejected_id", "hmt_accepted_id"),
)
def certificate_of_region(case: Case) -> Iterator[Hit]:
    """accepted_id and rejected_id of the region a person is from; hmt_accepted_id for all three regions."""
    principal = case.draft.principal
    kind = principal.cert_type
    rules = having(case, "accepted_id", "rejected_id", "hmt_accepted_id")
    if not rules or kind not in parameters(case, "person-origin")["hmt"]:
        return
    region = _region_of(case, str(kind), principal.cert_number)
    for rule in rules:
        params = rule["params"]
        of_rule = params.get("principal_region") or parameters(case, "region-of-rule").get(rule.id)
        if of_rule and region is not None and region not in of_rule.split("-"):
            continue
        refused = kind in _types(case, params.get("rejected_id", []))
        accepted = _types(case, params.get("accepted_id", params.get("hmt_accepted_id", [])))
        if refused or (accepted and kind not in accepted and (region is not None or not of_rule)):
            given = vocabulary.name(case.book, "person_certificate", str(kind))
            yield found("principal.cert_type", rule, path="principal", given=given, **said(case, rule))


def _types(case: Case, names: list[str]) -> set[str]:
    table = parameters(case, "certificate-names")
    return {kind for name in names for kind in table.get(name, [name])}


def _region_of(case: Case, kind: str, number: str | None) -> str | None:
    for region, signs in parameters(case, "person-region").items():
        if kind in signs or (number and number.startswith(tuple(signs))):
            return str(region)
    return None


@check(
    "PER022",
    "error",
    "other",
    Words(
        "网站负责人须是中国公民",
        "{path} 持外国人的证件；{province}的要求：{requirement}。",
        "换一位中国公民任该服务的负责人。",
    ),
    Words(
        "The site principal must be a Chinese citizen",
        "{path} holds a foreigner's certificate; what {province} wants: {requirement}.",
        "Let a Chinese citizen be responsible for this service.",
    ),
    parameters=("site_lead_must_be_chinese",),
)
def foreign_site_lead(case: Case) -> Iterator[Hit]:
    """site_lead_must_be_chinese."""
    rules = [r for r in having(case, "site_lead_must_be_chinese") if r["params"]["site_lead_must_be_chinese"]]
    for at, service in case.services() if rules else ():
        person = case.site_principal(service)
        if person.cert_type in parameters(case, "person-origin")["foreign"]:
            role = "principal" if service.principal.same_as_subject else f"{at}.principal"
            yield found(f"{role}.cert_type", rules[0], path=role, **said(case, rules[0]))


@check(
    "PER023",
    "warning",
    "id_locality",
    Words(
        "负责人的身份证不是本省的",
        "{path} 的身份证发证地不在{province}；该省的要求：{requirement}。各家说法不一，以接入商答复为准。",
        "换一位持本省身份证的人，或先问接入商。",
    ),
    Words(
        "A principal's ID card is from elsewhere",
        "The ID card at {path} was not issued in {province}; what it wants: {requirement}. Sources differ: the "
        "provider's answer counts.",
        "Choose somebody with an ID card of this province, or ask the provider first.",
    ),
    parameters=("leads_id_must_be_local", "site_lead_residence_permit_if_nonlocal"),
)
def nonlocal_lead(case: Case) -> Iterator[Hit]:
    """leads_id_must_be_local, and the residence permit of a site principal from elsewhere."""
    rules = having(case, "leads_id_must_be_local", "site_lead_residence_permit_if_nonlocal")
    for role in roles(case) if rules else ():
        number = role.person.cert_number
        region = region_code(number, "resident-id") if (role.person.cert_type or "resident-id") == "resident-id" else None
        if region is None or region[:2] == _province_digits(case):
            continue
        for rule in rules:
            leads = rule["params"].get("leads_id_must_be_local")
            site_only = rule["params"].get("site_lead_residence_permit_if_nonlocal") and _leads_site(case, role)
            if leads or site_only:
                at = f"{role.at}.cert_number"
                yield found(at, rule, path=at, **said(case, rule))
                break


def _leads_site(case: Case, role: Role) -> bool:
    return not role.leads_subject or any(same for _, same in runs_service(case))


def _province_digits(case: Case) -> str:
    codes = {e["id"]: str(e["code"]) for e in case.book.file("vocabulary")["province"]}
    return codes.get(case.draft.subject.province or "", "")[:2]
