"""The licence numbers of an approval: which answer of the draft each of them is."""

from collections.abc import Sequence

from icpctl.case import Case
from icpctl.errors import UsageError
from icpctl.fields import FieldError, parse
from icpctl.fields.licences import take_apart
from icpctl.wording import t


def answers_of(case: Case, texts: Sequence[str]) -> dict[str, str]:
    """{path: number} for the numbers of an approval: a subject number, and one number for each service in their order.

    A service number also tells the subject's. A number that is in the draft already stays where it is. Raises UsageError
    for a number that is malformed alone, for more numbers than services, and for one that contradicts the draft.
    """
    out: dict[str, str] = {}
    places = [(f"{at}.licence", service.licence) for at, service in case.services()]
    taken = {path for path, licence in places if licence}
    for text in texts:
        number = _number(text)
        apart = take_apart(number)
        assert apart is not None  # noqa: S101  # `_number` has read it
        subject = f"{apart[0]}ICP备{apart[1]}号"
        if apart[2] is not None:
            here = next((p for p, licence in places if licence == number or out.get(p) == number), None)
            here = here or next((p for p, _ in places if p not in taken), None)
            if here is None:
                known = t("journey.and").join(licence for _, licence in places if licence)
                raise UsageError("licence_no_place", number=number, known=known or "-")
            taken.add(here)
            out[here] = number
        told = case.draft.subject.licence or out.get("subject.licence")
        if apart[2] is None and told and take_apart(told) != apart:
            raise UsageError("licence_differs", number=number, known=told)
        if not told:
            out["subject.licence"] = subject
    return out


def _number(text: str) -> str:
    """The number as it is written; a service number may be that of a site or an App."""
    for kind in ("subject_licence", "site_licence", "app_licence"):
        try:
            return str(parse(kind, text).value)
        except FieldError as error:
            wrong = error
    raise UsageError("bad_option", option="--licence", reason=wrong.text())
