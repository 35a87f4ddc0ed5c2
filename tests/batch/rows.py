"""Invented rows of a sheet, any number of them: good ones, and ones with a named fault of which is known what is said.

A row is `{column path: text}` with the paths of the questionnaire without a place (`site.name`), as headings by key have
them. Row n is the same in every run and whatever the number of rows; no two rows share a person, number or domain. All
people and numbers are invented; their check characters are right.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from icpctl.fields import resident, uscc
from icpctl.sheets import Row, Sheet

DAY = dt.date(2026, 11, 22)
_SURNAMES, _GIVEN = "陈林黄周吴徐孙马朱胡", "安宁平文静明远航思源清和"
_NUMERALS = "零一二三四五六七八九"
# (province, its full name, its city with a district and the code of it, prefix of its landlines, provider, first octet)
PLACES = (
    ("zhejiang", "浙江省", "杭州市", "西湖区", "330106", "0571", "aliyun", 47),
    ("jiangsu", "江苏省", "南京市", "玄武区", "320102", "025", "qingcloud", 119),
    ("guangdong", "广东省", "深圳市", "南山区", "440305", "0755", "tencent", 119),
    ("sichuan", "四川省", "成都市", "武侯区", "510107", "028", "huawei", 119),
    ("fujian", "福建省", "厦门市", "思明区", "350203", "0592", "aliyun", 47),
)
_LICENCE = {"zhejiang": "浙", "jiangsu": "苏", "guangdong": "粤", "sichuan": "蜀", "fujian": "闽"}


def good(count: int, seed: int = 1) -> list[dict[str, str]]:
    """`count` rows without an error: individuals who file for the first time, and enterprises that add a site."""
    return list(islice(stream(seed), count))


def stream(seed: int = 1) -> Iterator[dict[str, str]]:
    """Good rows without end; `seed` gives other people, numbers and domains."""
    number = seed * 10_000_000
    while True:
        yield _individual(number) if number % 2 else _enterprise(number)
        number += 1


def resident_id(region: str, number: int) -> str:
    """A resident id with the right check character: the births of 30 years, 999 a day."""
    day, serial = divmod(number, 999)
    born = dt.date(1965, 1, 1) + dt.timedelta(days=day % 10_950)
    body = f"{region}{born:%Y%m%d}{serial + 1:03}"
    return body + resident.check_character(body)


def credit_code(region: str, number: int) -> str:
    """A unified social credit code of a company with the right check characters."""
    organisation = "MA" + "".join(uscc.ALPHABET[number // 31**place % 31] for place in range(5, -1, -1))
    organisation += uscc.org_check_character(organisation)
    body = f"91{region}{organisation}"
    return body + uscc.check_character(body)


def han(number: int) -> str:
    """A number in Chinese numerals, so that names differ."""
    return "".join(_NUMERALS[int(figure)] for figure in str(number))


def _person(number: int, region: str, person: str) -> dict[str, str]:
    surname, given = _SURNAMES[number % 10], _GIVEN[number // 10 % 12] + _GIVEN[number // 120 % 12]
    return {
        "principal.name": surname + given,
        "principal.cert_type": "resident-id",
        "principal.cert_number": resident_id(region, number),
        "principal.cert_valid_from": "2019-08-15",
        "principal.cert_valid_to": "2039-08-15",
        "principal.mobile": f"139{number:08}",
        "principal.mobile_province": person,
        "principal.emergency_phone": f"138{number:08}",
        "principal.email": f"u{number}@example.com",
    }


def _site(number: int, province: str, first: int, name: str, remark: str, content: str) -> dict[str, str]:
    domain = f"example-{number}.com"
    return {
        "site.name": name,
        "site.domains": domain,
        "site.home_url": f"www.{domain}",
        "site.service_types": "website",
        "site.content_types": content,
        "site.languages": "zh-hans",
        "site.pre_approvals": "none",
        "site.remark": remark,
        "site.domain_holder": "same",
        "site.domain_realname_on": "2026-10-01",
        "site.domain_expires_on": "2027-12-01",
        "site.domain_registered_here": "true",
        "site.ips": f"{first}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "site.principal.same_as_subject": "true",
        "site.access_method": "cloud",
        "site.server_location": province,
    }


def _individual(number: int) -> dict[str, str]:
    province, full, city, district, region, _, provider, first = PLACES[number // 2 % len(PLACES)]
    person = _person(number, region, province)
    return {
        "filing.type": "first-filing",
        "filing.provider": provider,
        "subject.nature": "individual",
        "subject.name": person["principal.name"],
        "subject.province": province,
        "subject.city": city,
        "subject.district": district,
        "subject.cert_type": "resident-id",
        "subject.cert_number": person["principal.cert_number"],
        "subject.cert_address": f"{full}{city}{district}示例街 {number % 900 + 1} 号",
        "subject.cert_valid_to": "2039-08-15",
        "subject.address": f"示例街 {number % 900 + 1} 号 202 室",
        **person,
        **_site(number, province, first, han(number % 1_000_000) + "随笔", "个人网站，记录自己的读书笔记和生活随笔，没有交互功能，不涉及经营活动", "other"),
    }  # fmt: skip


def _enterprise(number: int) -> dict[str, str]:
    province, full, city, district, region, landline, provider, first = PLACES[number // 2 % len(PLACES)]
    company = f"{city.removesuffix('市')}示例{han(number)}科技有限公司"
    return {
        "filing.type": "new-site-other-provider",
        "filing.provider": provider,
        "subject.nature": "enterprise",
        "subject.name": company,
        "subject.province": province,
        "subject.city": city,
        "subject.district": district,
        "subject.cert_type": "business-license",
        "subject.cert_number": credit_code(region, number),
        "subject.cert_address": f"{full}{city}{district}示例大道 {number % 900 + 1} 号",
        "subject.cert_valid_to": "long-term",
        "subject.address": f"示例大道 {number % 900 + 1} 号 303 室",
        "subject.licence": f"{_LICENCE[province]}ICP备{2005 + number // 1_000_000 % 20}{number % 1_000_000:06}号",
        "subject.services_filed": "1",
        "subject.domains_filed": "1",
        "subject.filed_sites_reachable": "true",
        **_person(number, region, province),
        "principal.office_phone": f"{landline}-{26000000 + number % 1000000}",
        "principal.is_legal_person": "true",
        **_site(number, province, first, f"示例{han(number)}科技官网", "公司产品介绍与售后服务说明，不涉及在线交易和用户互动", "organization-portal"),
    }  # fmt: skip


class Fault(NamedTuple):
    """A kind of mistake: what it does to one cell of a good row, and the one error that must come of it.

    who     the rows it is made in: "individual", "enterprise"
    column  path of the column; `path` is the place in the draft that the error names, where it is another one
    """

    name: str
    who: str
    column: str
    change: Callable[[dict[str, str]], str]
    code: str
    rule: str

    @property
    def path(self) -> str:
        """The draft path of the cell, with its place."""
        return placed(self.column)


def placed(column: str) -> str:
    """A column's path in the draft: `site.name` is `site[0].name`."""
    head, dot, rest = column.partition(".")
    return f"{head}[0]{dot}{rest}" if head in ("site", "app") else column


