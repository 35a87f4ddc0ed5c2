"""Valid answers made at random, one strategy for each kind of value, with other spellings of the same value."""

import datetime as dt
import string
from typing import Any

from hypothesis import strategies as st

from icpctl.fields import resident, uscc
from icpctl.questions import QUESTIONS, Question, place
from icpctl.rules import Book, vocabulary

BOOK = Book()
HAN = "示例科技网络服务平台创新发展数据咨询教育甲乙丙丁"
DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2060, 12, 31)).map(str)
DIGITS = st.text(string.digits, min_size=1, max_size=6)


def _name(low: int, high: int) -> st.SearchStrategy[str]:
    return st.text(HAN, min_size=low, max_size=high)


def _resident(born: dt.date) -> str:
    body = f"320102{born:%Y%m%d}123"
    return body + resident.check_character(body)


def _credit(number: int) -> str:
    organisation = f"MA1{number:05d}"
    body = "91320100" + organisation + uscc.org_check_character(organisation)
    return body + uscc.check_character(body)


_HOST = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
_DOMAIN = st.builds("{}.{}".format, _HOST, st.sampled_from(["com", "cn", "com.cn", "net"])) | _name(2, 4).map(
    lambda n: f"{n}.中国"
)
_LICENCE = st.integers(0, 10**7 - 1).map(lambda n: f"苏ICP备2{n:07d}号")
_HEX = st.text("0123456789abcdef", min_size=40, max_size=40)

KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(HAN + string.ascii_letters + string.digits + " -=@\"'\\#[]{}%", min_size=1, max_size=30)
    .map(str.strip).filter(lambda t: t and not t.startswith("@")),
    "address": _name(3, 12).map(lambda n: f"{n}路 1 号"),
    "bool": st.booleans(),
    "count": st.integers(0, 99),
    "date": DAYS,
    "until": DAYS | st.just("long-term"),
    "person_name": _name(2, 4),
    "subject_name": _name(4, 12),
    "site_name": _name(3, 12),
    "region": _name(2, 4).map(lambda n: f"{n}市"),
    "person_certificate": st.dates(dt.date(1950, 1, 1), dt.date(2005, 1, 1)).map(_resident),
    "subject_certificate": st.integers(0, 99999).map(_credit),
    "mobile": st.integers(13000000000, 19999999999).map(str),
    "phone": st.integers(13000000000, 19999999999).map(str) | st.integers(20000000, 89999999).map(lambda n: f"025-{n}"),
    "email": st.builds("{}@{}.org".format, _HOST, _HOST),
    "domain": _DOMAIN,
    "app_domain": _DOMAIN,
    "home_url": _DOMAIN.map(lambda d: f"www.{d}"),
    "ip": st.integers(1, 250).map(lambda n: f"119.29.29.{n}"),
    "subject_licence": _LICENCE,
    "site_licence": st.builds("{}-{}".format, _LICENCE, st.integers(1, 99)),
    "app_licence": st.builds("{}-{}A".format, _LICENCE, st.integers(1, 99)),
    "resource_code": st.text(string.ascii_letters, min_size=4, max_size=20),
    "package_id": st.builds("com.{}.{}".format, _HOST, _HOST),
    "public_key": _HEX,
    "fingerprint": _HEX.map(str.upper),
    "numbers": st.dictionaries(st.sampled_from(["news", "publication"]), _name(2, 8), min_size=1),
}  # fmt: skip


def _choice(table: str) -> st.SearchStrategy[str]:
    """An id, or its Chinese name where that leads back to it."""
    ids = [i for i in vocabulary.ids(BOOK, table) if table != "person_certificate" or i == "resident-id"]
    names = [
        n
        for i in ids
        if vocabulary.read(BOOK, table, n := vocabulary.name(BOOK, table, i)) == i and "、" not in n and "，" not in n
    ]
    return st.sampled_from([*ids, *names])


def of(question: Question) -> st.SearchStrategy[Any]:
    """Valid answers of a question, as a JSON or TOML file has them."""
    if question.path == "subject.cert_type":
        return st.sampled_from(["business-license", "营业执照"])
    one = _choice(question.choices) if question.kind == "choice" else KINDS[question.kind]
    return st.lists(one, min_size=1, max_size=3) if question.many and question.kind != "numbers" else one


def answers() -> st.SearchStrategy[dict[str, Any]]:
    """{path: answer} for any choice of questions."""
    return st.fixed_dictionaries({}, optional={place(q.path): of(q) for q in QUESTIONS})


def whole() -> st.SearchStrategy[dict[str, Any]]:
    """{path: answer} for all questions."""
    return st.fixed_dictionaries({place(q.path): of(q) for q in QUESTIONS})
