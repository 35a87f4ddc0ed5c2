"""What a site, App or mini-program says it offers: content, remark, languages. Names are judged elsewhere."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import having
from icpctl.checks.scope import asked, fits, governing, label, limits, rule_of, sites, spelled, strongest, words
from icpctl.draft import Site
from icpctl.rules import Rule
from icpctl.rules.vocabulary import name

# The content types that parameters and cross rules mean by a word of their own (blog_allowed, other-content-remark).
BLOG, OTHER = "blog-personal-space", "other"


def _contents(case: Case) -> Iterator[tuple[str, Site]]:
    return iter([]) if not asked(case, "site.content_types") else sites(case)


@check(
    "SITE101",
    "error",
    "business_scope",
    Words(
        "个人不能选这项服务内容",
        "“{content}”：{says}。",
        "改选“其他”并在网站备注写清实际内容；内容涉及经营的，改以单位名义备案。",
    ),
    Words(
        "An individual cannot choose this content",
        "“{content}”: {says}.",
        "Choose “其他” (other) and describe the content in the site remark; for business content file in the "
        "name of an organisation.",
    ),
    about=("individual", "site"),
)
def content_of_individual(case: Case) -> Iterator[Hit]:
    """Content types open to individuals, and provinces that do not take blogs."""
    if case.organization is not False:
        return
    general = rule_of(case, "consistency-rule", "individual-content-type")
    for at, site in _contents(case):
        for content in site.content_types:
            rule = _not_here(case, content) if content in (general["allowed"] if general else [content]) else general
            if rule is not None:
                says = rule.word("requirement", rule.word("rule", rule.word("caution"))).rstrip("。.")
                yield found(f"{at}.content_types", rule, content=name(case.book, "site_content", content), says=says)


def _not_here(case: Case, content: str) -> Rule | None:
    if content == BLOG:
        refusing = strongest([r for r in governing(case, "blog_allowed") if not r["params"]["blog_allowed"]])
        if refusing is not None:
            return refusing
    kind = case.book.one("content-type", content)
    return kind if kind and case.draft.subject.province in kind.get("not_allowed_provinces", ()) else None


@check(
    "SITE102",
    "error",
    "business_scope",
    Words(
        "服务内容与主办单位性质不符",
        "单位备案选了“{content}”：{says}。",
        "改选与单位和网站实际相符的内容，例如单位门户网站。",
    ),
    Words(
        "The content does not fit the nature of the subject",
        "The organisation chose “{content}”: {says}.",
        "Choose the content that fits the organisation and its site, for example the organisation's portal.",
    ),
    about=("organization", "site"),
)
def content_of_organization(case: Case) -> Iterator[Hit]:
    """Content types meant for individuals only, and those a province refuses to organisations."""
    if not case.organization:
        return
    for at, site in _contents(case):
        for content in site.content_types:
            kind = case.book.one("content-type", content)
            if kind is None:
                continue
            refused = case.draft.subject.province in kind.get("not_allowed_for_organization_provinces", ())
            if refused or "organization" not in kind["allowed_for"]:
                says = kind.word("caution" if refused else "covers").rstrip("。.")
                severity = "error" if refused else "warning"
                yield found(
                    f"{at}.content_types",
                    kind,
                    severity=severity,
                    content=name(case.book, "site_content", content),
                    says=says,
                )


@check(
    "SITE103",
    "warning",
    "remark",
    Words("备注要写", "{why}。备注是审核时判断内容的依据。", "{todo}"),
    Words("The remark is needed", "{why}. Reviewers judge the content by the remark.", "{todo}"),
    about="site",
)
def site_remark(case: Case) -> Iterator[Hit]:
    """The remark of a site: who must write one, and how long. A missing remark never stops a filing here: a warning."""
    if not asked(case, "site.remark"):
        return
    for at, site in sites(case):
        text = (site.remark or "").strip()
        judged = _remark_length(case, text) if text else _remark_missing(case, site)
        if judged:
            rule, severity, why = judged
            todo = words(
                "用一两句话写明网站实际展示什么、做什么用，不写经营、论坛等不涉及的内容。",
                "Say in a sentence or two what the site shows and what it is for; leave out what it does not do.",
            )
            yield found(f"{at}.remark", rule, severity=severity, why=why, todo=todo)


def _remark_missing(case: Case, site: Site) -> tuple[Rule, str, str] | None:
    if case.organization is False:
        # A warning whichever rule it is: the province's own is the one to name.
        needed = [r for r in having(case, "remark_required") if r["params"].get("remark_kind")]
        rule = next(iter(needed), None) or rule_of(case, "remark-rule", "individual-describe-content")
        if rule is not None:
            return rule, "warning", rule.word("requirement", rule.word("rule")).rstrip("。.")
    if OTHER in site.content_types and asked(case, "site.content_types"):
        rule = case.book.one("cross-rule", "other-content-remark")
        if rule is not None:
            return (
                rule,
                "warning",
                words(
                    "服务内容选了“其他”，要在备注写明网站内容",
                    "The content is “其他” (other), so the remark must state it",
                ),
            )
    for rule in case.with_parameter("remark_required_if", "distinct_labels_need_separate_sites"):
        if rule["params"].get("remark_required_if") == "site-name-not-subject-name" and _own_name(case, site):
            return rule, "warning", rule.word("requirement").rstrip("。.")
        if rule["params"].get("distinct_labels_need_separate_sites") and len({label(spelled(d)) for d in site.domains}) > 1:
            return rule, "warning", rule.word("requirement").rstrip("。.")
    several = rule_of(case, "remark-rule", "multi-domain")
    if several is not None and len(set(site.domains)) > 1:
        return several, "note", several.word("rule").rstrip("。.")
    return None


def _own_name(case: Case, site: Site) -> bool:
    subject = case.draft.subject.name
    return bool(site.name and subject and site.name not in subject and subject not in site.name)


def _remark_rules(case: Case) -> list[Rule]:
    return [r for r in case.book.all("remark-rule") if "site" in r.get("service", ()) and fits(case, r)]


def _remark_length(case: Case, text: str) -> tuple[Rule, str, str] | None:
    key = ("rules on remarks of sites", case.draft.filing.provider)
    for rule in case.kept_alike(key, lambda: _remark_rules(case)):
        least, most = rule.get("min_length", 0), rule.get("max_length", len(text))
        if not least <= len(text) <= most:
            severity = "warning" if len(text) < least else "note"
            count = words(f"备注现有 {len(text)} 字：", f"The remark has {len(text)} characters: ")
            return rule, severity, count + rule.word("rule").rstrip("。.")
    return None


@check(
    "SITE109",
    "error",
    "remark",
    Words("App 或小程序备注太短或太长", "备注现有 {count} 字。{says}。", "写明实际运营内容与主要服务，字数调到要求之内。"),
    Words(
        "The remark of the App or mini-program has the wrong length",
        "The remark has {count} characters. {says}.",
        "State the actual operation and main services within the required length.",
    ),
)
def app_remark(case: Case) -> Iterator[Hit]:
    """Lengths of the remark of an App (cross rule app-remark-length) and of a mini-program (mini-comment-length)."""
    for i, app in enumerate(case.draft.app):
        text = (app.remark or "").strip()
        rule = strongest([r for r in limits(case, "app_remark") if len(text) < r["least"]])
        if rule is not None and asked(case, "app.remark"):
            yield found(f"app[{i}].remark", rule, count=len(text), says=rule.word("rule").rstrip("。."))
    comment = (case.draft.mini_program.comment or "").strip()
    rule = case.book.one("remark-rule", "mini-program-20-200")
    if (
        comment
        and rule is not None
        and case.kind == "mini-program"
        and not rule["min_length"] <= len(comment) <= rule["max_length"]
    ):
        yield found("mini_program.comment", rule, count=len(comment), says=rule.word("rule").rstrip("。."))


@check(
    "SITE105",
    "error",
    "language",
    Words("网站语言要调整", "{says}。", "{todo}"),
    Words("The languages of the site need a change", "{says}.", "{todo}"),
    about="site",
)
def languages(case: Case) -> Iterator[Hit]:
    """Languages a province wants among those given, and the advice to give the main one only."""
    if not asked(case, "site.languages"):
        return
    advice = rule_of(case, "consistency-rule", "language")
    for at, site in sites(case):
        lacking = strongest(
            [
                r
                for r in governing(case, "language_must_include")
                if str(r["params"]["language_must_include"]).lower() not in site.languages
            ]
        )
        if site.languages and lacking is not None:
            wanted = name(case.book, "language", str(lacking["params"]["language_must_include"]).lower())
            todo = words(f"在网站语言里加上{wanted}。", f"Add {wanted} to the languages of the site.")
            yield found(f"{at}.languages", lacking, says=lacking.word("requirement").rstrip("。."), todo=todo)
        elif len(site.languages) > 1 and advice is not None:
            todo = words(
                "只留实际使用的主要语言；确有多语种的可不改。",
                "Keep the main language; leave it if the site really has several.",
            )
            yield found(f"{at}.languages", advice, says=advice.word("rule").rstrip("。."), todo=todo)
