"""The filing type: does it agree with the facts, is it possible now, who does it, what does it leave behind?"""

from collections.abc import Iterator, Mapping

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import may_change, parameters
from icpctl.filing_type import result_name
from icpctl.rules import Rule, vocabulary


@check(
    "TYPE001",
    "error",
    "filing_type",
    Words(
        "备案类型与事实不符",
        "填的备案类型是“{given}”，但按事实（{because}）应当是“{derived}”。类型选错会被退回，或提交到错误的入口。",
        "核对 [filing.facts] 里的事实：事实对就把类型改为“{derived}”，事实不对就改事实。",
    ),
    Words(
        "The filing type contradicts the facts",
        "The filing type given is “{given}”, but the facts ({because}) lead to “{derived}”. A wrong type is turned "
        "back or submitted in the wrong place.",
        "Check the facts in [filing.facts]: if they are right, change the type to “{derived}”, otherwise correct them.",
    ),
)
def contradicts(case: Case) -> Iterator[Hit]:
    """The given type and the derived one differ; a part of the other one (`parent`) is a warning only."""
    given, decision = case.draft.filing.type, case.decision
    if not given or decision.kind != "type" or decision.result == given:
        return
    parents = {_parent(case, given), _parent(case, decision.result)}
    yield found(
        "filing.type",
        decision.rule,
        severity="warning" if parents & {given, decision.result} else None,
        given=result_name(given, case.book),
        derived=decision.name,
        because=_spelled(dict(decision.because)),
    )


@check(
    "TYPE002",
    "error",
    "filing_type",
    Words(
        "现在不能这样备案",
        "按事实（{because}），结果是“{result}”：{message} 照现在的样子提交会被退回。",
        "按上面说的先办前一步；事实填错了就改 [filing.facts]。",
    ),
    Words(
        "Not possible as it stands",
        "By the facts ({because}) the result is “{result}”: {message} Submitting it as it stands will be turned back.",
        "Do first what is said above; if a fact is wrong, correct it in [filing.facts].",
    ),
)
def blocked(case: Case) -> Iterator[Hit]:
    """The facts lead to a block, a stop or a sequence of filings."""
    decision = case.decision
    if decision.kind in ("block", "stop", "sequence"):
        yield found(
            "filing.type",
            decision.rule,
            result=decision.name,
            message=decision.message,
            because=_spelled(dict(decision.because)),
        )


@check(
    "TYPE003",
    "error",
    "filing_type",
    Words(
        "备案类型还定不下来",
        "没有填备案类型，事实也不够判断；还缺：{facts}。类型决定要填哪些内容、备哪些材料。",
        "补上事实（--fact 名称=值），或直接给类型（--type）。",
    ),
    Words(
        "The filing type is still open",
        "No filing type is given and the facts do not decide it; still unknown: {facts}. The type decides what must "
        "be answered and which papers are needed.",
        "Give the facts (--fact NAME=VALUE), or the type itself (--type).",
    ),
)
def undecided(case: Case) -> Iterator[Hit]:
    """No type, and the facts leave it open."""
    if case.type is None and case.decision.kind == "open":
        facts = case.decision.open_facts
        asked = case.book.one("filing-fact", facts[0]) if facts else None
        yield found("filing.type", asked, facts=", ".join(facts) or "-")


@check(
    "TYPE004",
    "error",
    "provider",
    Words(
        "接入商不办这一类",
        "“{provider}”不办“{type}”。这一类由应用所在的平台提交，交给云接入商会被退回。",
        "改由所在平台办理（已知：{known}），并把接入商改成该平台。",
    ),
    Words(
        "The provider does not do this type",
        "“{provider}” does not handle “{type}”. This type is submitted by the platform the service runs on; a cloud "
        "provider turns it back.",
        "File it at the platform (known: {known}) and name that platform as the provider.",
    ),
)
def wrong_provider(case: Case) -> Iterator[Hit]:
    """A mini-program or quick app at a provider that is not known to submit it."""
    given, rule = case.draft.filing.provider, case.type_rule
    kinds = parameters(case, "mini-program-elsewhere")["service_kinds"] if rule and given else ()
    if rule is None or not given or case.kind not in kinds or rule["group"] == "cancel":
        return
    known = [str(p) for p in rule.get("provider_names", {})]
    if given in known or case.provider is None:
        return
    yield found(
        "filing.provider",
        case.book.one("consistency-rule", "mini-program-elsewhere"),
        severity=None if known else "warning",
        provider=vocabulary.name(case.book, "provider", given),
        type=rule.word("name"),
        known=", ".join(vocabulary.name(case.book, "provider", p) for p in known) or "-",
    )


