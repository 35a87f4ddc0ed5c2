"""The subject (主办单位): its name, its region and addresses, and whether the draft contradicts itself about it."""

import re
from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import having, label, may_change, province_name, said
from icpctl.fields.certificates import region_code
from icpctl.rules import vocabulary
from icpctl.uses import finished

_EQUAL = ("name", "cert_type", "cert_number", "cert_valid_to")
_DOOR = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+[号號室栋幢楼层]")
_HALF_BRACKETS = re.compile(r"[()]")


@check(
    "SUB001",
    "error",
    "subject",
    Words(
        "个人备案：主体与负责人不一致",
        "个人备案时主体就是负责人本人，{path} 却与 {other}（{question}）不同，会被退回。",
        "核对证件，把两处改成一样。",
    ),
    Words(
        "Individual filing: subject and principal differ",
        "In an individual filing the subject is the principal himself, yet {path} differs from {other} ({question}); "
        "it will be turned back.",
        "Check the certificate and make both alike.",
    ),
    about="individual",
)
def individual_is_principal(case: Case) -> Iterator[Hit]:
    """Fields of the same name in subject and principal."""
    if case.organization is not False:
        return
    for key in _EQUAL:
        mine, other = getattr(case.draft.subject, key), getattr(case.draft.principal, key)
        if mine and other and mine != other:
            at = f"principal.{key}"
            rule = case.book.one("cross-rule", "personal-fields-equal")
            yield found(at, rule, path=at, other=f"subject.{key}", question=label(at))


@check(
    "SUB002",
    "error",
    "subject_province",
    Words(
        "单位不在证件签发省备案",
        "单位证件号码里的登记地不在{province}。单位只能在证件签发地的省份备案。",
        "把备案省份改为证件签发省；要在{province}备案，用当地的分公司。登记机关后来变过的，先向接入商确认。",
    ),
    Words(
        "An organization files where its certificate was issued",
        "The place of registration in the organization's certificate number is not in {province}. An organization can "
        "file only in the province that issued its certificate.",
        "Change the province to the one of the certificate; to file in {province}, use a local branch. If the "
        "registry has changed since, confirm with the provider.",
    ),
    about="organization",
)
def registered_elsewhere(case: Case) -> Iterator[Hit]:
    """Digits 3-8 of the unified code; registrations at state level and unknown regions say nothing."""
    subject = case.draft.subject
    if not case.organization or not subject.province:
        return
    region = region_code(subject.cert_number, subject.cert_type or "business-license")
    known = vocabulary.province_codes(case.book)
    registered = next((id_ for id_, code in known.items() if region and code[:2] == region[:2]), None)
    if registered and registered != subject.province:
        rule = case.book.one("cross-rule", "unit-province-is-cert-province")
        yield found("subject.province", rule, province=province_name(case))


@check(
    "SUB004",
    "warning",
    "subject",
    Words(
        "单位名称里的括号不是全角",
        "{path} 里有半角括号。单位名称要和证件一字不差，系统按中文全角括号比对。",
        "把 ( ) 换成（ ）。",
    ),
    Words(
        "Half-width brackets in the organization's name",
        "{path} contains half-width brackets. The name must equal the certificate; systems compare it with full-width brackets.",
        "Replace ( ) by （ ）.",
    ),
    about="organization",
)
def half_width_brackets(case: Case) -> Iterator[Hit]:
    """ASCII brackets in an organisation's name."""
    if case.organization and _HALF_BRACKETS.search(case.draft.subject.name or ""):
        yield found("subject.name", case.book.one("cross-rule", "company-name-brackets"), path="subject.name")


@check(
    "SUB005",
    "error",
    "address",
    Words(
        "通信地址没有门牌号",
        "通信地址里看不到门牌号或房号。地址不够详细会被驳回。",
        "写到门牌号；确实没有，就在主体备注里写明“已是最详细地址”。",
    ),
    Words(
        "The mailing address has no house number",
        "No house or room number can be seen in the mailing address. An address that is not detailed enough is rejected.",
        "Write it down to the house number; if there is none, say in the subject's remark that it is the most detailed address.",
    ),
)
def no_house_number(case: Case) -> Iterator[Hit]:
    """An address without any number and no remark; a province rule on the detail of addresses weighs more."""
    subject = case.draft.subject
    if subject.address and not _DOOR.search(subject.address) and not subject.remark:
        rules = having(case, "address_detail")
        rule = rules[0] if rules else case.book.one("cross-rule", "address-house-number")
        yield found("subject.address", rule)


