"""How old the responsible persons are: too young, or young enough to bring a proof."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import Role, having, is_legal_person, parameters, province_name, roles, said, weight
from icpctl.fields.certificates import age_on


@check(
    "PER011",
    "error",
    "minors",
    Words(
        "负责人未到年龄",
        "{path} 还没有满 {age} 周岁；{province}的要求：{requirement}。",
        "换一位达到年龄的负责人。",
    ),
    Words(
        "A principal is too young",
        "{path} is not yet {age}; what {province} wants: {requirement}.",
        "Choose a principal who has reached that age.",
    ),
    parameters=("min_age",),
)
def too_young(case: Case) -> Iterator[Hit]:
    """min_age; where rules differ, the highest age judges that is not reached."""
    rules = having(case, "min_age")
    for role in roles(case) if rules else ():
        age = _age(case, role)
        missed = [r for r in rules if age is not None and age < r["params"]["min_age"]]
        if missed:
            rule = min(missed, key=lambda r: (weight(r) != "error", -r["params"]["min_age"]))
            at = f"{role.at}.cert_number"
            yield found(at, rule, path=role.at, age=rule["params"]["min_age"], **said(case, rule))


@check(
    "PER017",
    "warning",
    "minors",
    Words(
        "未成年负责人要交证明",
        "{path} 未满 {age} 周岁；{province}的要求：{requirement}。",
        "备好所要的证明，或换一位成年的负责人。",
    ),
    Words(
        "A minor must bring a proof",
        "{path} is not yet {age}; what {province} wants: {requirement}.",
        "Prepare the proof, or choose a principal of age.",
    ),
    parameters=("proof_required_below_age",),
)
def proof_of_minor(case: Case) -> Iterator[Hit]:
    """proof_required_below_age; not asked of the legal representative where the rule exempts him."""
    rules = having(case, "proof_required_below_age")
    lowest = max((r["params"]["min_age"] for r in having(case, "min_age")), default=0) if rules else 0
    for role in roles(case) if rules else ():
        age = _age(case, role)
        if age is None or age < lowest:
            continue
        for rule in rules:
            limit = rule["params"]["proof_required_below_age"]
            exempt = rule["params"].get("legal_person_exempt") and is_legal_person(case, role) is not False
            if age < limit and not exempt:
                yield found(f"{role.at}.cert_number", rule, path=role.at, age=limit, **said(case, rule))
                break


@check(
    "PER018",
    "note",
    "minors",
    Words(
        "负责人未成年，本省要求不详",
        "{path} 未满 {age} 周岁；{province}有没有年龄要求，这里没有资料。不少省份不收未成年人。",
        "先问管局或接入商，或换一位成年的负责人。",
    ),
    Words(
        "A minor, and the province's rule is not known",
        "{path} is not yet {age}; whether {province} has an age limit is not known here. Many provinces refuse minors.",
        "Ask the bureau or the provider, or choose a principal of age.",
    ),
)
def minor_somewhere(case: Case) -> Iterator[Hit]:
    """A minor where no rule of the province speaks of age."""
    for role in roles(case):
        age = _age(case, role)
        if age is None or having(case, "min_age", "proof_required_below_age"):
            continue
        adult = parameters(case, "age-limit")["adult_age"]
        if age < adult:
            rule = case.book.one("cross-rule", "age-limit")
            yield found(f"{role.at}.cert_number", rule, path=role.at, age=adult, province=province_name(case))


def _age(case: Case, role: Role) -> int | None:
    person = role.person
    kind = person.cert_type or "resident-id"
    if kind == "resident-id" or kind in parameters(case, "person-origin")["hmt"]:
        return age_on(person.cert_number, case.day)
    return None
