"""Names of sites, and the rules on words that names of Apps share with them: one code for each group of naming rules.

What is refused, by whom and since when stands in `rules/data/naming.toml` and in the provinces' parameters; `icpctl.naming`
judges. Rules that only a person can judge are one note: those that may block always, the others once a name has to be
changed anyway; a rule of low confidence of that kind is only explained, because it would be noise on nearly every name.
"""

from collections.abc import Callable, Iterable, Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.naming_words import group_label, hits, names, text_of
from icpctl.checks.roles import how_to_give, label
from icpctl.checks.scope import weight, words
from icpctl.findings import ERROR, NOTE
from icpctl.naming import advice, skipped

# code, groups of naming rules, what the docstring says, (title, message) in Chinese and in English
_CODES: tuple[tuple[str, tuple[str, ...], str, tuple[str, str], tuple[str, str]], ...] = (
    (
        "SITE001", ("length",), "min_length and max_length, as each rule counts.",
        ("网站名称太短或太长", "名称按这一条算有 {count} 个字：{says}。"),
        ("The site name is too short or too long", "By this rule the name counts {count} characters: {says}."),
    ),
    (
        "SITE002", ("form",), "Names that are digits, letters or marks and nothing else.",
        ("网站名称只有数字、字母或符号", "名称只有{form}：{says}。"),
        ("The site name is digits, letters or symbols only", "The name is {form} only: {says}."),
    ),
    (
        "SITE003", ("domain",), "A domain or address as the name.",
        ("直接用域名当网站名称", "名称直接用了域名：{says}。"),
        ("The site name is a domain", "The name is a domain: {says}."),
    ),
    (
        "SITE004", ("characters",), "Blanks, emoji, marks, invisible characters and letters of other scripts, each named.",
        ("网站名称里有特殊字符", "名称里有{chars}：{says}。"),
        ("Special characters in the site name", "The name holds {chars}: {says}."),
    ),
    (
        "SITE005", ("state",), "National-level words at the beginning or inside, unless the unit is one and says so.",
        ("名称里有国家级字样", "“{words}”是国家级字样：{says}{how}。"),
        ("National-level words in the name", "“{words}” is national-level wording: {says}{how}."),
    ),
    (
        "SITE006", ("public-affairs",), "Words of supervision, government and the sensitive ones.",
        ("名称里有公共事务词或敏感词", "“{words}”是公共事务词或敏感词：{says}{how}。"),
        ("Public-affairs or sensitive words in the name", "“{words}” is a public-affairs or sensitive word: {says}{how}."),
    ),
    (
        "SITE007", ("interactive",), "Words that promise posting or comments.",
        ("名称里有互动字样", "“{words}”让人以为网站能发帖、评论：{says}{how}。"),
        ("Interaction words in the name", "“{words}” sounds as if visitors could post or comment: {says}{how}."),
    ),
    (
        "SITE008", ("personal",), "Words of organisations, trades, business and generic words, for individuals.",
        ("个人名称里有不宜的字样", "“{words}”不宜出现在个人的名称里：{says}{how}。"),
        ("Words that an individual should not use", "“{words}” does not belong in an individual's name: {says}{how}."),
    ),
    (
        "SITE009", ("licence-individual", "licence-organization"), "Words of fields that need a pre-approval or a permit.",
        ("名称里有要许可的领域词", "“{words}”属于要许可的领域：{says}{how}。"),
        ("Words of fields that need a permit", "“{words}” belongs to a field that needs a permit: {says}{how}."),
    ),
    (
        "SITE010", ("claims",), "Misleading, boasting and trading words.",
        ("名称里有容易误导或被追问的词", "“{words}”容易误导或被追问：{says}{how}。"),
        ("Words that mislead or raise questions", "“{words}” misleads or raises questions: {says}{how}."),
    ),
    (
        "SITE011", ("place",), "Places in an individual's name; places larger than the subject's own.",
        ("名称里的地名不合适", "{what}：{says}{how}。"),
        ("A place in the name", "{what}: {says}{how}."),
    ),
    (
        "SITE012", ("person",), "Names of persons the draft knows; the message never repeats them.",
        ("名称里有人的姓名", "名称里有人的姓名：{says}。"),
        ("A person's name in the site name", "The site name holds a person's name: {says}."),
    ),
    (
        "SITE013", ("subject",), "The name beside the subject's full name.",
        ("网站名称与主体对不上", "{what}：{says}。"),
        ("The site name and the subject", "{what}: {says}."),
    ),
    (
        "SITE014", ("province",), "A province's own wishes, and parameters of province and national rules.",
        ("名称不合本省或全国的规定", "{what}：{says}{how}。"),
        ("The name breaks a rule of the province or the nation", "{what}: {says}{how}."),
    ),
    (
        "SITE015", ("repeated",), "Sites of one draft with the same name, where a naming rule speaks of it.",
        ("几个网站同名", "{what}：{says}。"),
        ("Several sites with one name", "{what}: {says}."),
    ),
    (
        "SITE016", ("app",), "Placeholders, emoji, marketing words, other names on other platforms.",
        ("App 名称不合要求", "{what}：{says}{how}。"),
        ("The App's name does not meet the requirements", "{what}: {says}{how}."),
    ),
    (
        "SITE017", ("mini-program",), "The word for mini-program itself, and the form at one provider.",
        ("小程序名称不合要求", "{what}：{says}{how}。"),
        ("The mini-program's name does not meet the requirements", "{what}: {says}{how}."),
    ),
)  # fmt: skip


