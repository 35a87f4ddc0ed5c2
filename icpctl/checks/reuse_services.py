"""Across drafts: domains, addresses, resource codes, licences and packages that another draft uses as well; orders at once.

Like `reuse`: silent without other drafts, a note where no rule forbids what was seen.
"""

from collections.abc import Iterator
from typing import Any

from icpctl import fields
from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.reuse import compared, drafts, unsourced, unsure, used
from icpctl.checks.roles import label, parameters
from icpctl.checks.scope import words
from icpctl.draft import App, MiniProgram, Site
from icpctl.elsewhere import Used
from icpctl.rules import Rule, Source
from icpctl.uses import (
    address,
    domain_name,
    finished,
    in_flight,
    is_new,
    packages,
    permits,
    resource_code,
    subject,
)
from icpctl.wording import pick


def _services(case: Case) -> Iterator[tuple[str, Site | App]]:
    """The sites and Apps of a draft that is compared with others."""
    for at, service in case.services() if compared(case) else ():
        if not isinstance(service, MiniProgram):
            yield at, service


@check(
    "REU006",
    "error",
    "reuse",
    Words(
        "域名在别的草稿里也在备",
        "域名 {value}（{path}）也在 {drafts} 里：{says}。",
        "确认域名现在归谁、只在一处办：另一处放弃，或由原主体先注销（或移出）这个域名的备案。",
    ),
    Words(
        "The domain is in another draft as well",
        "The domain {value} ({path}) is in {drafts} as well: {says}.",
        "Make sure whose domain it is now and file it in one place only: abandon the other order, or let the former subject "
        "cancel its filing of this domain first.",
    ),
    about="compared",
)
def shared_domains(case: Case) -> Iterator[Hit]:
    """A domain that another subject has filed or is filing, or that the same subject files anew in two orders."""
    seen = set()
    for table, service in _services(case):
        for i, domain in enumerate(service.domains):
            name = domain_name(domain)
            if name not in seen:
                seen.add(name)
                yield from _domain(case, f"{table}.domains[{i}]", domain, name, "site" if isinstance(service, Site) else "app")


def _domain(case: Case, at: str, domain: str, name: str, kind: str) -> Iterator[Hit]:
    conflict = case.book.one("rejection", "domain-conflict")
    others, unknown = used(case, "domain", name)
    filed, _ = used(case, "filed-domain", name)
    rule, says, severity = conflict, conflict.word("cause") if conflict else "", "warning"
    if filed and is_new(case):
        rule, others, severity = case.book.one("domain-rule", "already-filed-by-other"), filed, "error"
        says = rule.word("rule") if rule else unsourced()
    if not others and case.elsewhere is not None and is_new(case) and not finished(case.draft):
        others = case.elsewhere.own(f"new-{kind}", name)
    values: dict[str, Any] = {"path": at, "value": domain}
    if others:
        yield found(at, rule, severity=severity, drafts=drafts(others), says=says.rstrip("。."), **values)
    elif unknown:
        yield found(at, severity="note", drafts=drafts(unknown), says=unsure(), **values)


@check(
    "REU007",
    "note",
    "reuse",
    Words(
        "IP 在别的主体的草稿里也用了",
        "IP {value}（{path}）也用在 {drafts}：{says}。",
        "核对这个 IP 是不是本主体的云资源；多家确实共用一台服务器的，注意每台服务器可备案的次数有限。",
    ),
    Words(
        "The IP address is used by another subject's draft",
        "The address {value} ({path}) is used in {drafts} as well: {says}.",
        "Make sure that it belongs to this subject's cloud resource; where several do share a server, the number of filings "
        "for each server is limited.",
    ),
    about="compared",
)
def shared_addresses(case: Case) -> Iterator[Hit]:
    """An address or range of two subjects. Sharing a server is not forbidden, a mix-up is easily made."""
    seen = set()
    for table, service in _services(case):
        for i, ip in enumerate(service.ips):
            others, _ = used(case, "ip", address(ip))
            if others and address(ip) not in seen:
                seen.add(address(ip))
                yield found(f"{table}.ips[{i}]", path=f"{table}.ips[{i}]", value=ip, drafts=drafts(others), says=unsourced())


@check(
    "REU008",
    "warning",
    "reuse",
    Words(
        "备案服务号或授权码用了两次",
        "“{what}”（{path}，{value}）也用在 {drafts}：{says}。",
        "给这个服务换一个没用过的码（icpctl edit --set {path}=码）；另一处的订单已经放弃、服务器没到期的，可以再用。",
    ),
    Words(
        "A resource code is used twice",
        "“{what}” ({path}, {value}) is used in {drafts} as well: {says}.",
        "Use a fresh code for this service (icpctl edit --set {path}=CODE); a code may serve again when the other order was "
        "abandoned and the server has not expired.",
    ),
    about="compared",
)
def resource_codes(case: Case) -> Iterator[Hit]:
    """A code in two drafts, whosever they are, or for two services of this one."""
    first: dict[str, str] = {}
    for table, service in _services(case):
        code, at = resource_code(service), f"{table}.resource_code"
        others = case.elsewhere.all("code", code) if code and case.elsewhere else Used()
        where = [drafts(others)] if others else []
        if code in first:
            where.append(words(f"本草稿的 {first[code]}", f"{first[code]} of this draft"))
        if code and where:
            rule, sources, says = _one_code(case)
            value = {"what": label(at), "path": at, "value": fields.mask("resource_code", service.resource_code or "")}
            severity = "warning" if says else "note"
            joined = words("、", ", ").join(where)
            yield found(at, rule, severity=severity, sources=sources, drafts=joined, says=says or unsourced(), **value)
        first.setdefault(code, table)


