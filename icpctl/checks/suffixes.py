"""Suffixes of domains: national lists, lists of a province, and suffixes that belong to some kinds of bodies."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.licences import year_of
from icpctl.checks.scope import JOINING, ends_with, governing, limits, rule_of, site_domains, strongest, words
from icpctl.fields import domains
from icpctl.rules import Rule


def _lists(case: Case, status: str, province: str | None) -> list[Rule]:
    """Suffix lists of one status: of a province, or (None) the national ones."""
    key = ("suffix lists", status, province)
    return case.book.kept(key, lambda: _lists_of(case, status, province))


def _lists_of(case: Case, status: str, province: str | None) -> list[Rule]:
    return [r for r in case.book.all("suffix-list") if r.status == status and r.get("province") == province]


def _top(domain: str) -> str:
    return domain.rpartition(".")[2]


def _listed(domain: str, lists: list[Rule]) -> Rule | None:
    names = {_top(domain), domains.suffix(domain)}
    return next((r for r in lists if not names.isdisjoint(r["items"])), None)


def _foreign_country(domain: str) -> bool:
    """True under the top-level domain of another country or region: two letters, as ISO 3166 and the DNS have it."""
    top = _top(domain)
    return len(top) == 2 and top.isascii() and top.isalpha() and top != "cn"


@check(
    "DOM002",
    "error",
    "domain_tld",
    Words(
        "后缀不在可备案名单里",
        "{domain} 的后缀 .{top} {why}，不获批复的后缀备不了案。",
        "到工信部域名行业管理信息公示（domain.miit.gov.cn）查这个后缀的实时结果；不在其中就换一个已获批的后缀。",
    ),
    Words(
        "The suffix is not on the list of approved ones",
        "The suffix .{top} of {domain} {why}; a suffix without approval cannot be filed.",
        "Look it up in MIIT's publication of approved suffixes (domain.miit.gov.cn); if it is not there, use an approved suffix.",
    ),
    about="site",
)
def approved_suffix(case: Case) -> Iterator[Hit]:
    """The suffix stands on a national list; what the list of its date does not name may have been approved since."""
    approved, refused = _lists(case, "approved", None), _lists(case, "rejected", None)
    for at, domain in site_domains(case):
        if "." not in domain or _listed(domain, approved):
            continue
        no = _listed(domain, refused)
        foreign = strongest(
            [r for r in governing(case, "overseas_registered_allowed") if not r["params"]["overseas_registered_allowed"]]
        )
        if no is not None:
            why = words(f"被 {no.as_of} 年前后的旧表列为不可备", f"was named as not fileable in tables of about {no.as_of}")
            yield found(at, no, severity="warning", domain=domain, top=_top(domain), why=why)
        elif foreign is not None and _foreign_country(domain):
            why = words("是境外国家或地区后缀", "is that of another country or region")
            yield found(at, foreign, domain=domain, top=_top(domain), why=why)
        else:
            dates = max((r.as_of for r in approved), default="")
            why = words(f"不在 {dates} 的公示表里", f"is not in the published table of {dates}")
            rule = rule_of(case, "domain-rule", "approved-tld")
            yield found(at, rule, severity="warning", domain=domain, top=_top(domain), why=why)


@check(
    "DOM003",
    "error",
    "domain_tld",
    Words(
        "本省不收这个后缀",
        "{domain}：{says}。",
        "换成本省可备的后缀；清单随时会调整，提交前向接入商核实。",
    ),
    Words(
        "The province does not accept this suffix",
        "{domain}: {says}.",
        "Use a suffix that the province accepts; the lists change, so confirm with the access provider before submitting.",
    ),
    about=("joining", "site"),
)
def province_suffix(case: Case) -> Iterator[Hit]:
    """Suffix lists of a province: refused suffixes, refused country suffixes, and lists of accepted ones."""
    if not case.type_words & JOINING:
        return
    for at, domain in site_domains(case):
        refusing = _refused(case, domain)
        if refusing is not None:
            earlier = _filed_before(case, domain)
            yield found(
                at,
                earlier or refusing,
                severity="warning" if earlier else None,
                domain=domain,
                says=_says(earlier or refusing),
            )
            continue
        yield from _not_among(case, at, domain)


def _says(rule: Rule) -> str:
    return rule.word("requirement", rule.word("label")).rstrip("。.")


def _refused(case: Case, domain: str) -> Rule | None:
    for rule in case.with_parameter("tld_denied"):
        if any(ends_with(domain, s) for s in rule["params"]["tld_denied"]):
            return rule
    no = _listed(domain, _lists(case, "rejected", case.draft.subject.province or ""))
    if no is not None:
        return no
    if _foreign_country(domain) and not _accepted(case, domain):
        return next((r for r in case.with_parameter("cctld_denied") if r["params"]["cctld_denied"]), None)
    return None


def _accepted(case: Case, domain: str) -> bool:
    """True when one of the province's lists of accepted suffixes names this one."""
    if _listed(domain, _lists(case, "approved", case.draft.subject.province or "")):
        return True
    return any(ends_with(domain, s) for r in case.with_parameter("tld_allowed") for s in r["params"]["tld_allowed"])


