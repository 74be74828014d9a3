"""Writing, saving and publishing through the pages, over the real engine, until a reader sees it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import Items, Site
from tests.integration.editing import NEW, begin, controls, desk_of, post, send, send_by_script, shown

SEEN_SECONDS = 1.0  # its own process looks at once, others every other second


def test_a_draft_is_saved_and_opened_again_as_it_was_typed(site: Site) -> None:
    desk = desk_of(site)
    typed = {
        "title": "Über C++ & .NET",
        "description": "A <b>sentence</b>.",
        "tags": "C++, .NET",
        "category": "Notes",
        "hero": "/media/a.png",
        "canonical_url": "https://example.com/first",
        "published_at": "2030-05-31T09:30",
        "unpublish_at": "2031-05-31T09:30",
        "body": "\n# One\n\nTwo <three> &amp; four\n",
    }
    address = begin(desk, **typed)
    stands = controls(desk.get(address))
    assert {name: stands[name] for name in typed} == {**typed, "body": "# One\n\nTwo <three> &amp; four\n"}
    assert stands["slug"] == "uber-c-net"


def test_what_is_published_is_what_readers_see(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, title="First light", tags="C++")
    assert site.get("/articles/first-light/").status_code == 404
    answer = send(desk, address, "publish", body="Now **you** see it.")
    assert answer.status_code == 302
    assert "Published: readers see it now." in shown(desk.get(address))
    site.wait_until(lambda: site.get("/articles/first-light/").status_code == 200, seconds=SEEN_SECONDS)
    page = site.text("/articles/first-light/")
    assert "Now <strong>you</strong> see it." in page
    assert "Ada" in page
    assert "First light" in site.text("/tags/cplusplus/")


def test_a_new_article_can_be_published_at_once(site: Site) -> None:
    answer = send(desk_of(site), NEW, "publish", title="At once", body="Text.")
    assert answer.status_code == 302
    assert site.get("/articles/at-once/").status_code == 200


def test_changes_of_a_live_article_wait_until_they_are_published_or_discarded(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, title="Live")
    send(desk, address, "publish", body="Old words.")
    send(desk, address, body="New words.")
    assert "unpublished changes" in shown(desk.get(address))
    assert "Old words." in site.text("/articles/live/")

    asked = desk.post(f"{address}discard/", controls(desk.get(address), "/discard/"))
    assert "Discard the unpublished changes?" in shown(asked)
    done = desk.post(f"{address}discard/", {**controls(asked, '<form method="post">'), "confirmed": "yes"}, follow=True)
    assert "Discarded." in shown(done)
    assert controls(desk.get(address))["body"] == "Old words.\n"

    send(desk, address, "publish", body="Newer words.")
    site.wait_until(lambda: "Newer words." in site.text("/articles/live/"), seconds=SEEN_SECONDS)


def test_unpublish_asks_once_more_and_hides_it(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, title="Gone soon")
    send(desk, address, "publish")
    sent = controls(desk.get(address), "/unpublish/")
    assert "Unpublish this article?" in shown(desk.post(f"{address}unpublish/", sent))
    assert site.get("/articles/gone-soon/").status_code == 200
    desk.post(f"{address}unpublish/", {**sent, "confirmed": "yes"})
    site.wait_until(lambda: site.get("/articles/gone-soon/").status_code == 404, seconds=SEEN_SECONDS)


def test_a_date_ahead_schedules(site: Site) -> None:
    desk = desk_of(site)
    answer = send(desk, NEW, "publish", title="Later", body="Text.", published_at="2199-01-02T03:04")
    page = shown(desk.get(answer["Location"]))
    assert "scheduled" in page
    assert "2 January 2199, 03:04" in page
    assert site.get("/articles/later/").status_code == 404


def test_a_form_that_is_sent_twice_is_one_save(site: Site, items: Items) -> None:
    desk = desk_of(site)
    data = {**controls(desk.get(NEW)), "title": "Once", "body": "Text."}
    first, second = (post(desk, NEW, data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert "This was saved already" in shown(desk.get(second["Location"]))
    assert [item["sk"]["S"] for item in items.all() if item["pk"]["S"] == "ARTICLE#once"] == ["CONTENT#v1", "METADATA"]


def test_the_script_gets_what_it_needs_for_the_next_save(site: Site) -> None:
    desk = desk_of(site)
    data = {**controls(desk.get(NEW)), "title": "By script", "body": "One."}
    first = post(desk, NEW, data, json=True)
    assert first.status_code == 200
    said: dict[str, Any] = first.json()
    assert {"state": "draft", "slug": "by-script", "errors": {}}.items() <= said.items()
    again = {**data, "body": "Two.", "version": said["version"], "token": said["token"]}
    second = post(desk, said["edit_url"], again, json=True)
    assert second.status_code == 200
    assert second.json()["version"] != said["version"]
    assert controls(desk.get(said["edit_url"]))["body"] == "Two.\n"


def test_contributors_see_no_way_to_publish_and_why(site: Site) -> None:
    desk = desk_of(site, "con", "contributor")
    page = shown(desk.get(NEW))
    assert 'value="publish"' not in page
    assert "an author or editor publishes them" in page
    answer = send(desk, NEW, "publish", title="Forged", body="Kept words.")
    assert answer.status_code == 403
    assert "Contributors write drafts" in shown(answer)
    assert "Kept words." in shown(answer)
    assert send_by_script(desk, NEW, "publish", title="Forged", body="Text.").status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_edit_is_told_so_in_a_sentence(site: Site, method: str) -> None:
    address = begin(desk_of(site))
    other = desk_of(site, "bob")
    for path in (address, f"{address}revisions/") if method == "get" else (address, f"{address}discard/"):
        answer = getattr(other, method)(path)
        assert answer.status_code == 403
        assert "Only its author and editors may change this article." in shown(answer)


def test_an_article_that_is_not_there_is_a_plain_404(site: Site) -> None:
    assert desk_of(site).get("/author/articles/01ARZ3NDEKTSV4RRFFQ69G5FAV/").status_code == 404


def test_forged_fields_change_nothing(site: Site, items: Items) -> None:
    desk = desk_of(site)
    answer = send(
        desk, NEW, title="Mine", body="Text.", status="published", owner="eve", role="admin", author="Eve",
        article_id="eve", published="yes",
    )  # fmt: skip
    assert answer.status_code == 302
    stands = items.get("ARTICLE#mine", "METADATA")
    assert stands is not None
    assert (stands["status"]["S"], stands["owner"]["S"], stands["author"]["S"]) == ("draft", "ada", "Ada")
    assert stands["article_id"]["S"] != "eve"


def test_only_editors_name_another_author(site: Site, items: Items) -> None:
    address = begin(desk_of(site), title="Of Ada")
    send(desk_of(site, "eve", "editor"), address, author="Grace Hopper")
    send(desk_of(site, "admin", "admin"), address, title="Of Ada still")
    stands = items.get("ARTICLE#of-ada", "METADATA")
    assert stands is not None
    assert (stands["author"]["S"], stands["owner"]["S"]) == ("Grace Hopper", "ada")


def test_an_editors_first_save_by_script_costs_no_byline(site: Site, items: Items) -> None:
    desk = desk_of(site, "eve", "editor")
    first = {**controls(desk.get(NEW)), "title": "Of Eve", "body": "Text."}
    assert first["author"] == "Eve"
    saved = post(desk, NEW, first, json=True).json()
    # The page stays as it is; only what the answer gave goes into its form.
    post(desk, saved["edit_url"], {**first, "version": saved["version"], "token": saved["token"]}, "publish")
    stands = items.get("ARTICLE#of-eve", "METADATA")
    assert stands is not None and stands["author"]["S"] == "Eve"


def test_what_is_saved_beside_a_schedule_does_not_come_out_by_itself(site: Site) -> None:
    desk = desk_of(site)
    address = send(desk, NEW, "publish", title="Later", body="Planned.", published_at="2199-01-02T03:04")["Location"]
    answer = send(desk, address, body="Other words.")
    assert answer.status_code == 302
    page = shown(desk.get(address))
    assert "The text from before is what will come out, unless you publish this one." in page
    assert "What readers see" not in page
    assert send(desk, address, "publish").status_code == 302
    assert "unpublished changes" not in shown(desk.get(address))
