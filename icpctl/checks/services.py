"""Pre-approvals that are declared, and whether the tables of the draft fit the kind of service that is filed."""

from collections.abc import Iterator
from typing import Any

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.keywords import said, standing
from icpctl.checks.scope import asked, limits, rule_of, sites, words
from icpctl.draft import MiniProgram, Site
from icpctl.rules import Rule
from icpctl.rules.vocabulary import name

NONE = "none"


@check(
    "SITE104",
    "error",
    "pre_approval",
    Words("前置审批填写有误", "{why}。", "{todo}"),
    Words("The pre-approvals are not right", "{why}.", "{todo}"),
)
def pre_approvals(case: Case) -> Iterator[Hit]:
    """ "None" stands alone, each approval once and with its number, and none for an individual."""
    if not asked(case, "site.preapprovals"):
        return
    for at, service in case.services():
        given = service.pre_approvals
        declared = [a for a in dict.fromkeys(given) if a != NONE]
        place = f"{at}.pre_approvals"
        if NONE in given and declared:
            why = words("选了“以上都不涉及”又选了别的审批项，两者矛盾", "“None of the above” is chosen together with approvals")
            todo = words("涉及就去掉“以上都不涉及”，不涉及就只留它。", "Keep either “none” or the approvals that apply.")
            yield found(place, case.book.one("cross-rule", "preapproval-exclusive"), why=why, todo=todo)
        if len(set(given)) < len(given):
            why = words("同一个前置审批项填了两次", "The same pre-approval is given twice")
            todo = words("每项只留一次。", "Keep each of them once.")
            yield found(place, case.book.one("cross-rule", "preapproval-unique"), why=why, todo=todo)
        if declared and case.organization is False:
            rule = rule_of(case, "consistency-rule", "individual-no-business")
            why = words(
                "个人办不了前置审批，网站也不能涉及这类内容",
                "An individual cannot obtain a pre-approval, and the site must not have such content",
            )
            todo = words(
                "去掉这类内容并选“以上都不涉及”，或改以单位名义备案。",
                "Remove such content and choose “none”, or file as an organisation.",
            )
            yield found(place, rule, why=why, todo=todo)
        elif isinstance(service, Site):
            yield from _numbers(case, at, service, declared)


def _numbers(case: Case, at: str, site: Site, declared: list[str]) -> Iterator[Hit]:
    rule = case.book.one("cross-rule", "preapproval-evidence")
    for approval in declared:
        if not site.pre_approval_numbers.get(approval):
            called = name(case.book, "pre_approval", approval)
            why = words(
                f"涉及“{called}”前置审批，却没有批文号",
                f"The pre-approval “{called}” is declared without the number of its document",
            )
            todo = words(
                "填上批文号并备好批文照片；还没有批文的，先去主管部门办理，或去掉该内容。",
                "Enter the number and have a photo of the document; without it, obtain it first or remove such content.",
            )
            yield found(f"{at}.pre_approval_numbers", rule, why=why, todo=todo)
    for approval in site.pre_approval_numbers:
        if approval not in declared:
            called = name(case.book, "pre_approval", approval)
            why = words(
                f"填了“{called}”的批文号，前置审批里却没有选它",
                f"A number is given for “{called}”, which is not among the pre-approvals",
            )
            todo = words("涉及就选上该项，不涉及就删去号码。", "Choose it if it applies, otherwise remove the number.")
            yield found(f"{at}.pre_approval_numbers", rule, severity="warning", why=why, todo=todo)


@check(
    "SITE106",
    "note",
    "service_type",
    Words(
        "应用服务类型与备案对象",
        "网站备案里选了“{type}”：{says}。",
        "域名有给人看的网页就选“网站应用服务”；App 或小程序本身另行备案。",
    ),
    Words(
        "Application service type and what is filed",
        "The site filing chooses “{type}”: {says}.",
        "If the domain serves pages for people choose the website type; file an App or mini-program itself separately.",
    ),
    about="site",
)
def service_types(case: Case) -> Iterator[Hit]:
    """A site that is said to be an App or a WeChat account: those are filed by themselves."""
    if case.kind != "website" or not asked(case, "service.app_types"):
        return
    apart = {"app": "app-and-site-separate", "wechat": "mini-program-elsewhere"}
    for at, site in sites(case):
        for chosen in site.service_types:
            rule = rule_of(case, "consistency-rule", apart[chosen]) if chosen in apart else None
            kind = case.book.one("service-type", chosen)
            if rule is not None and kind is not None:
                says = kind.word("choose_when").rstrip("。.")
                yield found(f"{at}.service_types", rule, severity="note", type=kind.word("name"), says=says)


