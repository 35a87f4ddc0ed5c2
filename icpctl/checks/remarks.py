"""What a remark says: words that an individual must not write, other units and names, sentences that a case needs.

That a remark is there and how long it is stands in `sites`; keywords of pre-approvals in it in `preapproval`. What a remark
denies ("不涉及……") is not taken as said.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks import keywords as kw
from icpctl.checks.roles import roles
from icpctl.checks.scope import asked, rule_of, sites, spelled, words
from icpctl.draft import App, MiniProgram, Site
from icpctl.fields import domains
from icpctl.fields.phones import is_mobile
from icpctl.findings import NOTE, WARNING
from icpctl.rules import Rule

_HOST = re.compile(r"(?<![@a-z0-9.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![a-z0-9-])")
_FIELD = {Site: "site.remark", App: "app.remark", MiniProgram: "service.mini_comment"}


def _reading(case: Case) -> dict[str, Any]:
    reading: dict[str, Any] = case.book.file("services")["remark_reading"]
    return reading


def _remarks(case: Case) -> Iterator[tuple[str, str, Site | App | MiniProgram]]:
    """Every remark of a service that is asked and given: (path, text, service)."""
    for at, service in case.services():
        mini = isinstance(service, MiniProgram)
        text = service.comment if isinstance(service, MiniProgram) else service.remark
        if text and text.strip() and asked(case, _FIELD[type(service)]):
            yield f"{at}.{'comment' if mini else 'remark'}", text, service


def _in(case: Case, text: str, wanted: Iterable[str]) -> list[str]:
    """Which of these words a remark says, without those it denies and those inside a longer one."""
    stand = kw.standing(dict.fromkeys(wanted), kw.said(case, text))
    return [w for w in stand if not any(w != other and w in other for other in stand)]


def _families(case: Case, ids: Iterable[str]) -> list[str]:
    rules = [case.book.one("word-family", id_) for id_ in ids]
    return [w for rule in rules if rule is not None for w in rule["words"]]


@check(
    "SITE111",
    "error",
    "remark",
    Words(
        "个人备注写了不能涉及的内容",
        "备注里有“{found}”：{says}。",
        "照实写个人内容并去掉这些字样；不做的事可以写“不涉及……”，确实经营的改以单位名义备案。",
    ),
    Words(
        "An individual's remark names what an individual must not do",
        "The remark says “{found}”: {says}.",
        "Describe the personal content and leave these words out; what is not done may be denied, and a business is filed as "
        "an organisation.",
    ),
    about="individual",
)
def words_of_individual(case: Case) -> Iterator[Hit]:
    """Business and unit words in an individual's remark (remark rule no-overclaim)."""
    rule, reading = rule_of(case, "remark-rule", "no-overclaim"), _reading(case)
    if rule is None or case.organization is not False:
        return
    forbidden = case.book.kept(
        "words of no individual", lambda: [*reading["individual_words"], *_families(case, reading["individual_families"])]
    )
    for at, text, _ in _remarks(case):
        named = _in(case, text, forbidden)
        if named:
            yield found(at, rule, found=words("”“", "”, “").join(named), says=rule.word("says", rule.word("rule")).rstrip("。."))


@check(
    "SITE113",
    "warning",
    "remark",
    Words("备注不具体或与填报不一致", "{why}。{says}。", "写明实际内容，名称和域名照本单填写的写。"),
    Words(
        "The remark is not specific or disagrees with the answers",
        "{why}. {says}.",
        "State the actual content; give names and domains as they stand in this order.",
    ),
)
def truthful(case: Case) -> Iterator[Hit]:
    """A remark that says nothing, or gives another name or domain than the answers (remark rule truthful-specific)."""
    rule = rule_of(case, "remark-rule", "truthful-specific")
    if rule is None:
        return
    says = rule.word("rule").rstrip("。.")
    for at, text, service in _remarks(case):
        plain = kw.folded(text)
        if _says_nothing(plain, [service.name, case.draft.subject.name if case.organization else None]):
            why = words("备注没有说出网站或应用的内容", "The remark does not tell the content of the site or App")
            yield found(at, rule, why=why, says=says)
            continue
        if _other_name(case, plain, service.name):
            why = words("备注里写的名称不是本单填的名称", "The remark gives another name than this order")
            yield found(at, rule, why=why, says=says)
        if isinstance(service, Site) and service.domains:
            for host in _other_hosts(case, plain, service):
                why = words(f"备注提到的 {host} 不是本站的域名", f"The remark mentions {host}, which is no domain of this site")
                yield found(at, rule, severity=NOTE, why=why, says=says)


def _says_nothing(plain: str, names: list[str | None]) -> bool:
    """Only a name again, or hardly a letter."""
    letters = [c for c in plain if c.isalpha()]
    return len(set(letters)) < 3 or any(n and kw.folded(n).strip() == plain.strip() for n in names)


