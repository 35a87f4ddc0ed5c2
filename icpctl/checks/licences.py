"""Licence numbers of filings against province, subject, year and kind of service."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.scope import limits, sites, told, words
from icpctl.fields.licences import take_apart


def year_of(licence: str | None) -> int | None:
    """The year that the digits of a licence number begin with: 2023000001 is 2023, 11018762 is 2011."""
    parts = take_apart(licence)
    if parts is None:
        return None
    return int(parts[1][:4]) if len(parts[1]) == 10 else 2000 + int(parts[1][:2])


def _licences(case: Case) -> Iterator[tuple[str, str]]:
    """Every licence number of the draft with its path; the subject's first."""
    if case.draft.subject.licence:
        yield "subject.licence", case.draft.subject.licence
    for at, service in case.services():
        if service.licence:
            yield f"{at}.licence", service.licence


@check(
    "LIC001",
    "error",
    "licence",
    Words(
        "备案号省份与备案省份不符",
        "备案号以“{prefix}”开头，属于{known}；本草稿的备案省份应为“{wanted}”字头。主体备案号属于一个省，换省要重新备案。",
        "核对备案号（可在 beian.miit.gov.cn 查询）和备案省份，改正填错的一处。",
    ),
    Words(
        "The licence number belongs to another province",
        "The licence number begins with “{prefix}” ({known}); numbers of the province of this draft begin with “"
        "{wanted}”. A subject's "
        "licence belongs to one province.",
        "Check the number (beian.miit.gov.cn shows it) and the province, and correct the wrong one.",
    ),
    about="licence",
)
def prefix_of_province(case: Case) -> Iterator[Hit]:
    """The character before ICP备 is the one of the province (vocabulary, icp_prefix)."""
    entries = case.book.file("vocabulary")["province"]
    province = case.draft.subject.province
    own = case.kept_alike("prefix of the province", lambda: next((e for e in entries if e["id"] == province), None))
    if own is None:
        return
    for at, licence in _licences(case):
        parts = take_apart(licence)
        if parts is None or parts[0] == own["icp_prefix"] or parts[0] in _alternates(case, own["id"]):
            continue
        other = next((e for e in entries if e["icp_prefix"] == parts[0]), None)
        known = words(other["name_zh"], other.get("name_en", other["id"])) if other else words("未知省份", "no known province")
        severity = "error" if other else "warning"
        rule = case.book.one("licence-format", "icp-subject")
        yield found(at, rule, severity=severity, prefix=parts[0], known=known, wanted=own["icp_prefix"])
        if at == "subject.licence":
            return


def _alternates(case: Case, province: str) -> list[str]:
    rule = case.book.one("province", province)
    return list(rule.get("icp_prefix_alternates", ())) if rule else []


@check(
    "LIC002",
    "error",
    "licence",
    Words(
        "服务备案号与主体备案号不配",
        "服务备案号的前半段要与主体备案号 {subject} 相同，这里不同：两个号不是同一主体的。",
        "核对两个备案号；服务确在别的主体名下的，先办注销或迁移，不能直接接入或变更。",
    ),
    Words(
        "The service licence does not belong to the subject licence",
        "The first part of the service licence must equal the subject licence {subject}; it differs, so they "
        "belong to two subjects.",
        "Check both numbers; if the service is filed under another subject, cancel or migrate it first.",
    ),
    about="licence",
)
def service_of_subject(case: Case) -> Iterator[Hit]:
    """A service licence begins with the subject licence (cross rule licence-prefix)."""
    subject = take_apart(case.draft.subject.licence)
    if subject is None:
        return
    rule = case.book.one("cross-rule", "licence-prefix")
    for at, licence in _licences(case):
        parts = take_apart(licence)
        if parts is not None and parts[:2] != subject[:2]:
            yield found(at, rule, subject=case.draft.subject.licence)


