"""Pre-approvals that the words and the content of a draft hint at, against what it declares. A first screen.

Words raise a category as a warning (clear ones) or a note (ones that a person must judge); only a content type that was
chosen, or a rule that speaks of the words themselves, makes an error. Declared categories are judged in `services`.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks import keywords as kw
from icpctl.checks.keywords import Found, Keyword
from icpctl.checks.roles import province_name
from icpctl.checks.scope import asked, rule_of, strongest, weight, words
from icpctl.draft import App, MiniProgram, Site
from icpctl.findings import ERROR, NOTE, WARNING
from icpctl.rules import Rule
from icpctl.wording import pick

NONE = "none"
Service = Site | App | MiniProgram
# An answer, its text as it is searched, the keywords found in it
Text = tuple[kw.Place, str, set[str]]


def _disclaimer(case: Case) -> str:
    return pick(case.book.file("pre-approval-notes")["reading"], "disclaimer")


def _declared(service: Service) -> set[str]:
    return set(service.pre_approvals) - {NONE}


def _state(service: Service) -> str:
    """What the draft says about pre-approvals so far, for a category that it does not declare."""
    if not service.pre_approvals:
        return words("草稿还没有回答前置审批", "the draft has not answered the pre-approvals yet")
    if NONE in service.pre_approvals:
        return words("草稿选的是“以上都不涉及”", "the draft says “none of the above”")
    return words("草稿声明的前置审批里没有这一项", "it is not among the pre-approvals that the draft declares")


def _raised(case: Case, service: Service) -> dict[str, list[Found]]:
    """category -> the words and choices that raise it, in the order of the answers; declared ones are left out."""
    declared = _declared(service)
    out: dict[str, list[Found]] = {}
    for one in kw.found_words(case, service):
        if one.keyword.category not in declared:
            out.setdefault(one.keyword.category, []).append(one)
    if isinstance(service, Site) and case.organization is not False and asked(case, "site.content_types"):
        for content, categories in kw.chosen_content(case, service):
            if not declared & set(categories):
                answers = next((c for c in categories if c in out), categories[0])
                out.setdefault(answers, []).append(kw.content_place(case, content))
    return out


@check(
    "PRE001",
    "error",
    "pre_approval",
    Words(
        "可能涉及前置审批",
        "{places}：可能涉及“{category}”，{state}。{papers}{note}{disclaimer}。",
        "{todo}",
    ),
    Words(
        "A pre-approval may be needed",
        "{places}: this may be “{category}”, and {state}. {papers}{note}{disclaimer}.",
        "{todo}",
    ),
)
def of_organization(case: Case) -> Iterator[Hit]:
    """Keywords and content types that raise a category which the draft does not declare (organisations)."""
    if case.organization is False:
        return
    for at, service in case.services():
        for category, raised in _raised(case, service).items():
            rule = case.book.one("pre-approval", category)
            if rule is not None:
                yield found(
                    f"{at}.pre_approvals",
                    rule,
                    severity=_severity(case, service, rule, raised),
                    places=kw.quoted(raised),
                    category=rule.word("name"),
                    state=_state(service),
                    papers=_papers(rule),
                    note=_note(rule),
                    disclaimer=_disclaimer(case),
                    todo=_todo(case, rule),
                )


def _severity(case: Case, service: Service, rule: Rule, raised: list[Found]) -> str:
    """A choice against "none" is an error where the approval is in force; strong words warn, weak ones are noted."""
    if any(one.certain for one in raised):
        return ERROR if NONE in service.pre_approvals and rule.status == "active" else WARNING
    if _scope_alone_is_free(case, rule.id, raised):
        return NOTE
    return WARNING if any(one.keyword.strong for one in raised) else NOTE


def _scope_alone_is_free(case: Case, category: str, raised: list[Found]) -> bool:
    """True when only the business scope has the word and the province wants no letter for that."""
    free = any(
        r["params"].get("keyword_class") == category and r["params"]["scope_only_needs_letter"] is False
        for r in case.with_parameter("scope_only_needs_letter")
    )
    return free and all(one.place.key == kw.BUSINESS_SCOPE for one in raised)


def _papers(rule: Rule) -> str:
    """Licence and authority of a category, as sentences."""
    licences, authority = words("、", ", ").join(rule.words("license_name")), rule.word("issuing_authority")
    parts = []
    if licences:
        parts.append(words(f"批文（按实际业务）：{licences}。", f"Licence, by the actual business: {licences}. "))
    if authority:
        parts.append(words(f"主管部门：{authority}。", f"Authority: {authority}. "))
    return "".join(parts)


def _note(rule: Rule) -> str:
    note = rule.word("status_note").rstrip("。.")
    return words(f"{note}。", f"{note}. ") if note else ""


def _todo(case: Case, rule: Rule) -> str:
    alternative = rule.word("alternative").rstrip("。.")
    if rule.status == "prohibited":
        return words(f"本地不许开办这类网站：{alternative}。", f"Such sites are not allowed here: {alternative}.")
    noted = rule_of(case, "remark-rule", "not-involved-note")
    remark = words("，并在备注写明不涉及", ", and say so in the remark") if noted else ""
    if rule.status == "active":
        involved = words("涉及就取得批文", "If it is involved, obtain the approval")
    else:
        involved = words(
            "涉及的先问接入商或当地管局还要不要批文，要就取得批文",
            "If it is involved, ask the provider or the administration whether an approval is still wanted; if so, obtain it",
        )
    return words(
        f"{involved}，在前置审批选上该项并填批文号；不涉及就选“以上都不涉及”{remark}，备好不涉及承诺书。各地的做法：{alternative}。",
        f"{involved}, choose the category and enter its number; if it is not involved, choose “none of the above”{remark}, and "
        f"have the statement of non-involvement ready. What is accepted: {alternative}.",
    )


@check(
    "PRE002",
    "error",
    "pre_approval",
    Words(
        "个人网站出现前置审批内容的字样",
        "{places}：可能涉及“{category}”，个人办不了这类审批。{says}。{disclaimer}。",
        "不涉及就改掉这些字样并选“以上都不涉及”；确实涉及的，取得批文后以单位名义备案。",
    ),
    Words(
        "Words of pre-approval content in an individual's filing",
        "{places}: this may be “{category}”, which an individual cannot obtain. {says}. {disclaimer}.",
        "If it is not involved, replace these words and choose “none of the above”; otherwise obtain the approval and file "
        "as an organisation.",
    ),
    about="individual",
)
def of_individual(case: Case) -> Iterator[Hit]:
    """Keywords in the answers of an individual (consistency rule individual-no-business, remark rule no-overclaim)."""
    if case.organization is not False:
        return
    general = rule_of(case, "consistency-rule", "individual-no-business")
    remarks = rule_of(case, "remark-rule", "no-overclaim")
    soft = case.book.one("word-family", "preapproval-words-soft")
    mild = soft["words"] if soft else ()
    for at, service in case.services():
        for category, raised in _raised(case, service).items():
            kind = case.book.one("pre-approval", category)
            if kind is None:
                continue
            # Naming rules take the wide words as a reminder only; in a remark they are no confession either.
            confessed = any(
                f.clear and f.keyword.word not in mild and f.place.key in (kw.REMARK, kw.SUBJECT_REMARK) for f in raised
            )
            rule = remarks if confessed and remarks is not None else general
            if rule is not None:
                severity = ERROR if confessed else WARNING if any(f.keyword.strong for f in raised) else NOTE
                yield found(
                    f"{at}.pre_approvals",
                    rule,
                    severity=severity,
                    places=kw.quoted(raised),
                    category=kind.word("name"),
                    says=rule.word("says", rule.word("rule")).rstrip("。."),
                    disclaimer=_disclaimer(case),
                )


class Class(Struct, frozen=True):
    """A class of business that a place's rules name: its keywords, content types and the category that answers it."""

    id: str
    keywords: dict[str, Keyword]
    contents: frozenset[str]
    category: str | None


