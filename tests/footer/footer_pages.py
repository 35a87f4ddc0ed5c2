"""Pages and drafts of the footer tests; every subject is invented."""

import datetime as dt

from icpctl.case import Case
from icpctl.draft import Draft, Event, Facts, Filing, Site, Subject
from icpctl.footer.judging import Origin, Verdict, judge
from icpctl.footer.page import read_page
from icpctl.rules import Book

BOOK, DAY = Book(), dt.date(2026, 11, 22)
NAME, NUMBER, HEAD = "南京示例科技有限公司", "苏ICP备2023000001号-1", "苏ICP备2023000001号"
LINK = "https://beian.miit.gov.cn/"
POLICE = "苏公网安备32010202010078号"
POLICE_LINK = "https://beian.mps.gov.cn/#/query/webSearch?code=32010202010078"


def page(number: str = NUMBER, link: str = LINK, line: str = f"版权所有 {NAME}", more: str = "") -> str:
    anchor = f'<a href="{link}">{number}</a>' if link else number
    return f"<!doctype html><title>示例科技官网 - 首页</title><p>正文</p><footer><p>{line}</p><p>{anchor}</p>{more}</footer>"


def case(
    province: str = "jiangsu",
    subject: str | None = HEAD,
    site: str | None = NUMBER,
    name: str = NAME,
    nature: str = "enterprise",
    events: tuple[Event, ...] = (),
) -> Case:
    draft = Draft(
        name="example-com",
        filing=Filing(type="new-access", provider="qingcloud", facts=Facts(service_kind="website")),
        subject=Subject(nature=nature, name=name, province=province, licence=subject),
        site=[Site(name="示例科技官网", domains=["example.com"], licence=site)],
        event=list(events),
    )
    return Case(draft, BOOK, DAY)


def look(html: str, of: Case | None = None, origin: Origin | None = None) -> Verdict:
    return judge(read_page(html), BOOK, DAY, of, origin)


def codes(verdict: Verdict) -> list[str]:
    return sorted({f.code for f in verdict.findings})
