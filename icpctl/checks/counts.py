"""How many domains, sites and services: in one order, under one subject, and from which number papers are asked."""

from collections.abc import Iterator
from typing import Any

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import (
    NEW,
    document_names,
    governing,
    label,
    limits,
    matching,
    new_domains,
    sites,
    spelled,
    strongest,
    words,
)
from icpctl.fields import domains
from icpctl.rules import Rule

_Most = tuple[Rule, int]
_FILED = {True: "one_domain_per_order_above_filed_org", False: "one_domain_per_order_above_filed_ind", None: ""}
_ADVICE = {True: "max_new_domains_per_order_org_advice", False: "max_new_domains_per_order_ind_advice", None: ""}


def _adds(case: Case) -> bool:
    """True for filings that put a new domain or service under the subject."""
    return bool(case.type_words & NEW)


def _of_params(case: Case, *keys: str) -> list[_Most]:
    made = case.kept_alike(
        ("limits of", keys), lambda: [(r, int(r["params"][key])) for key in keys for r in governing(case, key)]
    )
    return list(made)


def _of_scope(case: Case, *keys: str) -> list[_Most]:
    """Limits of the domain rule order-limits whose scope holds for the case."""
    known = matching(case, "order limits", lambda: _scopes(case))
    return [(rule, int(entry[k])) for rule, entry in known for k in keys if k in entry]


def _scopes(case: Case) -> list[tuple[tuple[Rule, dict[str, Any]], dict[str, Any]]]:
    rule = case.book.one("domain-rule", "order-limits")
    if rule is None or not rule.judges:
        return []
    return [((rule, entry), {k: v for k, v in entry.items() if not k.startswith("max_")}) for entry in rule["by_scope"]]


def _exceeded(count: int | None, mosts: list[_Most]) -> _Most | None:
    """The limit that judges when a number is too large: the strongest rule, then the smallest number."""
    over = [m for m in mosts if count > m[1]] if count is not None else []
    if not over:
        return None
    over.sort(key=lambda m: m[1])
    rule = strongest([r for r, _ in over])
    return next(m for m in over if m[0] is rule) if rule else None


def _first_surplus(case: Case, most: int) -> str:
    """The domain list of the site in which the first surplus domain stands."""
    seen: set[str] = set()
    for at, site in sites(case):
        seen.update(domains.ascii_form(d) for d in site.domains)
        if len(seen) > most:
            return f"{at}.domains"
    return ""


@check(
    "CNT001",
    "error",
    "domain_count",
    Words(
        "一单的域名太多",
        "本单有 {count} 个新域名，最多 {most} 个。超出的整单会被退回。",
        "本单只留 {most} 个，其余等通过后再分次新增。",
    ),
    Words(
        "Too many domains in one order",
        "This order has {count} new domains; at most {most} are accepted. The whole order would come back.",
        "Keep {most} in this order and add the others one order after another, each after approval.",
    ),
)
def domains_per_order(case: Case) -> Iterator[Hit]:
    """Domains of one order: max_new_domains_per_order, one_domain_per_order_above_filed_*, order-limits by scope."""
    # An order limit may hold for an access as well: the province's rule says for which filing types.
    mosts = _of_params(case, "max_new_domains_per_order")
    if _adds(case):
        mosts += _of_scope(case, "max_domains", "max_new_domains") + _after_many(case)
    count = len(new_domains(case))
    judged = _exceeded(count, mosts)
    if judged:
        rule, most = judged
        yield found(_first_surplus(case, most), rule, count=count, most=most)


def _after_many(case: Case) -> list[_Most]:
    """Provinces that take one domain at a time once a subject has filed many."""
    filed, key = case.draft.subject.domains_filed, _FILED[case.organization]
    return [(r, 1) for r, above in _of_params(case, key) if filed is not None and filed > above]


@check(
    "CNT002",
    "error",
    "site_count",
    Words(
        "网站或服务数量超过上限",
        "{what}为 {count}，上限 {most}。",
        "{todo}",
    ),
    Words(
        "More sites or services than the limit",
        "{what}: {count}; the limit is {most}.",
        "{todo}",
    ),
    about="new",
)
def services_count(case: Case) -> Iterator[Hit]:
    """Sites of one order and services under the subject: province parameters, order-limits, provider limits."""
    if not _adds(case):
        return
    split = words("拆成几单，一单通过后再交下一单。", "Split the order; submit the next one after the first is approved.")
    fewer = words("先注销不用的网站或 App，再新增。", "Cancel sites or Apps that are no longer used before adding new ones.")
    order, services = len(case.draft.site), len(case.draft.site) + len(case.draft.app)
    of_provider = [(r, int(r["most"])) for r in limits(case, "services_per_order")]
    yield from _over(order, _of_params(case, "max_new_sites_per_order") + _of_scope(case, "max_sites"), split, "order")
    yield from _over(services, of_provider, split, "order")
    of_provider = [(r, int(r["most"])) for r in limits(case, "services_total")]
    totals = _of_params(case, "max_sites", "max_services") + _of_scope(case, "max_total", "max_sites_per_subject") + of_provider
    yield from _over(case.services_total, totals, fewer, "total")


