"""Registration of domains: who holds them, since when they are verified, and how long they still run."""

import datetime as dt
import unicodedata
from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import asked, governing, rule_of, sites, strongest, weight, words
from icpctl.draft import Site
from icpctl.fields.dates import day as day_of
from icpctl.rules import Rule

# How the facts call the holders, and the ids of the draft.
_HOLDERS = {
    "subject": "same",
    "organization": "same",
    "legal_person": "legal-person",
    "executive-with-proof": "executive",
    "foreign-parent-with-papers": "foreign-parent",
}


@check(
    "DOM005",
    "error",
    "domain_holder",
    Words(
        "域名持有者不被接受",
        "域名实名持有者是“{holder}”，按规则不收：{says}。",
        "先把域名过户到可接受的持有者名下，等实名数据同步后再提交；高管或境外母公司持有的，向接入商确认须附的证明。",
    ),
    Words(
        "The domain holder is not accepted",
        "The domain is held by “{holder}”, which the rule does not accept: {says}.",
        "Transfer the domain to an accepted holder and wait until the real-name data are synchronised; for "
        "executives or a foreign "
        "parent company ask the access provider which proof is needed.",
    ),
)
def holder_accepted(case: Case) -> Iterator[Hit]:
    """Who may hold the domain: parameter domain_holder_allowed; where rules differ, the safer one judges."""
    from icpctl.rules.vocabulary import name

    if case.organization is None or not asked(case, "domain.holder_name"):
        return
    for at, service in case.services():
        holder = getattr(service, "domain_holder", None)
        if holder in (None, "same"):
            continue
        judged = _refusing(case, holder)
        if judged:
            rule, severity = judged
            says = rule.word("requirement", rule.word("rule")).rstrip("。.")
            yield found(
                f"{at}.domain_holder",
                rule,
                severity=severity,
                holder=name(case.book, "domain_holder", holder),
                says=says,
            )


def _refusing(case: Case, holder: str) -> tuple[Rule, str | None] | None:
    rules = governing(case, "domain_holder_allowed")
    refusing = [r for r in rules if holder not in _ids(r["params"]["domain_holder_allowed"])]
    own = [r for r in refusing if r.kind == "province-rule" and weight(r) == "error"]
    if own:
        return own[0], None
    general = rule_of(case, "domain-rule", "holder-organization" if case.organization else "holder-individual")
    papers = _with_papers(case, general, holder)
    if papers is not None and (refusing or not rules):
        return papers, "warning"
    judging = strongest(refusing)
    if judging is None and not rules and (general is None or holder not in _ids(general["check"].get("holder_in", []))):
        judging = general
    return (judging, None) if judging else None


def _ids(holders: list[str]) -> set[str]:
    return {_HOLDERS.get(h, h) for h in holders}


def _with_papers(case: Case, general: Rule | None, holder: str) -> Rule | None:
    """The rule that accepts this holder when a proof is attached."""
    if general is not None and holder in _ids([h for h in general["check"].get("holder_in", []) if "-with-" in h]):
        return general
    local = rule_of(case, "domain-rule", "holder-organization-provinces")
    for entry in local["by_province"] if local else ():
        if entry["province"] == case.draft.subject.province and holder in _ids([h for h in entry["holder_in"] if "-with-" in h]):
            return local
    return None