@check(
    "SITE107",
    "error",
    "service_type",
    Words("草稿里有不属于本单的服务", "本单备的是{kind}，草稿里还有 {tables}。{says}", "{todo}"),
    Words(
        "The draft holds services that do not belong to this order",
        "This order files: {kind}; the draft also holds {tables}. {says}",
        "{todo}",
    ),
)
def tables_of_kind(case: Case) -> Iterator[Hit]:
    """Sites beside an App and the like: an organisation may put them in one order, an individual must not."""
    draft = case.draft
    filled = {
        "website": ("site[0]", bool(draft.site)),
        "app": ("app[0]", bool(draft.app)),
        "mini-program": ("mini_program", draft.mini_program != MiniProgram()),
    }
    others = [(kind, at) for kind, (at, there) in filled.items() if there and kind != _family(case)]
    if not others or case.type_rule is None or case.type_rule["group"] != "add":
        return
    kinds = case.book.one("code-service-kind", case.kind)
    for kind, at in others:
        together = {kind, _family(case)} == {"website", "app"}
        limit = next((r for r in limits(case, "site_and_app_together") if not r["allowed"]), None) if together else None
        general = rule_of(case, "domain-rule", "app-level-used") if together else None
        if together and case.organization:
            continue
        says = limit.word("rule") if limit else general.word("rule") if general else ""
        todo = words("把它移到另一份草稿，分开提交。", "Move it to a draft of its own and submit the two separately.")
        called = kinds.word("name") if kinds else case.kind
        severity = None if limit else "warning"
        if limit is None and general is not None:
            yield found(
                at,
                rule_id=general.id,
                severity=severity,
                sources=case.book.sources(general),
                kind=called,
                tables=at,
                says=says,
                todo=todo,
            )
        else:
            yield found(at, limit, severity=severity, kind=called, tables=at, says=says, todo=todo)


def _family(case: Case) -> str:
    return "app" if case.kind == "quick-app" else case.kind


@check(
    "SITE108",
    "error",
    "business_scope",
    Words("小程序服务内容类型太多", "选了 {count} 个，最多 {most} 个二级类型。", "只留最主要的 {most} 个。"),
    Words(
        "Too many content types of the mini-program",
        "{count} are chosen; at most {most} second-level types are allowed.",
        "Keep the {most} most important ones.",
    ),
    about="mini-program",
)
def mini_types(case: Case) -> Iterator[Hit]:
    """The number of content types of a mini-program (cross rule mini-types-count, limits of the filing type)."""
    count = len(case.draft.mini_program.content_types)
    entries = case.type_rule.get("limits", []) if case.type_rule and case.kind == "mini-program" else []
    most = next((int(e["value"]) for e in entries if e["value"].isdigit()), None)
    if most is not None and count > most:
        rule = case.book.one("cross-rule", "mini-types-count")
        yield found("mini_program.content_types", rule, count=count, most=most)


@check(
    "SITE110",
    "note",
    "service_type",
    Words(
        "应用服务类型与名称、备注对不上",
        "应用服务类型没有选“{type}”，{sign}。{says}。",
        "按域名实际提供的服务选应用服务类型；一个域名有几种服务的可以都选，App 和小程序本身另行备案。",
    ),
    Words(
        "The application service type does not fit name and remark",
        "The application service type “{type}” is not chosen, although {sign}. {says}.",
        "Choose the type by what the domain really serves; several may be chosen, and an App or mini-program itself is "
        "filed separately.",
    ),
    about="site",
)
def types_and_words(case: Case) -> Iterator[Hit]:
    """Types that the names, remarks and hosts speak of by the types' own keywords, and that are not chosen."""
    if case.kind != "website" or not asked(case, "service.app_types"):
        return
    reading = case.book.file("services")["remark_reading"]
    for at, site in sites(case):
        if site.service_types:
            for rule, sign in _missing_types(case, site, reading):
                kind = next((k for k, r in reading["separate"].items() if r == rule.id), rule.id)
                called = case.book.one("service-type", kind)
                if called is not None:
                    says = rule.word("rule", rule.word("choose_when")).rstrip("。.")
                    yield found(f"{at}.service_types", rule, type=called.word("name"), sign=sign, says=says)


