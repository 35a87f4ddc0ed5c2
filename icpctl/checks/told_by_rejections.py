"""What only rejections tell of a province: types its system does not offer, and how individuals are to name their site."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import parameters, province_name
from icpctl.checks.scope import asked, sites, words
from icpctl.rules import vocabulary


@check(
    "DEC007",
    "warning",
    "filing_type",
    Words(
        "本省没有这一类的入口",
        "{province}没有“{type}”这一类：{cause}。",
        "{steps}。",
    ),
    Words(
        "The province has no entry for this type",
        "{province} does not offer “{type}”: {cause}.",
        "{steps}.",
    ),
)
def not_offered(case: Case) -> Iterator[Hit]:
    """Types that a province's system lacks (rejection change-province-limit, whose sentence names them)."""
    rule, limit = case.type_rule, parameters(case, "change-province-limit")
    if rule is None or case.draft.subject.province not in limit["provinces"] or rule.id not in limit["filing_types"]:
        return
    rejection = case.book.one("rejection", "change-province-limit")
    if rejection is not None:
        steps = words("；", "; ").join(s.rstrip("。.") for s in rejection.words("fix_steps"))
        yield found(
            "filing.type",
            rejection,
            province=province_name(case),
            type=vocabulary.name(case.book, "filing_type", rule.id),
            cause=rejection.word("cause").rstrip("。."),
            steps=steps,
        )


@check(
    "DEC008",
    "warning",
    "naming",
    Words(
        "个人网站名称在本省另有格式",
        "{path} 不是“某某{endings}”的样子。见过的驳回：{cause}。别处的通用规则却不许个人名称用这些字，两说不一。",
        "先问接入商按哪一种；要按这个格式的就改名，并在备注写明内容。",
    ),
    Words(
        "Individuals name their site in a form of this province",
        "{path} does not end in “{endings}”. A rejection that was seen: {cause}. General rules forbid individuals these very "
        "words, so the sources disagree.",
        "Ask the provider which one holds; if it is this form, rename the site and state the content in the remark.",
    ),
    about="individual",
)
def local_form_of_name(case: Case) -> Iterator[Hit]:
    """Endings of individuals' site names in a province (rejection site-name-jiangsu-personal); a note at other providers."""
    form = parameters(case, "site-name-jiangsu-personal")
    if case.organization is not False or case.draft.subject.province not in form["provinces"] or not asked(case, "site.name"):
        return
    rejection = case.book.one("rejection", "site-name-jiangsu-personal")
    if rejection is None:
        return
    known = {"all", case.draft.filing.provider} & set(rejection["providers"])
    for at, site in sites(case):
        if site.name and not site.name.endswith(tuple(form["endings"])):
            yield found(
                f"{at}.name",
                rejection,
                severity=None if known else "note",
                path=f"{at}.name",
                endings=words("”或“", "” or “").join(form["endings"]),
                cause=rejection.word("cause").rstrip("。."),
            )