def headings(rows: list[dict[str, str]]) -> list[str]:
    """All column paths of some rows, in the order of their first use."""
    return list(dict.fromkeys(path for row in rows for path in row))


def bad(count: int, seed: int = 2, faults: tuple[Fault, ...] | None = None) -> list[tuple[dict[str, str], Fault]]:
    """`count` rows with one fault each, the kinds in turn; each with its fault. Take another seed than for good rows."""
    kinds, out = faults or FAULTS, []
    rows = {
        "individual": (r for r in stream(seed) if is_individual(r)),
        "enterprise": (r for r in stream(seed) if not is_individual(r)),
    }
    for number in range(count):
        fault = kinds[number % len(kinds)]
        row = dict(next(rows[fault.who]))
        row[fault.column] = fault.change(row)
        out.append((row, fault))
    return out


def is_individual(row: dict[str, str]) -> bool:
    """True for the row of an individual."""
    return row["subject.nature"] == "individual"


def _other_end(text: str) -> str:
    return text[:-1] + ("1" if text[-1] != "1" else "2")


def _malformed(who: str, column: str, rule: str, change: Callable[[str], str] | str) -> Fault:
    text = change if isinstance(change, str) else None
    give = (lambda row: text) if text is not None else (lambda row: change(row[column]))  # type: ignore[operator]
    return Fault(f"{column} {rule}", who, column, give, "VAL001", rule)