@check(
    "TYPE006",
    "error",
    "change_before_access",
    Words(
        "接入的同时要改信息",
        "这次办“{type}”，事实里却说还要改已备案的信息（{parts}）。接入单里的信息必须与原备案一致，同时改会被退回。",
        "先在原接入商做变更，通过后再接入；或省里允许时先接入、成功后再变更。接入单里按原备案填写，changed_parts 留空。",
    ),
    Words(
        "Access and change at the same time",
        "This filing is “{type}”, yet the facts say that filed information changes as well ({parts}). An access "
        "filing must equal the existing filing; changing it at the same time is turned back.",
        "Change it at the original provider first, then file the access; or, where the province allows, access first "
        "and change afterwards. Fill in the access filing as it is filed now and leave changed_parts empty.",
    ),
    about="access",
)
def parallel_change(case: Case) -> Iterator[Hit]:
    """An access filing whose facts name changed parts, unless the province lets them change with it (ACC002 says so)."""
    parts = case.draft.filing.facts.changed_parts
    if parts and "add-access" in case.type_words and case.type_rule and not may_change(case):
        rule = case.book.one("cross-rule", "access-filing-no-change")
        yield found("filing.facts.changed_parts", rule, type=case.type_rule.word("name"), parts=", ".join(parts))


@check(
    "TYPE007",
    "warning",
    "filing_type",
    Words(
        "取消后可能成空壳",
        "办完“{type}”，没有别的接入商的网站会成空壳；空壳会被管局清理，备案号随之失效。草稿里看不出它在别处有没有接入。",
        "先确认该网站在别的接入商已接入成功，再取消这里的；网站不再用就改办注销。",
    ),
    Words(
        "May leave a shell behind",
        "After “{type}” a site without another access provider is a shell; the bureau cleans shells up and the "
        "licence number is lost. The draft does not tell whether it has access elsewhere.",
        "Make sure that access at another provider has succeeded before you cancel this one; if the site is given up, "
        "cancel its filing instead.",
    ),
    about="cancel",
)
def shell_site(case: Case) -> Iterator[Hit]:
    """Cancelling an access always bears this risk: whether another access exists is not recorded anywhere public."""
    rule = case.type_rule
    if rule and rule["group"] == "cancel" and rule.id in parameters(case, "shell-guard")["loses_access"]:
        yield found("filing.type", rule, type=rule.word("name"))


@check(
    "TYPE008",
    "warning",
    "filing_type",
    Words(
        "注销后主体成空壳",
        "“{type}”会去掉主体名下最后一个服务（现有 {count} 个），主体随之成空壳：多数省的空壳主体不能直接新增，要先注销主体。",
        "以后不再备案就改办注销主体；还要备新网站，先问清该省空壳主体能否直接新增。",
    ),
    Words(
        "Leaves a shell subject behind",
        "“{type}” takes away the last service of the subject (now {count}), which makes it a shell: in most provinces "
        "a shell cannot simply add a service and must be cancelled first.",
        "If nothing will be filed any more, cancel the subject instead; otherwise ask first whether a shell may add a "
        "service in that province.",
    ),
    about="cancel",
)
def shell_subject(case: Case) -> Iterator[Hit]:
    """Cancelling the last service of a subject."""
    rule = case.type_rule
    if rule is None or rule["group"] != "cancel":
        return
    guard = parameters(case, "shell-guard")
    count = case.type_facts.get("subject_service_count")
    if rule.id in guard["loses_service"] and count is not None and count <= guard["last_service_count"]:
        yield found("filing.type", rule, type=rule.word("name"), count=count)


@check(
    "TYPE009",
    "error",
    "filing_type",
    Words(
        "备案类型的前提不成立",
        "“{type}”的前提是 {wanted}，事实里填的却是 {given}。前提不成立，接入商不会受理。",
        "核对这条事实；事实属实就换备案类型（icpctl type 可以判断）。",
    ),
    Words(
        "A precondition of the filing type does not hold",
        "“{type}” presupposes {wanted}, but the facts say {given}. The provider will not take it.",
        "Check this fact; if it is true, choose another filing type (icpctl type finds it).",
    ),
)
def precondition(case: Case) -> Iterator[Hit]:
    """Facts that leave the type open but already exclude the one given."""
    rule = case.type_rule
    if rule is None or not case.draft.filing.type or case.decision.kind != "open":
        return
    for name, wanted in rule["preconditions"].items():
        fact = case.type_facts.get(name)
        needed: bool | int
        if isinstance(fact, bool) and wanted in ("yes", "no"):
            needed = wanted == "yes"
        elif isinstance(fact, int) and str(wanted).isdigit():
            needed = int(wanted)
        else:
            continue
        if fact != needed:
            yield found(
                _place_of(case, name),
                rule,
                type=rule.word("name"),
                wanted=_spelled({name: needed}),
                given=_spelled({name: fact}),
            )


def _place_of(case: Case, fact: str) -> str:
    """Where a fact was answered: the number of services may stand with the subject."""
    elsewhere = fact == "subject_service_count" and case.draft.filing.facts.subject_service_count is None
    return "subject.services_filed" if elsewhere else f"filing.facts.{fact}"


def _parent(case: Case, id_: str) -> str | None:
    rule: Rule | None = case.book.one("filing-type", id_)
    return str(rule["parent"]) if rule and rule.get("parent") else None


def _spelled(facts: Mapping[str, object]) -> str:
    def text(value: object) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return ";".join(map(str, value)) if isinstance(value, list) else str(value)

    return ", ".join(f"{name}={text(value)}" for name, value in facts.items())
