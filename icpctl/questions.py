"""The questionnaire as data: every value of a draft that a person gives, in the order it is asked.

One record drives the flag, the `--set` path, the `--from` key, the prompt and the sheet column. It needs nothing but words.
Which filing type asks which field is data (`fields` in `rules/data/filing-types/<id>.toml`); this file says what the
field is called in a draft and what else must hold. Words are in `wording/<lang>/question.toml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from icpctl.wording import t


@dataclass(frozen=True, slots=True)
class Question:
    """One value of a draft.

    path      draft path; `site[]`/`app[]` stand for one table of the list
    kind      kind of value (fields.KINDS) or "choice"
    flag      the option of `new` and `edit`; "" for none (further tables of a list come by --set)
    field     the fact-base field that says which filing types ask it; a declaration without one goes by `when` alone
    choices   vocabulary table of a "choice"
    many      a list of values
    private   personal data: masked in every output
    when      named condition of `needs.py` that must hold for it to be asked at all
    stops     False: never stops `new`; at most a warning or note
    aliases   further spellings of the flag
    """

    path: str
    kind: str
    flag: str
    field: str = ""
    choices: str = ""
    many: bool = False
    private: bool = False
    when: str = ""
    stops: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The table of the draft it lives in: filing, subject, principal, legal_person, site, app, mini_program, declarations."""
        return self.path.partition(".")[0].removesuffix("[]")

    @property
    def key(self) -> str:
        """The key of its words: the path with the list mark taken out, dots as underscores."""
        return self.path.replace("[]", "").replace(".", "_")


def _person(table: str, flag: str, field: str, when: str) -> Iterator[Question]:
    """The questions about one responsible person; the same for the principal of the subject, a site or an app."""
    rows = (
        Question("name", "person_name", "name", private=True),
        Question("cert_type", "choice", "cert-type", choices="person_certificate"),
        Question("cert_number", "person_certificate", "cert-number", private=True),
        Question("cert_valid_from", "date", "cert-valid-from", private=True, stops=False),
        Question("cert_valid_to", "until", "cert-valid-to", private=True),
        Question("mobile", "mobile", "mobile", private=True),
        Question("mobile_province", "choice", "mobile-province", choices="province", stops=False),
        Question("emergency_phone", "phone", "emergency-phone", private=True, stops=False),
        Question("office_phone", "phone", "office-phone", private=True, stops=False),
        Question("email", "email", "email", private=True),
        Question("instant_message", "text", "instant-message", private=True, stops=False),
    )
    for row in rows:
        fact = "mobile" if row.path == "mobile_province" else row.path
        yield replace(row, path=f"{table}.{row.path}", flag=f"--{flag}-{row.flag}", field=f"{field}.{fact}", when=when)


def _declarations(*rows: tuple[str, str, str]) -> Iterator[Question]:
    """What only the applicant knows: yes, no or left open; (key, field, condition). None of them ever stops `new`."""
    for key, field, when in rows:
        yield Question(f"declarations.{key}", "bool", f"--{key.replace('_', '-')}", field, stops=False, when=when)


