"""Particulars of single provinces about an individual's site, places, home pages and papers for many domains."""

from collections.abc import Iterable, Iterator
from typing import Any

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks import keywords as kw
from icpctl.checks.roles import having, parameters, province_name, roles, said
from icpctl.checks.scope import asked, new_domains, sites, words
from icpctl.checks.sites import BLOG
from icpctl.draft import Site
from icpctl.fields.dates import day
from icpctl.rules import Rule


def _refusing(case: Case, key: str) -> Rule | None:
    """The rule of the province that says no to something."""
    return next((r for r in having(case, key) if r["params"][key] is False), None)


def _named(text: str, wanted: Iterable[str]) -> str | None:
    """The first of the words that stands in a text."""
    return next(iter(kw.standing(wanted, text)), None)


@check(
    "PRV003",
    "warning",
    "business_scope",
    Words(
        "个人博客、论坛、空间的限制",
        "{path} 提到“{word}”；{province}的要求：{requirement}。",
        "去掉这部分内容，或改以单位名义备案；其实不涉及的，在备注里写明不涉及。",
    ),
    Words(
        "Limits for an individual's blog, forum or space",
        "{path} mentions “{word}”; what {province} wants: {requirement}.",
        "Leave this content out, or file in the name of an organisation; if the site has none of it, say so in the remark.",
    ),
    about=("individual", "site"),
    parameters=("trading_allowed", "ads_allowed", "video"),
)
def individual_space(case: Case) -> Iterator[Hit]:
    """trading_allowed, ads_allowed and video of a rule about blogs: by the words of the site's remark."""
    if case.organization is not False:
        return
    for rule in having(case, "trading_allowed", "ads_allowed", "video"):
        params, table = rule["params"], case.book.file("check-parameters").get(rule.id, {})
        topics = [key for key in ("trading", "ads") if params.get(f"{key}_allowed") is False]
        topics += ["video"] if params.get("video") else []
        for at, site in sites(case):
            if BLOG not in site.content_types:
                continue
            for topic in topics:
                word = _named(kw.said(case, site.remark or ""), table.get(topic, ()))
                if word is not None:
                    severity = "note" if topic == "video" else None
                    yield found(f"{at}.remark", rule, severity=severity, path=f"{at}.remark", word=word, **said(case, rule))


@check(
    "PRV004",
    "warning",
    "business_scope",
    Words(
        "公司性质的站不能用个人主体",
        "{path} 带“{word}”，像是单位的网站；{province}的要求：{requirement}。",
        "网站属于单位的，改以单位名义备案；确是个人网站的，去掉这类字样。",
    ),
    Words(
        "A company's site cannot be filed by an individual",
        "{path} says “{word}”, which reads like an organisation's site; what {province} wants: {requirement}.",
        "If it belongs to an organisation, file in its name; if it is personal, leave such words out.",
    ),
    about=("individual", "site"),
    parameters=("company_site_as_individual",),
)
def company_site(case: Case) -> Iterator[Hit]:
    """company_site_as_individual = false: words for organisations in the name or remark of an individual's site."""
    rule, family = _refusing(case, "company_site_as_individual"), case.book.one("word-family", "organization-words")
    if rule is None or family is None or case.organization is not False:
        return
    for at, site in sites(case):
        texts = {"name": kw.folded(site.name or ""), "remark": kw.said(case, site.remark or "")}
        for key, text in texts.items():
            word = _named(text, family["words"])
            if word is not None:
                yield found(f"{at}.{key}", rule, path=f"{at}.{key}", word=word, **said(case, rule))


@check(
    "PRV005",
    "warning",
    "remark",
    Words(
        "备注里缺少本省要的声明",
        "备注里没有本省要的声明；{province}的要求：{requirement}。",
        "在主体备注或网站备注里照要求写上声明。",
    ),
    Words(
        "The remark lacks the declaration that the province wants",
        "The remark lacks a declaration; what {province} wants: {requirement}.",
        "Write the declaration into the remark of the subject or of the site.",
    ),
    about="site",
    parameters=("remark_kind",),
)
def pledge_in_remark(case: Case) -> Iterator[Hit]:
    """Kinds of remark whose words are known (`remark-says`); a remark that is missing altogether is SITE103's matter."""
    known = parameters(case, "remark-says")
    for rule in having(case, "remark_kind"):
        says = known.get(rule["params"]["remark_kind"]) or []
        for at, site in sites(case) if asked(case, "site.remark") else ():
            texts = f"{case.draft.subject.remark or ''} {site.remark or ''}"
            if (site.remark or case.draft.subject.remark) and not all(w in texts for w in says):
                yield found(f"{at}.remark", rule, **said(case, rule))