def _missing_types(case: Case, site: Site, reading: dict[str, Any]) -> Iterator[tuple[Rule, str]]:
    chosen, text = set(site.service_types), said(case, f"{site.name or ''}\n{site.remark or ''}")
    pages, mail = reading["page_service"], reading["mail_service"]
    named = {r.id: word for r in case.book.all("service-type") if (word := _keyword(r, text))}
    host = (site.home_url or "").lower().partition("://")[2] or (site.home_url or "").lower()
    if host.partition(".")[0] in reading["mail_labels"] and mail not in chosen:
        yield _type(case, mail), words(f"首页却是 {host}", f"the home page is {host}")
    if pages not in chosen:
        content = next((c for c in site.content_types if c in reading["page_contents"]), None)
        if pages in named or content:
            sign = _says(named[pages]) if pages in named else words("服务内容却是给人看的网站", "the content is pages for people")
            yield _type(case, pages), sign
    elif pages not in named and chosen == {pages}:
        # "website" is the default and never wrong for pages; what is filed by itself is worth a word.
        for kind, id_ in reading["separate"].items():
            rule = rule_of(case, "consistency-rule", id_)
            if kind in named and rule is not None:
                yield rule, _says(named[kind])


def _type(case: Case, id_: str) -> Rule:
    rule = case.book.one("service-type", id_)
    if rule is None:
        raise LookupError(id_)
    return rule


def _keyword(rule: Rule, text: str) -> str | None:
    return next(iter(standing(rule["keywords"], text)), None)


def _says(word: str) -> str:
    return words(f"名称或备注里却有“{word}”", f"name or remark speak of “{word}”")


@check(
    "SITE112",
    "error",
    "business_scope",
    Words("这项服务内容要再看看", "“{content}”：{says}。", "{todo}"),
    Words("A content type that needs a second look", "“{content}”: {says}.", "{todo}"),
)
def content_to_reconsider(case: Case) -> Iterator[Hit]:
    """Portals of many services, first-level and advised-against content types of mini-programs."""
    portal = case.book.one("content-type", "comprehensive-portal")
    if portal is not None and case.organization and asked(case, "site.content_types"):
        for at, site in sites(case):
            if portal.id in site.content_types:
                todo = words(
                    "网站只介绍本单位的，改选单位门户网站。", "Choose the organisation's portal if the site only presents it."
                )
                called, says = portal.word("name"), portal.word("caution").rstrip("。.")
                yield found(f"{at}.content_types", portal, severity="note", content=called, says=says, todo=todo)
    if case.kind == "mini-program":
        yield from _mini_content(case)


def _mini_content(case: Case) -> Iterator[Hit]:
    level, advised = case.book.one("cross-rule", "mini-types-count"), case.book.one("content-type", "mini-program-bill-recruit")
    for content in case.draft.mini_program.content_types:
        kind = case.book.one("code-mini-content-type", content)
        if kind is None:
            continue
        called = kind.word("name")
        if kind.get("level") == 1 and level is not None:
            says, todo = (
                level.word("message").rstrip("。."),
                words("改选它下面的二级类型。", "Choose a second-level type below it."),
            )
            yield found("mini_program.content_types", level, content=called, says=says, todo=todo)
        elif kind.get("personal_advice_zh") and advised is not None:
            says = advised.word("caution").rstrip("。.")
            todo = words(
                "个人改选别的类型；单位先对照经营范围。",
                "Individuals choose another type; organisations compare their business scope.",
            )
            severity = "warning" if case.organization is False else "note"
            yield found("mini_program.content_types", advised, severity=severity, content=called, says=says, todo=todo)