def _missing(column: str, field: str) -> Fault:
    return Fault(f"{column} missing", "enterprise", column, lambda row: "", "GAP001", f"field:{field}")


_E, _I = "enterprise", "individual"
FAULTS: tuple[Fault, ...] = (
    _malformed(_E, "principal.cert_number", "resident_id_check", _other_end),
    _malformed(_E, "principal.cert_number", "resident_id_length", lambda s: s[:16]),
    _malformed(_E, "principal.cert_number", "resident_id_month", lambda s: s[:10] + "13" + s[12:]),
    _malformed(_E, "principal.cert_number", "resident_id_day", lambda s: s[:10] + "0231" + s[14:]),
    _malformed(_E, "principal.cert_number", "resident_id_future", lambda s: s[:6] + "2030" + s[10:]),
    _malformed(_E, "principal.cert_number", "resident_id_early", lambda s: s[:6] + "1850" + s[10:]),
    _malformed(_E, "principal.cert_number", "resident_id_character", lambda s: s[:5] + "O" + s[6:]),
    _malformed(_E, "principal.cert_number", "resident_id_old", lambda s: s[:6] + s[8:17]),
    _malformed(_I, "subject.cert_number", "resident_id_check", _other_end),
    _malformed(_E, "subject.cert_number", "uscc_check", _other_end),
    _malformed(_E, "subject.cert_number", "uscc_length", lambda s: s[:12]),
    _malformed(_E, "subject.cert_number", "uscc_letter", lambda s: s[:10] + "O" + s[11:]),
    _malformed(_E, "subject.cert_number", "uscc_region_digit", lambda s: s[:3] + "A" + s[4:]),
    _malformed(_E, "principal.mobile", "mobile_length", lambda s: s[:10]),
    _malformed(_E, "principal.mobile", "mobile_start", lambda s: "12" + s[2:]),
    _malformed(_E, "principal.mobile", "mobile_landline", "0755-26000001"),
    _malformed(_E, "principal.emergency_phone", "phone_area", "26000001"),
    _malformed(_E, "principal.emergency_phone", "phone_character", "电话"),
    _malformed(_I, "principal.email", "email_at", lambda s: s.replace("@", "")),
    _malformed(_E, "principal.email", "email_space", "a b@example.com"),
    _malformed(_E, "principal.name", "person_name_digit", "张3"),
    _malformed(_E, "principal.name", "person_name_short", "张"),
    _malformed(_I, "principal.cert_type", "unknown_choice", "工作证"),
    _malformed(_E, "principal.cert_valid_to", "date_month", "2039-13-01"),
    _malformed(_E, "principal.is_legal_person", "bool", "也许"),
    _malformed(_E, "subject.nature", "unknown_choice_near", "企业家"),
    _malformed(_E, "subject.province", "unknown_choice", "东海省"),
    _malformed(_E, "filing.provider", "unknown_choice", "某某云"),
    _malformed(_E, "filing.type", "unknown_choice", "备一下"),
    _malformed(_E, "subject.city", "region_code", "12345"),
    _malformed(_E, "subject.services_filed", "count", "几个"),
    _malformed(_E, "subject.licence", "licence", "粤ICP备号"),
    _malformed(_E, "subject.licence", "licence_not_subject", "粤ICP备2023000002号-1"),
    _malformed(_E, "subject.name", "name_words", "12345"),
    _malformed(_E, "subject.address", "address_words", "404"),
    _malformed(_E, "site.domains", "domain_ip", "1.2.3.4"),
    _malformed(_E, "site.domains", "domain_underscore", "a_b.com"),
    _malformed(_E, "site.domains", "domain_scheme", "http://example.com/a"),
    _malformed(_E, "site.domains", "domain_single", "example"),
    _malformed(_E, "site.domains", "domain_public_suffix", "com.cn"),
    _malformed(_E, "site.domains", "domain_wildcard", "*.example.com"),
    _malformed(_E, "site.domains", "domain_port", "example.com:80"),
    _malformed(_E, "site.home_url", "home_url_scheme", "ftp://example.com"),
    _malformed(_E, "site.ips", "ip_octet", "300.1.1.1"),
    _malformed(_I, "site.ips", "ip_private", "192.168.1.1"),
    _malformed(_E, "site.content_types", "unknown_choice", "火箭"),
    _malformed(_E, "site.languages", "unknown_choice", "火星文"),
    _malformed(_E, "site.domain_realname_on", "date_day", "2026-02-30"),
    _malformed(_E, "site.domain_expires_on", "date", "明年"),
    _malformed(_E, "site.domain_holder", "unknown_choice", "朋友"),
    _missing("principal.mobile", "principal.mobile"),
    _missing("principal.email", "principal.email"),
    _missing("principal.name", "principal.name"),
    _missing("subject.cert_number", "subject.cert_number"),
    _missing("subject.name", "subject.name"),
    _missing("subject.licence", "subject.licence"),
    _missing("site.name", "site.name"),
    _missing("site.content_types", "site.content_types"),
    _missing("site.pre_approvals", "site.preapprovals"),
    _missing("site.ips", "access.ip_ranges"),
    _missing("filing.provider", "access.provider"),
    Fault("certificate expired", _E, "principal.cert_valid_to", lambda row: "2020-08-15", "CERT001", "id-card-valid"),
    Fault("licence expired", _E, "subject.cert_valid_to", lambda row: "2024-01-01", "CERT001", "id-card-valid"),
    Fault("domain expired", _E, "site.domain_expires_on", lambda row: "2026-01-01", "DOM008", "not-expired"),
    Fault("site name short", _E, "site.name", lambda row: "官网", "SITE001", "min-three-chars"),
    Fault("site name of state", _E, "site.name", lambda row: "中国示例科技网", "SITE005", "state-words-prefix-org"),
    Fault("site name of company", _I, "site.name", lambda row: "某某公司官网", "SITE008", "individual-no-organization"),
    Fault("site name news", _I, "site.name", lambda row: "新闻网", "SITE009", "individual-no-preapproval"),
    Fault("emergency is mobile", _E, "principal.emergency_phone", lambda row: row["principal.mobile"], "PER003", "national-emergency-phone"),
    Fault("two people", _I, "principal.cert_number", lambda row: resident_id("330106", 5_000_000 + int(row["principal.mobile"][3:])), "SUB001", "personal-fields-equal"),
)  # fmt: skip


def table(rows: list[dict[str, str]], names: list[str] | None = None) -> Sheet:
    """Rows as an opened sheet with headings by key; row 2 is the first. `names`: a column `name` in front."""
    heads = headings(rows)
    cells = [[row.get(head, "") for head in heads] for row in rows]
    if names is not None:
        heads, cells = ["name", *heads], [[name, *line] for name, line in zip(names, cells, strict=True)]
    lines = [Row(number, number, line) for number, line in enumerate([heads, *cells], 1)]
    return Sheet("clients.csv", "csv", "", "utf-8", lambda: iter(lines), [], 0)
