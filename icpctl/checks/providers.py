"""What the access provider asks beforehand: months of the resource, its code, and which services it files at all."""

from collections.abc import Iterator
from typing import Any

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import asked, limits, rule_of
from icpctl.rules import Rule
from icpctl.rules.vocabulary import name


def _resources(case: Case, key: str) -> Iterator[tuple[str, Any]]:
    """A value about the resource (resource, resource_months, resource_code) of every site and App, with its path."""
    if asked(case, "access.resource"):
        for at, service in case.services():
            value = getattr(service, key, None)
            if value is not None:
                yield f"{at}.{key}", value


def _says(rule: Rule) -> str:
    return rule.word("rule", rule.word("requirement")).rstrip("。.")


@check(
    "PROV001",
    "warning",
    "provider",
    Words(
        "云资源时长不足",
        "资源时长 {months} 个月，至少要 {least} 个月：{says}。",
        "先续费到够数再开始备案，否则选不了这台资源。",
    ),
    Words(
        "The resource runs for too few months",
        "The resource runs for {months} months, at least {least} are needed: {says}.",
        "Renew it before you start; otherwise the resource cannot be chosen.",
    ),
)
def resource_months(case: Case) -> Iterator[Hit]:
    """Months of the resource against what the provider asks; about the resource there are warnings at most."""
    for at, months in _resources(case, "resource_months"):
        for rule in limits(case, "resource_months"):
            if months < rule["least"]:
                yield found(at, rule, months=months, least=rule["least"], says=_says(rule))
            elif months == rule["least"] and rule.get("strictly_more"):
                yield found(at, rule, severity="note", months=months, least=rule["least"], says=_says(rule))


@check(
    "PROV002",
    "warning",
    "provider",
    Words("备案服务号或授权码不像", "所填的码与 {provider} 的格式不符：{says}。", "回到接入商控制台完整复制一次。"),
    Words(
        "The filing code looks wrong",
        "The code does not have the form of {provider}: {says}.",
        "Copy it again in full from the provider's console.",
    ),
)
def code_format(case: Case) -> Iterator[Hit]:
    """The form of the provider's code where a source gives it; other codes are not judged."""
    for at, code in _resources(case, "resource_code"):
        for rule in limits(case, "code_groups"):
            groups = code.split("-")
            if [len(g) for g in groups] != rule["groups"] or not all(g.isascii() and g.isalnum() for g in groups):
                yield found(at, rule, provider=_called(case), says=_says(rule))


def _called(case: Case) -> str:
    return name(case.book, "provider", case.draft.filing.provider or "")


@check(
    "PROV003",
    "note",
    "provider",
    Words(
        "没有这家接入商的资料",
        "规则库里没有“{provider}”备案入口与步骤的可靠来源，这里只按全国和省的规则核对。",
        "材料、步骤和限制以该接入商的页面和客服为准。",
    ),
    Words(
        "Nothing sourced about this provider",
        "The rule book has no sourced portal steps of “{provider}”; only national and province rules are judged here.",
        "For papers, steps and limits go by the provider's own pages and support.",
    ),
)
def not_covered(case: Case) -> Iterator[Hit]:
    """Providers without facts: "other", and those that the fact base names only."""
    given = case.draft.filing.provider
    if given and (case.provider is None or not case.provider.get("covered", False)):
        yield found("filing.provider", case.provider, severity="note", provider=_called(case))


@check(
    "PROV004",
    "error",
    "provider",
    Words("这家接入商不办本省备案", "{says}。", "换一家能办本省备案的接入商，或先向它确认是否已开通。"),
    Words(
        "The provider does not file for this province",
        "{says}.",
        "Use a provider that does, or ask this one whether it does by now.",
    ),
    parameters=("provider_unsupported",),
)
def unsupported(case: Case) -> Iterator[Hit]:
    """Parameter provider_unsupported of a province."""
    for rule in case.province_rules:
        if case.draft.filing.provider in rule["params"].get("provider_unsupported", ()):
            yield found("filing.provider", rule, says=_says(rule))


@check(
    "PROV005",
    "warning",
    "provider",
    Words("这种资源不能用于备案", "所填资源里有“{word}”：{says}。", "换成可备案的包年包月资源，再填它的 IP 和备案码。"),
    Words(
        "This resource cannot be used for filing",
        "The resource says “{word}”: {says}.",
        "Use a prepaid resource that can be filed, with its IP and code.",
    ),
)
def unfit_resource(case: Case) -> Iterator[Hit]:
    """Words in the description of the resource that name what the provider does not accept."""
    for at, text in _resources(case, "resource"):
        plain = "".join(str(text).lower().split())
        for rule in limits(case, "resource_words"):
            word = next((w for w in rule["words"] if w in plain), None)
            if word and not any(w in plain for w in rule["unless"]):
                yield found(at, rule, word=word, says=_says(rule))
                break


@check(
    "PROV006",
    "note",
    "remark",
    Words("主体备注有系统预填文字", "{says}。", "在接入商页面上保留预填的文字，要写的接在后面。"),
    Words(
        "The subject remark is pre-filled",
        "{says}.",
        "Leave the pre-filled text on the provider's page as it is and add yours after it.",
    ),
)
def default_remark(case: Case) -> Iterator[Hit]:
    """Remarks that the provider's system fills in (remark rule aliyun-default-text)."""
    rule = rule_of(case, "remark-rule", "aliyun-default-text")
    if rule is not None and case.type is not None and asked(case, "subject.remark"):
        yield found("subject.remark", rule, severity="note", says=_says(rule))


@check(
    "PROV007",
    "error",
    "provider",
    Words("小程序不在这里备案", "{says}。", "改到小程序所在平台备案（filing.provider 填该平台）。"),
    Words(
        "A mini-program is not filed here",
        "{says}.",
        "File it on the platform of the mini-program (filing.provider = that platform).",
    ),
    about="mini-program",
)
def mini_program_elsewhere(case: Case) -> Iterator[Hit]:
    """Mini-programs are filed on their platform (consistency rule mini-program-elsewhere)."""
    given, rule = case.draft.filing.provider, rule_of(case, "consistency-rule", "mini-program-elsewhere")
    if rule is None or case.kind != "mini-program" or case.type_rule is None or not given:
        return
    # The filing type says at which providers it has a name, which is where it can be filed.
    if given not in case.type_rule.get("provider_names", {}):
        severity = None if case.provider is not None and case.provider.get("covered", False) else "warning"
        yield found("filing.provider", rule, severity=severity, says=_says(rule))
