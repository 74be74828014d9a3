"""The audit: every write that should leave a line does, and editors find it again by who, what, which and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from articles import wiring
from articles.audit_form import AuditForm
from articles.auditing import AuditSearch, months_down
from articles.records_audit import AuditRecord, new_audit_id
from articles.services import auditing
from articles.services.auditing import AuditTrail
from articles.stores.dynamo import DynamoAudit, DynamoAuthoring
from portfolio.accounts import wiring as accounts
from portfolio.table import Table
from tests.accounts import PASSWORD
from tests.factories import NOW, FakeClock
from tests.integration.authors import ADA, EDITOR, Office
from tests.integration.conftest import Items, Site, entity
from tests.integration.editing import begin, controls, desk_of, send, shown

AUDIT = "/author/audit/"
Line = Any


@pytest.fixture
def trail(table: Table, clock: FakeClock) -> AuditTrail:
    return AuditTrail(DynamoAudit(table), DynamoAuthoring(table), clock=clock.now)


@pytest.fixture
def add(table: Table) -> Line:
    """Write a line as any part of the site does."""

    def add(
        at: datetime = NOW, actor: str = "ada", action: str = "save", subject: str = "ARTICLE#a", **more: str
    ) -> None:
        AuditRecord.of(at, new_audit_id(at), actor=actor, action=action, subject=subject, **more).save()

    return add


def found(trail: AuditTrail, **search: Any) -> list[str]:
    page = trail.search(AuditSearch(**search), actor=EDITOR)
    return [f"{line.actor} {line.action} {line.name}" for line in page.lines]


def test_lines_come_newest_first_over_all_months_of_a_year(trail: AuditTrail, add: Line) -> None:
    for days in (0, 40, 200, 364, 366, 500):
        add(NOW - timedelta(days=days), action=f"save {days}")
    assert [line.action for line in trail.search(AuditSearch(), actor=EDITOR).lines] == [
        "save 0", "save 40", "save 200", "save 364",
    ]  # fmt: skip


def test_search_narrows_by_who_what_kind_and_date(trail: AuditTrail, add: Line) -> None:
    add(actor="ada", action="save")
    add(actor="eve", action="publish")
    add(actor="eve", action="set role to editor", subject="USER#ada")
    add(NOW - timedelta(days=3), actor="eve", action="settings", subject="SITE SETTINGS")
    assert found(trail, actor="ada") == ["ada save a"]
    assert found(trail, action="publish") == ["eve publish a"]
    assert found(trail, action="set role") == ["eve set role to editor ada"]
    assert found(trail, kind="user") == ["eve set role to editor ada"]
    assert found(trail, kind="settings") == ["eve settings "]
    assert found(trail, text="Ada") == ["eve set role to editor ada"]
    assert found(trail, until=NOW - timedelta(days=1)) == ["eve settings "]
    assert len(found(trail, since=NOW - timedelta(days=1))) == 3
    assert found(trail, actor="nobody") == []


def test_pages_go_on_where_the_last_one_ended(trail: AuditTrail, add: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "AUDIT_SIZE", 3)
    for days in range(0, 100, 10):
        add(NOW - timedelta(days=days), action=str(days))
    seen: list[str] = []
    place = None
    for _ in range(10):
        page = trail.search(AuditSearch(), actor=EDITOR, place=place)
        seen += [line.action for line in page.lines]
        place = page.older
        if place is None:
            break
        assert len(page.lines) == 3
    assert seen == [str(days) for days in range(0, 100, 10)]


def test_a_search_stops_after_some_megabytes_and_goes_on(
    trail: AuditTrail, items: Items, monkeypatch: pytest.MonkeyPatch, add: Line
) -> None:
    monkeypatch.setattr(auditing, "MOST_PAGES", 1)
    add(NOW - timedelta(hours=2), actor="eve", action="long ago")
    for n in range(4):
        line = entity("audit", "AUDIT#2026-06", new_audit_id(NOW + timedelta(minutes=n - 10)))
        texts = {"at": "2026-06-01T11:55:00Z", "actor": "ada", "action": "save", "subject": "ARTICLE#a"}
        items.put({**line, **{name: {"S": text} for name, text in texts.items()}, "note": {"S": "x" * 350_000}})
    first = trail.search(AuditSearch(actor="eve"), actor=EDITOR)
    assert (first.lines, first.stopped_early) == ((), True)
    assert first.searched in (2, 3)
    second = trail.search(AuditSearch(actor="eve"), actor=EDITOR, place=first.older)
    assert [line.action for line in second.lines] == ["long ago"]


def test_a_line_that_cannot_be_read_hides_itself_and_is_counted(trail: AuditTrail, add: Line, items: Items) -> None:
    add()
    broken = entity("audit", "AUDIT#2026-06", new_audit_id(NOW))
    items.put({**broken, "at": {"S": "2026-06-01T11:59:00Z"}, "actor": {"S": "ada"}})
    page = trail.search(AuditSearch(), actor=EDITOR)
    assert (len(page.lines), page.broken) == (1, 1)


def test_a_line_of_an_earlier_release_is_read(trail: AuditTrail, items: Items) -> None:
    line = entity("audit", "AUDIT#2026-06", "01KW1BQH00VQ9YGYFC5H2CXV3P")
    texts = {"at": "2026-06-01T11:00:00Z", "actor": "ada", "action": "publish", "subject": "ARTICLE#on-time"}
    items.put({**line, **{name: {"S": text} for name, text in texts.items()}, "ttl": {"N": "1811764800"}})
    (old,) = trail.search(AuditSearch(text="on-time"), actor=EDITOR).lines
    assert (old.name, old.title, old.article_id, old.kind) == ("on-time", "", "", "article")


def test_a_renamed_article_is_found_under_all_its_names(table_office: Office, trail: AuditTrail) -> None:
    office = table_office
    stands = office.published("On Time")
    token = new_audit_id(office.clock.now())
    office.service.rename(stands.live.article_id, "in-time", actor=ADA, expected=stands.version, token=token)
    other = office.create("Other")
    assert other
    for text in ("on-time", "in-time", "On Ti", "https://example.com/articles/on-time/"):
        assert found(trail, text=text) == ["ada rename in-time", "ada publish on-time", "ada save on-time"], text
    (line, *_) = trail.search(AuditSearch(text="in-time"), actor=EDITOR).lines
    assert (line.title, line.note, line.article_id) == ("On Time", "from on-time", stands.live.article_id)


def test_authors_do_not_read_it(trail: AuditTrail) -> None:
    with pytest.raises(Exception, match="Only editors and admins"):
        trail.search(AuditSearch(), actor=ADA)


def test_months_down_crosses_years_and_ends() -> None:
    oldest, newest = datetime(2025, 11, 30, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC)
    assert list(months_down(newest, oldest)) == ["2026-01", "2025-12", "2025-11"]
    assert list(months_down(oldest, newest)) == []


def test_what_people_do_is_on_the_page_with_its_links(site: Site) -> None:
    ada, root = desk_of(site), desk_of(site, "root", "admin")
    address = begin(ada, title="A <b>bold</b> title", slug="bold")
    send(ada, address, "publish")
    accounts.users().set_role("ada", "editor", by="root")
    page = root.get(AUDIT).content.decode()
    assert "A &lt;b&gt;bold&lt;/b&gt; title" in page
    assert f'href="{address}"' in page
    assert f'href="{address}revisions/"' in page
    assert 'href="/author/users/ada/"' in page
    assert "set role to editor" in page
    eve = desk_of(site, "eve", "editor")
    assert 'href="/author/users/ada/"' not in shown(eve.get(AUDIT))
    assert f'href="{AUDIT}"' in shown(eve.get("/author/"))
    assert f'href="{AUDIT}"' not in shown(desk_of(site, "bob").get("/author/"))


def test_signing_in_and_out_and_settings_leave_lines(site: Site, items: Items) -> None:
    desk_of(site, "root", "admin")
    visitor = Client()
    visitor.post("/author/login/", {"username": "root", "password": PASSWORD})
    settings = visitor.get("/author/settings/")
    answer = visitor.post("/author/settings/", {**controls(settings, 'class="site-settings"'), "title": "Other"})
    assert answer.status_code == 302, shown(answer)
    visitor.post("/author/logout/")
    lines = [line for line in items.all() if line["entity"]["S"] == "audit"]
    done = [line["action"]["S"] for line in sorted(lines, key=lambda line: line["sk"]["S"])]
    assert done[-3:] == ["sign in", "settings", "sign out"]
    (note,) = [line["note"]["S"] for line in lines if line["action"]["S"] == "settings"]
    assert note.startswith("title")


def test_a_new_password_is_no_sign_out(site: Site, items: Items) -> None:
    ada = desk_of(site)
    new = {
        "current_password": PASSWORD,
        "new_password": "another four tame otters",
        "repeated": "another four tame otters",
    }
    page = ada.get("/author/password/")
    names = [name for name in controls(page, "<form method") if "password" in name]
    assert names
    ada.post("/author/password/", {**new, **{name: new["new_password"] for name in names if "current" not in name}})
    actions = [line["action"]["S"] for line in items.all() if line["entity"]["S"] == "audit"]
    assert "set password" in actions
    assert "sign out" not in actions


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Nothing was done in the last year."),
        ("?who=nobody", "Nothing that was done in the last year fits."),
        ("?since=yesterday", "This is not a date; write it like 2026-05-31."),
        ("?what=fly", "Select a valid choice."),
        ("?until=9999-12-31", "This is not a date"),
    ],
)
def test_states_of_the_page(site: Site, items: Items, query: str, said: str) -> None:
    root = desk_of(site, "root", "admin")
    for line in items.all():
        if line["entity"]["S"] == "audit":
            items.client.delete_item(TableName=items.table_name, Key={"pk": line["pk"], "sk": line["sk"]})
    answer = root.get(AUDIT + query)
    assert answer.status_code == 200
    assert said in shown(answer)


def test_page_with_a_broken_line_says_so(site: Site, items: Items) -> None:
    root, now = desk_of(site, "root", "admin"), wiring.now()
    broken = entity("audit", f"AUDIT#{now:%Y-%m}", new_audit_id(now))
    items.put({**broken, "at": {"S": f"{now:%Y-%m-%dT%H:%M:%SZ}"}, "actor": {"N": "7"}})
    assert "1 line here cannot be read and is left out." in " ".join(shown(root.get(AUDIT)).split())


def test_page_goes_on_by_a_signed_mark(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "AUDIT_SIZE", 2)
    ada, root = desk_of(site), desk_of(site, "root", "admin")
    for n in range(3):
        begin(ada, slug=f"a-{n}")
    first = shown(root.get(f"{AUDIT}?who=ada&what=save"))
    address = first.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    second = shown(root.get(address))
    assert "a-2" in first
    assert "a-0" not in first
    assert "a-0" in second
    assert "Newest" in second
    stale = root.get(address.replace("who=ada", "who=eve"))
    assert (stale.status_code, stale["Location"]) == (302, f"{AUDIT}?who=eve&what=save")


def test_until_is_the_end_of_that_day_where_the_site_is(site: Site) -> None:
    form = AuditForm({"since": "2026-03-29", "until": "2026-03-29"}, time_zone=ZoneInfo("Europe/Berlin"))
    assert form.is_valid()
    search = form.to_search()
    assert search.since is not None
    assert search.until is not None
    assert search.until.astimezone(UTC) - search.since.astimezone(UTC) == timedelta(hours=23)


def test_while_the_table_is_away_it_is_503(site: Site) -> None:
    root = desk_of(site, "root", "admin")
    root.get(AUDIT)
    site.proxy.fail("500", operation="Query")
    assert root.get(AUDIT).status_code == 503
