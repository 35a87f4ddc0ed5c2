"""Answers to suggest: what the other answers imply, then what the last draft of the same subject says.

A suggestion is shown with its reason and can be changed; nothing here writes into a draft. Names are never made up, and
what only the applicant can declare is never suggested.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from icpctl.case import Case
from icpctl.checks.roles import having, nearer
from icpctl.derive import fill
from icpctl.draft import Draft, Subject, copy, get
from icpctl.fields.certificates import birth_date, region_code, sex
from icpctl.questions import general, of_path
from icpctl.rules import Book, Rule, vocabulary
from icpctl.values import context_of
from icpctl.wording import language, pick, t

EMPTY: tuple[Any, ...] = (None, "", [], {})
_DISTRICT = ("municipality-district", "direct-county")
# Of the last draft only what belongs to the subject and its people; what may have changed since is asked anew.
_TABLES = ("subject", "principal", "legal_person")
_CHANGES = frozenset(
    f"subject.{key}"
    for key in ("renamed", "services_filed", "domains_filed", "filed_sites_reachable", "remark", "cert_issued_on")
)
# A further site or App mostly stands beside the first one.
_BESIDE = frozenset(
    (
        "service_types", "languages", "domain_holder", "domain_holder_name", "domain_registered_here", "access_method",
        "server_location", "resource", "resource_months", "platforms", "principal.same_as_subject",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value as the draft keeps it, and why it is suggested, in the user's language. `rule`: the rule that says so."""

    value: Any
    because: str
    rule: str = ""


class IdFacts(NamedTuple):
    """What a resident id number tells: day of birth, sex in words, region by its GB/T 2260 code ("" without a book)."""

    born: dt.date
    sex: str
    region: str


def suggestion(case: Case, at: str, earlier: Draft | None = None) -> Suggestion | None:
    """What to suggest at a path that is not answered yet; None when nothing follows and no earlier draft says it."""
    question = of_path(at)
    if question is None or question.section == "declarations":
        return None
    implied = _implied(case, at)
    if implied is not None:
        return implied
    return _beside(case, at) or (_from_earlier(case, at, earlier) if earlier is not None else None) or _usual(case, at)


def facts_of_id(number: str, book: Book | None = None) -> IdFacts | None:
    """Birth, sex and region of a valid resident id number, to be shown beside it; None for anything else."""
    born, kind = birth_date(number), sex(number)
    if born is None or kind is None:
        return None
    return IdFacts(born, t(f"suggest.sex.{kind}"), _region_name(book, number[:6]) if book else "")


def earlier_draft(drafts: Iterable[Draft], draft: Draft) -> Draft | None:
    """The last saved of the other drafts with the same subject: by its certificate number, else by its name and nature."""
    mine = [one for one in drafts if one.name != draft.name and _same_subject(one, draft)]
    return max(mine, key=lambda one: (_saved(one), one.name), default=None)


def _saved(draft: Draft) -> str:
    when = draft.filing.updated_at or draft.filing.created_at
    return when.astimezone(dt.UTC).isoformat() if when else ""


def _same_subject(one: Draft, other: Draft) -> bool:
    a, b = one.subject, other.subject
    numbers = (_number(one), _number(other))
    if all(numbers):
        return numbers[0] == numbers[1]
    return bool(a.name) and a.name == b.name and (a.nature == b.nature or None in (a.nature, b.nature))


def _number(draft: Draft) -> str | None:
    """The number of the subject; an individual's may stand with him as the principal only."""
    own = draft.subject.cert_number
    return own or (draft.principal.cert_number if draft.subject.nature == "individual" else None)


# --- what follows from the other answers ---


def _implied(case: Case, at: str) -> Suggestion | None:
    for derived in fill(Case(copy(case.draft), case.book, case.day)):
        if derived.path == at:
            return Suggestion(derived.value, t(f"screen.because.{derived.because}"))
    path = general(at)
    make = _BY_PATH.get(path) or (_same_person if path.endswith(".principal.same_as_subject") else None)
    return next(make(case), None) if make else None