def _filed_before(case: Case, domain: str) -> Rule | None:
    """The rule that lets a refused suffix pass because it was filed long ago; None when the licence is younger."""
    for rule in case.with_parameter("access_allowed_if_filed_before"):
        before = rule["params"]["access_allowed_if_filed_before"]
        if before and ends_with(domain, str(rule["params"].get("tld", ""))):
            year = year_of(case.draft.subject.licence)
            return rule if year is None or year < int(str(before)[:4]) else None
    return None


def _not_among(case: Case, at: str, domain: str) -> Iterator[Hit]:
    for rule in case.with_parameter("tld_allowed"):
        allowed = rule["params"]["tld_allowed"]
        if any(ends_with(domain, s) for s in allowed):
            continue
        # A list for reference is completed by the province's other lists; one for a kind of body stands alone.
        if "subject_kind" in rule["params"] or not _accepted(case, domain):
            yield found(at, rule, domain=domain, says=_says(rule))
            return
    lists = _lists(case, "approved", case.draft.subject.province or "")
    if lists and domain.isascii() and not _accepted(case, domain):
        says = words(f"不在{lists[0].word('label')}之列", f"not among: {lists[0].word('label')}")
        yield found(at, lists[0], severity="warning", domain=domain, says=says)


_OF_NATURE = {"government": "tld_allowed_government", "public-institution": "tld_allowed_public_institution"}
_OWN_RULE = {"government": "government-suffix", "public-institution": "public-institution-suffix"}


@check(
    "DOM004",
    "error",
    "domain_tld",
    Words(
        "后缀与主办单位性质不符",
        "{domain} 的后缀与主办单位性质不符：{says}。",
        "换成与性质相符的域名；性质选错了的，先改主办单位性质。",
    ),
    Words(
        "The suffix does not fit the nature of the subject",
        "The suffix of {domain} does not fit the subject: {says}.",
        "Use a domain that fits; if the nature is wrong, correct that first.",
    ),
    about="site",
)
def suffix_of_nature(case: Case) -> Iterator[Hit]:
    """Suffixes that government bodies and public institutions must have, and those kept for some kinds of bodies."""
    if case.draft.subject.nature is None:
        return
    for at, domain in site_domains(case):
        judged = _must_have(case, domain) or _kept_for_others(case, domain)
        if judged:
            rule, severity = judged
            says = rule.word("requirement", rule.word("rule")).rstrip("。.")
            yield found(at, rule, severity=severity, domain=domain, says=says)


def _must_have(case: Case, domain: str) -> tuple[Rule, str | None] | None:
    nature = str(case.draft.subject.nature)
    if nature not in _OF_NATURE:
        return None
    key = _OF_NATURE[nature]
    rules = governing(case, key)
    failing = strongest([r for r in rules if not any(ends_with(domain, s) for s in r["params"][key])])
    if failing is not None:
        return failing, None
    own = rule_of(case, "domain-rule", _OWN_RULE[nature])
    if own is not None and not rules and not any(ends_with(domain, s) for s in own["check"]["suffix_in"]):
        return own, "warning"
    if own is not None and any(ends_with(domain, s) for s in own["check"].get("avoid_suffix", ())):
        return own, "warning"
    return None


def _kept_for_others(case: Case, domain: str) -> tuple[Rule, str | None] | None:
    for limit in limits(case, "suffixes_refused"):
        if any(ends_with(domain, s) for s in limit["suffixes"]):
            return limit, None
    for id_ in ("conac-suffix-holders", "restricted-second-level"):
        rule = rule_of(case, "domain-rule", id_)
        if rule is None:
            continue
        for suffix, natures in rule["check"].items():
            if ends_with(domain, suffix) and case.draft.subject.nature not in natures:
                return rule, "warning"
    return None
