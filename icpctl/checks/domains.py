"""Domains of a site: which of them may be filed, given once, in one site, and what their labels may say."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import (
    NEW,
    asked,
    ends_with,
    fits,
    governing,
    label,
    new_domains,
    rule_of,
    site_domains,
    sites,
    spelled,
    strongest,
)
from icpctl.fields import FieldError, domains
from icpctl.rules import Rule


@check(
    "DOM001",
    "error",
    "domain",
    Words(
        "只能备主域名",
        "{domain} 是子域名。网站备案只备主域名，子域名随之可用，不能单独备。",
        "改填 {main}。主域名备在别家而子域名要接入本接入商的，办新增接入，把子域名写进备注。",
    ),
    Words(
        "Only the registrable domain can be filed",
        "{domain} is a subdomain. A site filing covers the registrable domain; subdomains may then be used and "
        "cannot be filed alone.",
        "Enter {main} instead. If it is filed elsewhere and only the subdomain comes to this provider, do a new "
        "access and "
        "write the subdomain in the remark.",
    ),
    about="site",
)
def registrable_only(case: Case) -> Iterator[Hit]:
    """A site is filed with registrable domains; below gov.cn each subdomain is filed by itself (gov-cn-subdomain)."""
    rule = rule_of(case, "domain-rule", "registrable-only")
    exempt = case.book.one("domain-rule", "gov-cn-subdomain")
    for at, domain in site_domains(case):
        main = domains.registrable(domain)
        if rule is None or main is None or main == domain:
            continue
        if exempt is not None and exempt.judges and ends_with(domain, str(exempt["check"]["suffix"])):
            continue
        yield found(at, rule, domain=domain, main=main)


@check(
    "DOM010",
    "error",
    "domain",
    Words(
        "域名前缀含受限字样",
        "{domain} 的前缀含“{word}”，按当地要求会被退回或要求相应审批。",
        "换一个域名；确有资质的先备好批文，实际不涉及的在网站备注里写明内容。",
    ),
    Words(
        "The domain label holds a restricted word",
        "The label of {domain} holds “{word}”, which the local rule refuses or ties to an approval.",
        "Use another domain; with the qualification have the approval at hand, and if the site is not involved "
        "state its content in the remark.",
    ),
    about="site",
)
def label_words(case: Case) -> Iterator[Hit]:
    """Words that a label must not hold, and words that call for an approval or an explanation."""
    refused, watched = case.kept_alike(("label words", case.draft.filing.provider), lambda: _label_words(case))
    # The words are refused to those who are no national body; whether a government body is one, the draft does not say.
    severity = "warning" if case.draft.subject.nature == "government" else None
    for at, domain in site_domains(case):
        own = label(domain)
        for rule, words in refused:
            word = next((w for w in words if w in own), None)
            if word:
                yield found(at, rule, severity=severity, domain=domain, word=word)
                break
        yield from _watched(case, at, domain, watched)


_Worded = list[tuple[Rule, list[str]]]


def _label_words(case: Case) -> tuple[_Worded, _Worded]:
    """The rules that speak of the case, with the words that they refuse, and with those that they watch."""
    refused: _Worded = [(r, r["params"]["domain_label_forbidden_words"]) for r in governing(case, "domain_label_forbidden_words")]
    watched: _Worded = []
    for rule in case.book.all("domain-rule"):
        words = rule.get("check", {})
        if "label_forbidden_words" in words and fits(case, rule):
            refused.append((rule, words["label_forbidden_words"]))
        if "label_watch_words" in words and fits(case, rule):
            watched.append((rule, words["label_watch_words"]))
    return refused, watched


def _watched(case: Case, at: str, domain: str, watched: list[tuple[Rule, list[str]]]) -> Iterator[Hit]:
    own = label(domain)
    for rule, words in watched:
        word = next((w for w in words if w in own), None)
        if not word:
            continue
        site = dict(sites(case))[at.partition(".")[0]]
        if all(approval == "none" for approval in site.pre_approvals):
            yield found(at, rule, severity="note" if site.remark else "warning", domain=domain, word=word)


@check(
    "DOM011",
    "error",
    "domain",
    Words("域名重复", "{domain} 在本草稿里填了两次（另一处是 {first}）。一个域名只能属于一个网站。", "删去其中一处。"),
    Words(
        "A domain is given twice",
        "{domain} is in this draft twice (also at {first}). A domain belongs to one site only.",
        "Remove one of them.",
    ),
)
def given_twice(case: Case) -> Iterator[Hit]:
    """The same domain twice, whatever its form; an App may share a domain with a site."""
    for places in (list(site_domains(case)), *_app_domains(case)):
        seen: dict[str, str] = {}
        for at, domain in places:
            first = seen.setdefault(domains.ascii_form(domain), at)
            if first != at:
                yield found(at, domain=domain, first=first)


def _app_domains(case: Case) -> Iterator[list[tuple[str, str]]]:
    for i, app in enumerate(case.draft.app):
        yield [(f"app[{i}].domains[{k}]", spelled(d)) for k, d in enumerate(app.domains)]


@check(
    "DOM012",
    "warning",
    "domain",
    Words(
        "域名里有形近字母",
        "{domain} 混有别种文字的形近字母（{scripts}），看起来像另一个域名，多半是误填或仿冒。",
        "从注册商处重新复制域名；确为所有，请先向接入商确认可否备案。",
    ),
    Words(
        "The domain holds look-alike letters",
        "{domain} holds look-alike letters of another script ({scripts}); it resembles another domain and is "
        "probably a slip or a fake.",
        "Copy the domain again from the registrar; if it is really yours, ask the access provider whether it can be filed.",
    ),
    about="site",
)
def lookalikes(case: Case) -> Iterator[Hit]:
    """Letters of scripts that resemble Latin ones."""
    for at, domain in site_domains(case):
        if domain.isascii() and "xn--" not in domain:
            continue
        try:
            notes = domains.parse_domain(domain, {}).notes
        except FieldError:
            continue
        for note in notes:
            if "scripts" in note.values:
                yield found(at, domain=domain, scripts=note.values["scripts"])


@check(
    "DOM013",
    "error",
    "domain_count",
    Words(
        "新备的网站只能带 {most} 个域名",
        "这个网站填了 {count} 个域名，新备的网站一站最多 {most} 个。",
        "把其余域名拆成另外的网站（各用一个 site 表），或留到通过后再新增网站。",
    ),
    Words(
        "A new site has {most} domain",
        "This site has {count} domains; a newly filed site may have at most {most}.",
        "Move the other domains to sites of their own (one site table each), or add them as new sites after approval.",
    ),
    about=("new", "site"),
)
def one_per_site(case: Case) -> Iterator[Hit]:
    """Domains of one new site; province parameter domains_per_site, domain rule one-domain-per-site."""
    if not case.type_words & NEW or not asked(case, "domain.list"):
        return
    rule = strongest(governing(case, "domains_per_site"))
    most = rule["params"]["domains_per_site"] if rule else None
    if rule is None:
        rule = rule_of(case, "domain-rule", "one-domain-per-site")
        most = rule["check"]["max_domains_per_new_site"] if rule else None
    for at, site in sites(case):
        count = len({domains.ascii_form(spelled(d)) for d in site.domains})
        if most is not None and count > most:
            yield found(f"{at}.domains", rule, count=count, most=most)


@check(
    "DOM014",
    "error",
    "domain",
    Words(
        "首页网址不在本站域名之下",
        "首页网址的主机名 {host} 不属于本网站所填的域名，审核时打不开对应的站点。",
        "改成本站域名或其子域名下的网址，例如 www.{example}。",
    ),
    Words(
        "The home page is not under the site's domains",
        "The host {host} of the home page URL does not belong to the domains of this site.",
        "Use an address under one of its domains, for example www.{example}.",
    ),
    about="site",
)
def home_url_under_domain(case: Case) -> Iterator[Hit]:
    """The host of the home page lies in or under the domains of the site (cross rule home-url-in-domain)."""
    rule = case.book.one("cross-rule", "home-url-in-domain")
    for at, site in sites(case):
        if not site.home_url or not site.domains or not asked(case, "site.home_url"):
            continue
        host = site.home_url.partition("://")[2] or site.home_url
        for end in "/?#:":
            host = host.partition(end)[0]
        name = domains.ascii_form(spelled(host))
        own = [domains.ascii_form(spelled(d)) for d in site.domains]
        if not any(name == d or ends_with(name, d) for d in own):
            yield found(f"{at}.home_url", rule, host=host, example=site.domains[0])


@check(
    "DOM015",
    "error",
    "domain_count",
    Words(
        "变更不能增加域名",
        "名下只有一个网站，已备案 {filed} 个域名，这里填了 {count} 个。变更网站只能删域名，不能新增或替换。",
        "去掉新增的域名；要加域名，通过后另办新增网站。",
    ),
    Words(
        "A change cannot add a domain",
        "The subject has one site with {filed} filed domains; {count} are given here. A change can only remove "
        "domains, not add or replace them.",
        "Take the new domain out; to add one, file a new site afterwards.",
    ),
    about="site",
)
def change_adds_none(case: Case) -> Iterator[Hit]:
    """A change may only remove domains (cross rule change-domain-delete-only); judged where the numbers tell."""
    filed = case.draft.subject.domains_filed
    count = len(new_domains(case))
    if "change-site" in case.type_words | ({"change-site"} if case.type == "change-filing" else set()):
        only_site = case.draft.subject.services_filed == 1 and len(case.draft.site) == 1
        if only_site and filed is not None and count > filed and asked(case, "domain.list"):
            rule = case.book.one("cross-rule", "change-domain-delete-only")
            yield found("site[0].domains", rule, filed=filed, count=count)
