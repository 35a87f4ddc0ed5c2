"""Addresses of the server, and what an access filing, filed sites and sites not yet filed have to keep to."""

import ipaddress
from collections.abc import Iterator
from functools import lru_cache

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import NEW, asked, governing, limits, new_domains, strongest, words
from icpctl.draft import Site
from icpctl.rules import Rule

ACCESS = "add-access"


def _ips(case: Case) -> Iterator[tuple[str, list[str]]]:
    if asked(case, "access.ip_ranges"):
        for at, service in case.services():
            ips = getattr(service, "ips", [])
            if ips:
                yield f"{at}.ips", ips


@lru_cache(maxsize=64)  # several checks ask it of the same few addresses
def _bounds(text: str) -> tuple[int, int, int] | None:
    """(version, first, last) of an address or a range; None for a malformed one, which is reported elsewhere."""
    first, _, last = text.partition("-")
    try:
        a = ipaddress.ip_address(first.strip())
        b = ipaddress.ip_address(last.strip()) if last else a
    except ValueError:
        return None
    return a.version, int(a), int(b)


@check(
    "NET001",
    "warning",
    "ip",
    Words(
        "同一 IP 填了两次",
        "{ip} 与前面的 {first} 重复或重叠。",
        "删去重复的一项；几个网站共用一台服务器时，各网站各填一次即可。",
    ),
    Words(
        "An IP is given twice",
        "{ip} repeats or overlaps {first}.",
        "Remove one of them; sites that share a server each name it once.",
    ),
)
def ip_twice(case: Case) -> Iterator[Hit]:
    """Addresses or ranges of one service that overlap."""
    for at, ips in _ips(case):
        seen: list[tuple[tuple[int, int, int], str]] = []
        for i, text in enumerate(ips):
            own = _bounds(text)
            if own is None:
                continue
            other = next((t for b, t in seen if b[0] == own[0] and b[1] <= own[2] and own[1] <= b[2]), None)
            if other is not None:
                yield found(f"{at}[{i}]", ip=text, first=other)
            seen.append((own, text))


@check(
    "NET002",
    "error",
    "ip",
    Words("一个网站的 IP 太多", "填了 {count} 个 IP，最多 {most} 个：{says}。", "只留网站实际使用的 {most} 个。"),
    Words(
        "Too many IPs for one site",
        "{count} IPs are given; at most {most}: {says}.",
        "Keep the {most} that the site really uses.",
    ),
)
def ips_per_site(case: Case) -> Iterator[Hit]:
    """Addresses of one site: province parameter max_ips_per_site and the provider's limit."""
    mosts = [(r, int(r["params"]["max_ips_per_site"])) for r in governing(case, "max_ips_per_site")]
    mosts += [(r, int(r["most"])) for r in limits(case, "ips_per_site")]
    lowest = min((most for _, most in mosts), default=None)
    for at, ips in _ips(case):
        if lowest is None or (len(ips) <= lowest and not any("-" in ip for ip in ips)):
            continue  # addresses need not be read to count them
        count = sum(b[2] - b[1] + 1 for b in map(_bounds, ips) if b)
        over = [(r, most) for r, most in mosts if count > most]
        rule = strongest([r for r, _ in over])
        if rule is not None:
            most = min(m for r, m in over if r is rule)
            says = rule.word("requirement", rule.word("rule")).rstrip("。.")
            yield found(at, rule, count=count, most=most, says=says)


@check(
    "NET003",
    "note",
    "ip",
    Words(
        "IP 归属要自己核对",
        "IP 必须是接入商内地节点的公网 IP；离线无法查证归属。",
        "在接入商控制台核对 IP 属于本账号内地地域的资源。",
    ),
    Words(
        "Whose IP it is must be checked by you",
        "The IP must be a public IP on a mainland node of the access provider; this cannot be looked up offline.",
        "Check in the provider's console that the IP belongs to a resource in a mainland region.",
    ),
)
def ip_of_provider(case: Case) -> Iterator[Hit]:
    """Once for a draft with addresses (cross rule ip-belongs-to-provider)."""
    for at, _ in _ips(case):
        yield found(at, case.book.one("cross-rule", "ip-belongs-to-provider"), severity="note")
        return


