"""An individual whose id card is from elsewhere: is he accepted, and what must he show."""

from collections.abc import Iterator

from icpctl.case import Case
from icpctl.checks import Hit, Words, check, found
from icpctl.checks.roles import having, parameters, province_name, said, weight
from icpctl.fields.dates import day
from icpctl.findings import ORDER
from icpctl.rules import Rule, vocabulary


def _locality(case: Case) -> Rule | None:
    """The strictest rule about ids from elsewhere; None when the id is local, unknown, or the province says nothing."""
    if case.id_local is not False:
        return None
    order = list(parameters(case, "nonlocal-id")["strictest_first"])
    rules = [r for r in having(case, "nonlocal_id") if r["params"]["nonlocal_id"] in order]
    rules.sort(key=lambda r: (order.index(r["params"]["nonlocal_id"]), ORDER[weight(r)]))
    return rules[0] if rules else None


def _wanting_proof(case: Case) -> Rule | None:
    """The rule by which a proof of residence is asked of this individual."""
    if case.id_local is False:
        rule = _locality(case)
        if rule is not None:
            wanted = rule["params"]["nonlocal_id"] in parameters(case, "nonlocal-id")["proof_wanted"]
            return rule if wanted else None
        asked = [
            r
            for r in having(case, "residence_permit_required_for_nonlocal")
            if r["params"]["residence_permit_required_for_nonlocal"]
        ]
        return asked[0] if asked else None
    if case.organization is not False:
        return None
    kind, origins = case.draft.subject.cert_type or case.draft.principal.cert_type, parameters(case, "person-origin")
    for rule in having(case, "foreigner_needs_residence_proof"):
        if kind in origins["foreign"] and rule["params"]["foreigner_needs_residence_proof"]:
            return rule
    named = parameters(case, "proof-wanted-of")
    rules = [r for r in having(case, "residence_permit_required_for_nonlocal") if r.id in named]
    return next((r for r in rules if any(kind in origins[o] for o in named[r.id])), None)


def _proofs(case: Case) -> list[tuple[str, str]]:
    """The proofs of residence in the draft with their places: the one named, and papers attached under a proof's id."""
    given = case.draft.subject.residence_proof
    named = [("subject.residence_proof", given)] if given else []
    rule = _wanting_proof(case)
    accepted = rule["params"].get("accepted_local_proofs", []) if rule else []
    return named + [(f"document[{i}]", d.id) for i, d in enumerate(case.draft.document) if d.id in accepted]


def _names(case: Case, ids: list[str]) -> str:
    return ", ".join(vocabulary.name(case.book, "residence_proof", i) for i in ids) or "-"


@check(
    "SUB006",
    "error",
    "id_locality",
    Words(
        "外省身份证不能在该省备案",
        "个人主体的身份证发证地不在{province}；该省的要求：{requirement}。",
        "改在身份证所在省备案，或以当地单位的名义备案。",
    ),
    Words(
        "An ID card from elsewhere is not accepted",
        "The individual's ID card was not issued in {province}; what it wants: {requirement}.",
        "File in the province of the ID card, or in the name of a local organization.",
    ),
    about="individual",
)
def refused(case: Case) -> Iterator[Hit]:
    """nonlocal_id = rejected."""
    rule = _locality(case)
    if rule is not None and rule["params"]["nonlocal_id"] in parameters(case, "nonlocal-id")["refused"]:
        yield found("subject.cert_number", rule, **said(case, rule))


@check(
    "SUB013",
    "error",
    "residence_permit",
    Words(
        "缺本地居住证明",
        "个人主体的证件不是{province}的；该省的要求：{requirement}。草稿里没有写用哪种证明，缺了会被退回。",
        "备好证明（该省收：{accepted}），用 --residence-proof 写明是哪一种。",
    ),
    Words(
        "No proof of local residence",
        "The individual's certificate is not from {province}; what it wants: {requirement}. The draft names no proof; "
        "without one it is turned back.",
        "Prepare a proof (accepted: {accepted}) and name it with --residence-proof.",
    ),
    about="individual",
)
def no_proof(case: Case) -> Iterator[Hit]:
    """A proof of residence is asked for and none is named or attached."""
    rule = _wanting_proof(case)
    if rule is not None and not _proofs(case):
        accepted = _names(case, rule["params"].get("accepted_local_proofs", []))
        yield found(
            "subject.residence_proof",
            rule,
            **said(case, rule),
            accepted=accepted,
        )