def _class(case: Case, rule: Rule) -> Class | None:
    """The class that a rule of the province or nation speaks of; None for a word that the rule book does not explain."""
    id_ = rule["params"].get("keyword_class") or ("finance" if rule["params"].get("finance_requires_permit") else "")
    return case.book.kept(("keyword class", id_), lambda: _read_class(case, id_))


def _read_class(case: Case, id_: str) -> Class | None:
    category = case.book.one("pre-approval", id_)
    if category is not None:
        strong = {
            e["word"]: Keyword(id_, e["word"], e["strength"] == "strong", e["origin"] == "inferred") for e in category["keywords"]
        }
        contents = {c for c in _contents(case) if id_ in kw.content_categories(case.book, c)}
        return Class(id_, strong, frozenset(contents), id_)
    for entry in case.book.file("pre-approval-notes")["keyword_class"]:
        if entry["id"] == id_:
            named = {w: Keyword(id_, w) for w in entry["words"]}
            return Class(id_, named, frozenset(entry["content_types"]), entry.get("category"))
    return None


def _contents(case: Case) -> list[str]:
    return [str(e["id"]) for e in case.book.file("vocabulary")["site_content"]]


def _of_class(case: Case, service: Service, texts: list[Text], class_: Class, rule: Rule) -> list[Found]:
    """The words and choices of a class in the answers that the rule speaks of."""
    scopes = rule["params"].get("scopes")
    out = []
    for place, text, own in texts:
        if scopes and place.key not in scopes:
            continue
        # A word of the class counts inside a longer one too: "在线教育" still carries "教育".
        out += [
            Found(class_.keywords[word], place)
            for word in kw.standing(class_.keywords, text)
            if word in own or class_.category != class_.id or _inside(word, own - class_.keywords.keys())
        ]
    if isinstance(service, Site) and not scopes and asked(case, "site.content_types"):
        out += [kw.content_place(case, c) for c in dict.fromkeys(service.content_types) if c in class_.contents]
    return out


