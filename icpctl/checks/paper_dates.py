"""The dates of the papers at hand: expired, too little validity left, too old, by the rules of provider and province."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.papers import Paper, attached, checking
from icpctl.checks.roles import having
from icpctl.checks.scope import words
from icpctl.documents import details
from icpctl.fields.dates import day
from icpctl.findings import ORDER
from icpctl.rules import Rule


@check(
    "DOC003",
    "error",
    "documents",
    Words(
        "附上的证件已过期",
        "“{paper}”到 {end} 已经到期（按 {day} 算）。过期的证件会被驳回。",
        "换领后附上新的；日期记错了就用 --valid-to 重附同一个文件更正。",
    ),
    Words(
        "An attached paper has expired",
        "“{paper}” has run out on {end} (judged on {day}). Expired papers are rejected.",
        "Attach the renewed one; if only the date is wrong, attach the same file again with the right --valid-to.",
    ),
    about="document",
)
def expired(case: Case) -> Iterator[Hit]:
    """valid_to on or before the day."""
    for paper in attached(case):
        end = day(paper.document.valid_to)
        if end is not None and end <= case.day:
            card = paper.group in checking(case)["card_groups"]
            rule = case.book.one("cross-rule", "id-card-valid") if card else paper.rule
            yield found(f"{paper.at}.valid_to", rule, paper=paper.name, end=end, day=case.day)


@check(
    "DOC004",
    "error",
    "documents",
    Words(
        "附上的证件剩余有效期不足",
        "“{paper}”只剩 {left} 天，{wanted}。依据：{text}",
        "先换领或续期，再附上新的；日期记错了就用 --valid-to 重附同一个文件更正。",
    ),
    Words(
        "An attached paper has too little validity left",
        "“{paper}” has {left} days left; {wanted}. Rule: {text}",
        "Renew it and attach the new one; if only the date is wrong, attach the same file again with the right --valid-to.",
    ),
    about="document",
)
def ends_soon(case: Case) -> Iterator[Hit]:
    """min_days_left of the validity rules, and what the province wants of cards, permits and licences."""
    for paper in attached(case):
        end = day(paper.document.valid_to)
        if paper.rule is None or end is None or end <= case.day:
            continue
        left = (end - case.day).days
        hits = [hit for hit in _least(case, paper.rule) if left < hit[0] or (hit[2] and left == hit[0])]
        if not hits:
            continue
        # Between two sources' limits nobody knows: a warning.
        agreed = [hit for hit in hits if left < (hit[1].get("min_days_left_other_source") or left + 1)]
        least, rule, strict = min(agreed or hits, key=lambda hit: (ORDER[_weight(hit[1])], -hit[0]))
        at_least = words(f"至少要 {least} 天", f"at least {least} are wanted")
        wanted = words(f"要超过 {least} 天", f"more than {least} are wanted") if strict else at_least
        yield found(
            f"{paper.at}.valid_to", rule, severity=None if agreed else "warning",
            paper=paper.name, left=left, wanted=wanted, text=rule.word("rule") or rule.word("requirement"),
        )  # fmt: skip


def _weight(rule: Rule) -> str:
    return rule.severity(str(rule.get("severity", "error")))


def _least(case: Case, document: Rule) -> Iterator[tuple[int, Rule, bool]]:
    """(days, rule, more than so many are wanted) of every rule about the validity left of a document here."""
    for rule in details.validity_rules(case, document):
        if "min_days_left" in rule.data:
            yield rule["min_days_left"], rule, bool(rule.get("strictly_more"))
    for key, ids in checking(case)["remaining"].items():
        if document.id in ids:
            for rule in having(case, key):
                yield rule["params"][key], rule, True


def _oldest(case: Case, paper: Paper) -> Rule | None:
    """The rule about the age of a paper: the province's own before the general one."""
    rules = [r for r in details.validity_rules(case, paper.rule) if "max_age_days" in r.data] if paper.rule else []
    rules.sort(key=lambda r: ("province" not in r.data, r["max_age_days"]))
    return rules[0] if rules else None


@check(
    "DOC005",
    "error",
    "documents",
    Words(
        "附上的文件日期太旧",
        "“{paper}”的落款（出具）日期是 {dated}，到 {day} 已有 {age} 天，超过 {most} 天。依据：{text}",
        "重新签署或出具一份，附上新的（加 --dated 日期）。",
    ),
    Words(
        "An attached paper is too old",
        "“{paper}” is dated {dated}, {age} days before {day}; it may be at most {most} days old. Rule: {text}",
        "Have it signed or issued anew and attach the new one (with --dated DATE).",
    ),
    about="document",
)
def too_old(case: Case) -> Iterator[Hit]:
    """max_age_days of the validity rules against dated_on."""
    for paper in attached(case):
        rule, dated = _oldest(case, paper), day(paper.document.dated_on)
        if rule is None or dated is None or (case.day - dated).days <= rule["max_age_days"]:
            continue
        yield found(
            f"{paper.at}.dated_on", rule, paper=paper.name, dated=dated, day=case.day, age=(case.day - dated).days,
            most=rule["max_age_days"], text=rule.word("rule"),
        )  # fmt: skip


@check(
    "DOC006",
    "error",
    "documents",
    Words(
        "附上的文件日期在将来",
        "“{paper}”的落款（出具）日期 {dated} 还没有到（按 {day} 算）。落款日不得晚于提交日。",
        "核对文件上的日期；写错的重新签署，记错的用 --dated 重附同一个文件更正。",
    ),
    Words(
        "An attached paper is dated in the future",
        "“{paper}” is dated {dated}, which has not come yet (judged on {day}). It may not be dated later than the submission.",
        "Look at the date on the paper; have it signed anew if it is wrong, or attach the same file again with the right "
        "--dated.",
    ),
    about="document",
)
def from_the_future(case: Case) -> Iterator[Hit]:
    """dated_on after the day."""
    for paper in attached(case):
        dated = day(paper.document.dated_on)
        if dated is not None and dated > case.day:
            yield found(f"{paper.at}.dated_on", _oldest(case, paper), paper=paper.name, dated=dated, day=case.day)


@check(
    "DOC007",
    "note",
    "documents",
    Words(
        "没有记下文件的日期",
        "“{paper}”自落款（出具）日起最多用 {most} 天，草稿里没有记日期，没法核对。依据：{text}",
        "用 icpctl docs attach {draft} {id} 同一个文件 --dated 日期 补上。",
    ),
    Words(
        "The date of a paper is not recorded",
        "“{paper}” can be used for at most {most} days from its date, which the draft does not say; it was not judged. "
        "Rule: {text}",
        "Add it: icpctl docs attach {draft} {id} THE-SAME-FILE --dated DATE.",
    ),
    about="document",
)
def undated(case: Case) -> Iterator[Hit]:
    """A paper whose age counts, without its date."""
    for paper in attached(case):
        rule = _oldest(case, paper)
        if rule is not None and paper.document.dated_on is None:
            yield found(
                f"{paper.at}.dated_on", rule, paper=paper.name, most=rule["max_age_days"], text=rule.word("rule"),
                draft=case.draft.name, id=paper.document.id,
            )  # fmt: skip
