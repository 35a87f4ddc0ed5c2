"""The quick path for right numbers gives what reading in full gives."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl.fields import FieldError, certificates, resident, uscc

TYPES = [None, "resident-id", "hmt-residence-permit", "passport", "business-license", "unified-code-certificate", "other"]


@st.composite
def residents(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["320102", "110101", "810000", "830000", "990101", "000000"]))
    born = draw(st.dates(dt.date(1890, 1, 1), dt.date(2030, 1, 1)))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + draw(st.sampled_from([resident.check_character(body), "0", "X", "x"]))


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["91", "92", "A1", "N2", "Y1", "B1", "T1"])) + draw(
        st.sampled_from(["320100", "100000", "990000"])
    )
    body = draw(st.text(alphabet=uscc.ALPHABET, min_size=8, max_size=8))
    short = head + body + draw(st.sampled_from([uscc.org_check_character(body), "0"]))
    last = draw(st.sampled_from([uscc.check_character(short) if set(short) <= set(uscc.ALPHABET) else "0", "0"]))
    return short + last


def outcome(kind: str, text: str, cert_type: str | None, day: dt.date | None) -> object:
    try:
        return getattr(certificates, f"parse_{kind}")(text, {"cert_type": cert_type, "day": day})
    except FieldError as error:
        return error.key, error.values


@pytest.mark.parametrize("kind", ["person_certificate", "subject_certificate"])
def test_right_numbers_are_read_as_in_full(kind: str) -> None:
    taken = 0

    @settings(max_examples=500, deadline=None)
    @given(st.one_of(residents(), codes()), st.sampled_from(TYPES), st.sampled_from([None, dt.date(2000, 1, 1)]))
    def agrees(text: str, cert_type: str | None, day: dt.date | None) -> None:
        nonlocal taken
        taken += resident.is_usual(text) or uscc.is_usual(text)
        quick = outcome(kind, text, cert_type, day)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(resident, "is_usual", lambda number: False)
            patch.setattr(uscc, "is_usual", lambda code: False)
            assert outcome(kind, text, cert_type, day) == quick

    agrees()
    assert taken > 50  # or nothing was compared