def _provider(case: Case) -> Iterator[Suggestion]:
    kind = case.type_rule
    names = [p for p in (kind.get("provider_names", {}) if kind else {}) if vocabulary.is_known(case.book, "provider", p)]
    if kind is not None and case.kind in ("mini-program", "quick-app") and len(names) == 1:
        yield Suggestion(names[0], t("suggest.because.only_provider", type=kind.word("name")), kind.id)


def _region(case: Case) -> tuple[str, str] | None:
    """(region code, province id) of the subject's certificate number, of an individual else of his as the principal."""
    subject, principal = case.draft.subject, case.draft.principal
    code = None
    if subject.cert_number:
        default = "resident-id" if case.organization is False else "business-license"
        code = region_code(subject.cert_number, subject.cert_type or default)
    elif case.organization is False and principal.cert_number:
        code = region_code(principal.cert_number, principal.cert_type or "resident-id")
    provinces = {c[:2]: id_ for id_, c in vocabulary.province_codes(case.book).items()}
    return (code, provinces[code[:2]]) if code and code[:2] in provinces else None


def _province(case: Case) -> Iterator[Suggestion]:
    found = _region(case)
    if found:
        yield Suggestion(found[1], t("suggest.because.region", name=vocabulary.name(case.book, "province", found[1])))
    city = case.draft.subject.city
    cities = (r for r in case.book.all("division") if r["kind"] != _DISTRICT[0])
    homes = {str(r["province"]) for r in cities if city == r["name_zh"]}
    homes |= {str(e["id"]) for e in case.book.file("vocabulary")["province"] if _is_municipality(e) and e["full_name_zh"] == city}
    if len(homes) == 1:
        yield Suggestion(homes.pop(), t("suggest.because.city", name=city))


def _city(case: Case) -> Iterator[Suggestion]:
    subject = case.draft.subject
    entry = _entry(case.book, subject.province)
    if entry and _is_municipality(entry):
        yield Suggestion(entry["full_name_zh"], t("suggest.because.municipality", name=pick(entry, "name")))
    found = _region(case)
    if found and found[1] == subject.province:
        city = case.book.one("division", f"{found[0][:4]}00")
        if city is not None:
            yield Suggestion(city["name_zh"], t("suggest.because.region", name=city["name_zh"]))


def _district(case: Case) -> Iterator[Suggestion]:
    found = _region(case)
    own = case.book.one("division", found[0]) if found and found[1] == case.draft.subject.province else None
    if own is not None and own["kind"] in _DISTRICT:
        yield Suggestion(own["name_zh"], t("suggest.because.region", name=own["name_zh"]))


def _certificate(case: Case) -> Iterator[Suggestion]:
    nature = case.draft.subject.nature
    fitting = [e["id"] for e in case.book.file("vocabulary")["certificate_type"] if nature in e["natures"]]
    if len(fitting) == 1:
        yield Suggestion(fitting[0], t("suggest.because.only_certificate"))
    usual = context_of(Draft(subject=Subject(nature=nature)), "subject.cert_number")["cert_type"]
    if usual in fitting:
        yield Suggestion(usual, t("suggest.because.usual_certificate"))


def _address(case: Case) -> Iterator[Suggestion]:
    if case.organization and case.draft.subject.cert_address:
        yield Suggestion(case.draft.subject.cert_address, t("suggest.because.address_as_certificate"))


def _legal_person(case: Case) -> Iterator[Suggestion]:
    for rule in nearer(having(case, "principal_must_be_legal_person")):
        if rule["params"]["principal_must_be_legal_person"] is True:
            yield _by_rule(True, rule, "requirement")


def _same_person(case: Case) -> Iterator[Suggestion]:
    """Who runs the site, where the province says so; else nothing follows."""
    legal = case.draft.principal.is_legal_person
    for key, applies, value in (
        ("site_lead_must_differ_from_principal", True, False),
        ("site_lead_must_equal_principal_if_not_lp", legal is False, True),
    ):
        for rule in nearer(having(case, key)):
            if applies and rule["params"][key] is True:
                yield _by_rule(value, rule, "requirement")


