"""Numbers that stand in footers, read by the forms of the rule book: filings, commercial permits, public security.

`read` takes one text for one number and says what it is and what is wrong with it; `find` gives the numbers of a running
text, well formed or not. Which forms there are, which sign belongs to which province and which years are plausible is data
(`footer.toml`, `provider-limits.toml`).
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from icpctl.fields import FieldError, Remark
from icpctl.fields.licences import ENDING, LABEL, SERVICE_LETTERS
from icpctl.fields.normal import HAN, dashes, narrow, squeeze, tidy
from icpctl.naming.text import simplify
from icpctl.rules import Book, Rule
from icpctl.wording import t

SUBJECT, SITE, APP, PERMIT, POLICE, OTHER = "icp-subject", "icp-site", "icp-app", "icp-licence", "public-security", "other"
FILED = (SUBJECT, SITE, APP)
MOST = 500
"""Characters of a text that is meant to be one number; longer ones hold something else."""

SEAM = "\x1f"
"""In a running text: a border between two pieces that stand beside each other; a number may go across it."""

_GAP = r"[^\S\n]{0,3}"  # a seam counts as a blank
# Blanks between the digits only where 号 ends them: a year may follow.
_NUMBERED = rf"(?:[0-9](?:{_GAP}[0-9]){{0,19}}{_GAP}号|[0-9]{{1,20}})"
_SERIAL = rf"(?:{SEAM}?-{SEAM}?[0-9]{{1,6}}|{_GAP}-{_GAP}[0-9]{{1,3}}(?![0-9]))(?:[A-Za-z](?![A-Za-z]))?"
# A number is looked for from its fixed characters on, then what belongs in front of them: quick on pages made to be slow.
_FROM_KEY = re.compile(
    rf"ICP{_GAP}备{_GAP}(?:案{_GAP})?{_NUMBERED}(?:{_SERIAL})?"
    rf"|ICP{_GAP}证{_GAP}{_NUMBERED}(?:-[0-9]{{1,3}}(?![0-9]))?"
    rf"|安{_GAP}备{_GAP}(?:案{_GAP})?{_NUMBERED}",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"[{HAN}]{_GAP}$")
_NET_SIGN = re.compile(rf"[{HAN}]?{_GAP}(?:公{_GAP}网?|网){_GAP}$")
_MOST_BEFORE = 12
_WRAPPING = "()[]{}<>《》〈〉【】「」『』“”‘’\"'"
_FILING = re.compile(rf"(?P<pre>[{HAN}]?)ICP备(?P<rest>.*)")
_PARTS = re.compile(r"(?P<num>[0-9]*)(?P<mark>号)?(?:-(?P<seq>[0-9]*)(?P<letter>[A-Z]*))?")
_LONE_LETTER = re.compile(r"[0-9]+号-?[A-Z][0-9]*")
_LATE_MARK = re.compile(r"[0-9]+-[0-9]+[A-Z]?号")
_PERMIT = re.compile(rf"(?P<pre>[{HAN}]?)ICP(?P<word>证?)(?P<num>[0-9]+)(?P<mark>号?).*")
_CLASSED = re.compile(rf"(?:EDI(?:许可)?证:?)?(?:合字|[{HAN}])?(?P<cls>[A-Z][0-9](?:\.[A-Z][0-9])*)(?P<dash>-?)(?P<num>[0-9]+).*")
_POLICE = re.compile(rf"(?P<pre>[{HAN}]?)(?P<word>公?网?安备)案?(?P<num>[0-9]+)号?.*")
_NUMERAL = re.compile(r"[0-9]")
_POLICE_DIGITS = 14


@dataclass(frozen=True, slots=True)
class Licence:
    """One number as it was read.

    form: id of the rule of its form, "" when it has none; kind: one of the contract; province: id, None where the number
    names none; normalized: its usual spelling, or as near as one could come; problems: what is wrong, in words - with
    `valid` they are only hints; notes: what normalising changed.
    """

    text: str
    valid: bool
    kind: str
    province: str | None
    normalized: str
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    form: str = ""
    name: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def filed(self) -> bool:
        """True for the number of a filing: of a subject, a site, an App, a mini-program or a quick app."""
        return self.kind in FILED

    @property
    def head(self) -> str:
        """What all numbers of one subject have in common: sign of the province and digits; "" for other numbers."""
        return f"{self.parts.get('prov', '')}{self.parts.get('num', '')}" if self.filed and self.valid else ""

    def as_json(self) -> dict[str, Any]:
        """The RESULT object of the manual."""
        return {
            "text": self.text,
            "valid": self.valid,
            "kind": self.kind,
            "province": self.province,
            "normalized": self.normalized,
            "problems": list(self.problems),
            "notes": list(self.notes),
            "form": self.form,
            "name": self.name,
        }


def read(text: str, book: Book, day: dt.date) -> Licence:
    """One text as one number. Never raises: what cannot be read is not valid, and `problems` says why."""
    changes: list[Remark] = []
    try:
        if len(text) > MOST:
            return _refused(text, OTHER, text[:MOST], t("licence.long", most=MOST))
        plain = spelled(tidy(text, changes, lines=True), changes)
    except FieldError as error:
        return _refused(text, OTHER, text.strip(), error.text())
    tight = upper(squeeze(plain, changes).strip(_WRAPPING).rstrip(ENDING).strip(_WRAPPING), changes)
    for one in dict.fromkeys((tight, LABEL.sub("", tight))):
        if one != tight:
            changes.append(Remark("licence_label_removed", {}))
        found = _matched(text, one, book, day, changes)
        if found:
            return found
    plain = re.sub(r"[^\S\n]+", " ", plain)
    inside = [m for m in mentions(plain) if not _joined(plain, m)]
    if len(inside) == 1 and inside[0][2] != tight and len(inside[0][2]) < len(tight):
        found = _matched(text, inside[0][2], book, day, changes)
        if found:
            return replace(found, notes=(*found.notes, t("licence.words_removed")))
    bare = LABEL.sub("", tight)
    if len({m[2] for m in inside}) > 1:
        return _refused(text, OTHER, bare, t("licence.several", count=len({m[2] for m in inside})))
    return _diagnosed(text, bare, book)


def find(text: str, book: Book, day: dt.date) -> Iterator[tuple[int, int, Licence]]:
    """(start, end, number) for each number of a running text that was spelled by `spelled`; malformed ones as well."""
    changes: list[Remark] = []
    for start, end, tight in mentions(text, book):
        yield start, end, _matched(tight, tight, book, day, changes) or _diagnosed(tight, tight, book)


def mentions(text: str, book: Book | None = None) -> list[tuple[int, int, str]]:
    """(start, end, number without blanks) of what looks like a number; with a book also permits of the other forms."""
    found: list[tuple[int, int, str]] = []
    for m in _FROM_KEY.finditer(text):
        before = text[max(0, m.start() - _MOST_BEFORE) : m.start()]
        sign = (_NET_SIGN if m[0][0] == "安" else _SIGN).search(before)
        if sign or m[0][0] != "安":
            start = m.start() - len(sign[0] if sign else "")
            found.append((start, m.end(), _tight(text[start : m.end()])))
    if book is not None and _NUMERAL.search(text):
        taken = [(a, b) for a, b, _ in found]
        for pattern in book.kept("licence shapes", lambda: _loose(book)):
            for m in pattern.finditer(text):
                if not any(a < m.end() and m.start() < b for a, b in taken):
                    found.append((m.start(), m.end(), _tight(m[0])))
                    taken.append((m.start(), m.end()))
    return sorted(found)


def spelled(text: str, changes: list[Remark] | None = None) -> str:
    """A text as numbers are looked for in it: plain widths, dashes and simplified characters; blanks stay."""
    said: list[Remark] = [] if changes is None else changes
    plain = dashes(narrow(text, said), said)
    simple = simplify(plain)
    if simple != plain:
        said.append(Remark("licence_simplified", {}))
    return simple


def provinces(book: Book) -> Mapping[str, str]:
    """Sign of a province, as numbers begin with it -> province id."""
    return book.kept("licence signs", lambda: _signs(book))


def filing_sign(book: Book, province: str) -> str:
    """The sign that filing numbers of a province begin with; "" when it is not known."""
    ids = {e["name_zh"]: e["id"] for e in book.file("vocabulary")["province"]}
    return next((str(r["icp_prefix"]) for r in book.all("footer-province") if ids.get(r["province"]) == province), "")


def upper(text: str, changes: list[Remark]) -> str:
    """Latin letters in upper case; other characters have none."""
    plain = text.upper()
    if plain != text:
        changes.append(Remark("uppercased", {}))
    return plain


def _tight(text: str) -> str:
    return re.sub(rf"[\s{SEAM}]+", "", text).upper()


def _joined(text: str, mention: tuple[int, int, str]) -> bool:
    """True when something that belongs to a number stands directly behind it."""
    return bool(re.match(r"[0-9A-Za-z号-]", text[mention[1] :][:1]))


def _signs(book: Book) -> dict[str, str]:
    ids = {e["name_zh"]: str(e["id"]) for e in book.file("vocabulary")["province"]}
    out: dict[str, str] = {}
    for rule in book.all("footer-province"):
        for sign in (rule["icp_prefix"], *rule["public_security_prefix"]):
            out[sign] = ids[rule["province"]]
    return out


def _forms(book: Book) -> list[tuple[Rule, re.Pattern[str]]]:
    made = [(rule, re.compile(rule["regex"], re.IGNORECASE)) for rule in book.all("licence-format")]
    return list(book.kept("licence forms", lambda: made))


def _loose(book: Book) -> list[re.Pattern[str]]:
    """The forms that `_SHAPES` does not know, for running text."""
    return [
        re.compile(r"(?<![0-9A-Za-z.])" + p.pattern.removeprefix("^").removesuffix("$") + "(?![0-9A-Za-z])", re.IGNORECASE)
        for rule, p in _forms(book)
        if rule["kind"] not in (*FILED, POLICE) and "ICP证" not in p.pattern
    ]


def _matched(text: str, tight: str, book: Book, day: dt.date, changes: list[Remark]) -> Licence | None:
    """The number, when it has one of the forms."""
    hints: list[str] = []
    whole = re.sub(r"(ICP备[0-9]+)(?![0-9号])", r"\1号", tight)
    for rule, pattern in _forms(book):
        found = pattern.match(whole)
        if not found:
            continue
        parts = {k: v for k, v in found.groupdict().items() if v is not None}
        if whole != tight:
            hints.append(t("licence.mark_missing"))
        spelling = whole if rule["kind"] != POLICE or whole.endswith("号") else f"{whole}号"
        sign = parts.get("prov") or next((c for c in whole if c in provinces(book)), "")
        problems = tuple(_meaning(rule, parts, book, day, hints))
        return Licence(
            text=text,
            valid=not problems,
            kind=str(rule["kind"]),
            province=provinces(book).get(sign),
            normalized=spelling,
            problems=(*problems, *hints),
            notes=tuple(dict.fromkeys(c.text() for c in changes)),
            form=rule.id,
            name=rule.word("name"),
            parts=parts,
        )
    return None


def _meaning(rule: Rule, parts: Mapping[str, str], book: Book, day: dt.date, hints: list[str]) -> Iterator[str]:
    """What the form alone does not show: the year of a filing, the division of a public-security number."""
    if rule["kind"] in FILED:
        yield from _year(parts["num"], book, day, hints)
    if rule["kind"] == POLICE:
        signs = {s: str(r["division_code"]) for r in book.all("footer-province") for s in r["public_security_prefix"]}
        code, wanted = parts["code"][:2], signs.get(parts["prov"], "")
        if code != wanted and len(parts["code"]) == _POLICE_DIGITS:
            yield t("licence.division", sign=parts["prov"], wanted=wanted, code=code)
        if len(parts["code"]) != _POLICE_DIGITS:
            hints.append(t("licence.police_early", count=len(parts["code"])))


def _year(number: str, book: Book, day: dt.date, hints: list[str]) -> Iterator[str]:
    short = len(number) == 8
    year = 2000 + int(number[:2]) if short else int(number[:4])
    if year > day.year:
        yield t("licence.year_later", year=year, now=day.year)
        return
    for entry in book.file("provider-limits")["limit"]:
        if entry["what"] == "licence_years":
            first, last = (entry["short_first"], entry["short_last"]) if short else (entry["long_first"], day.year)
            if not first <= year <= last:
                hints.append(t("licence.year_odd", year=year, digits=len(number), first=first, last=last))


def _refused(text: str, kind: str, normalized: str, *problems: str, province: str | None = None) -> Licence:
    return Licence(text, False, kind, province, normalized, tuple(problems))


def _diagnosed(text: str, tight: str, book: Book) -> Licence:
    """A text that has none of the forms: what it is most like, and what keeps it from being that."""
    found = _FILING.fullmatch(tight)
    if found:
        kind, problems = _filing_faults(found["pre"], found["rest"], book)
        return _refused(text, kind, tight, *problems, province=provinces(book).get(found["pre"]))
    found = _POLICE.fullmatch(tight)
    if found:
        faults = list(_police_faults(found, book))
        return _refused(text, POLICE, tight, *faults, province=provinces(book).get(found["pre"]))
    found = _PERMIT.fullmatch(tight)
    if found:
        faults = list(_permit_faults(found, book))
        return _refused(text, PERMIT, tight, *faults, province=provinces(book).get(found["pre"]))
    found = _CLASSED.fullmatch(tight)
    if found:
        kind = "edi" if tight.startswith("EDI") else PERMIT
        sign = next((c for c in tight if c in provinces(book)), "")
        return _refused(text, kind, tight, *_classed_faults(found), province=provinces(book).get(sign))
    if tight.startswith("EDI"):
        return _refused(text, "edi", tight, t("licence.edi"))
    return _refused(text, OTHER, tight, t("licence.none"))


def _filing_faults(sign: str, rest: str, book: Book) -> tuple[str, list[str]]:
    """(kind it is most like, what is wrong) of a text that begins like a filing number."""
    parts = _PARTS.fullmatch(rest)
    problems = list(_sign_faults(sign, book))
    if parts is None:
        late, lone = _LATE_MARK.fullmatch(rest), _LONE_LETTER.fullmatch(rest)
        problems.append(t("licence.mark_late") if late else t("licence.letter_lone") if lone else t("licence.rest"))
        return APP if lone else SITE if "-" in rest else SUBJECT, problems
    if len(parts["num"]) not in (8, 10):
        problems.append(t("field.licence_digits", count=len(parts["num"])))
    kind = SUBJECT
    if parts["seq"] is not None:
        kind = APP if parts["letter"] else SITE
        if parts["letter"] and not parts["seq"]:
            problems.append(t("licence.letter_lone"))
        elif not re.fullmatch(r"[1-9][0-9]{0,3}", parts["seq"]):
            problems.append(t("field.licence_sequence"))
        if parts["letter"] and parts["letter"] not in tuple(SERVICE_LETTERS):
            problems.append(t("field.licence_letter", letter=parts["letter"][:4]))
    return kind, problems or [t("licence.rest")]


def _sign_faults(sign: str, book: Book) -> Iterator[str]:
    wanted = {str(r["icp_prefix"]) for r in book.all("footer-province")}
    if not sign:
        yield t("field.licence_no_prefix")
    elif sign not in wanted:
        own = provinces(book).get(sign)
        right = filing_sign(book, own) if own else ""
        yield t("licence.sign_other", sign=sign, right=right) if right else t("licence.sign", sign=sign)


def _police_faults(found: re.Match[str], book: Book) -> Iterator[str]:
    signs = {s for r in book.all("footer-province") for s in r["public_security_prefix"]}
    if found["pre"] not in signs:
        yield t("licence.police_sign", sign=found["pre"] or "-")
    if found["word"] != "公网安备":
        yield t("licence.police_word", word=found["word"])
    if len(found["num"]) not in (_POLICE_DIGITS, 12):
        yield t("licence.police_digits", count=len(found["num"]))


def _permit_faults(found: re.Match[str], book: Book) -> Iterator[str]:
    if not found["pre"]:
        yield t("field.licence_no_prefix")
    elif found["pre"] not in provinces(book):
        yield t("licence.sign", sign=found["pre"])
    if not found["word"]:
        yield t("licence.permit_word")
    if len(found["num"]) != 6:
        yield t("licence.permit_digits", count=len(found["num"]))
    if not found["mark"]:
        yield t("licence.permit_mark")


def _classed_faults(found: re.Match[str]) -> Iterator[str]:
    if not re.fullmatch(r"[AB][1-3](?:\.[AB][1-3])*", found["cls"]):
        yield t("licence.class", cls=found["cls"][:20])
    if not found["dash"]:
        yield t("licence.class_dash")
    elif len(found["num"]) != 8:
        yield t("licence.class_digits", count=len(found["num"]))
    elif re.fullmatch(r"[AB][1-3](?:\.[AB][1-3])*", found["cls"]):
        yield t("licence.rest")