@check(
    "SUB021",
    "warning",
    "address",
    Words(
        "这里的地址要按规定选区",
        "{path} 在“{place}”，所选的区是“{district}”；{province}的要求：{requirement}。",
        "按实际位置改选这些区之一：{districts}。",
    ),
    Words(
        "The district for this address is laid down",
        "{path} is in “{place}”, the district chosen is “{district}”; what {province} wants: {requirement}.",
        "Choose one of these districts by where it really is: {districts}.",
    ),
    parameters=("address_hint",),
)
def district_by_hint(case: Case) -> Iterator[Hit]:
    """address_hint: a place whose district is laid down. Which side of the line an address lies on, it does not say."""
    subject = case.draft.subject
    for rule in having(case, "address_hint"):
        place = str(case.book.file("check-parameters").get(rule.id, {}).get("place", ""))
        fitting = list(dict.fromkeys(map(str, dict(rule["params"]["address_hint"]).values())))
        if not place or not subject.district or subject.district in fitting:
            continue
        for key in ("address", "cert_address") if case.organization else ("address",):
            if place in (getattr(subject, key) or ""):
                yield found(
                    "subject.district",
                    rule,
                    path=f"subject.{key}",
                    place=place,
                    district=subject.district,
                    districts="、".join(fitting),
                    **said(case, rule),
                )
                break


@check(
    "DOM016",
    "note",
    "domain",
    Words(
        "首页网址要和域名一样多",
        "这个网站有 {count} 个域名，首页网址只有一个；{province}的要求：{requirement}。",
        "在接入商的表单里给每个域名各写一个首页网址；草稿里只记一个。",
    ),
    Words(
        "As many home pages as domains",
        "The site has {count} domains and one home page; what {province} wants: {requirement}.",
        "Give one home page for each domain in the provider's form; the draft keeps one only.",
    ),
    about="site",
    parameters=("homepage_per_domain",),
)
def home_page_of_each(case: Case) -> Iterator[Hit]:
    """homepage_per_domain, for a site with several domains."""
    for rule in having(case, "homepage_per_domain"):
        for at, site in sites(case) if rule["params"]["homepage_per_domain"] else ():
            count = len(set(site.domains))
            if count > 1:
                yield found(f"{at}.home_url", rule, count=count, **said(case, rule))


@check(
    "CNT005",
    "note",
    "document_required",
    Words(
        "每个域名各交一份核验单",
        "本单有 {count} 个域名；{province}的要求：{requirement}。",
        "每个域名各填一份真实性核验单，或把域名分单提交。",
    ),
    Words(
        "One verification sheet for each domain",
        "This order has {count} domains; what {province} wants: {requirement}.",
        "Fill in one verification sheet for each domain, or split the domains into several orders.",
    ),
    parameters=("verification_sheet_per_domain",),
)
def sheet_of_each(case: Case) -> Iterator[Hit]:
    """verification_sheet_per_domain, for an order with several domains."""
    count = len(new_domains(case))
    for rule in having(case, "verification_sheet_per_domain"):
        if rule["params"]["verification_sheet_per_domain"] and count > 1:
            yield found("", rule, count=count, **said(case, rule))


@check(
    "NET005",
    "note",
    "ip",
    Words(
        "可以只用 IP 备案",
        "{path} 没有域名，只有 IP；{province}的说法：{requirement}。",
        "先向接入商确认；确定用 IP 备案的，域名一项按接入商的要求填。",
    ),
    Words(
        "Filing by IP alone may be possible",
        "{path} has no domain, only IPs; what {province} says: {requirement}.",
        "Ask the access provider first; if it is done by IP, fill the domain field as the provider says.",
    ),
    about="site",
    parameters=("ip_only_allowed",),
)
def by_ip_alone(case: Case) -> Iterator[Hit]:
    """ip_only_allowed, for a site without a domain."""
    for rule in having(case, "ip_only_allowed"):
        for at, site in sites(case) if rule["params"]["ip_only_allowed"] else ():
            if _by_ip(site):
                yield found(f"{at}.ips", rule, path=at, **said(case, rule))


