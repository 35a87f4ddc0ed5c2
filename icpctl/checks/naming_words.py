"""The names of a draft with what is known around them, and how a finding about a name is put into words."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from icpctl.case import Case
from icpctl.checks import Hit, found
from icpctl.checks.scope import asked, weight, words
from icpctl.draft import App, MiniProgram, Site
from icpctl.findings import ERROR
from icpctl.naming import PARAMETERS, Context, Found, judge, read
from icpctl.naming.text import looks_like, script
from icpctl.rules import Rule

SITE, APP, MINI = "site", "app", "mini-program"
_FIELDS = {SITE: "site.name", APP: "app.name", MINI: "service.mini_appid"}
_MOST = 5
"""Words or characters that a message names."""

PROVINCE = "province"
# The group of a rule that names none: by what it found.
_GROUPS = {
    "short": "length", "long": "length", "form": "form", "domain": "domain", "characters": "characters", "words": "claims",
    "kind": "place", "suffix": PROVINCE, "related": "subject", "same": "subject", "place": "place", "repeated": "repeated",
    "platforms": "app",
}  # fmt: skip


class Judged(Struct, frozen=True):
    """A name of the filing: its path, the name, what is known around it, and what was found."""

    at: str
    name: str
    context: Context
    found: list[Found]


def names(case: Case) -> list[Judged]:
    """Every name that this filing gives, judged once for all the checks."""
    return case.kept("judged names", lambda: _judged(case))


def _judged(case: Case) -> list[Judged]:
    return [Judged(at, name, context, judge(name, context, case.book)) for at, name, context in _names(case)]


def _names(case: Case) -> Iterator[tuple[str, str, Context]]:
    for at, service in case.services():
        kind = APP if isinstance(service, App) else MINI if isinstance(service, MiniProgram) else SITE
        name = service.name or ""
        if name and asked(case, _FIELDS[kind]):
            yield f"{at}.name", name, _context(case, kind, service)


def _context(case: Case, kind: str, service: Site | App | MiniProgram) -> Context:
    draft, subject = case.draft, case.draft.subject
    rules = case.kept_alike("rules on names", lambda: _rules(case)) if kind == SITE else ()
    remark = service.comment if isinstance(service, MiniProgram) else service.remark
    return Context(
        service=kind,
        subject={True: "organization", False: "individual", None: None}[case.organization],
        nature=subject.nature,
        province=subject.province,
        provider=draft.filing.provider,
        subject_name=subject.name or (draft.principal.name if case.organization is False else None),
        people=_people(case),
        places=tuple(p for p in (subject.city, subject.district) if p),
        approvals=tuple(service.pre_approvals) or None,
        documents=frozenset(d.id for d in draft.document),
        remark=remark or "",
        others=_before(case, service) if isinstance(service, Site) else (),
        platforms=_elsewhere(case, service) if isinstance(service, App) else (),
        rules=rules,
    )


def _rules(case: Case) -> tuple[str, ...]:
    return tuple(r.id for r in case.province_rules if not PARAMETERS.isdisjoint(r["params"]))


def _before(case: Case, site: Site) -> tuple[str, ...]:
    """The names of the sites before this one: of two sites with one name the later is the one to rename."""
    index = next(i for i, s in enumerate(case.draft.site) if s is site)
    return tuple(s.name for s in case.draft.site[:index] if s.name)


def _people(case: Case) -> tuple[str, ...]:
    draft = case.draft
    persons = [draft.principal.name, draft.legal_person.name, *(s.principal.name for _, s in case.services())]
    holder = [draft.subject.name] if case.organization is False else []
    return tuple(dict.fromkeys(n for n in [*holder, *persons] if n))


def _elsewhere(case: Case, app: App) -> tuple[str, ...]:
    """The names that the same package has in other tables of the draft, which stand for other platforms."""
    return tuple(a.name for a in case.draft.app if a is not app and a.name and app.package_id and a.package_id == app.package_id)


def hits(case: Case, *groups: str) -> Iterator[Hit]:
    """What the rules of these groups have against the names of a draft."""
    for judged in names(case):
        for one in judged.found:
            if group_of(case, one) in groups:
                yield found(judged.at, one.rule, severity=one.severity, **_values(case, judged, one))


def group_of(case: Case, one: Found) -> str:
    """The group of naming rules that a finding belongs to; rules of provinces and of the nation are a group of their own."""
    if one.rule.kind != "naming-rule":
        return PROVINCE
    own = one.rule.get("group")
    return str(own) if own in _known(case) else _GROUPS[one.matter]


def _known(case: Case) -> dict[str, Rule]:
    return case.book.kept("naming groups", lambda: {str(e["id"]): _as_rule(e) for e in case.book.file("naming")["naming_group"]})


def _as_rule(entry: dict[str, object]) -> Rule:
    return Rule("naming-group", str(entry["id"]), entry, "naming")


def group_label(case: Case, rule: Rule) -> str:
    """What the group of a rule is about, in the user's language."""
    group = _known(case).get(str(rule.get("group")))
    return group.word("label") if group else rule.id


def text_of(rule: Rule) -> str:
    """The sentence of a rule as a person is told it, without its full stop."""
    return rule.word("says", rule.word("rule", rule.word("requirement"))).rstrip("。.")