def _other_name(case: Case, plain: str, name: str | None) -> bool:
    """True when the remark says that the name is another one; a short form of it is not another one."""
    said = case.book.kept("name labels", lambda: _after_label(_reading(case)["name_labels"])).search(plain)
    return bool(said and name and said[1] not in kw.folded(name) and kw.folded(name) not in said[1])


def _after_label(labels: list[str]) -> re.Pattern[str]:
    any_label = "|".join(sorted((re.escape(kw.folded(w)) for w in labels), key=len, reverse=True))
    return re.compile(rf"(?:{any_label})\s*(?:为|是|叫|:)\s*[“\"「《]?([^,。;!?、“”\"」「《》\s]+)")


def _other_hosts(case: Case, plain: str, site: Site) -> list[str]:
    """Hosts under a suffix that may be filed, apart from the site's own domains."""
    hosts = dict.fromkeys(m[0] for m in _HOST.finditer(plain)) if "." in plain else {}
    if not hosts:
        return []
    own = {domains.registrable(spelled(d)) for d in site.domains}
    suffixes = {str(i).strip(".").lower() for r in case.book.all("suffix-list") if r["status"] == "approved" for i in r["items"]}
    return [h for h in hosts if h.rpartition(".")[2] in suffixes and domains.registrable(h) not in own]


@check(
    "SITE114",
    "warning",
    "remark",
    Words(
        "备注提到别的单位",
        "备注里有“{unit}”，{why}。{says}。",
        "网站只写本单位的内容；是别的单位的网站，由那个单位自己备案。",
    ),
    Words(
        "The remark speaks of another organisation",
        "The remark says “{unit}”, {why}. {says}.",
        "Keep to the content of the organisation itself; another organisation files its own site.",
    ),
    about="organization",
)
def other_units(case: Case) -> Iterator[Hit]:
    """Names of companies that are not the organiser's, and branches (consistency rule organization-own-content)."""
    rule, own = rule_of(case, "consistency-rule", "organization-own-content"), case.draft.subject.name
    if rule is None or not case.organization:
        return
    says, reading = rule.word("rule").rstrip("。."), _reading(case)
    for at, text, _ in _remarks(case):
        for unit in _units(kw.said(case, text), reading["unit_endings"]) if own else []:
            if not _same_unit(unit, kw.folded(str(own)), reading["unit_endings"]):
                why = words("与主办单位名称对不上", "which is not the organiser's name")
                # The end of the name tells enough; what stands before it may be any words.
                yield found(at, rule, unit="…" + _tail(unit, reading["unit_endings"]), why=why, says=says)
        branches = _in(case, text, reading["branch_words"])
        if branches:
            why = words("分、子公司的网站要各自备案", "and branches and subsidiaries file their own sites")
            yield found(at, rule, severity=NOTE, unit=branches[0], why=why, says=says)


def _units(said: str, endings: list[str]) -> list[str]:
    """What looks like the name of a company: up to fourteen characters before its ending."""
    if not any(ending in said for ending in endings):
        return []
    tail = "|".join(sorted(map(re.escape, endings), key=len, reverse=True))
    return list(dict.fromkeys(m[0] for m in re.finditer(rf"[\u4e00-\u9fff()]{{2,14}}?(?:{tail})", said)))


def _same_unit(unit: str, own: str, endings: list[str]) -> bool:
    """The organiser's name or its tail, with other words before it: four characters before the ending are enough."""
    return own in unit or _body(unit, endings) in own or _body(own, endings) in unit


def _body(name: str, endings: list[str]) -> str:
    return name.removesuffix(_ending(name, endings))[-4:]


def _tail(name: str, endings: list[str]) -> str:
    return _body(name, endings) + _ending(name, endings)


def _ending(name: str, endings: list[str]) -> str:
    return next((e for e in sorted(endings, key=len, reverse=True) if name.endswith(e)), "")


@check(
    "SITE116",
    "warning",
    "business_scope",
    Words(
        "名称或备注出现常被退回的内容",
        "名称或备注里有“{found}”：{cause}。",
        "{steps}。",
    ),
    Words(
        "Content that is often refused",
        "Name or remark say “{found}”: {cause}.",
        "{steps}.",
    ),
)
def refused_content(case: Case) -> Iterator[Hit]:
    """Words of content that rejections name (adult-goods, content-illegal); what a remark denies is not taken as said."""
    if not asked(case, "site.preapprovals"):
        return
    for at, service in case.services():
        remark = service.comment if isinstance(service, MiniProgram) else service.remark
        for id_, wanted in _reading(case)["refused"].items():
            named = _in(case, f"{service.name or ''}\n{remark or ''}", wanted)
            rule = case.book.one("rejection", id_)
            if named and rule is not None:
                key = "content_type" if isinstance(service, App) else "content_types"
                steps = words("；", "; ").join(s.rstrip("。.") for s in rule.words("fix_steps"))
                yield found(f"{at}.{key}", rule, found=words("”“", "”, “").join(named), cause=rule.word("cause"), steps=steps)