@check(
    "NET004",
    "warning",
    "ip",
    Words(
        "只填了 IPv6",
        "这里只有 IPv6 地址，备案表的 IP 栏按 IPv4 填写。",
        "补上接入商内地节点的 IPv4 公网地址；只有 IPv6 的，先问接入商如何填。",
    ),
    Words(
        "Only IPv6 is given",
        "There are IPv6 addresses only; the IP field of the form takes IPv4.",
        "Add the public IPv4 address; if there is none ask the access provider how to fill the field.",
    ),
)
def only_ipv6(case: Case) -> Iterator[Hit]:
    """The field access.ip_ranges is described as IPv4."""
    for at, ips in _ips(case):
        if {b[0] for b in map(_bounds, ips) if b} == {6}:
            rule = case.book.one("field", "access.ip_ranges")
            if rule is not None and rule.get("constraints", {}).get("format") == "ipv4":
                yield found(at, rule)


@check(
    "ACC001",
    "error",
    "change_before_access",
    Words(
        "接入要带上该网站的全部域名",
        "{why}。少一个域名会被退回。",
        "对照工信部备案记录逐个填全；过期的域名先续费，或先从原备案里去掉。",
    ),
    Words(
        "An access covers all domains of the site",
        "{why}. An order that lacks one comes back.",
        "Compare with the MIIT record and give every domain; renew expired ones or remove them from the original filing first.",
    ),
    about=("access", "site"),
)
def all_domains(case: Case) -> Iterator[Hit]:
    """Domains of an access filing are those of the filed site (cross rule access-filing-all-domains)."""
    if ACCESS not in case.type_words or not asked(case, "domain.list"):
        return
    rule = case.book.one("cross-rule", "access-filing-all-domains")
    subject, count = case.draft.subject, len(new_domains(case))
    for i, site in enumerate(case.draft.site):
        at = f"site[{i}].domains"
        filed = subject.domains_filed if subject.services_filed == 1 and len(case.draft.site) == 1 else None
        if filed is not None and count < filed:
            why = words(
                f"名下只有一个网站，已备案 {filed} 个域名，这里只填了 {count} 个",
                f"The only site has {filed} filed domains, {count} are given",
            )
            yield found(at, rule, why=why)
        elif subject.domains_filed is not None and count > subject.domains_filed > 0:
            why = words(
                f"填了 {count} 个域名，名下只备案了 {subject.domains_filed} 个：未备案的域名不能接入",
                f"{count} domains are given, but only {subject.domains_filed} are filed: an unfiled domain cannot be accessed",
            )
            yield found(at, rule, why=why)
            return
        elif site.domains and filed is None:
            why = words("请核对已填全这个网站原备案的所有域名", "Check that all domains of the site's original filing are given")
            yield found(at, rule, severity="note", why=why)


@check(
    "ACC002",
    "error",
    "change_before_access",
    Words("接入、新增时信息与原备案的关系", "{why}：{says}。", "{todo}"),
    Words("Data of an access or a new site against the filed ones", "{why}: {says}.", "{todo}"),
)
def nothing_changes(case: Case) -> Iterator[Hit]:
    """Access and new sites against the filed data: change_first, access_info_must_match_original, match_fields."""
    if not asked(case, "subject.name"):
        return
    rules = case.with_parameter("access_info_must_match_original", "change_first", "change_with_access_allowed")
    general = case.book.one("cross-rule", "access-filing-no-change") if ACCESS in case.type_words else None
    if case.draft.subject.renamed:
        yield from _renamed(rules, general)
        return
    parts = case.draft.filing.facts.changed_parts or []
    touched = strongest([r for r in rules if _touches(r, parts)])
    if touched is not None and ACCESS not in case.type_words:
        # An access filing with changes is TYPE006's matter; whether a part's change is one of the named fields is not known.
        severity = "warning" if "match_fields" in touched["params"] else None
        named = ", ".join(parts)
        why = words(f"事实里说还要改已备案的信息（{named}）", f"The facts say that filed data change as well ({named})")
        todo = words("先办变更备案，通过后再办本单。", "File the change first, then this order.")
        yield found("filing.facts.changed_parts", touched, severity=severity, why=why, says=_says(touched), todo=todo)
        return
    rule = strongest(rules) or general
    if rule is not None:
        why = words("所填信息请对照原备案", "Compare what is given with the filed data")
        todo = words("核对不一致的项目；要改的按上述先后办。", "Look for differences; change them in the order said above.")
        yield found("", rule, severity="note", why=why, says=_says(rule), todo=todo)


# The part of a filing that the fields of match_fields belong to.
_PART_OF = {"subject_name": "subject", "certificate_number": "subject", "principal": "subject", "site_lead": "site"}


def _touches(rule: Rule, parts: list[str]) -> bool:
    """Does a rule that wants filed data unchanged speak of one of the changed parts?"""
    params = rule["params"]
    strict = params.get("change_first") or params.get("access_info_must_match_original")
    fields = params.get("match_fields")
    return bool(strict and parts) and (fields is None or any(_PART_OF.get(f) in parts for f in fields))


