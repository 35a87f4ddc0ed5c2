"""The Draft: the answers of one filing, with its documents and its events. Strict about shape, relaxed about gaps.

Everything may be missing; a key that is not known, or a value of the wrong TOML type, is refused by name. Dates are kept
as ISO text ("2026-10-01" or "long-term") and written as TOML dates, so that a malformed one in a hand-edited file is a
finding and not a refusal. The key order of the classes is the key order of the file.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, Struct, field

from icpctl.errors import StoreError, UsageError
from icpctl.questions import BY_PATH, general
from icpctl.tables import as_kept, as_written

SCHEMA = 1


class Part(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A table of the draft."""


class Facts(Part):
    """What the filing type was decided from (the facts of the rule book)."""

    intent: str | None = None
    service_kind: str | None = None
    server_in_mainland: bool | None = None
    subject_has_filing: bool | None = None
    subject_filed_with_this_provider: bool | None = None
    service_has_filing: bool | None = None
    service_filed_under_same_subject: bool | None = None
    service_filed_with_this_provider: bool | None = None
    subject_service_count: int | None = None
    order_in_progress: bool | None = None
    changed_parts: list[str] | None = None
    province: str | None = None


class Filing(Part):
    """The filing itself."""

    type: str | None = None
    provider: str | None = None
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    note: str | None = None
    facts: Facts = field(default_factory=Facts)


class Subject(Part):
    """主办单位."""

    nature: str | None = None
    name: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    cert_type: str | None = None
    cert_number: str | None = None
    cert_address: str | None = None
    cert_valid_to: str | None = None
    cert_issued_on: str | None = None
    address: str | None = None
    licence: str | None = None
    investor: str | None = None
    industry: str | None = None
    renamed: bool | None = None
    services_filed: int | None = None
    domains_filed: int | None = None
    filed_sites_reachable: bool | None = None
    residence_proof: str | None = None
    residence_valid_to: str | None = None
    seal: str | None = None
    remark: str | None = None


class Person(Part):
    """A responsible person."""

    name: str | None = None
    cert_type: str | None = None
    cert_number: str | None = None
    cert_valid_from: str | None = None
    cert_valid_to: str | None = None
    mobile: str | None = None
    mobile_province: str | None = None
    emergency_phone: str | None = None
    office_phone: str | None = None
    email: str | None = None
    instant_message: str | None = None


class Principal(Person):
    """主体负责人."""

    is_legal_person: bool | None = None


class SitePrincipal(Person):
    """网站负责人; same_as_subject: he is the principal of the subject."""

    same_as_subject: bool | None = None


class LegalPerson(Part):
    """法定代表人, asked only when the principal is not the legal person."""

    name: str | None = None
    cert_type: str | None = None
    cert_number: str | None = None


class Site(Part):
    """网站."""

    name: str | None = None
    domains: list[str] = field(default_factory=list)
    home_url: str | None = None
    service_types: list[str] = field(default_factory=list)
    content_types: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    pre_approvals: list[str] = field(default_factory=list)
    pre_approval_numbers: dict[str, str] = field(default_factory=dict)
    remark: str | None = None
    licence: str | None = None
    domain_holder: str | None = None
    domain_holder_name: str | None = None
    domain_realname_on: str | None = None
    domain_expires_on: str | None = None
    domain_registered_here: bool | None = None
    ips: list[str] = field(default_factory=list)
    access_method: str | None = None
    server_location: str | None = None
    resource: str | None = None
    resource_months: int | None = None
    resource_code: str | None = None
    principal: SitePrincipal = field(default_factory=SitePrincipal)


