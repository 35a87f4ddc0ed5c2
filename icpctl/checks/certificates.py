"""Certificates of persons and of the subject: valid, long enough, of a fitting type, with dates that make sense."""

import datetime as dt
from collections.abc import Iterator

from icpctl.case import PERSONAL, Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import by_field, having, parameters, roles, weight
from icpctl.fields.certificates import birth_date, region_code
from icpctl.fields.dates import day
from icpctl.findings import ORDER
from icpctl.rules import Rule, vocabulary


def _ends(case: Case) -> Iterator[tuple[str, dt.date]]:
    """Last days of persons' certificates; an individual's own only once."""
    for role in roles(case):
        end = day(role.person.cert_valid_to)
        if end is not None:
            yield f"{role.at}.cert_valid_to", end
    end = day(case.draft.subject.cert_valid_to)
    if end is not None and case.organization is False and not case.draft.principal.cert_valid_to:
        yield "subject.cert_valid_to", end


@check(
    "CERT001",
    "error",
    "certificate_validity",
    Words(
        "证件已过期",
        "{path} 的证件到 {end} 已经到期（按 {day} 算）。过期证件不能备案，会被驳回。",
        "换领新证件，把证件号码、起止日期和照片一起更新。",
    ),
    Words(
        "Certificate expired",
        "The certificate at {path} has run out on {end} (judged on {day}). An expired certificate is rejected.",
        "Get a new certificate and update its number, dates and photos together.",
    ),
)
def expired(case: Case) -> Iterator[Hit]:
    """Persons' certificates and the subject's own that end on or before the day."""
    ends = list(_ends(case))
    subject = day(case.draft.subject.cert_valid_to)
    if case.organization and subject is not None:
        ends.append(("subject.cert_valid_to", subject))
    for at, end in ends:
        if end <= case.day:
            yield found(at, case.book.one("cross-rule", "id-card-valid"), path=at, end=end, day=case.day)


@check(
    "CERT002",
    "error",
    "certificate_validity",
    Words(
        "证件快到期了",
        "{path} 的证件只剩 {left} 天；备案要求剩余有效期超过 {least} 天（三个月），不足的会被驳回。",
        "先换领新证件再提交；正在换领的等新证到手。",
    ),
    Words(
        "Certificate about to expire",
        "The certificate at {path} has {left} days left; a filing wants more than {least} days (three months) and rejects less.",
        "Renew the certificate before submitting; if that is under way, wait for the new one.",
    ),
)
def ends_soon(case: Case) -> Iterator[Hit]:
    """Persons' certificates: exactly the threshold is too little. The cross rule judges where no province rule does."""
    for at, end in _ends(case):
        left = (end - case.day).days
        if left <= 0:
            continue
        rules = [r for r in having(case, "id_card_min_remaining_days") if left <= r["params"]["id_card_min_remaining_days"]]
        if rules:
            rule = min(rules, key=lambda r: ORDER[weight(r)])
            yield found(at, rule, path=at, left=left, least=rule["params"]["id_card_min_remaining_days"])
            continue
        least = parameters(case, "cert-remaining-90-days")["days"]
        if left <= least:
            yield found(at, case.book.one("cross-rule", "cert-remaining-90-days"), path=at, left=left, least=least)