def _says(rule: Rule) -> str:
    return rule.word("requirement", rule.word("message")).rstrip("。.")


def _renamed(rules: list[Rule], general: Rule | None) -> Iterator[Hit]:
    why = words("主办单位已更名，与原备案不一致", "The subject was renamed and differs from the filed data")
    todo = words(
        "先在原接入商办变更备案，再办本单；拿不准先问接入商。",
        "File the change with the present provider first, then this order.",
    )
    at = "subject.renamed"
    names = [r for r in rules if "subject_name" in r["params"].get("match_fields", ["subject_name"])]
    lenient = next((r for r in names if r["params"].get("change_with_access_allowed")), None)
    strict = strongest([r for r in names if r is not lenient])
    if strict is not None:
        severity = "warning" if "exception" in strict["params"] else None
        yield found(at, strict, severity=severity, why=why, says=_says(strict), todo=todo)
    elif lenient is not None:
        todo = words(
            "在本单里按现名填写，并备好变更证明。",
            "Give the present name in this order and have the proof of the change at hand.",
        )
        yield found(at, lenient, severity="note", why=why, says=_says(lenient), todo=todo)
    elif general is not None:
        # The province speaks of other data only: the general rule judges the name.
        yield found(at, general, why=why, says=_says(general), todo=todo)


@check(
    "ACC003",
    "error",
    "site_must_be_reachable",
    Words("已备案网站要能打开", "{why}。审核时会抽看名下已备案网站，打不开或底部没有备案号会被退回。", "{todo}"),
    Words(
        "Filed sites must open",
        "{why}. Reviewers look at the sites filed so far; one that does not open or lacks its number in the "
        "footer sends the order back.",
        "{todo}",
    ),
    parameters=("filed_sites_must_be_reachable",),
)
def filed_sites_open(case: Case) -> Iterator[Hit]:
    """Sites filed so far open, with their footer: parameter filed_sites_must_be_reachable."""
    rule = strongest(
        [r for r in governing(case, "filed_sites_must_be_reachable") if r["params"]["filed_sites_must_be_reachable"]]
    )
    open_ = case.draft.subject.filed_sites_reachable
    if rule is None or open_:
        return
    todo = words(
        "先让它们都能打开、页脚挂好备案号并链接工信部；不用的先注销。",
        "Make them all open with the number linked in the footer; cancel those that are no longer used.",
    )
    if open_ is False:
        why = words("名下有已备案网站打不开", "A filed site of this subject does not open")
        yield found("subject.filed_sites_reachable", rule, why=why, todo=todo)
    else:
        why = words("还没说明名下已备案网站能否打开", "It is not said whether the filed sites open")
        yield found("subject.filed_sites_reachable", rule, severity="note", why=why, todo=todo)


@check(
    "ACC004",
    "note",
    "site_must_be_reachable",
    Words("批准之前网站不能打开", "{says}。", "提交前停掉新域名的解析，拿到备案号后再开通。"),
    Words(
        "The site must stay off before approval",
        "{says}.",
        "Stop the DNS of the new domain before submitting; open it with the licence number.",
    ),
    about=("new", "site"),
    parameters=("site_down_before_approval",),
)
def off_before_approval(case: Case) -> Iterator[Hit]:
    """Domains filed now must not open yet: site_down_before_approval. Silent once it is declared (DEC002 judges a no)."""
    rule = strongest([r for r in governing(case, "site_down_before_approval") if r["params"]["site_down_before_approval"]])
    declared = case.draft.declarations.dns_closed is not None
    if rule is not None and case.draft.site and case.type_words & NEW and not declared:
        yield found(_first_domains(case.draft.site), rule, severity="note", says=_says(rule))


def _first_domains(sites: list[Site]) -> str:
    return next((f"site[{i}].domains" for i, s in enumerate(sites) if s.domains), "")


@check(
    "ACC005",
    "note",
    "change_before_access",
    Words("不要先取消原接入", "{says}。", "等新接入备案成功之后，再到原接入商取消接入。"),
    Words(
        "Do not cancel the old access first",
        "{says}.",
        "Cancel the access at the old provider only after the new access is approved.",
    ),
    about="access",
)
def keep_old_access(case: Case) -> Iterator[Hit]:
    """The order of access and cancelling the old one (step cancel-old-access)."""
    step = case.book.one("step", "cancel-old-access") if ACCESS in case.type_words else None
    if step is not None and case.type in step["filing_types"]:
        yield found("", step, severity="note", says=step.word("if_missed").rstrip("。."))
