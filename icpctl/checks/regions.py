"""Province, city, district and the addresses: do they lie in one another?"""

import re
from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import having, province_name, said
from icpctl.rules import Rule

_MUNICIPAL = "municipality-district"
# What the names of cities end with: an address without it names none, and the large table of divisions stays unread.
_NAMES_A_CITY = re.compile(r"^.{1,12}[市州盟区县]")


@check(
    "SUB003",
    "error",
    "address",
    Words(
        "地址不在备案省",
        "{path} 写的是{named}，备案省份却是{province}。两者必须在同一个省。",
        "核对证件和实际地址，改地址或改备案省份。",
    ),
    Words(
        "An address outside the filing's province",
        "{path} is in {named}, but the province of the filing is {province}. They must be in one province.",
        "Check the certificate and the real address, and change the address or the province.",
    ),
)
def address_elsewhere(case: Case) -> Iterator[Hit]:
    """An address that begins with another province's name; an individual's id address may lie elsewhere (SUB006)."""
    subject = case.draft.subject
    addresses = [("subject.address", subject.address, "address-in-region")]
    if case.organization:
        addresses.append(("subject.cert_address", subject.cert_address, "address-same-province"))
    for at, text, rule_id in addresses:
        named = _province_in(case, text or "")
        if named and subject.province and named != subject.province:
            rule = case.book.one("cross-rule", rule_id)
            yield found(at, rule, path=at, named=province_name(case, named), province=province_name(case))


@check(
    "SUB010",
    "error",
    "address",
    Words(
        "城市不属于备案省",
        "{path} 填的城市不在{province}，它属于{named}。省市对不上会被退回。",
        "改城市，或改备案省份。",
    ),
    Words(
        "The city is not in the filing's province",
        "The city or district at {path} is not in {province} but in {named}. A mismatch is turned back.",
        "Change the city, or the province.",
    ),
)
def city_elsewhere(case: Case) -> Iterator[Hit]:
    """A city, or a district of a municipality, that the division table knows in other provinces only."""
    subject = case.draft.subject
    if not subject.province or _certificate_says_so(case):
        return
    places = [("subject.city", subject.city, _cities(case, subject.city))]
    if _is_municipality(case, subject.province):
        places.append(("subject.district", subject.district, _districts(case, subject.district)))
    for at, text, provinces in places:
        if text and provinces and subject.province not in provinces:
            named = ", ".join(province_name(case, p) for p in sorted(provinces))
            rule = case.book.one("cross-rule", "address-in-region")
            yield found(at, rule, path=at, named=named, province=province_name(case))


@check(
    "SUB011",
    "error",
    "address",
    Words(
        "通信地址与证件住所不在同一地市",
        "{path} 写明的城市与所选城市不同；{province}的要求：{requirement}。",
        "通信地址改用与证件住所同一地市的地址，或先问接入商。",
    ),
    Words(
        "Mailing address and certificate address in different cities",
        "The city in {path} differs from the city chosen; what {province} wants: {requirement}.",
        "Use a mailing address in the city of the certificate address, or ask the provider first.",
    ),
    parameters=("address_cross_city_allowed",),
)
def across_cities(case: Case) -> Iterator[Hit]:
    """address_cross_city_allowed = false; judged by the city named in the certificate address."""
    yield from _other_city(
        case,
        "subject.cert_address",
        [r for r in having(case, "address_cross_city_allowed") if not r["params"]["address_cross_city_allowed"]],
    )


@check(
    "SUB020",
    "error",
    "address",
    Words(
        "通信地址不在所选城市",
        "{path} 写明的城市与所选城市不同。通信地址必须落在所选的省、市、区里。",
        "改地址，或改所选的城市；{province}之内也要对上。",
    ),
    Words(
        "The mailing address is not in the chosen city",
        "The city in {path} differs from the city chosen. The mailing address must lie in the chosen province, city "
        "and district.",
        "Change the address, or the city chosen; within {province} they must agree as well.",
    ),
)
def address_in_other_city(case: Case) -> Iterator[Hit]:
    """The mailing address names another city of the same province."""
    if _named_city(case, case.draft.subject.address):
        rule = case.book.one("cross-rule", "address-in-region")
        yield from _other_city(case, "subject.address", [rule] if rule else [])