@check(
    "SITE115",
    "warning",
    "remark",
    Words("备注还缺一句说明", "{why}，备注里没有写。{says}。", "{todo}"),
    Words("The remark lacks a statement", "{why}, and the remark does not say so. {says}.", "{todo}"),
    about="site",
)
def statements(case: Case) -> Iterator[Hit]:
    """What a case asks the remark to state: whose product, same site, subdomain, not a game, a pledge."""
    if not asked(case, "site.remark"):
        return
    for at, site in sites(case):
        for rule, severity, why, todo in _lacking(case, site):
            says = rule.word("requirement", rule.word("rule")).rstrip("。.")
            yield found(f"{at}.remark", rule, severity=severity, why=why, says=says, todo=todo)


def _lacking(case: Case, site: Site) -> Iterator[tuple[Rule, str, str, str]]:
    reading, plain = _reading(case), kw.folded(site.remark or "")
    product = rule_of(case, "remark-rule", "product-name")
    if product is not None and _strange_name(case, site) and not any(w in plain for w in reading["belongs_words"]):
        why = words("网站名称看不出与主办单位的关系", "The site name shows no relation to the organiser")
        todo = words(
            "注明它是本单位的产品或项目，例如“××是本公司的产品”。", "State that it is the organisation's own product or project."
        )
        yield product, WARNING, why, todo
    several, hosts = rule_of(case, "remark-rule", "multi-domain"), {spelled(d) for d in site.domains}
    same = any(w in plain for w in reading["same_site_words"]) or all(h in plain for h in hosts)
    if several is not None and plain and len(hosts) > 1 and not same:
        why = words(f"本站有 {len(hosts)} 个域名", f"The site has {len(hosts)} domains")
        yield several, NOTE, why, words("加一句“以上域名均指向同一网站”。", "Add that all domains point to the same site.")
    below = rule_of(case, "remark-rule", "subdomain-access")
    hidden = [h for h in sorted(hosts) if domains.registrable(h) not in (None, h) and h not in plain]
    if below is not None and hidden:
        why = words(f"接入的是子域名 {hidden[0]}", f"The subdomain {hidden[0]} is accessed here")
        yield below, WARNING, why, words("写明接入的子域名。", "State the subdomain that is accessed.")
    yield from _not_a_game(case, site, reading["game_category"])
    trader, said = rule_of(case, "remark-rule", "jiangsu-individual-business"), plain + kw.folded(case.draft.subject.remark or "")
    papers = {case.draft.subject.cert_type, *(d.id for d in case.draft.document)} & set(reading["business_papers"])
    if trader is not None and papers and not any(w in said for w in reading["business_words"]):
        why = words("个人名义的备案用了营业执照", "An individual's filing uses a business license")
        yield trader, WARNING, why, words("在备注注明是个体工商户。", "State in the remark that it is an individual business.")


def _strange_name(case: Case, site: Site) -> bool:
    """True when name and organiser share no two characters in a row; without both names nothing is guessed."""
    name, own = kw.folded(site.name or ""), kw.folded(case.draft.subject.name or "")
    if not case.organization or not name or not own:
        return False
    told = own in kw.folded(site.remark or "")
    return not told and not any(name[i : i + 2] in own for i in range(len(name) - 1))


def _not_a_game(case: Case, site: Site, category: str) -> Iterator[tuple[Rule, str, str, str]]:
    rule, game = rule_of(case, "remark-rule", "shanghai-game-prefix"), case.book.one("pre-approval", category)
    if rule is None or game is None or category in site.pre_approvals:
        return
    wanted = [kw.folded(e["word"]) for e in game["keywords"]]
    hit = next((w for d in site.domains for w in wanted if w.isascii() and w in kw.own_part(spelled(d))), None)
    if hit and not kw.denies(case.book, site.remark or "", wanted):
        why = words(f"域名带“{hit}”字样", f"The domain contains “{hit}”")
        yield (
            rule,
            WARNING,
            why,
            words("不做游戏的写明实际内容和“不涉及游戏”。", "State the actual content and that no games are offered."),
        )


@check(
    "SITE117",
    "warning",
    "remark",
    Words(
        "办公电话填手机要备注",
        "{path} 填的是手机号，备注里没有说明。{says}。",
        "改填座机，或在主体备注写明使用人。",
    ),
    Words(
        "A mobile as office phone needs a remark",
        "{path} holds a mobile number and no remark explains it. {says}.",
        "Give a landline, or say in the subject's remark who uses the number.",
    ),
)
def office_phone(case: Case) -> Iterator[Hit]:
    """Provinces that want a remark where the office phone is a mobile (remark rule office-phone)."""
    rule = rule_of(case, "remark-rule", "office-phone")
    if rule is None or not asked(case, "principal.office_phone"):
        return
    said = "\n".join(filter(None, [case.draft.subject.remark, *(text for _, text, _ in _remarks(case))]))
    for role in roles(case):
        told = any(w in said for w in _reading(case)["phone_words"]) or bool(role.person.name and role.person.name in said)
        if is_mobile(role.person.office_phone) and not told:
            at = f"{role.at}.office_phone"
            yield found(at, rule, path=at, says=rule.word("rule").rstrip("。."))
