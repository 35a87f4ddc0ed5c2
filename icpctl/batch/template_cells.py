"""What stands in the cells of the template: headings, the invented example row, and the names of choices.

Writer and reader of the template agree here. `is_example` is what the reader asks of a row: the example row, as it was
written, is no filing and is passed over. The numbers of the example are made by the rules of their kinds (right check
characters) around words such as EXAMPLE, so that they belong to nobody. Its words lie in `example_row.toml`.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from icpctl import wording
from icpctl.fields import resident, uscc
from icpctl.intake.applying import SOMETIMES, Applying
from icpctl.questions import BY_PATH, Question, general, words
from icpctl.rules import Book, vocabulary
from icpctl.wording import has, t

NAME_KEY = "name"
EXAMPLE_NAME = "example-row"
"""What the column of draft names holds in the example row, and in no other."""
MOST_SITES = 50
YES, NO = "是", "否"
_DECIDING = ("filing.type", "subject.nature", "subject.province", "filing.provider")
_NUMERALS = "零一二三四五六七八九"
# Registering authority and category of an organisation (GB 32100-2015, table 1); Y1 are others.
_AUTHORITIES = {
    "government": "11", "public-institution": "12", "mass-organization": "13", "law-firm": "31", "notary-office": "32",
    "judicial-appraisal": "34", "arbitration": "35", "social-group": "51", "private-non-enterprise": "52", "foundation": "53",
    "enterprise": "91", "individual-business": "92",
}  # fmt: skip


class Setting(Struct, frozen=True):
    """What an example depends on: ids of the choices, the place in words and codes, and which site it is (from 0)."""

    type: str
    nature: str
    provider: str
    province: str
    full_name: str
    prefix: str  # of licence numbers
    city: str
    district: str
    region: str  # six digits, GB/T 2260
    site: int = 0


@contextmanager
def in_chinese() -> Iterator[None]:
    """Headings, choices and examples are Chinese whatever the language of the run, because the client reads them."""
    before = wording.language()
    wording.set_language("zh")
    try:
        yield
    finally:
        wording.set_language(before)


def guide(key: str, **values: object) -> str:
    """Chinese words of the template, whatever the language of the run."""
    with in_chinese():
        return t(f"template.{key}", **values)


def heading(question: Question) -> str:
    """The heading of a question's column: its Chinese label, which no other question has."""
    with in_chinese():
        return words(question)[0]


def key(question: Question) -> str:
    """What the second row of the template says: the path without the mark of a list (`site.name`)."""
    return question.path.replace("[]", "")


def choice_text(book: Book, table: str, id_: str) -> str:
    """The Chinese name of a choice; the id where the name alone would be read as another choice."""
    with in_chinese():
        name = vocabulary.name(book, table, id_)
    return name if vocabulary.read(book, table, name) == id_ else id_


def need(column: Applying) -> str:
    """Is an answer needed, in words: always, only when something else holds, or at will."""
    if column.need != SOMETIMES:
        return t(f"template.need.{column.need}")
    key = f"template.when.{column.when}"
    return t(key if has(key) else "template.when.type")


def example_of(book: Book, question: Question, name: Callable[[Book, str, str], str] = choice_text) -> str:
    """The example of the questionnaire; of a choice its name, by default in Chinese."""
    example = words(question)[2]
    known = question.choices and vocabulary.is_known(book, question.choices, example)
    return name(book, question.choices, example) if known else example


def setting(book: Book, type_: str = "", nature: str = "", province: str = "", provider: str = "", site: int = 0) -> Setting:
    """What the example is made for. What is left open is shown by a first filing of an enterprise in the first province."""
    entries = book.file("vocabulary")["province"]
    entry = next((e for e in entries if e["id"] == province), entries[0])
    city, district, region = book.kept(("example place", entry["id"]), lambda: _place(book, entry))
    return Setting(
        type=type_ or "first-filing",
        nature=nature or "enterprise",
        provider=provider or "other",
        province=str(entry["id"]),
        full_name=str(entry.get("full_name_zh", entry["name_zh"])),
        prefix=str(entry["icp_prefix"]),
        city=city,
        district=district,
        region=region,
        site=site,
    )


