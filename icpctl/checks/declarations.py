"""What only the applicant knows: declarations that were answered "no", those left open, and how old the certificate is.

Which rejection a declaration prevents is data (`rules/data/prevention.toml`); cause, fix and sources are the rejection's.
"""

import datetime as dt
from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import how_to_give, label, parameters
from icpctl.checks.scope import asked, words
from icpctl.draft import get
from icpctl.fields import FieldError, parse, uscc
from icpctl.needs import declared, undeclared
from icpctl.rules import Rule

ISSUED, ORDER = "subject.cert_issued_on", "order_in_progress"


@check(
    "DEC001",
    "note",
    "declaration",
    Words(
        "还有只有你知道的事没有声明",
        "还有 {count} 件草稿看不出来的事没有声明：{what}。每一件都常引起驳回。",
        "逐件核实后声明：icpctl edit 草稿名 --section declarations 会一次问完；也可以用 {flag} 这样的选项，"
        "没做到的用 --no- 开头。拿不准的可以先留空。",
    ),
    Words(
        "Things only you know are not declared yet",
        "{count} things that a draft cannot show are not declared yet: {what}. Each of them often leads to a rejection.",
        "Make sure of each and declare it: icpctl edit NAME --section declarations asks them at one go; or use options such "
        "as {flag}, beginning with --no- for what does not hold. What you are not sure of may stay open.",
    ),
)
def left_open(case: Case) -> Iterator[Hit]:
    """One note for all declarations that concern the case and are open; nothing while the filing type is open."""
    if case.type_rule is None:
        return
    open_ = [(label(question.path), question.flag) for question in undeclared(case)]
    if case.organization and asked(case, "subject.cert_number") and case.draft.subject.cert_issued_on is None:
        open_.append((label(ISSUED), how_to_give(ISSUED)))
    if open_ and case.draft.filing.facts.order_in_progress is None:
        said = words("没有在办的订单", "no other order in progress")
        open_.append((f"{said} (--fact {ORDER}=false)", f"--fact {ORDER}=false"))
    if open_:
        what = words("；", "; ").join(name for name, _ in open_)
        yield found("declarations", count=len(open_), what=what, flag=open_[0][1])


@check(
    "DEC002",
    "error",
    "declaration",
    Words(
        "声明没有做到的事会引起驳回",
        "“{what}”声明为否。常见的驳回：{title}（{cause}）。",
        "{steps}。做到之后再声明：{flag}。",
    ),
    Words(
        "What is declared not to hold leads to a rejection",
        "“{what}” is declared not to hold. A common rejection: {title} ({cause}).",
        "{steps}. Declare it when it holds: {flag}.",
    ),
    about="denied",
)
def declared_no(case: Case) -> Iterator[Hit]:
    """A declaration answered "no"; an error where the rejection is well attested and this provider knows it."""
    said = case.draft.declarations
    if not any(getattr(said, key) is False for key in said.__struct_fields__):
        return
    for question in declared(case):
        at = question.path
        if get(case.draft, at) is not False:
            continue
        rule, _ = _rejection(case, at)
        if rule is not None:
            steps = words("；", "; ").join(s.rstrip("。.") for s in rule.words("fix_steps"))
            yield found(
                at,
                rule,
                severity=_severity(case, rule),
                what=label(at),
                title=rule.word("title"),
                cause=rule.word("cause").rstrip("。."),
                steps=steps,
                flag=question.flag,
            )


def _rejection(case: Case, path: str) -> tuple[Rule | None, int]:
    """The rejection that an answer prevents, and the days its answer is about (0 where it is no date)."""
    for entry in case.book.file("prevention")["declaration"]:
        if entry["id"] == path:
            return case.book.one("rejection", entry["rejection"]), int(entry.get("days", 0))
    return None, 0


def _severity(case: Case, rule: Rule) -> str:
    """A rejection that one source tells of, or other providers only, is a warning."""
    known = {"all", case.draft.filing.provider} & set(rule["providers"])
    return "error" if rule.confidence == "high" and known else "warning"