def _service_types(case: Case) -> Iterator[Suggestion]:
    """Pages for people: what the rule book calls the default when in doubt."""
    rule = case.book.one("service-type", case.book.file("services")["remark_reading"]["page_service"])
    if rule is not None and case.kind == "website":
        yield Suggestion([rule.id], rule.word("choose_when"), rule.id)


def _pre_approvals(case: Case) -> Iterator[Suggestion]:
    rule = case.book.one("cross-rule", "personal-no-preapproval")
    if rule is not None and case.organization is False:
        yield Suggestion(["none"], rule.word("message"), rule.id)


def _by_rule(value: Any, rule: Rule, stem: str) -> Suggestion:
    return Suggestion(value, rule.word(stem), rule.id)


_BY_PATH = {
    "filing.provider": _provider,
    "subject.province": _province,
    "subject.city": _city,
    "subject.district": _district,
    "subject.cert_type": _certificate,
    "subject.address": _address,
    "principal.is_legal_person": _legal_person,
    "site[].service_types": _service_types,
    "site[].pre_approvals": _pre_approvals,
    "app[].pre_approvals": _pre_approvals,
    "mini_program.pre_approvals": _pre_approvals,
}


# --- what stands beside it, in the draft or in an earlier one ---


def _beside(case: Case, at: str) -> Suggestion | None:
    table, _, rest = at.partition(".")
    head, bracket, index = table.partition("[")
    if not bracket or index.startswith("0]") or rest not in _BESIDE:
        return None
    value = get(case.draft, f"{head}[0].{rest}")
    if value in EMPTY:
        return None
    return Suggestion(_own(value), t("suggest.because.first_service", what=t(f"cli.section.{head}")))


def _from_earlier(case: Case, at: str, earlier: Draft) -> Suggestion | None:
    table = at.partition(".")[0]
    if table not in _TABLES or at in _CHANGES:
        return None
    value = get(earlier, at)
    if value in EMPTY or (table != "subject" and not _same_human(getattr(case.draft, table), getattr(earlier, table))):
        return None
    if at in ("subject.city", "subject.district") and case.draft.subject.province != earlier.subject.province:
        return None
    if at == "subject.district" and case.draft.subject.city not in (None, earlier.subject.city):
        return None
    return Suggestion(_own(value), t("suggest.because.earlier", name=earlier.name))


def _same_human(now: Any, before: Any) -> bool:
    """Nothing that is said of the person yet is said otherwise in the earlier draft."""
    return all(getattr(now, k) in (None, getattr(before, k)) for k in ("name", "cert_type", "cert_number"))


def _usual(case: Case, at: str) -> Suggestion | None:
    """What most filings say, where no answer and no earlier draft says anything."""
    path = general(at)
    if path == "site[].languages":
        return Suggestion([vocabulary.ids(case.book, "language")[0]], t("suggest.because.main_language"))
    if path.endswith(".principal.same_as_subject"):
        return Suggestion(True, t("suggest.because.same_person"))
    return None


def _own(value: Any) -> Any:
    """A value that can be changed without changing the draft it comes from."""
    return list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value


# --- places ---


def _entry(book: Book, province: str | None) -> Any:
    return next((e for e in book.file("vocabulary")["province"] if e["id"] == province), None)


def _is_municipality(entry: Any) -> bool:
    return bool(entry["full_name_zh"] == entry["name_zh"] + "市")


def _region_name(book: Book, code: str) -> str:
    """Province, city and (of a municipality) district of a region code, as far as the tables know it."""
    ids = {c[:2]: id_ for id_, c in vocabulary.province_codes(book).items()}
    if code[:2] not in ids:
        return ""
    names = [vocabulary.name(book, "province", ids[code[:2]])]
    found = (book.one("division", c) for c in dict.fromkeys((f"{code[:4]}00", code)))
    return ("" if language() == "zh" else " ").join([*names, *(str(rule["name_zh"]) for rule in found if rule is not None)])
