"""Drafts with events, for the tests of the journey."""

import datetime as dt
from typing import Any

from icpctl.case import Case
from icpctl.draft import from_dict
from icpctl.rules import Book

BOOK = Book()
CHINA = dt.timezone(dt.timedelta(hours=8))
DAY = dt.date(2026, 11, 22)


def at(text: str) -> dt.datetime:
    """A moment in China."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def case_of(
    type_: str | None, provider: str | None, *events: tuple[str, str], province: str = "jiangsu", day: dt.date = DAY, **parts: Any
) -> Case:
    """An enterprise's draft with these events (name, time in China)."""
    filing = {k: v for k, v in {"type": type_, "provider": provider}.items() if v}
    filing["created_at"] = at("2026-11-01T09:00")
    subject = {"nature": "enterprise", "name": "南京示例科技有限公司", "province": province}
    told = [{"event": e, "at": at(t)} for e, t in events]
    tables = {"schema": 1, "name": "example", "filing": filing, "subject": subject, "event": told, **parts}
    return Case(from_dict(tables, "t"), BOOK, day)