def _by_ip(site: Site) -> bool:
    return bool(site.ips) and not site.domains


@check(
    "CERT009",
    "warning",
    "certificate_type",
    Words(
        "像是临时身份证",
        "{path} 的身份证从头到尾只有 {days} 天，像是临时身份证；{province}的要求：{requirement}。",
        "换正式的居民身份证再备案；不是临时证的，核对起止日期。",
    ),
    Words(
        "This looks like a temporary ID card",
        "The ID card at {path} runs for {days} days in all, as a temporary one does; what {province} wants: {requirement}.",
        "Use the regular resident ID card; if it is one, check its dates.",
    ),
    parameters=("temp_id_card_allowed",),
)
def temporary_card(case: Case) -> Iterator[Hit]:
    """temp_id_card_allowed = false: a draft does not name temporary cards, but their short run shows them."""
    rule = _refusing(case, "temp_id_card_allowed")
    for role in roles(case) if rule is not None else ():
        start, end = day(role.person.cert_valid_from), day(role.person.cert_valid_to)
        if start is None or end is None or (role.person.cert_type or "resident-id") != "resident-id":
            continue
        days = (end - start).days
        if 0 < days <= parameters(case, "temporary-id-card")["longest_days"] and rule is not None:
            at = f"{role.at}.cert_valid_to"
            yield found(at, rule, path=role.at, days=days, **said(case, rule))


# What a change of the subject may not be, as the parameters name it, and how the values are said.
_CHANGES = {
    "individual_to_individual_change": ("换成另一个人", "another individual"),
    "individual_to_org_change": ("个人改为单位", "an organisation instead of the individual"),
    "org_to_individual_change": ("单位改为个人", "an individual instead of the organisation"),
    "org_to_other_org_change": ("换成另一个单位", "another organisation"),
    "subject_replacement": ("更换主体", "another subject"),
    "credit_code_change": ("统一社会信用代码也变", "another unified social credit code"),
}
_ANSWERS = {
    "allowed": ("可以", "possible"),
    "denied": ("不可以", "not possible"),
    "only_if_legal_person": ("仅限本人任法定代表人的单位", "only one whose legal representative the individual is"),
    "same_legal_person": ("仅限法定代表人同为一人", "only with the same legal representative"),
    "cancel-and-refile": ("要先注销再重新备案", "cancel first and file anew"),
}


@check(
    "SUB022",
    "warning",
    "change",
    Words(
        "变更主体有限制",
        "{facts}。{province}的要求：{requirement}。",
        "只改同一主体自己的信息可以变更；换了主体的，按要求先注销再重新备案，拿不准先问接入商。",
    ),
    Words(
        "A change of the subject has limits",
        "{facts}. What {province} wants: {requirement}.",
        "A change may alter particulars of the same subject; for another subject cancel and file anew as the rule says, "
        "or ask the provider first.",
    ),
)
def other_subject(case: Case) -> Iterator[Hit]:
    """Who may take the subject's place in a change. A new name is a warning, since it may be another subject."""
    parts = case.draft.filing.facts.changed_parts
    if "change" not in case.type_words or not asked(case, "subject.name") or (parts and "subject" not in parts):
        return
    for rule in having(case, *_CHANGES):
        params = {k: str(v) for k, v in rule["params"].items() if k in _CHANGES}
        bound = any(v != "allowed" for v in params.values()) and case.draft.subject.renamed
        told = [words(f"{_CHANGES[k][0]}：{_say(v)}", f"{_CHANGES[k][1]}: {_say(v)}") for k, v in params.items()]
        facts = words("；", "; ").join(told)
        at = "subject.renamed" if case.draft.subject.renamed else ""
        yield found(at, rule, severity="warning" if bound else "note", facts=facts, **_whole(case, rule))


def _say(value: str) -> str:
    zh, en = _ANSWERS.get(value, (value, value))
    return words(zh, en)


def _whole(case: Case, rule: Rule) -> dict[str, Any]:
    return {"province": province_name(case), "requirement": rule.word("requirement").rstrip("。.")}