def _place(book: Book, province: Mapping[str, Any]) -> tuple[str, str, str]:
    """(city, district, code) of a province's first city; a province that is a city is its own."""
    first = next((d for d in book.all("division") if d["province"] == province["id"]), None)
    full = str(province.get("full_name_zh", province["name_zh"]))
    if first is None:
        return full, "", str(province["code"])
    if str(first["kind"]).startswith("municipality"):
        return full, str(first["name_zh"]), first.id
    return str(first["name_zh"]), "市辖区", first.id[:4] + "02"


def example(book: Book, question: Question, at: Setting) -> str:
    """The text of the example row under a question, as a client would write it; "" where the example needs no answer.

    Rows of further sites (`at.site` above 0) hold only what belongs to the site.
    """
    if at.site and question.section != "site":
        return ""
    row: Mapping[str, str] = book.kept(("example row", at), lambda: _row(book, at))
    found = row.get(key(question), YES if question.section == "declarations" else "")
    if question.kind == "choice" and found:
        return choice_text(book, question.choices, found) if vocabulary.is_known(book, question.choices, found) else ""
    return found


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("icpctl.batch").joinpath("example_row.toml").read_text(encoding="utf-8"))


def _row(book: Book, at: Setting) -> dict[str, str]:
    data, count = _data(), at.site + 1
    texts = {**data["all"], **data.get(at.nature, {}), **data.get(at.type, {}), **(data["further"] if at.site else {})}
    certificates = [str(e["id"]) for e in book.file("vocabulary")["certificate_type"] if at.nature in e["natures"]]
    values = {
        **{name: getattr(at, name) for name in Setting.__struct_fields__},
        "town": at.city[:-1] if len(at.city) > 2 else at.city,
        "address": at.full_name + ("" if at.city == at.full_name else at.city) + at.district,
        "licence": f"{at.prefix}ICP备2023000001号",
        "unit_certificate": next(iter(certificates), "business-license"),
        "unit_number": unified_code(_AUTHORITIES.get(at.nature, "Y1"), at.region),
        "person_number": resident_id(at.region),
        "mini_content": next(iter(vocabulary.ids(book, "mini_content")), ""),
        "count": count,
        "numeral": _NUMERALS[count] if count < len(_NUMERALS) else str(count),
    }
    return {path: text.format(**values) for path, text in texts.items()}


def resident_id(region: str, body: str = "19700101003") -> str:
    """An invented resident number of a region (six digits) that passes its check; `body`: day of birth and sequence."""
    return (number := region + body) + resident.check_character(number)


def unified_code(authority: str, region: str, body: str = "EXAMPLE1") -> str:
    """An invented unified social credit code that passes both its checks; `body`: eight characters."""
    start = authority + region + body + uscc.org_check_character(body)
    return start + uscc.check_character(start)


def is_example(book: Book, cells: Mapping[str, str]) -> bool:
    """Is a row the example as the template wrote it? `cells`: text by key or draft path, `name` for the draft's name.

    Blank cells count for nothing, so that the template of any case is known; one cell changed, and it is a filing.
    """
    if cells.get(NAME_KEY, "").strip() != EXAMPLE_NAME:
        return False
    given = {general(path).replace("[]", ""): text.strip() for path, text in cells.items() if path != NAME_KEY and text.strip()}
    questions = {key(q): q for q in BY_PATH.values()}
    if not given.keys() <= questions.keys():
        return False
    return any(all(example(book, questions[p], at) == text for p, text in given.items()) for at in _settings(book, given))


def _settings(book: Book, given: Mapping[str, str]) -> Iterator[Setting]:
    """What the row may have been made for; rows of further sites, and some filing types, do not say all of it."""
    type_, nature, province, provider = (_id(book, BY_PATH[path], given.get(path, "")) for path in _DECIDING)
    number = given.get("site.domains", "").removeprefix("example-").removesuffix(".com")
    further = number.isascii() and number.isdigit() and 1 < int(number) <= MOST_SITES
    for one in [province] if province else vocabulary.ids(book, "province"):
        for kind in [nature] if nature else _data():  # the natures that have words of their own, and what all others have
            yield setting(book, type_, kind, one, provider, int(number) - 1 if further else 0)


def _id(book: Book, question: Question, text: str) -> str:
    return (vocabulary.read(book, question.choices, text) or "") if text else ""