def _one_code(case: Case) -> tuple[Rule | None, tuple[Source, ...], str]:
    """(rule, sources, words) of what the provider says about using a code twice; no words when it says nothing."""
    provider = case.provider
    if provider is None or provider.id not in parameters(case, "one-code-one-service")["providers"]:
        return None, (), ""
    entry: dict[str, Any] = next((c for c in provider.get("code", []) if c.get("one_code_one")), {})
    says = pick(entry, "one_code_one")
    rule = case.book.one("rejection", "auth-code-used")
    if rule is not None and provider.id not in rule["providers"]:
        rule = None
    return rule, case.book.resolve(provider.scope, list(entry.get("sources", []))), says


@check(
    "REU009",
    "note",
    "reuse",
    Words(
        "备案号或许可证号在别的主体的草稿里也有",
        "“{what}”（{path}）的号 {value} 也在 {drafts} 里：{says}。",
        "到工信部备案查询（或发证机关）核对这个号是谁的，改正填错的那一份。",
    ),
    Words(
        "A licence number stands in another subject's draft",
        "The number {value} of “{what}” ({path}) stands in {drafts} as well: {says}.",
        "Look up at MIIT (or with the authority that issued it) whose number it is, and correct the draft that is wrong.",
    ),
    about="compared",
)
def licences(case: Case) -> Iterator[Hit]:
    """A licence of the subject or of a service, or the number of a pre-approval, in the drafts of two subjects."""
    if not compared(case):
        return
    asked = [("subject.licence", "subject-licence", case.draft.subject.licence or "", case.draft.subject.licence or "")]
    for table, service in case.services():
        asked.append((f"{table}.licence", "service-licence", service.licence or "", service.licence or ""))
        if isinstance(service, Site):
            shown = service.pre_approval_numbers.values()
            at = f"{table}.pre_approval_numbers"
            asked += [(at, "permit", permit, number) for permit, number in zip(permits(service), shown, strict=True)]
    for at, what, value, shown_value in asked:
        others, _ = used(case, what, value)
        if others:
            yield found(at, what=label(at), path=at, value=shown_value, drafts=drafts(others), says=unsourced())


@check(
    "REU010",
    "warning",
    "reuse",
    Words(
        "App 包名在别的草稿里也用了",
        "包名 {value}（{path}）在同一平台也用在 {drafts}：{says}。",
        "给其中一个 App 换包名（icpctl edit --set {path}=包名）；不同平台之间可以相同。",
    ),
    Words(
        "The App's package name is in another draft as well",
        "The package {value} ({path}) is used on the same platform in {drafts} as well: {says}.",
        "Change the package name of one of the Apps (icpctl edit --set {path}=NAME); on different platforms it may be the same.",
    ),
    about="compared",
)
def shared_packages(case: Case) -> Iterator[Hit]:
    """A package on one platform in drafts of two subjects, or of two Apps of one subject."""
    rule = case.book.one("rejection", "app-package-duplicate")
    for table, service in _services(case):
        if not isinstance(service, App) or case.elsewhere is None or rule is None:
            continue
        pairs = list(packages(service))
        for (what, package), named in zip(pairs[::2], pairs[1::2], strict=True):
            others = case.elsewhere.others(what, package) or case.elsewhere.own(what, package, but=named)
            if others:
                at = f"{table}.package_id"
                yield found(at, rule, path=at, value=service.package_id, drafts=drafts(others), says=rule.word("cause"))
                break


@check(
    "REU011",
    "warning",
    "reuse",
    Words(
        "同一主体另有订单在办",
        "本主体的另一份草稿 {drafts} 已提交、还没有结果：{says}。",
        "等那一单办结再提交这一份，或先放弃那一单；结果出来后在那份草稿里记下。",
    ),
    Words(
        "Another order of the same subject is in progress",
        "Another draft of this subject, {drafts}, has been submitted and has no result yet: {says}.",
        "Submit this one when that order is finished, or abandon that order first; record its result in that draft.",
    ),
    about="elsewhere",
)
def orders_at_once(case: Case) -> Iterator[Hit]:
    """Not yet submitted while another draft of the same subject is under review."""
    draft = case.draft
    if case.elsewhere is None or in_flight(draft) or finished(draft) or draft.filing.facts.order_in_progress:
        return
    others, rule = case.elsewhere.own("order", subject(draft)), case.book.one("rejection", "subject-conflict")
    if others and rule:
        yield found("", rule, drafts=drafts(others), says=rule.word("cause"))