@check(
    "DOM006",
    "error",
    "domain_holder",
    Words(
        "持有者姓名与所选持有者对不上",
        "{why}。域名实名的姓名或名称要与备案所填逐字相同。",
        "对照域名证书改正 domain_holder 或 domain_holder_name。",
    ),
    Words(
        "The holder's name does not fit the chosen holder",
        "{why}. The name in the domain's real-name verification must equal the one in the filing character by character.",
        "Compare with the domain certificate and correct domain_holder or domain_holder_name.",
    ),
    about="site",
)
def holder_name(case: Case) -> Iterator[Hit]:
    """The holder's name against the subject's and the legal person's (cross rule domain-holder-matches)."""
    rule = case.book.one("cross-rule", "domain-holder-matches")
    draft = case.draft
    lawful = draft.principal.name if draft.principal.is_legal_person else draft.legal_person.name
    for at, site in sites(case):
        given, subject, path = site.domain_holder_name, draft.subject.name, f"{at}.domain_holder_name"
        if not given or not asked(case, "domain.holder_name"):
            continue
        if site.domain_holder == "same" and subject and not _same(given, subject):
            why = words(
                "持有者选的是主办者本身，名称却与主办者不同",
                "The holder is said to be the subject, but the name differs from the subject's",
            )
            yield found(path, rule, why=why)
        elif site.domain_holder == "legal-person" and lawful and not _same(given, lawful):
            why = words(
                "持有者选的是法定代表人，姓名却与法定代表人不同",
                "The holder is said to be the legal person, but the name differs",
            )
            yield found(path, rule, why=why)
        elif site.domain_holder not in (None, "same") and subject and _same(given, subject) and case.organization:
            why = words(
                "持有者选的不是主办者，名称却与主办者相同",
                "The holder is said to be another, but the name is the subject's",
            )
            yield found(path, rule, severity="warning", why=why)


def _same(a: str, b: str) -> bool:
    return (
        "".join(unicodedata.normalize("NFKC", a).split()).casefold()
        == "".join(unicodedata.normalize("NFKC", b).split()).casefold()
    )


@check(
    "DOM007",
    "error",
    "other",
    Words(
        "域名实名日期不合",
        "{why}",
        "{todo}",
    ),
    Words(
        "The real-name date of the domain does not fit",
        "{why}",
        "{todo}",
    ),
    about="site",
)
def real_name_date(case: Case) -> Iterator[Hit]:
    """Verified in the future, or too recently for the bureau's data to have it (rule realname-sync-wait)."""
    if not asked(case, "domain.realname_date"):
        return
    rule = rule_of(case, "domain-rule", "realname-sync-wait")
    for at, site in sites(case):
        verified = day_of(site.domain_realname_on)
        path = f"{at}.domain_realname_on"
        if verified is None:
            continue
        if verified > case.day:
            why = words(
                "域名实名通过的日期晚于今天。未实名的域名不能备案。",
                "The real-name date lies after today; an unverified domain cannot be filed.",
            )
            todo = words(
                "改成实际通过的日期；还没通过就等通过后再提交。",
                "Enter the day it really passed; if it has not passed yet, wait.",
            )
            yield found(path, rule_of(case, "domain-rule", "realname-done"), why=why, todo=todo)
        elif rule is not None:
            yield from _too_recent(case, path, rule, verified, site)


def _too_recent(case: Case, path: str, rule: Rule, verified: dt.date, site: Site) -> Iterator[Hit]:
    alike = ("wait", rule.id, case.draft.filing.provider, site.domain_registered_here)
    days, kind = case.kept_alike(alike, lambda: _wait(case, rule, site))
    # No holiday lasts a month: the calendar of working days is opened only when it may matter.
    if (case.day - verified).days > 2 * days + 31:
        return
    from icpctl.workdays import add_working_days

    ready, guessed = (verified + dt.timedelta(days=days), False) if kind == "calendar" else add_working_days(verified, days)
    if case.day >= ready:
        yield from _maybe_not_there(case, path, verified)
        return
    unit = words("个自然日" if kind == "calendar" else "个工作日", " calendar days" if kind == "calendar" else " working days")
    about = (
        words(
            "（该年放假安排未公布，按周一至周五估算）",
            " (holidays of that year are not known: counted Monday to Friday)",
        )
        if guessed
        else ""
    )
    why = words(
        f"域名实名通过还不满 {days} {unit}，数据可能没有同步到管局库，提交会被退回。",
        f"The domain was verified less than {days}{unit} ago; the bureau's data may not have it yet and the order "
        "would come back.",
    )
    todo = words(f"等到 {ready} 或之后再提交{about}。", f"Submit on {ready} or later{about}.")
    yield found(path, rule, severity="warning", why=why, todo=todo)