def _over(count: int | None, mosts: list[_Most], todo: str, kind: str) -> Iterator[Hit]:
    judged = _exceeded(count, mosts)
    if judged:
        rule, most = judged
        what = (
            words("本单的网站或 App 数", "Sites or Apps in this order")
            if kind == "order"
            else words("名下服务总数（已备案加本次）", "Services under the subject (filed and in this draft)")
        )
        yield found("", rule, what=what, count=count, most=most, todo=todo)


# Parameter -> (what is counted, must the number be exceeded or only reached).
_PAPERS = {
    "site_plan_required_above_domains": ("domains", 1),
    "domain_certificate_required_above_domains": ("domains", 1),
    "domain_certificate_required_from_domains": ("domains", 0),
    "max_domains_without_statement": ("domains", 1),
    "site_plan_required_above_sites": ("sites", 1),
    "site_plan_required_from_sites": ("sites", 0),
}


@check(
    "CNT003",
    "note",
    "document_required",
    Words(
        "数量达到门槛，要加交材料",
        "域名或网站数（已备案加本次）为 {count}，达到本省加交材料的门槛：{says}。",
        "备好：{papers}。icpctl docs 列出全部材料。",
    ),
    Words(
        "The number calls for more papers",
        "The number of domains or sites (filed and in this draft) is {count}, which reaches the province's threshold: {says}.",
        "Prepare: {papers}. icpctl docs lists all papers.",
    ),
    about="new",
)
def papers_from_number(case: Case) -> Iterator[Hit]:
    """Thresholds for a construction plan, certificates or a statement; silent once they are attached.

    Where another source names a smaller number (`count-from-other-source`), the paper is asked from there: the safer one.
    """
    if not _adds(case):
        return
    others = case.book.file("check-parameters").get("count-from-other-source", {})
    attached = {d.id for d in case.draft.document}
    told: set[str] = set()
    for key, (unit, beyond) in _PAPERS.items():
        for rule in governing(case, key):
            count = case.services_total if unit == "sites" else _domains_total(case, rule)
            wanted = [i for i in rule["documents"] if i not in attached]
            least = rule["params"][key] + beyond
            if count is None or count < min(least, others.get(rule.id, least)) or not wanted or rule.id in told:
                continue
            told.add(rule.id)
            says = rule.word("requirement").rstrip("。.")
            if count < least:
                says += words(
                    f"；另有来源写 {others[rule.id]} 个即要，按较严的准备",
                    f"; another source asks for it from {others[rule.id]}: prepare for the stricter one",
                )
            yield found("", rule, severity="note", count=count, says=says, papers=document_names(case, wanted))


def _domains_total(case: Case, rule: Rule) -> int:
    """Domains filed and new; where it is not said how many are filed, the new ones alone (a lower bound)."""
    new = new_domains(case)
    if rule["params"].get("count_by") == "distinct-label":
        new = list({label(spelled(d)) for d in new})
    return len(new) + (case.draft.subject.domains_filed or 0)


@check(
    "CNT004",
    "note",
    "domain_count",
    Words(
        "一单的域名宜少",
        "本单有 {count} 个新域名，建议不超过 {most} 个：单多了，一处不合整单退回。",
        "可以分几单先后提交。",
    ),
    Words(
        "Fewer domains in one order are better",
        "This order has {count} new domains; at most {most} are advised, since one fault sends the whole order back.",
        "Consider several orders, one after another.",
    ),
    about="new",
)
def advised_number(case: Case) -> Iterator[Hit]:
    """The advised number of domains in one order (rule national-batch-advice)."""
    count = len(new_domains(case))
    judged = _exceeded(count, _of_params(case, _ADVICE[case.organization])) if _adds(case) else None
    if judged:
        rule, most = judged
        yield found(_first_surplus(case, most), rule, count=count, most=most)