QUESTIONS: tuple[Question, ...] = (
    Question("filing.type", "choice", "--type", choices="filing_type"),
    Question("filing.provider", "choice", "--provider", "access.provider", choices="provider"),
    Question("filing.note", "text", "--note", stops=False),
    Question("subject.nature", "choice", "--nature", "subject.nature", choices="subject_nature", aliases=("--subject-nature",)),
    Question("subject.province", "choice", "--province", "subject.province", choices="province", aliases=("--subject-province",)),
    Question("subject.city", "region", "--city", "subject.city", aliases=("--subject-city",)),
    Question("subject.district", "region", "--district", "subject.district", aliases=("--subject-district",)),
    Question("subject.name", "subject_name", "--subject-name", "subject.name"),
    Question("subject.cert_type", "choice", "--subject-cert-type", "subject.cert_type", choices="certificate"),
    Question("subject.cert_number", "subject_certificate", "--subject-cert-number", "subject.cert_number", private=True),
    Question("subject.cert_address", "address", "--subject-cert-address", "subject.cert_address", private=True),
    Question("subject.cert_valid_to", "until", "--subject-cert-valid-to", "subject.cert_number", stops=False),
    Question("subject.cert_issued_on", "date", "--subject-cert-issued-on", "subject.cert_number", stops=False, when="organization"),
    Question("subject.address", "address", "--subject-address", "subject.comm_address", private=True),
    Question("subject.licence", "subject_licence", "--subject-licence", "subject.licence", when="subject_licence"),
    Question("subject.investor", "text", "--subject-investor", "subject.investor", stops=False, when="organization", aliases=("--investor",)),
    Question("subject.industry", "text", "--subject-industry", "subject.name", stops=False, when="organization", aliases=("--industry",)),
    Question("subject.renamed", "bool", "--subject-renamed", "subject.name", stops=False, aliases=("--renamed",)),
    Question("subject.services_filed", "count", "--subject-services-filed", "subject.licence", stops=False, aliases=("--services-filed",)),
    Question("subject.domains_filed", "count", "--subject-domains-filed", "subject.licence", stops=False, aliases=("--domains-filed",)),
    Question(
        "subject.filed_sites_reachable", "bool", "--subject-filed-sites-reachable", "subject.licence", stops=False,
        aliases=("--filed-sites-reachable",),
    ),
    Question(
        "subject.residence_proof", "choice", "--subject-residence-proof", "subject.residence_permit", choices="residence_proof",
        stops=False, aliases=("--residence-proof",),
    ),
    Question(
        "subject.residence_valid_to", "until", "--subject-residence-valid-to", "subject.residence_permit", stops=False,
        aliases=("--residence-valid-to",),
    ),
    Question("subject.seal", "text", "--subject-seal", "subject.name", stops=False, when="organization", aliases=("--seal",)),
    Question("subject.remark", "text", "--subject-remark", "subject.remark", stops=False),
    Question("principal.is_legal_person", "bool", "--principal-is-legal-person", "principal.name", when="organization"),
    *_person("principal", "principal", "principal", ""),
    Question("legal_person.name", "person_name", "--legal-person-name", "legal_person.name", private=True, when="other_legal_person"),
    Question(
        "legal_person.cert_type", "choice", "--legal-person-cert-type", "legal_person.cert_number", choices="person_certificate",
        when="other_legal_person",
    ),
    Question(
        "legal_person.cert_number", "person_certificate", "--legal-person-cert-number", "legal_person.cert_number", private=True,
        when="other_legal_person",
    ),
    Question("site[].name", "site_name", "--site-name", "site.name"),
    Question("site[].domains", "domain", "--domain", "domain.list", many=True),
    Question("site[].home_url", "home_url", "--home-url", "site.home_url", stops=False),
    Question("site[].service_types", "choice", "--service-type", "service.app_types", choices="service_type", many=True),
    Question("site[].content_types", "choice", "--content-type", "site.content_types", choices="site_content", many=True),
    Question("site[].languages", "choice", "--language", "site.languages", choices="language", many=True),
    Question("site[].pre_approvals", "choice", "--pre-approval", "site.preapprovals", choices="pre_approval", many=True, when="has_site"),
    Question("site[].pre_approval_numbers", "numbers", "--pre-approval-number", "site.preapprovals", many=True, stops=False, when="has_site"),
    Question("site[].remark", "text", "--site-remark", "site.remark", stops=False),
    Question("site[].licence", "site_licence", "--site-licence", "site.licence", when="site_licence"),
    Question("site[].domain_holder", "choice", "--domain-holder", "domain.holder_name", choices="domain_holder", when="has_site"),
    Question("site[].domain_holder_name", "subject_name", "--domain-holder-name", "domain.holder_name", private=True, when="other_holder"),
    Question("site[].domain_realname_on", "date", "--domain-realname-on", "domain.realname_date"),
    Question("site[].domain_expires_on", "date", "--domain-expires-on", "domain.expiry_date"),
    Question("site[].domain_registered_here", "bool", "--domain-registered-here", "domain.certificate", stops=False),
    Question("site[].ips", "ip", "--ip", "access.ip_ranges", many=True, when="has_site"),
    Question("site[].access_method", "choice", "--access-method", "access.method", choices="access_method", stops=False, when="has_site"),
    Question("site[].server_location", "choice", "--server-location", "access.server_location", choices="province", stops=False, when="has_site"),
    Question("site[].resource", "text", "--resource", "access.resource", stops=False, when="has_site"),
    Question("site[].resource_months", "count", "--resource-months", "access.resource", stops=False, when="has_site"),
    Question("site[].resource_code", "resource_code", "--resource-code", "access.resource", private=True, stops=False, when="has_site"),
    Question("site[].principal.same_as_subject", "bool", "--site-principal-same", "site_principal.same_as_principal", when="has_site"),
    *_person("site[].principal", "site-principal", "site_principal", "other_site_principal"),
    Question("app[].name", "site_name", "--app-name", "app.name"),
    Question("app[].platforms", "choice", "--app-platform", "app.platforms", choices="app_platform", many=True),
    Question("app[].package_id", "package_id", "--app-package-id", "app.package_id"),
    Question("app[].public_key", "public_key", "--app-public-key", "app.public_key"),
    Question("app[].cert_fingerprint", "fingerprint", "--app-cert-fingerprint", "app.cert_fingerprint"),
    Question("app[].sdk", "text", "--app-sdk", "app.sdk", stops=False),
    Question("app[].content_type", "text", "--app-content-type", "app.content_type"),
    Question("app[].domains", "app_domain", "--app-domain", "app.domains", many=True),
    Question("app[].ips", "ip", "--app-ip", "access.ip_ranges", many=True, when="has_app"),
    Question("app[].resource", "text", "--app-resource", "access.resource", stops=False, when="has_app"),
    Question("app[].resource_code", "resource_code", "--app-resource-code", "access.resource", private=True, stops=False, when="has_app"),
    Question("app[].pre_approvals", "choice", "--app-pre-approval", "site.preapprovals", choices="pre_approval", many=True, when="has_app"),
    Question("app[].domain_holder", "choice", "--app-domain-holder", "domain.holder_name", choices="domain_holder", when="has_app", stops=False),
    Question("app[].remark", "text", "--app-remark", "app.remark", stops=False),
    Question("app[].licence", "app_licence", "--app-licence", stops=False),
    Question("app[].principal.same_as_subject", "bool", "--app-principal-same", "site_principal.same_as_principal", when="has_app"),
    *_person("app[].principal", "app-principal", "site_principal", "other_app_principal"),
    Question("mini_program.name", "site_name", "--mini-program-name", "service.mini_appid", stops=False),
    Question("mini_program.appid", "text", "--mini-program-appid", "service.mini_appid", stops=False),
    Question("mini_program.content_types", "choice", "--mini-program-content-type", "service.mini_content_types", choices="mini_content", many=True),
    Question("mini_program.comment", "text", "--mini-program-comment", "service.mini_comment"),
    Question("mini_program.licence", "app_licence", "--mini-program-licence", "site.licence", stops=False, when="has_mini_program"),
    Question("mini_program.pre_approvals", "choice", "--mini-program-pre-approval", "site.preapprovals", choices="pre_approval", many=True, when="has_mini_program"),
    Question("mini_program.principal.same_as_subject", "bool", "--mini-program-principal-same", "site_principal.same_as_principal", when="has_mini_program"),
    *_person("mini_program.principal", "mini-program-principal", "site_principal", "other_mini_program_principal"),
    *_declarations(
        ("account_realname", "", "order"),
        ("certificate_exact", "subject.cert_number", ""),
        ("subject_status_normal", "subject.cert_number", "organization"),
        ("subject_runs_service", "subject.name", "organization"),
        ("filed_data_match", "", "filed_before"),
        ("old_footers_right", "", "has_filed_services"),
        ("old_contents_fit", "", "has_filed_services"),
        ("principals_are_staff", "site_principal.name", "organization"),
        ("contacts_consistent", "principal.mobile", "organization"),
        ("phones_reachable", "", "order"),
        ("sms_ready", "", "order"),
        ("verification_ready", "", "order"),
        ("domain_holder_exact", "domain.holder_cert", "has_site"),
        ("registrar_approved", "domain.holder_cert", "domain_from_elsewhere"),
        ("dns_closed", "domain.list", "new_domain"),
        ("titles_match", "site.name", "has_site"),
        ("resource_ready", "access.resource", ""),
        ("code_unused", "access.resource", "has_resource_code"),
        ("photos_original", "", "order"),
        ("papers_signed", "", "order"),
    ),
)  # fmt: skip