def _values(case: Case, judged: Judged, one: Found) -> dict[str, Any]:
    ways = _directions(_known(case).get(group_of(case, one)), one, judged.context)
    numbered = [words(f"{n}. {w.rstrip('。.')}", f"({n}) {w.rstrip('。.')}") for n, w in enumerate(ways, 1)]
    return {
        "what": _what(one),
        "says": text_of(one.rule),
        "how": _how(judged.name, one) + _state(one, judged.context) + _excuse(one),
        "words": _listed(one.words) if one.spans and one.value != "personal-name" else "",
        "chars": _characters(one.words) if one.matter == "characters" else "",
        "count": one.count,
        "form": _form(one.value),
        "todo": words("；", "; ").join(numbered) + words("。", "."),
    }


def _directions(group: Rule | None, one: Found, context: Context) -> list[str]:
    """Ways to change the name: those for this fault or this kind of subject, else those of the group."""
    if one.excused is not None:
        return one.excused.words("directions")
    if group is None:
        return []
    own = group.words(f"directions_{one.matter}") or group.words(f"directions_{context.subject}")
    return own or group.words("directions")


def _state(one: Found, context: Context) -> str:
    """What the draft says about the permit, where that makes the word an error."""
    if "escalate_to_error_when" not in one.rule.data or one.severity != ERROR or not context.approvals:
        return ""
    return words("；草稿的前置审批里没有声明这项许可", "; the draft declares no such permit among its pre-approvals")


def _excuse(one: Found) -> str:
    """The source that wants these very words here, where there is one."""
    if one.excused is None:
        return ""
    cause, as_of = one.excused.word("cause").rstrip("。."), one.excused.as_of
    said = one.excused.word("says").replace("{as_of}", as_of).replace("{cause}", cause)
    return words("；", "; ") + said


def _what(one: Found) -> str:
    """What is wrong with the name, as half a sentence."""
    if one.value == "personal-name":
        return words("名称里有人的姓名", "The name holds a person's name")
    if one.value == "domain":
        return words("名称直接用了域名", "The name is a domain")
    if one.spans:
        doubt = one.value in ("place-name", "region") and one.severity != weight(one.rule)
        perhaps = words("，像地名，也可能是普通词语", ", perhaps a place, perhaps an ordinary word") if doubt else ""
        return words(f"名称里有“{_listed(one.words)}”", f"The name holds “{_listed(one.words)}”") + perhaps
    return {
        "short": words(f"名称只算 {one.count} 个字", f"The name counts {one.count} characters only"),
        "long": words(f"名称算 {one.count} 个字", f"The name counts {one.count} characters"),
        "form": words(f"名称只有{_form(one.value)}", f"The name is {_form(one.value)} only"),
        "characters": words(f"名称里有{_characters(one.words)}", f"The name holds {_characters(one.words)}"),
        "suffix": words(f"名称没有以“{one.value}”结尾", f"The name does not end with “{one.value}”"),
        "related": words("名称与主体全称看不出关联", "The name shows no relation to the subject's full name"),
        "same": words("名称与主体全称不同", "The name differs from the subject's full name"),
        "repeated": words("另一个网站也叫这个名称", "Another site has the same name"),
        "platforms": words("同一应用在各平台的名称不同", "The same App has different names on its platforms"),
    }.get(one.matter, "")


def _listed(given: tuple[str, ...]) -> str:
    unique = list(dict.fromkeys(given))
    return words("”、“", "”, “").join(unique[:_MOST]) + ("…" if len(unique) > _MOST else "")


def _how(name: str, one: Found) -> str:
    """How a word was found that does not stand in the name as it is quoted."""
    if not one.spans or all(w.lower() in name.lower() for w in one.words):
        return ""
    if read(name).simplified:
        return words("（繁体字按简体判断）", " (Traditional characters are judged as Simplified)")
    return words("（符号不算，形似字母按普通字母判断）", " (marks are left out, look-alike letters judged as plain ones)")


def _form(kind: str) -> str:
    return {
        "digits": words("数字", "digits"),
        "latin": words("英文字母", "Latin letters"),
        "latin-digits": words("字母和数字", "letters and digits"),
        "punctuation": words("符号或空格", "symbols or blanks"),
        "domain": words("域名", "a domain"),
        "place-name": words("地名", "a place name"),
        "personal-name": words("人名", "a person's name"),
    }.get(kind, kind)


def _characters(chars: tuple[str, ...]) -> str:
    shown = [_character(c) for c in chars[:_MOST]]
    rest = len(chars) - len(shown)
    return words("、", ", ").join(shown) + (words(f"等 {len(chars)} 种", f" and {rest} more") if rest else "")


def _character(char: str) -> str:
    kind = script(char)
    called = {
        "space": words("空格", "space"),
        "invisible": words("不可见字符", "invisible character"),
        "emoji": words("表情或图形", "emoji or picture"),
        "mark": words("符号", "symbol"),
        "cyrillic": words("西里尔字母", "Cyrillic letter"),
        "greek": words("希腊字母", "Greek letter"),
        "kana": words("假名", "kana"),
        "hangul": words("谚文", "Hangul"),
        "latin": words("特殊的拉丁字母", "special Latin letter"),
    }.get(kind, words("其他文字", "another script"))
    like = looks_like(char)
    alike = words(f"，形似 {like}", f", looks like {like}") if like else ""
    if kind in ("space", "invisible"):
        return words(f"{called}（U+{ord(char):04X}）", f"a {called} (U+{ord(char):04X})".replace("a invisible", "an invisible"))
    return words(f"“{char}”（{called} U+{ord(char):04X}{alike}）", f"“{char}” ({called} U+{ord(char):04X}{alike})")
