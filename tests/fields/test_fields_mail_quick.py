"""The quick path for plain addresses gives what email-validator gives."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl.fields import FieldError, mail

PLAIN = mail._PLAIN
TLDS = st.sampled_from(["com", "cn", "test", "example", "local", "localhost", "invalid", "onion", "arpa", "net", "中国"])
ADDRESSES = st.one_of(
    st.from_regex(PLAIN, fullmatch=True),
    st.tuples(st.from_regex(r"[a-z0-9._-]{1,8}", fullmatch=True), st.from_regex(r"[a-z0-9.-]{1,12}", fullmatch=True), TLDS).map(
        lambda parts: f"{parts[0]}@{parts[1]}.{parts[2]}"
    ),
)


def read(address: str) -> object:
    try:
        return mail.parse_email(address, {})
    except FieldError as error:
        return error.key


def test_the_quick_path_agrees_with_the_library() -> None:
    taken = 0

    @settings(max_examples=500, deadline=None)
    @given(ADDRESSES)
    def compare(address: str) -> None:
        nonlocal taken
        taken += bool(PLAIN.fullmatch(address))
        quick = read(address)
        mail._PLAIN = re.compile(r"(?!)")
        try:
            assert read(address) == quick
        finally:
            mail._PLAIN = PLAIN

    compare()
    assert taken > 50  # or nothing was compared