BY_PATH: dict[str, Question] = {q.path: q for q in QUESTIONS}


@lru_cache(maxsize=4096)
def of_path(path: str) -> Question | None:
    """The question for a path as a person writes it: `site[0].name`, `site.name` and `site[].name` are the same one."""
    return BY_PATH.get(general(path))


def general(path: str) -> str:
    """A path with list places taken out: `site[2].name` and `site.name` become `site[].name`."""
    head, dot, rest = path.partition(".")
    name, bracket, _ = head.partition("[")
    if name in ("site", "app") and (bracket or dot):
        head = f"{name}[]"
    tail, _, _ = rest.partition("[")
    return f"{head}.{tail}" if dot else head


def place(path: str, index: int = 0) -> str:
    """A question's path for one table of the list: `site[].name` becomes `site[0].name`."""
    return path.replace("[]", f"[{index}]")


def words(question: Question) -> tuple[str, str, str]:
    """(label, help, example) in the user's language; persons share their words, with the role put in front."""
    table, _, key = question.path.replace("[]", "").rpartition(".")
    if question in _PERSONS:
        role = table.partition(".")[0]
        label = t("question.role_label.text", role=t(f"question.role.{role}"), label=t(f"question.person.{key}.label"))
        return label, t(f"question.person.{key}.help"), t(f"question.person.{key}.example")
    stem = f"question.{table}.{key}"
    return t(f"{stem}.label"), t(f"{stem}.help"), t(f"{stem}.example")


def label(path: str) -> str:
    """What a path is called, for messages; the path itself when it is no question."""
    question = of_path(path)
    return words(question)[0] if question else path


_PERSON_KEYS = {q.path for q in _person("", "", "", "")}
_PERSONS = frozenset(q for q in QUESTIONS if f".{q.path.rpartition('.')[2]}" in _PERSON_KEYS and "principal" in q.path)