@check(
    "CERT007",
    "error",
    "certificate_validity",
    Words(
        "单位证件剩余有效期不足",
        "{path}：单位证件只剩 {left} 天，至少要 {least} 天。依据：{rule_text}",
        "先换领或延期单位证件再提交。",
    ),
    Words(
        "The organization's certificate has too little validity left",
        "{path}: the organization's certificate has {left} days left, at least {least} are wanted. Rule: {rule_text}",
        "Renew or extend the certificate before submitting.",
    ),
    about="organization",
)
def unit_certificate_ends_soon(case: Case) -> Iterator[Hit]:
    """Validity rules of documents for the subject's certificate; between two sources' limits it is a warning.

    business_license_min_remaining_days of a province's rule is a further limit; all limits that are missed are said. The
    cross rule judges where no source speaks of this certificate at this provider.
    """
    end = day(case.draft.subject.cert_valid_to)
    if not case.organization or end is None or end <= case.day:
        return
    left = (end - case.day).days
    own = [r for r in case.book.all("validity-rule") if r.get("min_days_left") is not None and _fits(case, r)]
    hits = []
    for rule in own:
        least = rule["min_days_left"]
        if left >= least:
            continue
        agreed = left < rule.get("min_days_left_other_source", least)
        hits.append((0 if agreed else 1, least, rule))
    for rule in having(case, "business_license_min_remaining_days"):
        least = rule["params"]["business_license_min_remaining_days"]
        if case.draft.subject.cert_type == "business-license" and left <= least:
            hits.append((0 if weight(rule) == "error" else 2, least, rule))
    at, general = "subject.cert_valid_to", case.book.one("cross-rule", "cert-remaining-90-days")
    if hits:
        softer, least, rule = min(hits, key=lambda h: (h[0], h[1]))
        severity = "warning" if softer else None
        said = " / ".join(dict.fromkeys(r.word("rule", r.word("requirement")) for _, _, r in hits))
        yield found(at, rule, severity=severity, path=at, left=left, least=least, rule_text=said)
    elif not own and general is not None and left <= parameters(case, general.id)["days"]:
        least = parameters(case, general.id)["days"]
        yield found(at, general, path=at, left=left, least=least, rule_text=general.word("message"))


def _fits(case: Case, rule: Rule) -> bool:
    kinds = [e for e in case.book.file("vocabulary")["certificate_type"] if e["id"] == case.draft.subject.cert_type]
    documents = {str(e.get("document", e["id"])) for e in kinds}
    if not documents & set(rule["applies_to"]):
        return False
    provinces, providers = rule.get("province"), rule.get("provider")
    return (not provinces or case.draft.subject.province in provinces) and (
        not providers or case.draft.filing.provider in providers
    )


@check(
    "CERT003",
    "error",
    "certificate_type",
    Words(
        "证件类型与单位性质不符",
        "主办单位性质是“{nature}”，证件类型却是“{given}”。系统按性质限定证件类型，不符提交不了。",
        "改证件类型（可选：{fitting}），或改主办单位性质。",
    ),
    Words(
        "Certificate type does not fit the nature",
        "The organiser's nature is “{nature}”, its certificate type “{given}”. Each nature takes certain certificates "
        "only; others cannot be submitted.",
        "Change the certificate type (fitting: {fitting}), or the nature.",
    ),
)
def type_fits_nature(case: Case) -> Iterator[Hit]:
    """The certificate types of the vocabulary; a nature without a code of its own counts as the one it is filed as."""
    nature, kind = case.draft.subject.nature, case.draft.subject.cert_type
    if not nature or not kind or not vocabulary.is_known(case.book, "certificate", kind):
        return
    fitting = case.kept_alike("fitting certificates", lambda: _fitting(case, nature))
    if fitting and kind not in fitting:
        yield found(
            "subject.cert_type",
            case.book.one("cross-rule", "cert-type-fits-nature"),
            nature=vocabulary.name(case.book, "subject_nature", nature),
            given=vocabulary.name(case.book, "certificate", str(kind)),
            fitting=", ".join(vocabulary.name(case.book, "certificate", f) for f in fitting),
        )


def _fitting(case: Case, nature: str) -> list[str]:
    natures = _natures(case, nature)
    return list(
        dict.fromkeys(str(e["id"]) for e in case.book.file("vocabulary")["certificate_type"] if natures & set(e["natures"]))
    )


def _natures(case: Case, nature: str) -> set[str]:
    """Whose certificates count: its own, those it is filed as, and a person's where a province files it so."""
    table = case.book.file("vocabulary")["subject_nature"]
    filed_as = {e["filed_as"] for e in table if e["id"] == nature and "filed_as" in e}
    found_natures = {nature} | {str(e["id"]) for e in table if e.get("code") in filed_as}
    if any(r["params"]["files_as"] == "individual" for r in having(case, "files_as")):
        found_natures.add(PERSONAL)
    return found_natures