def _other_city(case: Case, at: str, rules: list[Rule]) -> Iterator[Hit]:
    subject = case.draft.subject
    text = subject.cert_address if at == "subject.cert_address" else subject.address
    if not rules or not subject.city or not text:
        return
    named = _named_city(case, text)
    if named and not named.startswith(subject.city.removesuffix("市")) and _cities(case, subject.city):
        rule = rules[0]
        yield found(at, rule, path=at, **said(case, rule))


def _provinces(case: Case) -> list[dict[str, str]]:
    table: list[dict[str, str]] = case.book.file("vocabulary")["province"]
    return table


def _certificate_says_so(case: Case) -> bool:
    """The certificate's address begins with this province and this city: no need to look them up."""
    subject = case.draft.subject
    entry = _province(case, subject.province)
    full = entry["full_name_zh"] if entry else None
    return bool(full and subject.city and (subject.cert_address or "").startswith(full + subject.city))


def _is_municipality(case: Case, province: str) -> bool:
    entry = _province(case, province)
    return entry is not None and entry["full_name_zh"] == entry["name_zh"] + "市"


def _province(case: Case, id_: str | None) -> dict[str, str] | None:
    by_id: dict[str | None, dict[str, str]] = case.book.kept("provinces by id", lambda: {e["id"]: e for e in _provinces(case)})
    return by_id.get(id_)


def _province_in(case: Case, address: str) -> str | None:
    """The province whose full name the address begins with, or its short name followed by one of its cities."""
    if not address:
        return None
    full_names: dict[str, list[tuple[str, str]]] = case.book.kept("full names of provinces", lambda: _full_names(case))
    for full_name, id_ in full_names.get(address[:2], ()):
        if address.startswith(full_name):
            return id_
    for entry in _provinces(case):
        rest = address.removeprefix(entry["name_zh"])
        if rest != address and any(rest.startswith(d["name_zh"]) for d in _divisions(case, entry["id"])):
            return entry["id"]
    return None


def _full_names(case: Case) -> dict[str, list[tuple[str, str]]]:
    """First two characters -> the full names of provinces that begin so, with their ids."""
    out: dict[str, list[tuple[str, str]]] = {}
    for entry in _provinces(case):
        out.setdefault(entry["full_name_zh"][:2], []).append((entry["full_name_zh"], entry["id"]))
    return out


def _named_city(case: Case, address: str | None) -> str | None:
    """The city of the filing's province that the address names at its beginning, after the province."""
    entry = _province(case, case.draft.subject.province)
    if entry is None or not address or _is_municipality(case, entry["id"]):
        return None
    rest = address.removeprefix(entry["full_name_zh"]).removeprefix(entry["name_zh"])
    if not _NAMES_A_CITY.match(rest) or (case.draft.subject.city and rest.startswith(case.draft.subject.city)):
        return None
    names = [str(d["name_zh"]) for d in _divisions(case, entry["id"])]
    return next((n for n in names if rest.startswith(n)), None)


def _cities(case: Case, city: str | None) -> set[str]:
    """The provinces that have this city; a municipality is its own city."""
    if not city:
        return set()
    found_in = {
        e["id"] for e in _provinces(case) if _is_municipality(case, e["id"]) and city in (e["name_zh"], e["full_name_zh"])
    }
    known = case.book.kept("provinces of divisions", lambda: _by_name(case.book.all("division")))
    return found_in | known.get(city, set()) | known.get(city + "市", set())


def _by_name(divisions: list[Rule]) -> dict[str, set[str]]:
    """The name of a division -> the provinces that have one of this name."""
    out: dict[str, set[str]] = {}
    for rule in divisions:
        out.setdefault(str(rule["name_zh"]), set()).add(str(rule["province"]))
    return out


def _districts(case: Case, district: str | None) -> set[str]:
    known = case.book.kept(
        "provinces of municipal districts",
        lambda: _by_name([r for r in case.book.all("division") if r["kind"] == _MUNICIPAL]),
    )
    return known.get(district or "", set())


def _divisions(case: Case, province: str) -> list[Rule]:
    key = ("divisions", province)
    return case.book.kept(key, lambda: [r for r in case.book.all("division") if r["province"] == province])