@check(
    "SUB014",
    "error",
    "residence_permit",
    Words(
        "这种居住证明该省不收",
        "居住证明填的是“{given}”；{province}的要求：{requirement}。",
        "换成该省收的证明：{accepted}。",
    ),
    Words(
        "This proof of residence is not accepted",
        "The proof of residence is “{given}”; what {province} wants: {requirement}.",
        "Use a proof that the province accepts: {accepted}.",
    ),
    about="individual",
)
def proof_refused(case: Case) -> Iterator[Hit]:
    """Ruled out by name, or not among those accepted."""
    rule, given = _wanting_proof(case), case.draft.subject.residence_proof
    if rule is None or not given:
        return
    accepted = rule["params"].get("accepted_local_proofs", [])
    by_name = [r for r in having(case, "rejected_local_proofs") if given in r["params"]["rejected_local_proofs"]]
    if by_name or (accepted and given not in accepted):
        judge = by_name[0] if by_name else rule
        values = said(case, judge)
        if judge.word("note"):  # another source may take it: both are said, the stricter one judges
            values["requirement"] += f" ({judge.word('note')})"
        yield found("subject.residence_proof", judge, given=_names(case, [given]), **values, accepted=_names(case, accepted))


@check(
    "SUB015",
    "error",
    "residence_permit",
    Words(
        "居住证明快到期",
        "居住证明到 {end} 为止，只剩 {left} 天；{province}的要求：{requirement}。",
        "先续签居住证明再提交。",
    ),
    Words(
        "The proof of residence ends too soon",
        "The proof of residence ends on {end}, with {left} days left; what {province} wants: {requirement}.",
        "Renew the proof before submitting.",
    ),
    about="individual",
)
def proof_ends(case: Case) -> Iterator[Hit]:
    """residence_permit_min_remaining_days, exactly so many days being too few; an expired proof counts as none."""
    asked, end = _wanting_proof(case), day(case.draft.subject.residence_valid_to)
    if asked is None or end is None:
        return
    left = (end - case.day).days
    rules = [
        r
        for r in having(case, "residence_permit_min_remaining_days")
        if left <= r["params"]["residence_permit_min_remaining_days"]
    ]
    rule = asked if left < 0 else (rules[0] if rules else None)
    if rule is not None:
        yield found(
            "subject.residence_valid_to",
            rule,
            end=end,
            left=left,
            **said(case, rule),
        )


@check(
    "SUB023",
    "warning",
    "id_locality",
    Words(
        "该省只收本省居民身份证",
        "个人主体的证件是“{given}”；{province}的要求：{requirement}。别的证件收不收，这里没有资料。",
        "先问管局或接入商；不收的，用本省身份证的人或当地单位的名义备案。",
    ),
    Words(
        "The province takes resident ID cards of its own only",
        "The individual's certificate is “{given}”; what {province} wants: {requirement}. Whether another certificate is "
        "taken is not known here.",
        "Ask the bureau or the provider; if it is not taken, file in the name of a holder of a local ID card or of a local "
        "organization.",
    ),
    about="individual",
    parameters=("nonlocal_id",),
)
def other_certificate(case: Case) -> Iterator[Hit]:
    """A certificate of another kind where a rule says that nothing but an ID card of the province is taken."""
    kind = case.draft.subject.cert_type or case.draft.principal.cert_type
    origins = parameters(case, "person-origin")
    if case.organization is not False or kind not in (*origins["foreign"], *origins["hmt"]):
        return
    rules = [r for r in having(case, "nonlocal_id") if r.id in parameters(case, "only-id-cards")["rules"]]
    if rules and rules[0]["params"]["nonlocal_id"] in parameters(case, "nonlocal-id")["refused"]:
        given = vocabulary.name(case.book, "person_certificate", str(kind))
        yield found("subject.cert_type", rules[0], given=given, **said(case, rules[0]))


@check(
    "SUB016",
    "note",
    "id_locality",
    Words(
        "外省身份证，本省要求不详",
        "个人主体的身份证不是{province}的；该省收不收、要不要居住证明，这里没有资料。",
        "先问管局或接入商，以答复为准。",
    ),
    Words(
        "An ID card from elsewhere, and the province's rule is not known",
        "The individual's ID card is not from {province}; whether the province takes it, and with which proof, is not "
        "known here.",
        "Ask the bureau or the provider; their answer counts.",
    ),
    about=("individual", "joining"),
)
def not_known(case: Case) -> Iterator[Hit]:
    """No rule of the province speaks of ids from elsewhere for this filing type."""
    if (
        case.id_local is False
        and _locality(case) is None
        and _wanting_proof(case) is None
        and case.type_words & {"first", "add-site", "add-access"}
    ):
        yield found("subject.cert_number", rule_id="", province=province_name(case))