@check(
    "SUB007",
    "note",
    "document_required",
    Words(
        "更名要交证明",
        "主体更过名；{province}的要求：{requirement}。",
        "备好发证机关出具的更名证明，随变更一起上传。",
    ),
    Words(
        "A new name needs a proof",
        "The subject has changed its name; what {province} wants: {requirement}.",
        "Prepare the proof of the change of name from the issuing authority and upload it with the change filing.",
    ),
    about="renamed",
    parameters=("name_change_proof",),
)
def rename_proof(case: Case) -> Iterator[Hit]:
    """name_change_proof of the province, for change filings of a renamed subject."""
    for rule in having(case, "name_change_proof") if case.draft.subject.renamed else ():
        if rule["params"]["name_change_proof"]:
            yield found("subject.renamed", rule, **said(case, rule))


@check(
    "SUB017",
    "warning",
    "change_before_access",
    Words(
        "更名后要先变更主体",
        "主体更过名，而“{type}”要求主体信息与工信部现有记录一致；名称对不上会被退回。",
        "先在原接入商做变更主体，通过后再办这一单。",
    ),
    Words(
        "After a change of name, change the subject first",
        "The subject has changed its name, but “{type}” wants the subject as it is recorded now; a differing name is "
        "turned back.",
        "File the change of the subject at the original provider first, then this filing.",
    ),
    about="renamed",
)
def renamed_elsewhere(case: Case) -> Iterator[Hit]:
    """A renamed subject in a filing whose subject must equal the present record, unless the province lets it change with it."""
    rule = case.type_rule
    if case.draft.subject.renamed and rule and "subject" in rule.get("sections_must_match_miit", []) and not may_change(case):
        yield found("subject.renamed", rule, type=rule.word("name"))


@check(
    "SUB008",
    "error",
    "shell_subject",
    Words(
        "空壳主体不能直接新增",
        "主体名下已没有任何服务，是空壳主体；{province}的要求：{requirement}。",
        "先注销主体备案号，再办首次备案；以管局最新口径为准。",
    ),
    Words(
        "A shell subject cannot simply add a service",
        "The subject has no service left, it is a shell; what {province} says: {requirement}.",
        "Cancel the subject's filing first, then make a first filing; the bureau's latest word counts.",
    ),
    parameters=("shell_subject_can_add_site",),
)
def shell(case: Case) -> Iterator[Hit]:
    """shell_subject_can_add_site = false: the province's own rule, beside what TYPE002 says of the type."""
    if case.type_facts.get("subject_service_count") != 0:
        return
    for rule in having(case, "shell_subject_can_add_site"):
        if not rule["params"]["shell_subject_can_add_site"]:
            yield found("subject.services_filed", rule, **said(case, rule))


@check(
    "SUB018",
    "error",
    "licence",
    Words(
        "事实说没备过案，却填了备案号",
        "事实 {fact} 填的是“否”，{path} 却有备案号。备案类型会因此判错。",
        "核对备案号：确实备过就把 {fact} 改为 true，没有备过就清空备案号。",
    ),
    Words(
        "Not filed by the facts, yet a licence number is given",
        "The fact {fact} says no, yet {path} holds a licence number. The filing type will be decided wrongly.",
        "Check the number: if there is a filing, set {fact} to true, otherwise empty the number.",
    ),
)
def licence_without_filing(case: Case) -> Iterator[Hit]:
    """subject_has_filing or service_has_filing is false while a licence number is given, and the filing has not brought it."""
    facts = case.draft.filing.facts
    if finished(case.draft):
        return
    if facts.subject_has_filing is False and case.draft.subject.licence:
        yield _unfiled(case, "subject.licence", "subject_has_filing")
    for at, service in case.services() if facts.service_has_filing is False else ():
        if service.licence:
            yield _unfiled(case, f"{at}.licence", "service_has_filing")