@check(
    "LIC003",
    "error",
    "licence",
    Words("备案号年份不合常理", "备案号数字开头表示 {year} 年，{why}。", "对照 beian.miit.gov.cn 的查询结果改正数字。"),
    Words(
        "The year in the licence number is odd",
        "The digits of the licence number begin with the year {year}, {why}.",
        "Compare with the query on beian.miit.gov.cn and correct the digits.",
    ),
    about="licence",
)
def year_plausible(case: Case) -> Iterator[Hit]:
    """The year at the head of the digits: later than the day's year is invalid, outside the known span a hint."""
    rule = next(iter(limits(case, "licence_years")), None)
    seen: set[str] = set()
    for at, licence in _licences(case):
        parts, year = take_apart(licence), year_of(licence)
        if rule is None or parts is None or year is None or parts[1] in seen:
            continue
        seen.add(parts[1])
        first, last = (rule["short_first"], rule["short_last"]) if len(parts[1]) == 8 else (rule["long_first"], case.day.year)
        if year > case.day.year:
            yield found(at, rule, year=year, why=words("晚于今年", "later than this year"))
        elif not first <= year <= last:
            span = words(
                f"这种位数的号码一般在 {first} 至 {last} 年",
                f"while numbers of this length usually lie between {first} and {last}",
            )
            yield found(at, rule, severity="note", year=year, why=span)


@check(
    "LIC004",
    "error",
    "licence",
    Words(
        "备案号后缀与服务种类不符",
        "备案号以“{letter}”结尾，本草稿备的是{kind}，应以“{wanted}”结尾。",
        "核对备案号；备的若是另一种服务，改服务种类或备案类型。",
    ),
    Words(
        "The letter of the licence number does not fit the service",
        "The licence number ends with “{letter}”; for this kind of service ({kind}) it should end with “{wanted}”.",
        "Check the number; if another kind of service is meant, change the kind or the filing type.",
    ),
    about="licence",
)
def letter_of_kind(case: Case) -> Iterator[Hit]:
    """A for Apps, X for mini-programs, K for quick apps, none for sites (codes of the service kinds)."""
    for at, service in case.services():
        parts = take_apart(service.licence)
        if parts is None:
            continue
        kind = "website" if at.startswith("site") else case.kind if case.kind in ("quick-app", "mini-program") else "app"
        code = case.book.one("code-service-kind", kind)
        if code is None or parts[3] == code["licence_suffix_letter"]:
            continue
        rule = case.book.one("licence-format", "icp-site" if kind == "website" else f"icp-{kind}")
        digits = words("数字", "a digit")
        wanted = code["licence_suffix_letter"] or digits
        yield found(f"{at}.licence", rule, letter=parts[3] or digits, wanted=wanted, kind=code.word("name"))


@check(
    "LIC005",
    "error",
    "licence",
    Words(
        "还没备案却填了备案号",
        "{what}不应已有备案号：这个备案类型办的就是它的第一个号。",
        "备案号若真实存在，用 icpctl type 重新判断备案类型（多半是接入或新增）；否则删去备案号。",
    ),
    Words(
        "A licence number where none can be yet",
        "{what} cannot have a licence number yet: this filing type is the one that obtains it.",
        "If the number is real, decide the type again with icpctl type (probably an access or a new service); "
        "otherwise remove it.",
    ),
    about="licence",
)
def licence_too_early(case: Case) -> Iterator[Hit]:
    """A first filing has no subject licence, a new service no service licence; after approval they are written down."""
    rule = case.type_rule
    if rule is None or rule["group"] != "add" or told(case, "approved"):
        return
    if rule.id == "first-filing" and case.draft.subject.licence:
        yield found("subject.licence", rule, severity="error", what=words("首次备案的主体", "The subject of a first filing"))
    for at, service in case.services():
        if service.licence and "site.licence" not in case.fields:
            yield found(f"{at}.licence", rule, severity="error", what=words("新备的服务", "A service that is filed now"))


@check(
    "LIC006",
    "error",
    "licence",
    Words(
        "两个网站填了同一备案号",
        "与 {first} 的备案号相同。每个网站有自己的序号。",
        "对照备案查询结果，改正其中一个的序号。",
    ),
    Words(
        "Two sites have the same licence number",
        "The licence number equals that of {first}; each site has a sequence number of its own.",
        "Compare with the query result and correct the sequence number of one of them.",
    ),
    about=("licence", "site"),
)
def one_licence_one_site(case: Case) -> Iterator[Hit]:
    """Each site has its own sequence number."""
    seen: dict[object, str] = {}
    for at, site in sites(case):
        parts = take_apart(site.licence)
        if parts is not None and seen.setdefault(parts, at) != at:
            yield found(f"{at}.licence", first=f"{seen[parts]}.licence")