@check(
    "CERT004",
    "error",
    "certificate_type",
    Words(
        "负责人只能用个人证件",
        "{path} 填的是单位证件“{given}”。负责人是自然人，只能选个人证件。",
        "改成负责人本人的证件（一般是居民身份证），号码一起改。",
    ),
    Words(
        "A person needs a person's certificate",
        "{path} names an organization's certificate, “{given}”. A principal is a natural person and has a person's certificate.",
        "Name the person's own certificate (usually the resident ID card) and change the number with it.",
    ),
)
def personal_certificate(case: Case) -> Iterator[Hit]:
    """Principals and the legal representative with an organisation's certificate."""
    tables = [(r.at, r.person.cert_type) for r in roles(case)]
    tables.append(("legal_person", case.draft.legal_person.cert_type))
    for at, kind in tables:
        if not kind or vocabulary.is_known(case.book, "person_certificate", kind):
            continue
        if vocabulary.is_known(case.book, "certificate", kind):
            rule = case.book.one("cross-rule", "person-cert-type")
            given = vocabulary.name(case.book, "certificate", kind)
            yield found(f"{at}.cert_type", rule, path=f"{at}.cert_type", given=given)


@check(
    "CERT005",
    "error",
    "certificate_validity",
    Words(
        "证件起止日期颠倒",
        "{path} 不早于到期日。起止日期要和证件一致，填错会被退回。",
        "对照证件改正起始日和到期日。",
    ),
    Words(
        "The dates of a certificate are the wrong way round",
        "{path} does not lie before the last day. Both dates must equal the certificate, or the filing is turned back.",
        "Correct the first and last day from the certificate.",
    ),
)
def dates_swapped(case: Case) -> Iterator[Hit]:
    """Valid from on or after valid to."""
    for role in roles(case):
        start, end = day(role.person.cert_valid_from), day(role.person.cert_valid_to)
        if start and end and start >= end:
            at = f"{role.at}.cert_valid_from"
            yield found(at, path=at, **by_field(case, at))


@check(
    "CERT008",
    "error",
    "certificate_validity",
    Words(
        "证件起始日不可能",
        "{path} 早于证件号码里的出生日期，或者还没有到（按 {day} 算）。两处必有一处填错，会被退回。",
        "对照证件核对起始日和证件号码。",
    ),
    Words(
        "Impossible first day of a certificate",
        "{path} lies before the birth in the certificate number, or has not come yet (judged on {day}). One of the "
        "two is wrong and will be turned back.",
        "Check the first day and the number against the certificate.",
    ),
)
def impossible_start(case: Case) -> Iterator[Hit]:
    """A certificate from before the birth of its holder, or from the future."""
    for role in roles(case):
        start = day(role.person.cert_valid_from)
        born = birth_date(role.person.cert_number) if role.person.cert_number else None
        if start and (start > case.day or (born and start < born)):
            at = f"{role.at}.cert_valid_from"
            yield found(at, path=at, day=case.day, **by_field(case, at))


@check(
    "CERT006",
    "note",
    "certificate",
    Words(
        "证件号码的地区码不认得",
        "{path} 的地区码不在现行省级代码之内。号码校验位没有问题，但值得再看一眼证件。",
        "对照证件核对号码；没有错就不用改。",
    ),
    Words(
        "Unknown region in a certificate number",
        "The region code in {path} is none of the present province codes. The check digit is right, but look at the "
        "certificate once more.",
        "Compare the number with the certificate; if it is right, leave it.",
    ),
)
def unknown_region(case: Case) -> Iterator[Hit]:
    """The first two digits of the region belong to no province."""
    known = case.book.kept("known regions", lambda: _known_regions(case))
    numbers = [(f"{r.at}.cert_number", r.person.cert_number, r.person.cert_type or "resident-id") for r in roles(case)]
    if case.organization:
        numbers.append(("subject.cert_number", case.draft.subject.cert_number, case.draft.subject.cert_type or ""))
    for at, number, kind in numbers:
        region = region_code(number, kind)
        if region is not None and region[:2] not in known:
            yield found(at, path=at, **by_field(case, at))


def _known_regions(case: Case) -> set[str]:
    """The first two digits that a region code may have: those of the provinces, and some others."""
    return {code[:2] for code in vocabulary.province_codes(case.book).values()} | set(parameters(case, "region-codes")["other"])
