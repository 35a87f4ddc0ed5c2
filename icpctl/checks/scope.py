"""Which rules of the rule book speak of a case, and the small things that the checks of sites ask again and again."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from icpctl.case import Case
from icpctl.draft import Site
from icpctl.fields import FieldError, domains
from icpctl.findings import ORDER
from icpctl.rules import PACKAGED, Rule
from icpctl.rules.match import matches
from icpctl.wording import language

T = TypeVar("T")
# Keys of domain, consistency and remark rules that say whom they speak of; they are facts of a case as they stand.
_SCOPE = ("province", "nature", "filing_type", "provider")
# What follows from nature, province, filing type and provider alone (`Case.kept_alike`).
_ALIKE = frozenset({*_SCOPE, "subject"})
NEW = frozenset({"first", "add-site"})
JOINING = frozenset({"first", "add-site", "add-access"})


def asked(case: Case, field: str) -> bool:
    """True when the filing type asks this field of the fact base; while the type is open, all answers are judged."""
    return case.type_rule is None or field in case.fields


def fits(case: Case, rule: Rule) -> bool:
    """True when a rule judges and all it says about its scope holds for the case; the unknown does not hold."""
    when: dict[str, Any] = {key: rule[key] for key in _SCOPE if key in rule.data}
    if rule.get("applies_to", "both") != "both":
        when["subject"] = rule["applies_to"]
    return rule.judges and matches(when, case.facts) is True


def rule_of(case: Case, kind: str, id_: str) -> Rule | None:
    """A rule by its id when it speaks of the case."""
    # Of all that `fits` looks at, only the provider is not what makes cases alike.
    return case.kept_alike(("speaks", kind, id_, case.draft.filing.provider), lambda: _rule_of(case, kind, id_))


def _rule_of(case: Case, kind: str, id_: str) -> Rule | None:
    rule = case.book.one(kind, id_)
    return rule if rule is not None and fits(case, rule) else None


def weight(rule: Rule) -> str:
    """The severity that the rule itself may give: error, warning or note."""
    return rule.severity(str(rule.get("severity", "error")))


def strongest(rules: list[Rule]) -> Rule | None:
    """The rule that weighs most; the first one among equals."""
    return min(rules, key=lambda r: ORDER[weight(r)]) if rules else None


def governing(case: Case, key: str) -> list[Rule]:
    """The province's rules with a parameter; the national ones as well unless one of the province's may block."""
    return list(case.kept_alike(("governing", key), lambda: _governing(case, key)))


def _governing(case: Case, key: str) -> list[Rule]:
    found = list(case.with_parameter(key))
    own = [r for r in found if r.kind == "province-rule"]
    return own if any(weight(r) == "error" for r in own) else found


def limits(case: Case, what: str) -> list[Rule]:
    """The entries of `provider-limits.toml` for one matter that match the case."""
    return matching(case, ("limits", what), lambda: ((r, r["when"]) for r in _limits(case) if r["what"] == what))


def matching(case: Case, key: Hashable, entries: Callable[[], Iterable[tuple[T, Mapping[str, Any]]]]) -> list[T]:
    """What stands beside the conditions that hold for a case. `entries` is asked once for cases that are alike."""
    found = case.kept_alike((key, case.draft.filing.provider), lambda: _matching(case, entries()))
    return [thing for thing, rest in found if not rest or matches(rest, case.facts) is True]


def _matching(case: Case, entries: Iterable[tuple[T, Mapping[str, Any]]]) -> list[tuple[T, dict[str, Any]]]:
    """The entries whose conditions hold as far as they follow from what makes cases alike, with their other conditions."""
    out = []
    for thing, when in entries:
        if matches({key: wanted for key, wanted in when.items() if key in _ALIKE}, case.facts) is True:
            out.append((thing, {key: wanted for key, wanted in when.items() if key not in _ALIKE}))
    return out


def _limits(case: Case) -> list[Rule]:
    return [
        Rule("provider-limit", entry["id"], entry, entry["sources_in"], entry.get("origin", PACKAGED))
        for entry in case.book.file("provider-limits")["limit"]
    ]


def sites(case: Case) -> Iterator[tuple[str, Site]]:
    """The sites with their paths."""
    for i, site in enumerate(case.draft.site):
        yield f"site[{i}]", site


def site_domains(case: Case) -> Iterable[tuple[str, str]]:
    """Every domain of every site with its path, spelled as it is stored after reading."""
    return case.kept("site domains", lambda: tuple(_site_domains(case)))


def _site_domains(case: Case) -> Iterator[tuple[str, str]]:
    if asked(case, "domain.list"):
        for at, site in sites(case):
            for i, domain in enumerate(site.domains):
                yield f"{at}.domains[{i}]", spelled(domain)


def spelled(domain: str) -> str:
    """The stored form of a domain that a person may have written as punycode or in capitals."""
    name = domain.lower()
    if "xn--" not in name:
        return name
    try:
        return str(domains.parse_domain(name, {}).value)
    except FieldError:
        return name


def ends_with(domain: str, suffix: str) -> bool:
    """True when a domain lies under a suffix, written with or without its first dot."""
    return domain.endswith("." + suffix.removeprefix("."))


def label(domain: str) -> str:
    """The label that was registered: "example" of www.example.com.cn; "" for a bare suffix."""
    own = domains.registrable(domain)
    return own.partition(".")[0] if own else ""


def new_domains(case: Case) -> list[str]:
    """The different domains of all sites of this draft, in their DNS form."""
    return case.kept("new domains", lambda: _new_domains(case))


def _new_domains(case: Case) -> list[str]:
    return list(dict.fromkeys(domains.ascii_form(d) for s in case.draft.site for d in s.domains))


def told(case: Case, event: str) -> bool:
    """True when the journey of the draft has this event."""
    return any(e.event == event for e in case.draft.event)


def words(zh: str, en: str) -> str:
    """A small part of a sentence in the user's language."""
    return en if language() == "en" else zh


def document_names(case: Case, ids: list[str]) -> str:
    """The names of documents, for a sentence."""
    known = ((i, case.book.one("document", i)) for i in ids)
    return words("、", ", ").join(rule.word("name", i) if rule else i for i, rule in known)
