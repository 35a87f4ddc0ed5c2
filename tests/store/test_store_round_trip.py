"""What is written reads back equal, whatever TOML can hold; comments stay."""

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from icpctl import draft as drafts
from icpctl import draft_file
from icpctl.comments import carry
from icpctl.draft import App, Document, Draft, Event, Facts, Filing, LegalPerson, MiniProgram, Principal, Site, Subject

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ['"""', "'''", "\\", "\r\n", "\x00", "\u2028\x85\x0b", "#", "\U0010ffff", "= [x]", "long-term", "2027-10-01"]
)
some = st.none() | texts
lists = st.lists(texts, max_size=3)
flags = st.none() | st.booleans()
counts = st.none() | st.integers(-(2**62), 2**62)
zones = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=9, minutes=30)), None])
moments = st.datetimes(datetime(1000, 1, 1), timezones=zones)  # noqa: DTZ001
days = st.dates(date(1000, 1, 1)).map(date.isoformat) | st.just("long-term") | st.just("2026-02-30") | st.none()

sites = st.builds(
    Site, name=some, domains=lists, home_url=some, languages=lists, remark=some, domain_expires_on=days, ips=lists,
    pre_approval_numbers=st.dictionaries(texts, texts, max_size=2), domain_registered_here=flags,
    principal=st.builds(drafts.SitePrincipal, name=some, same_as_subject=flags, cert_valid_to=days),
)  # fmt: skip
some_drafts = st.builds(
    Draft,
    name=st.just("shop"),
    filing=st.builds(
        Filing, note=some, created_at=st.none() | moments, updated_at=st.none() | moments,
        facts=st.builds(Facts, intent=some, subject_service_count=counts, changed_parts=st.none() | lists),
    ),
    subject=st.builds(Subject, name=some, remark=some, cert_valid_to=days, services_filed=counts, renamed=flags),
    principal=st.builds(Principal, name=some, cert_valid_from=days, is_legal_person=flags),
    legal_person=st.builds(LegalPerson, name=some),
    site=st.lists(sites, max_size=3),
    app=st.lists(st.builds(App, name=some, platforms=lists), max_size=2),
    mini_program=st.builds(MiniProgram, name=some, content_types=lists),
    document=st.lists(
        st.builds(Document, id=texts.filter(bool), file=some, checked_at=st.none() | moments, valid_to=days), max_size=2
    ),
    event=st.lists(st.builds(Event, event=texts.filter(bool), at=moments, note=some), max_size=2),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(some_drafts)
def test_a_draft_reads_back_equal_and_writes_the_same_bytes(draft: Draft) -> None:
    data = draft_file.encode(draft, "x.toml")
    again, upgraded = draft_file.decode(data, "x.toml")
    assert not upgraded
    assert drafts.to_dict(again) == drafts.to_dict(draft)
    assert draft_file.differing(draft, again) == []
    assert draft_file.encode(again, "x.toml") == data


@settings(max_examples=150, deadline=None)
@given(some_drafts, some_drafts, st.data())
def test_comments_stay_whatever_changes(old: Draft, new: Draft, data: st.DataObject) -> None:
    old.document = new.document = []
    text = draft_file.encode(old, "x.toml").decode()
    lines = text.split("\n")
    comments = []
    for number in data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=5, unique=True)):
        comments.append(f'# note {number} [x] = "')
        lines[number] = f"{lines[number]} {comments[-1]}" if number % 2 else f"{comments[-1]}\n{lines[number]}"
    written = draft_file.encode(new, "x.toml", "\n".join(lines).encode())
    assert drafts.to_dict(draft_file.decode(written, "x.toml")[0]) == drafts.to_dict(new)
    for comment in comments:
        assert written.decode().count(comment) == 1
    assert draft_file.encode(new, "x.toml", written) == written


def test_comments_stay_where_they_were() -> None:
    text = (
        '# top\nschema = 1 # number\n\n# the filing\n[filing] # head\nnote = """a\n# no comment\nb""" # after\n'
        "[[site]]\ndomains = [ # inner\n  'a.com', # first\n]\n[site . \"principal\"]\n# who\nname = 'x'\n# end\n"
    )  # fmt: skip
    plain = 'schema = 1\n\n[filing]\nnote = "a"\n\n[[site]]\ndomains = [\n  "a.com",\n]\n\n[site.principal]\nname = "y"'
    carried = carry(text, plain)
    assert carried == (
        '# top\nschema = 1  # number\n\n# the filing\n[filing]  # head\n# after\nnote = "a"\n\n[[site]]\n'
        '# inner\n# first\ndomains = [\n  "a.com",\n]\n\n[site.principal]\n# who\nname = "y"\n# end\n'
    )  # fmt: skip
    assert tomllib.loads(carried) == tomllib.loads(plain)
    assert carry("a = 1 # one line before\n", "a = [\n  1,\n]\n") == "# one line before\na = [\n  1,\n]\n"
    assert carry("[site]\nname='x' # kept\n# also\n[gone]\n# last\n", "schema = 1\n") == ("schema = 1\n# kept\n# also\n# last\n")


def test_comments_that_would_make_the_file_too_big_stay_in_the_backup_only() -> None:
    draft = Draft(name="shop")
    draft.subject.remark = "x" * (draft_file.MAX_BYTES - 200)
    plain = draft_file.encode(draft, "x.toml")
    assert draft_file.encode(draft, "x.toml", b"schema = 1\n" + b"# note\n" * 100) == plain
    assert draft_file.encode(draft, "x.toml", b"# \xff damaged\n") == plain
