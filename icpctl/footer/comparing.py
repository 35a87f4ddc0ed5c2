"""The numbers of a page against the draft and the province: form, suffix, subject, sequence, copyright line, title."""

import re
import unicodedata
from collections.abc import Iterator

from icpctl import licences
from icpctl.fields.normal import HAN
from icpctl.findings import WARNING, Finding
from icpctl.footer import wanted as wanting
from icpctl.footer.judging import Look, Spot, chosen
from icpctl.footer.wanted import SUBJECT_FORM, Wanted
from icpctl.licences import APP, SITE, SUBJECT, Licence
from icpctl.rules import Rule, vocabulary

_COPYRIGHT = re.compile(r"copyright|©|\(c\)", re.IGNORECASE)


def numbers(look: Look, best: list[Spot]) -> Iterator[Finding]:
    """Each number by itself, then all of them against the draft."""
    for spot in best:
        if not spot.number.valid:
            rule = look.book.one("licence-format", spot.number.kind if spot.number.kind != APP else "icp-app")
            problems = " ".join(spot.number.problems)
            yield look.finding("FTR008", rule, number=spot.number.normalized, problems=problems)
    good = [s.number for s in best if s.number.valid]
    if not good:
        return
    yield from _several(look, good)
    services = chosen(look.case, look.origin.ended) if look.case else []
    known = [w for w in services if w.shown is not None and w.shown.valid]
    if not known:
        yield from _alone(look, good)
        return
    right = {w.shown.normalized for w in known if w.shown}
    if not any(n.normalized in right for n in good):
        yield from _wrong(look, good, known)


def _several(look: Look, good: list[Licence]) -> Iterator[Finding]:
    of_sites = [n for n in good if n.kind in (SUBJECT, SITE)]
    if len(of_sites) > 1:
        listed = ", ".join(n.normalized for n in of_sites[:6])
        yield look.finding("FTR016", look.rule("match-domain"), level=WARNING, count=len(of_sites), numbers=listed)
    if not of_sites and look.case is None:
        yield look.finding("FTR017", look.rule("which-number"), number=good[0].normalized)


def _alone(look: Look, good: list[Licence]) -> Iterator[Finding]:
    """Without a number to compare with: the province, when there is a draft, and the form that the province wants."""
    case = look.case
    province = case.draft.subject.province if case else None
    if case:
        services = chosen(case, look.origin.ended)
        yield look.finding("FTR024", look.rule("which-number"), at=f"{services[0].at}.licence" if services else "")
    for number in good:
        if province and number.province != province:
            yield _province(look, number, province, "subject.province")
        elif number.kind in (SUBJECT, SITE):
            yield from _form(look, number, number.province or "", "")


def _wrong(look: Look, good: list[Licence], known: list[Wanted]) -> Iterator[Finding]:
    """The page shows no number of the draft: what is wrong with the one that comes nearest."""
    heads = {w.shown.head for w in known if w.shown}
    ours = [n for n in good if n.head in heads]
    first, at = known[0], f"{known[0].at}.licence"
    right = first.shown.normalized if first.shown else ""
    if not ours:
        wrong, province = good[0], first.shown.province if first.shown else None
        if province and wrong.province != province:
            yield _province(look, wrong, province, at, right)
        yield look.finding("FTR010", look.rule("match-domain"), at=at, number=wrong.normalized, right=right)
        return
    number = ours[0]
    if number.kind == APP and first.kind == "website":
        yield look.finding("FTR017", look.rule("which-number"), at=at, number=number.normalized)
    elif first.kind == "website" and (number.kind == SUBJECT) != (first.form == SUBJECT_FORM):
        code = "FTR013" if first.form == SUBJECT_FORM else "FTR012"
        yield look.finding(code, first.rule or look.rule("which-number"), at=at, number=number.normalized, right=right)
    else:
        yield look.finding("FTR011", look.rule("match-domain"), at=at, number=number.normalized, right=right)


def _form(look: Look, number: Licence, province: str, at: str) -> Iterator[Finding]:
    form, rule = wanting.number_form(wanting.footer_rules(look.book, province, look.case))
    if rule is None or (number.kind == SUBJECT) == (form == SUBJECT_FORM):
        return
    head = number.normalized.partition("-")[0]
    if form == SUBJECT_FORM:
        yield look.finding("FTR013", rule, at=at, number=number.normalized, right=head)
    else:
        yield look.finding("FTR012", rule, at=at, number=number.normalized, right=f"{head}-1")


def _province(look: Look, number: Licence, province: str, at: str, right: str = "") -> Finding:
    names = [vocabulary.name(look.book, "province", p or "") or "-" for p in (number.province, province)]
    sign = licences.filing_sign(look.book, province)
    return look.finding(
        "FTR009", look.rule("match-domain"), at=at, number=number.normalized, found=names[0], wanted=names[1],
        sign=right[:1] or sign,
    )  # fmt: skip


def copyright_line(look: Look, best: list[Spot]) -> Iterator[Finding]:
    """The line that some provinces ask for, and the name in it."""
    case = look.case
    said = (s.number.province for s in best if s.number.valid and s.number.province)
    province = (case.draft.subject.province if case else None) or next(said, "")
    rule = wanting.copyright_rule(wanting.footer_rules(look.book, province or "", case))
    if rule is None or (case and case.kind != "website") or not look.page.text.strip():
        return
    words = wanting.copyright_words(look.book, rule)
    strict = "footer_text_pattern" in rule["params"]
    lines = [x for x in look.page.text.split("\n") if words in _tight(x) or (not strict and _COPYRIGHT.search(x))]
    if not lines:
        yield look.finding("FTR014", rule, at="subject.name" if case else "", words=words)
    elif case and rule["params"].get("footer_copyright_must_equal_subject"):
        yield from _name_in(look, rule, lines, words)


def _name_in(look: Look, rule: Rule, lines: list[str], words: str) -> Iterator[Finding]:
    name = _tight(look.case.draft.subject.name or "") if look.case else ""
    if name and not any(_stands_alone(name, line, words) for line in lines):
        yield look.finding("FTR015", rule, at="subject.name", words=words)


def _stands_alone(name: str, line: str, words: str) -> bool:
    """The name as it is, not as a part of a longer one; numbers and fixed words of the line may touch it."""
    rest = line
    for start, end, _ in reversed(licences.mentions(line)):
        rest = f"{rest[:start]}|{rest[end:]}"
    rest = unicodedata.normalize("NFKC", rest).replace(words, "|")
    pattern = r"\s*".join(re.escape(c) for c in name)
    return re.search(rf"(?<![{HAN}]){pattern}(?=$|[^{HAN}]|保留)", rest) is not None


def _tight(text: str) -> str:
    """A text as names are compared: plain widths, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def title(look: Look) -> Iterator[Finding]:
    """The title of a page contains the whole name that is filed."""
    if look.case is None or not look.page.title or not look.origin.home:
        return
    services = [w for w in chosen(look.case, look.origin.ended) if w.kind == "website" and w.name]
    if services and not any(_tight(w.name) in _tight(look.page.title) for w in services):
        yield look.finding("FTR021", look.rule("site-name-consistent"), at=f"{services[0].at}.name", name=services[0].name)