def _inside(word: str, others: set[str]) -> bool:
    return any(word in other for other in others if other != word)


@check(
    "PRE003",
    "error",
    "pre_approval",
    Words(
        "管局对这类内容另有要求",
        "{places}：{requirement}（{who}）。{state}。{disclaimer}。",
        "{todo}",
    ),
    Words(
        "The administration asks more of this class of business",
        "{places}: {requirement} ({who}). {state}. {disclaimer}.",
        "{todo}",
    ),
    parameters=("keyword_class", "finance_requires_permit"),
)
def of_place(case: Case) -> Iterator[Hit]:
    """Parameters keyword_class, finance_requires_permit, scopes, scope_only_needs_letter, allowed, online_filing_allowed."""
    if not asked(case, "site.preapprovals"):
        return
    rules = case.with_parameter("keyword_class", "finance_requires_permit")
    for at, service in case.services():
        texts = [(p, text, {k.word for k in kw.words_in(case, text)}) for p, text in kw.texts(case, service)]
        for rule in rules:
            class_ = _class(case, rule)
            if class_ is None or _own_rule_decides(rules, rule):
                continue
            raised = _of_class(case, service, texts, class_, rule)
            declared = class_.category in _declared(service)
            severity = _place_severity(service, rule, raised, declared)
            if severity is not None:
                yield found(
                    f"{at}.pre_approvals", rule, severity=severity, **_place_words(case, service, rule, class_, raised, declared)
                )


def _own_rule_decides(rules: list[Rule], rule: Rule) -> bool:
    """The national rule steps back where the province's own rule on the same class may block."""
    if rule.kind != "national-rule":
        return False
    own = [r for r in rules if r.kind == "province-rule" and r["params"].get("keyword_class") == "finance"]
    best = strongest(own)
    return best is not None and weight(best) == ERROR