class App(Part):
    """App."""

    name: str | None = None
    platforms: list[str] = field(default_factory=list)
    package_id: str | None = None
    public_key: str | None = None
    cert_fingerprint: str | None = None
    sdk: str | None = None
    content_type: str | None = None
    domains: list[str] = field(default_factory=list)
    ips: list[str] = field(default_factory=list)
    resource: str | None = None
    resource_code: str | None = None
    pre_approvals: list[str] = field(default_factory=list)
    domain_holder: str | None = None
    remark: str | None = None
    licence: str | None = None
    principal: SitePrincipal = field(default_factory=SitePrincipal)


class MiniProgram(Part):
    """小程序."""

    name: str | None = None
    appid: str | None = None
    content_types: list[str] = field(default_factory=list)
    comment: str | None = None
    licence: str | None = None
    pre_approvals: list[str] = field(default_factory=list)
    principal: SitePrincipal = field(default_factory=SitePrincipal)


class Declarations(Part):
    """What only the applicant knows and says himself; None is left open."""

    account_realname: bool | None = None
    certificate_exact: bool | None = None
    subject_status_normal: bool | None = None
    subject_runs_service: bool | None = None
    filed_data_match: bool | None = None
    old_footers_right: bool | None = None
    old_contents_fit: bool | None = None
    principals_are_staff: bool | None = None
    contacts_consistent: bool | None = None
    phones_reachable: bool | None = None
    sms_ready: bool | None = None
    verification_ready: bool | None = None
    domain_holder_exact: bool | None = None
    registrar_approved: bool | None = None
    dns_closed: bool | None = None
    titles_match: bool | None = None
    resource_ready: bool | None = None
    code_unused: bool | None = None
    photos_original: bool | None = None
    papers_signed: bool | None = None


class Document(Part):
    """A paper at hand, and what was seen in its file: kind (by content), size in bytes, pixels, pages, marks."""

    id: str
    file: str | None = None
    sha256: str | None = None
    checked_at: dt.datetime | None = None
    valid_to: str | None = None
    dated_on: str | None = None
    side: str | None = None
    kind: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    marks: list[str] = field(default_factory=list)


class Event(Part):
    """Something that happened on the journey; append only. `review`: what a rejection asks to be looked at again."""

    event: str
    at: dt.datetime
    note: str | None = None
    review: list[str] = field(default_factory=list)


class Draft(Part):
    """One filing."""

    schema: int = SCHEMA
    name: str = ""
    filing: Filing = field(default_factory=Filing)
    subject: Subject = field(default_factory=Subject)
    principal: Principal = field(default_factory=Principal)
    legal_person: LegalPerson = field(default_factory=LegalPerson)
    site: list[Site] = field(default_factory=list)
    app: list[App] = field(default_factory=list)
    mini_program: MiniProgram = field(default_factory=MiniProgram)
    declarations: Declarations = field(default_factory=Declarations)
    document: list[Document] = field(default_factory=list)
    event: list[Event] = field(default_factory=list)


_STEP = re.compile(r"^([a-z_]+)(?:\[(\d{1,4})\])?$")
_FROM_MSGSPEC = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<place>[^`]*)`)?$", re.DOTALL)


def from_dict(data: dict[str, Any], where: str) -> Draft:
    """A draft from nested tables (TOML dates are accepted where a date is kept as text); text of only blanks is no answer.

    Raises StoreError naming the file (`where`), the path and what was expected.
    """
    try:
        return msgspec.convert(as_kept(data), Draft)
    except msgspec.ValidationError as error:
        found = _FROM_MSGSPEC.match(str(error))
        what, place = (found["what"], found["place"] or "") if found else (str(error), "")
        raise StoreError("draft_shape", path=where, place=place or "-", reason=what) from error


def to_dict(draft: Draft) -> dict[str, Any]:
    """Nested tables ready for TOML: key order of the classes, empties left out, dates as dates."""
    raw = msgspec.to_builtins(draft, builtin_types=(dt.date, dt.datetime))
    out = {"schema": draft.schema, "name": draft.name}
    out.update({k: v for k, v in as_written(raw).items() if k not in out})
    return out