def _maybe_not_there(case: Case, path: str, verified: dt.date) -> Iterator[Hit]:
    """Long enough for the provider, yet the bureau's data may take some days more: realname_sync_working_days_max."""
    from icpctl.workdays import add_working_days

    for rule in governing(case, "realname_sync_working_days_max"):
        ready, _ = add_working_days(verified, int(rule["params"]["realname_sync_working_days_max"]))
        if case.day < ready:
            why = rule.word("requirement").rstrip("。.") + words("。", ".")
            todo = words(f"最稳妥是 {ready} 或之后再提交。", f"Safest is to submit on {ready} or later.")
            yield found(path, rule, severity="note", why=why, todo=todo)


def _wait(case: Case, rule: Rule, site: Site) -> tuple[int, str]:
    """(days, "working" or "calendar") for the provider; the longer one while the registrar is open.

    Where the provider says nothing, the general rule and realname_sync_working_days_min count, the longer of them.
    """
    here = "domain_registered_at_provider" if site.domain_registered_here else "registered_elsewhere"
    for entry in rule.get("by_provider", ()):
        if entry["provider"] == case.draft.filing.provider and entry.get("when", here) == here:
            return int(entry["days"]), str(entry["day_kind"])
    key = "realname_sync_working_days_min"
    least = [int(r["params"][key]) for r in governing(case, key)]
    return max([int(rule["check"]["min_days_since_realname"]), *least]), str(rule["check"]["day_kind"])


@check(
    "DOM008",
    "error",
    "domain_validity",
    Words(
        "域名已过期",
        "域名注册有效期到 {expires} 为止，已经过期。过期域名不能备案，已备案的会被核查整改。",
        "先续费，再填新的到期日；不再使用的域名从草稿里去掉。",
    ),
    Words(
        "The domain has expired",
        "The domain's registration ended on {expires}. An expired domain cannot be filed, and a filed one is "
        "checked and must be corrected.",
        "Renew it and enter the new date; take domains that are no longer used out of the draft.",
    ),
    about="site",
)
def expired(case: Case) -> Iterator[Hit]:
    """The registration has ended (domain rule not-expired)."""
    for at, left, expires in _expiries(case):
        if left <= 0:
            yield found(at, rule_of(case, "domain-rule", "not-expired"), expires=expires)


@check(
    "DOM009",
    "error",
    "domain_validity",
    Words(
        "域名剩余有效期不足",
        "域名到期日 {expires}，只剩 {left} 天；要求多于 {least} 天（正好 {least} 天也算不足）{others}。",
        "先给域名续费，再填新的到期日。",
    ),
    Words(
        "The domain runs out too soon",
        "The domain expires on {expires}, {left} days from now; more than {least} days are required (exactly "
        "{least} is too few){others}.",
        "Renew the domain and enter the new date.",
    ),
    about="site",
)
def validity_left(case: Case) -> Iterator[Hit]:
    """Days left on the registration: min_domain_validity_days; sources say "more than", so the limit is too few.

    Where the rules of places do not speak of the filing type (a change, or one that is still open), the general number warns.
    """
    key = "min_domain_validity_days"
    rules = [(r, int(r["params"][key])) for r in governing(case, key)]
    severity = None
    if not rules:
        general = rule_of(case, "domain-rule", "validity-left")
        rules = [(general, int(general["check"]["min_days_left"]))] if general else []
        severity = "warning"
    for at, left, expires in _expiries(case):
        failing = [(r, least) for r, least in rules if 0 < left <= least]
        judging = strongest([r for r, _ in failing])
        if judging is None:
            continue
        least = next(n for r, n in failing if r is judging)
        other = sorted({n for _, n in rules} - {least})
        others = words(f"；另有来源写 {other[0]} 天", f"; another source says {other[0]} days") if other else ""
        yield found(at, judging, severity=severity, left=left, least=least, expires=expires, others=others)


def _expiries(case: Case) -> Iterator[tuple[str, int, dt.date]]:
    if asked(case, "domain.expiry_date"):
        for at, site in sites(case):
            expires = day_of(site.domain_expires_on)
            if expires is not None:
                yield f"{at}.domain_expires_on", (expires - case.day).days, expires
