"""Whatever is sent to the editor: a clear message beside the field, and everything typed still there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.domain import MAX_BODY_BYTES
from tests.integration.conftest import Items, Site
from tests.integration.editing import NEW, begin, controls, desk_of, post, send, send_by_script, shown

GOOD = {"title": "A title", "body": "Some *words*."}
RTL = "\u202e"


def complaints(page: Any) -> dict[str, str]:
    """The messages beside the fields."""
    parts = shown(page).split('<ul class="errorlist" id="')[1:]
    found = (part.split('_error">', 1) for part in parts)
    return {name.removeprefix("id_"): text.split("</ul>", 1)[0] for name, text in found}


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"title": ""}, "title", "required"),
        ({"title": "t" * 301}, "title", "This has 301 characters; 300 fit."),
        ({"title": "\u200b\u2060"}, "title", "Give it a title that can be seen."),
        ({"description": "d" * 1001}, "description", "This has 1,001 characters; 1,000 fit."),
        ({"slug": "Not a slug!"}, "slug", "Did you mean not-a-slug?"),
        ({"slug": "index"}, "slug", "index is reserved. index-2 is free."),
        ({"tags": ", ".join(f"tag {n}" for n in range(200))}, "tags", "These are 200 tags; 20 fit."),
        ({"tags": "Python, ★★★"}, "tags", "The tag “★★★” holds no letter or digit"),
        ({"tags": "x" * 101}, "tags", "has 101 characters; 100 fit."),
        ({"hero": "https://example.com/a.png"}, "hero", "This picture is of another host"),
        ({"hero": "//example.com/a.png"}, "hero", "This picture is of another host"),
        ({"hero": "a.png"}, "hero", "a path that starts with a slash"),
        ({"canonical_url": "javascript:alert(1)"}, "canonical_url", "starts with https:// or http://"),
        ({"published_at": "0001-01-01T00:00"}, "published_at", "Use a year from 1970 to 9998."),
        ({"published_at": "9999-12-31T23:59"}, "published_at", "Use a year from 1970 to 9998."),
        ({"published_at": "275760-09-13T00:00"}, "published_at", "Use a year from 1970 to 9998."),
        ({"published_at": "next week"}, "published_at", "This is not a date and a time"),
        ({"published_at": "2026-02-30T10:00"}, "published_at", "This is not a date and a time"),
        (
            {"published_at": "2030-01-02T10:00", "unpublish_at": "2030-01-02T10:00"},
            "unpublish_at",
            "later than the time at which it is published",
        ),
        ({"category": "c" * 101}, "category", "This has 101 characters; 100 fit."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    site: Site, typed: dict[str, str], field: str, message: str
) -> None:
    desk = desk_of(site)
    answer = send(desk, NEW, **{**GOOD, **typed})
    assert answer.status_code == 400
    assert message in complaints(answer)[field]
    assert f'<a href="#id_{field}">' in shown(answer)
    stands = controls(answer)
    assert {name: stands[name] for name in {**GOOD, **typed}} == {**GOOD, **typed}
    # It is the same form as before, to be sent again.
    by_script = send_by_script(desk, NEW, **{**GOOD, **typed})
    assert by_script.status_code == 400
    assert message in by_script.json()["errors"][field][0]


def test_a_taken_address_comes_with_one_that_is_free(site: Site) -> None:
    desk = desk_of(site)
    begin(desk, title="Taken")
    answer = send(desk, NEW, **GOOD, slug="taken")
    assert "Another article has the address taken. taken-2 is free." in complaints(answer)["slug"]
    assert controls(answer)["body"] == GOOD["body"]


def test_a_megabyte_of_other_letters_comes_back_with_its_size(site: Site) -> None:
    text = "語" * (1024 * 1024)
    answer = send(desk_of(site), NEW, **{**GOOD, "body": text})
    assert answer.status_code == 400
    assert f"it has {3 * 1024 * 1024:,} bytes, and {MAX_BODY_BYTES:,} fit" in complaints(answer)["body"]
    assert controls(answer)["body"] == text


def test_a_body_at_the_limit_fits(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, body="x" * (MAX_BODY_BYTES - 1))
    assert len(controls(desk.get(address))["body"]) == MAX_BODY_BYTES


def test_a_form_beyond_the_hard_limit_gets_a_page(site: Site) -> None:
    answer = send(desk_of(site), NEW, **{**GOOD, "body": "x" * (8 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "Your browser still has what you typed" in shown(answer)


def test_what_nobody_sees_is_taken_out_and_said(site: Site) -> None:
    desk = desk_of(site)
    answer = send(desk, NEW, title=f"An{RTL} \x00title", body="one\r\ntwo\x00\rthree \ufffd\n")
    page = desk.get(answer["Location"])
    assert "Title: Characters that nobody can see were taken out: U+0000, U+202E." in shown(page)
    assert "Text: Characters that no page can show were taken out of line 2: U+0000." in shown(page)
    stands = controls(page)
    assert (stands["title"], stands["body"]) == ("An title", "one\ntwo\nthree \ufffd\n")


def test_direction_marks_stay_in_a_body_and_are_said(site: Site) -> None:
    desk = desk_of(site)
    answer = send(desk, NEW, title="Letters", body=f"a{RTL}b")
    page = desk.get(answer["Location"])
    assert "turn the direction of the text in line 1, and stay: U+202E." in shown(page)
    assert controls(page)["body"] == f"a{RTL}b\n"


def test_a_lone_surrogate_of_a_form_is_a_sign_that_stays(site: Site) -> None:
    desk = desk_of(site)
    data = {**controls(desk.get(NEW)), **GOOD, "body": "MARK", "action": "save"}
    encoded = "&".join(f"{name}={value}" for name, value in data.items()).replace("MARK", "a%ED%A0%80b")
    answer = desk.post(NEW, encoded.replace(" ", "+"), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert controls(desk.get(answer["Location"]))["body"] == "a\ufffd\ufffd\ufffdb\n"


def test_files_in_place_of_texts_are_refused(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk)
    sent: dict[str, Any] = {**controls(desk.get(address)), "body": SimpleUploadedFile("a.md", b"text")}
    answer = post(desk, address, sent)
    assert answer.status_code == 400
    assert "This must be a text, not a file." in complaints(answer)["body"]
    assert controls(desk.get(address))["body"] == "Some *words*.\n"


def test_a_form_that_did_not_arrive_whole_blanks_nothing(site: Site) -> None:
    desk = desk_of(site)
    address = begin(desk, description="Stays.")
    sent = {name: value for name, value in controls(desk.get(address)).items() if name not in ("description", "body")}
    answer = post(desk, address, sent)
    assert answer.status_code == 400
    assert "these fields are missing: Description, Text" in shown(answer)
    assert controls(desk.get(address))["description"] == "Stays."


def test_a_thousand_fields_more_get_a_page(site: Site) -> None:
    desk = desk_of(site)
    answer = post(desk, NEW, {**controls(desk.get(NEW)), **GOOD, **{f"field{n}": "x" for n in range(1500)}})
    assert answer.status_code == 400
    assert "Nothing was changed." in shown(answer)


@pytest.mark.parametrize("token", ["", "x", "01ARZ3NDEKTSV4RRFFQ69G5FAV.forged", "\x00", "t" * 5000])
def test_a_forged_token_saves_nothing_and_loses_nothing(site: Site, items: Items, token: str) -> None:
    desk = desk_of(site)
    answer = send(desk, NEW, **GOOD, token=token)
    assert answer.status_code == 400
    assert "Please save it again." in shown(answer)
    again = controls(answer)
    assert again["body"] == GOOD["body"]
    assert not [item for item in items.all() if item["pk"]["S"].startswith("ARTICLE#")]
    assert post(desk, NEW, again).status_code == 302


def test_the_token_of_another_account_is_forged_too(site: Site) -> None:
    token = controls(desk_of(site).get(NEW))["token"]
    assert send(desk_of(site, "bob"), NEW, **GOOD, token=token).status_code == 400


@pytest.mark.parametrize("version", ["", "x", "-1.0", "9" * 40, "0.0", "99.99"])
def test_a_forged_version_is_a_conflict(site: Site, version: str) -> None:
    desk = desk_of(site)
    address = begin(desk)
    answer = send(desk, address, body="Other words.", version=version)
    assert answer.status_code == 409
    assert "Other words." in shown(answer)
    assert controls(desk.get(address))["body"] == "Some *words*.\n"


def test_a_text_cannot_leave_its_control(site: Site) -> None:
    text = "</textarea><script>alert(1)</script>"
    answer = send(desk_of(site), NEW, title="", description='"><script>', body=text)
    assert b"<script>alert" not in answer.content
    assert b'"><script>' not in answer.content
    assert controls(answer)["body"] == text