def _judging(groups: tuple[str, ...], says: str) -> Callable[[Case], Iterable[Hit]]:
    def run(case: Case) -> Iterable[Hit]:
        return hits(case, *groups)

    run.__doc__ = says
    return run


for _code, _groups, _says, _zh, _en in _CODES:
    check(_code, ERROR, "site_name", Words(*_zh, "{todo}"), Words(*_en, "{todo}"), about="faulty name")(_judging(_groups, _says))

_MOST_GROUPS = 4
"""Groups of skipped rules that the note names."""

_MISSING = {"subject": "subject.nature", "province": "subject.province", "subject_name": "subject.name"}


@check(
    "SITE018",
    "note",
    "site_name",
    Words("名称还没判断完", "还没填：{missing}。名称里与之有关的规则先跳过：{what}。", "补上后再检查一遍（{flags}）。"),
    Words(
        "The name is not judged in full yet",
        "Not given yet: {missing}. Rules on the name that need it are skipped: {what}.",
        "Give it and check again ({flags}).",
    ),
    about="name",
)
def not_judged(case: Case) -> Iterator[Hit]:
    """One note for each name: which answers are missing, and what could not be judged without them."""
    for judged in names(case):
        lacking = [(rule, _MISSING[need]) for rule, need in skipped(judged.context, case.book) if need in _MISSING]
        if lacking:
            paths = dict.fromkeys(path for _, path in lacking)
            groups = list(dict.fromkeys(group_label(case, rule) for rule, _ in lacking))
            comma = words("、", ", ")
            rest = len(groups) - _MOST_GROUPS
            yield found(
                judged.at,
                lacking[0][0],
                severity=NOTE,
                missing=comma.join(label(p) for p in paths),
                what=comma.join(groups[:_MOST_GROUPS]) + (words(f"等 {len(groups)} 类", f" and {rest} more") if rest > 0 else ""),
                flags=comma.join(map(how_to_give, paths)),
            )


@check(
    "SITE019",
    "note",
    "site_name",
    Words("名称还有一项要自己判断", "程序判断不了，要自己对照：{says}。", "对照后再定名称；拿不准的先问接入商。"),
    Words(
        "Something about the name to judge yourself",
        "A program cannot judge this, compare yourself: {says}.",
        "Compare before you settle on the name; ask the provider when in doubt.",
    ),
    about="name",
)
def judge_yourself(case: Case) -> Iterator[Hit]:
    """One note for each name: rules without anything a program can check."""
    for judged in names(case):
        rules = advice(judged.context, case.book)
        refused = any(one.severity != NOTE for one in judged.found)
        shown = [r for r in rules if weight(r) == ERROR or (refused and r.confidence != "low")]
        if shown:
            yield found(judged.at, shown[0], severity=NOTE, says=words("；", "; ").join(map(text_of, shown)))
