"""Where a step is done: the official page, the provider's portal and phones, the bureau."""

import re
from collections.abc import Iterator

from icpctl.case import Case
from icpctl.journey.steps import PlannedStep, variant
from icpctl.wording import language, pick, t

_EXTENSION = re.compile(r"\s*转\s*")


def places(case: Case, step: PlannedStep) -> tuple[str, ...]:
    """Where to go and whom to call for a step, as the facts of the provider and the province give it."""
    filing, province = case.draft.filing, case.draft.subject.province
    key = ("places", step.id, step.official_url, filing.provider, province, language())
    return case.book.kept(key, lambda: tuple(dict.fromkeys(_places(case, step))))


def _places(case: Case, step: PlannedStep) -> Iterator[str]:
    rule = case.book.one("step", step.id)
    own = (variant(case, rule) if rule else None) or {}
    if step.official_url:
        yield step.official_url
    elif not step.ongoing and case.provider:
        # The step's own name of the portal has no English twin.
        name = (own.get("portal") if language() == "zh" else "") or pick(case.provider.data, "portal_name")
        url = own.get("url") or case.provider.get("portal_url", "")
        if name or url:
            yield t("journey.says", who=case.provider.word("name"), text=" ".join(x for x in (name, url) if x))
    if step.by == "bureau":
        place = case.book.one("province", case.draft.subject.province or "")
        national = case.book.file("national")
        if place:
            yield place.word("bureau")
        yield t("journey.hotline", number=national["hotline"], as_of=national["hotline_as_of"])
    elif not step.ongoing and case.provider and not step.official_url:
        yield from _phones(case, own)


def _phones(case: Case, own: object) -> Iterator[str]:
    """The numbers of the step itself, else the first of the provider: the others are for calls from it."""
    assert case.provider is not None  # noqa: S101  # asked by the caller
    numbers = own.get("phone", []) if isinstance(own, dict) else []
    who = case.provider.word("name")
    for number in numbers:
        yield t("journey.call", who=who, number=_EXTENSION.sub(t("journey.extension"), number))
    phones = case.provider.get("phone", [])
    if not numbers and phones:
        yield t("journey.phone", who=who, number=phones[0]["number"], use=pick(phones[0], "use"))