def _unfiled(case: Case, at: str, fact: str) -> Hit:
    return found(at, case.book.one("filing-fact", fact), path=at, fact=f"filing.facts.{fact}")


@check(
    "SUB019",
    "error",
    "filing_type",
    Words(
        "同一件事填了两个答案",
        "{path} 与 {other} 说的是同一件事，答案却不同。判断会以 {other} 为准。",
        "留下正确的一个，两处改成一样。",
    ),
    Words(
        "One thing, two answers",
        "{path} and {other} are the same thing, yet the answers differ. The decision goes by {other}.",
        "Keep the right one and make both alike.",
    ),
)
def two_answers(case: Case) -> Iterator[Hit]:
    """Facts of the filing type that the subject answers too: services filed and province."""
    subject, facts = case.draft.subject, case.draft.filing.facts
    stated = vocabulary.read(case.book, "province", facts.province) if facts.province else None
    pairs = (
        ("subject.services_filed", subject.services_filed, "subject_service_count", facts.subject_service_count),
        ("subject.province", subject.province, "province", stated),
    )
    for at, mine, fact, other in pairs:
        if mine is not None and other is not None and mine != other:
            yield found(at, case.book.one("filing-fact", fact), path=at, other=f"filing.facts.{fact}")


@check(
    "SUB009",
    "warning",
    "document_required",
    Words(
        "个体工商户的特别要求",
        "{province}对个体工商户：{requirement}。",
        "照此核对主体名称、公章和备注；拿不准问接入商。",
    ),
    Words(
        "Particulars for individual businesses",
        "{province} on individual businesses: {requirement}.",
        "Check the subject's name, seal and remark accordingly; ask the provider when in doubt.",
    ),
    parameters=("name_suffix", "seal_required", "files_as"),
)
def individual_business(case: Case) -> Iterator[Hit]:
    """name_suffix, seal_required, files_as, remark_required of a rule for one kind of subject, unless it is met.

    A subject that is called as its legal representative has no trade name: then suffix and remark are lacking for certain.
    """
    subject = case.draft.subject
    for rule in having(case, "name_suffix", "seal_required", "files_as"):
        params = rule["params"]
        if "subject_kind" not in params:
            continue
        suffix = _plain(str(params.get("name_suffix", "")))
        nameless = _without_trade_name(case, suffix)
        suffixed = not suffix or suffix in _plain(subject.name or "") or nameless is False
        remarked = not params.get("remark_required") or bool(subject.remark) or nameless is not True
        sealed = not params.get("seal_required") or bool(subject.seal)
        as_person = params.get("files_as") == "individual" and nameless is not False
        if not (suffixed and remarked):
            yield found("subject.name", rule, severity="warning" if nameless else "note", **said(case, rule))
        elif not sealed or as_person:
            yield found("subject.name", rule, severity="note", **said(case, rule))


def _without_trade_name(case: Case, suffix: str) -> bool | None:
    """Is the subject called as its legal representative? None while one of the names is not known."""
    draft = case.draft
    person = draft.principal.name if draft.principal.is_legal_person else draft.legal_person.name
    if not person or not draft.subject.name:
        return None
    return _plain(draft.subject.name).removesuffix(suffix or "个体工商户") == _plain(person)


def _plain(text: str) -> str:
    return re.sub(r"[()（）\s]", "", text)


@check(
    "SUB012",
    "error",
    "address",
    Words(
        "地址里有符号",
        "{path} 里有标点或符号；{province}的要求：{requirement}。",
        "去掉符号，用文字写全，例如“1 号楼 101 室”。",
    ),
    Words(
        "Symbols in an address",
        "{path} contains punctuation or symbols; what {province} wants: {requirement}.",
        "Remove the symbols and write it out in words.",
    ),
    parameters=("address_symbols_allowed",),
)
def address_symbols(case: Case) -> Iterator[Hit]:
    """address_symbols_allowed = false."""
    for rule in having(case, "address_symbols_allowed"):
        if not rule["params"]["address_symbols_allowed"] and re.search(r"[^\w\s（）()]", case.draft.subject.address or ""):
            at = "subject.address"
            yield found(at, rule, path=at, **said(case, rule))