@lru_cache(maxsize=4096)
def steps(path: str) -> tuple[tuple[str, int | None], ...]:
    """A path taken apart: `site[0].domains` -> (("site", 0), ("domains", None)). `site.x` means `site[0].x`.

    Raises UsageError when it is not a path.
    """
    out: list[tuple[str, int | None]] = []
    for part in path.split("."):
        found = _STEP.match(part)
        if not found:
            raise UsageError("bad_path", path=path)
        out.append((found[1], int(found[2]) if found[2] is not None else None))
    if len(out) > 1 and out[0][0] in ("site", "app") and out[0][1] is None:
        out[0] = (out[0][0], 0)
    return tuple(out)


def get(draft: Draft, path: str) -> Any:
    """The value at a path, or None when it is not answered or the table does not exist."""
    here: Any = draft
    for name, index in steps(path):
        here = getattr(here, name, None)
        if index is not None:
            here = here[index] if isinstance(here, list) and index < len(here) else None
        if here is None:
            return None
    return None if here is UNSET else here


def put(draft: Draft, path: str, value: Any) -> None:
    """Set the value at a path; None takes the answer back. `site[n]` may name the next new table, not a later one.

    Raises UsageError when the table or key does not exist or a table would be skipped.
    """
    parts = steps(path)
    here: Any = draft
    for name, index in parts[:-1]:
        here = getattr(here, name, None)
        if index is not None:
            here = _table(here, name, index, path)
        if not isinstance(here, Part):
            raise UsageError("unknown_path", path=path)
    name, index = parts[-1]
    if name not in getattr(here, "__struct_fields__", ()) or index is not None:
        raise UsageError("unknown_path", path=path)
    empty = getattr(type(here)(), name) if not isinstance(here, (Document, Event)) else None
    setattr(here, name, empty if value is None else value)


def _table(tables: Any, name: str, index: int, path: str) -> Any:
    if not isinstance(tables, list) or name not in ("site", "app"):
        raise UsageError("unknown_path", path=path)
    if index > len(tables):
        raise UsageError("skipped_table", path=path, next=f"{name}[{len(tables)}]")
    if index == len(tables):
        tables.append(Site() if name == "site" else App())
    return tables[index]


def _by_table() -> Iterator[tuple[str, tuple[str, ...], Callable[[Any], Any]]]:
    """(table, paths, what gives all their values at once), for each row of paths of one table."""
    for head, row in groupby(BY_PATH, key=lambda path: path.partition(".")[0]):
        paths = tuple(row)
        keys = [path.partition(".")[2] for path in paths]
        yield head.removesuffix("[]"), paths, values_of(keys)


def values_of(keys: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of several keys of a table at once."""
    several = tuple(keys)
    values = attrgetter(*several)
    return values if len(several) > 1 else lambda table: (values(table),)


_TABLES = tuple(_by_table())
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def is_empty(value: Any) -> bool:
    """True for what counts as no answer; False and 0 are answers."""
    return not value and value in _EMPTY


def answered(draft: Draft) -> Iterator[tuple[str, Any]]:
    """Every answered value with its path, in the order of the file; for `site[]` one path for each table."""
    for head, paths, values in _TABLES:
        table = getattr(draft, head)
        if not isinstance(table, list):
            for path, value in zip(paths, values(table), strict=True):
                if value or value not in _EMPTY:
                    yield path, value
        elif table:
            for path, row in zip(paths, zip(*map(values, table), strict=True), strict=True):
                for index, value in enumerate(row):
                    if value or value not in _EMPTY:
                        yield path.replace("[]", f"[{index}]"), value


def is_private(path: str) -> bool:
    """True for a path that holds personal data."""
    question = BY_PATH.get(general(path))
    return bool(question and question.private)


def copy(draft: Draft) -> Draft:
    """A deep copy."""
    return msgspec.convert(msgspec.to_builtins(draft, builtin_types=(dt.date, dt.datetime)), Draft)