def _place_severity(service: Service, rule: Rule, raised: list[Found], declared: bool) -> str | None:
    """None when the rule has nothing to say to this draft."""
    params = rule["params"]
    refuses = params.get("allowed") is False or params.get("online_filing_allowed") is False
    if declared:
        # Whoever declares the category has its licence in hand; only a refusal concerns him.
        return ERROR if refuses else None
    if not raised:
        return None
    keys = {one.place.key for one in raised}
    if params.get("scope_only_needs_letter") is False and (keys == {kw.BUSINESS_SCOPE} or not params.get("name_needs_letter")):
        return NOTE
    if not any(one.certain or one.keyword.strong for one in raised):
        return NOTE
    clear = [one for one in raised if one.clear]
    if any(one.certain for one in clear):
        answered = NONE in service.pre_approvals and "finance_requires_permit" in params
        return ERROR if answered or params.get("allowed") is False else WARNING
    if params.get("allowed") is False:
        return ERROR if any(one.place.key in (kw.SITE_NAME, kw.REMARK) for one in clear) else WARNING
    # A rule that lists where the words must not stand speaks of the words themselves.
    return ERROR if clear and "scopes" in params and NONE in service.pre_approvals else WARNING


def _place_words(case: Case, service: Service, rule: Rule, class_: Class, raised: list[Found], declared: bool) -> dict[str, Any]:
    chosen = words(f"声明涉及“{_class_name(case, class_)}”", f"“{_class_name(case, class_)}” is declared")
    if declared:
        state, todo = (
            words("草稿已声明这一项", "the draft declares it"),
            words("先向接入商或当地管局确认能否办理，再提交。", "Ask the provider or the administration before submitting."),
        )
    else:
        state, todo = _state(service), _place_todo(case, rule, class_)
    return {
        "places": kw.quoted(raised) or chosen,
        "requirement": rule.word("requirement").rstrip("。."),
        "who": province_name(case) if rule.kind == "province-rule" else words("全国", "nationwide"),
        "state": state[:1].upper() + state[1:],
        "disclaimer": _disclaimer(case),
        "todo": todo,
    }


def _class_name(case: Case, class_: Class) -> str:
    rule = case.book.one("pre-approval", class_.id)
    if rule is not None:
        return rule.word("name")
    return next(
        (pick(e, "name") for e in case.book.file("pre-approval-notes")["keyword_class"] if e["id"] == class_.id), class_.id
    )


def _place_todo(case: Case, rule: Rule, class_: Class) -> str:
    if rule["params"].get("allowed") is False:
        return words("去掉这类内容和字样。", "Remove such content and words.")
    papers = [_paper(case, id_) for id_ in rule["documents"]]
    joined = words(
        "或" if rule.get("documents_mode") == "any" else "、", " or " if rule.get("documents_mode") == "any" else ", "
    ).join(papers)
    have = words(f"备好{joined}；", f"Have ready: {joined}. ") if papers else ""
    if not class_.keywords:
        return have + words("或者改选别的服务内容。", "Or choose another content type.")
    if class_.category is None:
        return have + words("不做这类业务的，在备注写明。", "If the business is not done, say so in the remark.")
    return have + words(
        "涉及的在前置审批选上该项并填批文号；不涉及的选“以上都不涉及”并备好不涉及承诺书。",
        "If it is involved, declare the category with its number; if not, choose “none of the above” and have the statement "
        "of non-involvement ready.",
    )


def _paper(case: Case, id_: str) -> str:
    rule = case.book.one("document", id_) or case.book.one("province-document", id_)
    return rule.word("name", id_) if rule else id_


@check(
    "PRE004",
    "note",
    "pre_approval",
    Words("开站前另须审批", "{requirement}（{who}）。", "还没有审批文件的，先办好再提交。"),
    Words(
        "An approval before the site is opened",
        "{requirement} ({who}).",
        "Obtain the approval before submitting, if you have none yet.",
    ),
    parameters=("subject_kind",),
)
def of_nature(case: Case) -> Iterator[Hit]:
    """Approvals that a province asks of a kind of subject whatever its content (subject_kind of a pre_approval rule)."""
    if not asked(case, "site.preapprovals"):
        return
    for rule in case.with_parameter("subject_kind"):
        if rule["topic"] == "pre_approval" and set(rule["params"]) == {"subject_kind"}:
            who = province_name(case) if rule.kind == "province-rule" else words("全国", "nationwide")
            yield found("subject.nature", rule, severity=NOTE, requirement=rule.word("requirement").rstrip("。."), who=who)
