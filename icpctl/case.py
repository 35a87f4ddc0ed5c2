"""The case: a draft seen for one day by one rule book, with the keys that the rules' matching tables use.

Checks, documents and journey all ask the same things of a draft (individual or organisation, which kind of filing, is the
id card local); they are answered here once. An answer that the draft does not give is absent, so that conditions on it
are skipped and not guessed.
"""

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from icpctl.draft import App, Draft, MiniProgram, Person, Site, SitePrincipal, answered
from icpctl.fields.certificates import age_on, region_code
from icpctl.filing_type import Decision, decide
from icpctl.rules import Book, Rule, vocabulary
from icpctl.wording import language

if TYPE_CHECKING:
    from functools import cached_property

    from icpctl.elsewhere import Elsewhere
else:

    class cached_property:  # noqa: N801
        """As in functools, without the lock that it has before Python 3.12: a dozen for each draft are felt."""

        def __init__(self, make):
            self.make, self.name, self.__doc__ = make, make.__name__, make.__doc__

        def __get__(self, case, _=None):
            if case is None:
                return self
            found = case.__dict__[self.name] = self.make(case)
            return found


PERSONAL = "individual"
T = TypeVar("T")
_NOTHING: Any = object()


@dataclass(frozen=True)
class Case:
    """One draft, the rule book and the day it is judged for; `elsewhere`: what other drafts use, when it is to be compared."""

    draft: Draft
    book: Book
    day: dt.date
    elsewhere: "Elsewhere | None" = None

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What several checks ask of a case is worked out once: `make` is called for the first asker of `key`."""
        kept = self._kept
        found: T = kept.get(key, _NOTHING)
        if found is _NOTHING:
            found = kept[key] = make()
        return found

    @cached_property
    def _alike(self) -> dict[Hashable, Any]:
        alike = ("alike", self.draft.subject.province, self.draft.subject.nature, self.type_words)
        return self.book.kept(alike, dict)

    def kept_alike(self, key: Hashable, make: Callable[[], T]) -> T:
        """Like `kept`, for all cases of one province, nature and filing type; what `make` gives follows from these alone."""
        alike = self._alike
        found: T = alike.get(key, _NOTHING)
        if found is _NOTHING:
            found = alike[key] = make()
        return found

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Every answered value by its path."""
        return dict(answered(self.draft))

    @cached_property
    def decision(self) -> Decision:
        """What the facts of the draft lead to."""
        facts = self.type_facts
        alike = tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in facts.items())
        return self.book.kept(("decision", language(), alike), lambda: decide(facts, self.book))

    @cached_property
    def type_facts(self) -> dict[str, Any]:
        """The facts for the filing type: those given, completed by what the draft says elsewhere."""
        given = self.draft.filing.facts
        facts = {name: getattr(given, name) for name in given.__struct_fields__}
        facts["province"] = facts["province"] or self.draft.subject.province
        if facts["subject_service_count"] is None:
            facts["subject_service_count"] = self.draft.subject.services_filed
        return {k: v for k, v in facts.items() if v is not None}

    @cached_property
    def type(self) -> str | None:
        """The filing type: the one given, else the one derived; None while open, stopped or blocked."""
        if self.draft.filing.type:
            return self.draft.filing.type
        return self.decision.result if self.decision.kind == "type" else None

    @cached_property
    def type_rule(self) -> Rule | None:
        """The rule of the filing type."""
        return self.book.one("filing-type", self.type) if self.type else None

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fact-base fields that this filing type asks for; while it is open, those that every possible one asks for."""
        rule = self.type_rule
        if rule is not None:
            return self.book.kept(("fields of type", rule.id), lambda: frozenset(rule.get("fields", ())))
        if self.decision.kind != "open":
            return frozenset()
        name = {"website": "site.name", "app": "app.name"}.get(self.kind, "service.mini_comment")
        possible = [set(r.get("fields", ())) for r in self.book.all("filing-type") if name in r.get("fields", ())]
        return frozenset(set.intersection(*possible)) if possible else frozenset()

    @cached_property
    def type_words(self) -> frozenset[str]:
        """The words that rules use for this filing type: first, add-site, add-access, change, change-site ...

        An App, mini-program or quick-app filing counts as first or add-site by whether the subject has a filing.
        """
        table = self.book.file("vocabulary")["filing_type"]
        words = set(self.book.kept(("words of type", self.type), lambda: {w for w, ids in table.items() if self.type in ids}))
        if self.type_rule and self.type_rule["group"] == "add" and not words & {"first", "add-site"}:
            filed = self.draft.filing.facts.subject_has_filing
            filed = bool(self.draft.subject.licence) if filed is None else filed
            words.add("add-site" if filed else "first")
        return frozenset(words)

    @cached_property
    def kind(self) -> str:
        """Service kind: website, app, mini-program or quick-app."""
        given = self.draft.filing.facts.service_kind
        if given:
            return given
        decided = (self.type_rule.get("decision", {}) if self.type_rule else {}).get("service_kind")
        if decided:
            return str(decided[0] if isinstance(decided, list) else decided)
        if self.draft.app and not self.draft.site:
            return "app"
        if self.draft.mini_program != MiniProgram() and not self.draft.site:
            return "mini-program"
        return "website"

    @cached_property
    def organization(self) -> bool | None:
        """True for an organisation, False for an individual, None while the nature is open."""
        nature = self.draft.subject.nature
        return None if nature is None else nature != PERSONAL

    @cached_property
    def provider(self) -> Rule | None:
        """The rule of the access provider, when there is one."""
        id_ = self.draft.filing.provider
        return self.book.one("provider", id_) if id_ else None

    @cached_property
    def province_rules(self) -> list[Rule]:
        """The province's and the national rules that may judge this draft: kind of subject and filing type fit."""
        province = self.draft.subject.province or ""
        # Many drafts share the few things that `concerns` looks at.
        alike = ("province rules", province, self.draft.subject.nature, self.type_words)
        return self.book.kept(alike, lambda: [r for r in self.book.of_province(province) if r.judges and self.concerns(r)])

    def with_parameter(self, *keys: str) -> list[Rule]:
        """Those of `province_rules` that have one of these parameters."""
        return self.kept_alike(keys, lambda: [r for r in self.province_rules if any(k in r["params"] for k in keys)])

    def concerns(self, rule: Rule) -> bool:
        """True when a province rule speaks of this kind of subject and this filing type."""
        who = {True: "organization", False: "individual", None: ""}[self.organization]
        if rule["applies_to"] not in ("both", who):
            return False
        kinds = rule["params"].get("subject_kind")
        if kinds:
            ids = self.book.file("vocabulary")["subject_kind"]
            if self.draft.subject.nature not in [ids.get(k, k) for k in ([kinds] if isinstance(kinds, str) else kinds)]:
                return False
        return bool(self.type_words & set(rule["filing_types"]))

    def services(self) -> list[tuple[str, Site | App | MiniProgram]]:
        """The services of this draft with their paths: ("site[0]", Site), ("app[0]", App), ("mini_program", ..)."""
        return self._services

    @cached_property
    def _services(self) -> list[tuple[str, Site | App | MiniProgram]]:
        out: list[tuple[str, Site | App | MiniProgram]] = [(f"site[{i}]", s) for i, s in enumerate(self.draft.site)]
        out += [(f"app[{i}]", a) for i, a in enumerate(self.draft.app)]
        if self.kind == "mini-program":
            out.append(("mini_program", self.draft.mini_program))
        return out

    def site_principal(self, service: Site | App | MiniProgram) -> Person:
        """The person responsible for a service: himself, or the principal of the subject."""
        own: SitePrincipal = service.principal
        return self.draft.principal if own.same_as_subject else own

    @cached_property
    def id_local(self) -> bool | None:
        """Does the resident id of an individual subject come from the province of the filing? None when unknown."""
        subject = self.draft.subject
        number, kind = subject.cert_number or self.draft.principal.cert_number, subject.cert_type or "resident-id"
        if self.organization is not False or not number or kind != "resident-id" or not subject.province:
            return None
        code = region_code(number, "resident-id")
        codes = vocabulary.province_codes(self.book)
        return None if code is None or subject.province not in codes else code[:2] == codes[subject.province][:2]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The keys of the matching tables of documents and rules; unknown ones are absent."""
        draft, subject = self.draft, self.draft.subject
        sites = draft.site
        facts: dict[str, Any] = {
            "subject": {True: "organization", False: "individual", None: None}[self.organization],
            "nature": subject.nature,
            "filing_type": self.type_words or None,
            "province": subject.province,
            "provider": draft.filing.provider,
            "service_type": {"website": "site"}.get(self.kind, self.kind),
            "industry": subject.industry,
            "name_changed": subject.renamed,
            "id_local": self.id_local,
            "domain_holder": {s.domain_holder for s in sites if s.domain_holder} or None,
            "domains_in_order": sum(len(s.domains) for s in sites) or None,
            "principal_is_legal_person": draft.principal.is_legal_person if self.organization else None,
            "site_principal_is_legal_person": self._site_principals_are_legal_person(),
            "holder_id_type": self._holder_id_types() or None,
            "age": self._age(),
            "domain_registered_at_provider": self._registered_here(),
            "site_count_total": self.services_total,
            "legal_person_foreign": self._legal_person_foreign(),
        }
        return {k: v for k, v in facts.items() if v is not None}

    @cached_property
    def services_total(self) -> int | None:
        """Services filed already plus the sites and Apps of this draft; None when it is not said what is filed."""
        filed = self.draft.subject.services_filed
        if filed is None:
            filed = self.draft.filing.facts.subject_service_count
        if filed is None:
            if "first" not in self.type_words:
                return None
            filed = 0
        return filed + len(self.draft.site) + len(self.draft.app)

    def _site_principals_are_legal_person(self) -> bool | None:
        if not self.organization:
            return None
        answers = []
        for _, service in self.services():
            if service.principal.same_as_subject:
                answers.append(self.draft.principal.is_legal_person)
            else:
                answers.append(self._is_legal_person(service.principal))
        return False if False in answers else (None if None in answers or not answers else True)

    def _is_legal_person(self, person: Person) -> bool | None:
        if not person.cert_number:
            return None
        holder = self.draft.principal if self.draft.principal.is_legal_person else self.draft.legal_person
        known = holder.cert_number
        return person.cert_number == known if known else None

    def _holder_id_types(self) -> set[str]:
        """The certificate types of the persons whose papers are asked for."""
        if self.organization is False:
            kind = self.draft.subject.cert_type or self.draft.principal.cert_type
            return {kind} if kind else set()
        persons = [self.draft.principal, *(self.site_principal(s) for _, s in self.services())]
        return {p.cert_type for p in persons if p.cert_type}

    def _age(self) -> int | None:
        person = self.draft.principal
        if not person.cert_number or (person.cert_type or "resident-id") != "resident-id":
            return None
        return age_on(person.cert_number, self.day)

    def _registered_here(self) -> bool | None:
        answers = [s.domain_registered_here for s in self.draft.site]
        return False if False in answers else (None if None in answers or not answers else True)

    def _legal_person_foreign(self) -> bool | None:
        if not self.organization:
            return None
        kind = self.draft.principal.cert_type if self.draft.principal.is_legal_person else self.draft.legal_person.cert_type
        return None if kind is None else kind in ("passport", "foreign-permanent-id")