@check(
    "DEC003",
    "warning",
    "declaration",
    Words(
        "证照签发或变更不久",
        "{why}。工商库还没有同步时提交，会显示：{title}（{cause}）。",
        "{todo}",
    ),
    Words(
        "The certificate was issued or changed only recently",
        "{why}. Submitted before the business register is updated, the order shows: {title} ({cause}).",
        "{todo}",
    ),
    about="organization",
)
def fresh_certificate(case: Case) -> Iterator[Hit]:
    """The certificate of an organisation needs some days to reach the register (rejection subject-registry-not-synced)."""
    given = case.draft.subject.cert_issued_on
    if given is None or not case.organization or not asked(case, "subject.cert_number"):
        return
    try:
        issued = dt.date.fromisoformat(str(parse("date", given).value))
    except FieldError:
        return
    rule, days = _rejection(case, ISSUED)
    age = (case.day - issued).days
    if rule is None or age >= days:
        return
    first = (issued + dt.timedelta(days=days)).isoformat()
    if age < 0:
        why = words(f"签发或变更日 {issued} 还没有到", f"The day of issue or change, {issued}, is still to come")
        todo = words("对照证照核对这个日期。", "Compare the date with the certificate.")
    else:
        why = words(
            f"证照签发或变更只有 {age} 天，宜满 {days} 天", f"It was issued or changed {age} days ago; {days} are advised"
        )
        todo = words(
            f"等到 {first} 再提交，或先确认工商公示已更新。",
            f"Submit from {first} on, or see first that the register is updated.",
        )
    yield found(ISSUED, rule, severity="warning", why=why, title=rule.word("title"), cause=rule.word("cause"), todo=todo)


@check(
    "DEC004",
    "warning",
    "app",
    Words(
        "两个 App 用了同一个包名",
        "{path} 与 {first} 的包名相同，运行平台也相同。同平台内包名重复会被驳回；不同平台之间可以相同。",
        "核对后改正其中一个；其实是同一个 App，就合成一项、把平台都列上。",
    ),
    Words(
        "Two Apps have the same package name",
        "{path} equals {first} and the platform is the same too. A package name used twice on a platform is rejected; on "
        "different platforms it may be the same.",
        "Correct one of them; if it is one App, make it one entry with all its platforms.",
    ),
    about="app",
)
def package_twice(case: Case) -> Iterator[Hit]:
    """The same package name or bundle id twice on one platform in this draft (rejection app-package-duplicate)."""
    if not asked(case, "app.package_id"):
        return
    seen: list[tuple[str, set[str], str]] = []
    for i, app in enumerate(case.draft.app):
        if not app.package_id:
            continue
        path, platforms = f"app[{i}].package_id", set(app.platforms)
        # While a platform is not said, the two may be on different ones.
        first = next((p for name, on, p in seen if name == app.package_id and on & platforms), None)
        if first is not None:
            yield found(path, case.book.one("rejection", "app-package-duplicate"), path=path, first=first)
        seen.append((app.package_id, platforms, path))


@check(
    "DEC005",
    "warning",
    "certificate",
    Words(
        "还是三证合一之前的号码",
        "主办单位证件号码是 {count} 位的旧号。常见的驳回：{title}（{cause}）。",
        "{steps}。",
    ),
    Words(
        "Still a number of before the unified code",
        "The organiser's certificate number is an old one of {count} characters. A common rejection: {title} ({cause}).",
        "{steps}.",
    ),
)
def old_number(case: Case) -> Iterator[Hit]:
    """A certificate that carries the unified code today, with another number (rejection old-licence-number)."""
    subject = case.draft.subject
    number = subject.cert_number
    if not number or subject.cert_type not in parameters(case, "unified-code")["certificates"] or uscc.is_uscc(number):
        return
    rule = case.book.one("rejection", "old-licence-number")
    if rule is not None and asked(case, "subject.cert_number"):
        steps = words("；", "; ").join(s.rstrip("。.") for s in rule.words("fix_steps"))
        cause = rule.word("cause").rstrip("。.")
        yield found("subject.cert_number", rule, count=len(number), title=rule.word("title"), cause=cause, steps=steps)
