"""Plans of redirects: each old address ends one hop from its page, whatever is written in whatever order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.exceptions import InvalidRedirect
from articles.redirects import Plan, Redirect, Row, Target
from articles.services.redirect_plans import plan_rows
from tests.factories import NOW

PAGES = ("/about", "/tags/a")
PATHS = [f"/old-{n}" for n in range(6)]
EXTERNAL = "https://example.org/x"
ARTICLE = "id-1"
texts = st.sampled_from([*PATHS, *PAGES, EXTERNAL, ARTICLE, f"{ARTICLE}#part", "/nowhere"])
tables = st.lists(st.tuples(st.sampled_from([*PATHS, "/tags/a"]), texts), max_size=12)


def target_of(text: str) -> Target:
    if text.startswith(ARTICLE):
        return Target(article_id=ARTICLE, tail=text.removeprefix(ARTICLE))
    return Target(address=text, path=text if text.startswith("/") else "")


def missing(target: Target) -> str:
    return "" if target.path in PAGES else f"There is no page at {target.path}."


def plan(rows: list[tuple[str, str]], stands: Mapping[str, Redirect] | None = None) -> Plan:
    numbered = [Row(n, source, target) for n, (source, target) in enumerate(rows, start=1)]
    return plan_rows(
        numbered,
        stands or {},
        read=lambda row: (row.source, target_of(row.target)),
        missing=missing,
        at=NOW,
        by="emil",
    )


def written(rows: list[tuple[str, str]], stands: Mapping[str, Redirect] | None = None) -> dict[str, Redirect]:
    return {**(stands or {}), **{one.path: one for one in plan(rows, stands).writes}}


def outcomes(rows: list[tuple[str, str]], stands: Mapping[str, Redirect] | None = None) -> list[str]:
    return [line.outcome for line in plan(rows, stands).lines]


def ends(redirects: Mapping[str, Redirect]) -> dict[str, str]:
    return {path: one.target.address or one.target.article_id + one.target.tail for path, one in redirects.items()}


@given(st.lists(tables, max_size=5))
@settings(max_examples=300, deadline=None)
def test_no_old_address_is_ever_two_hops_from_its_page(imports: list[list[tuple[str, str]]]) -> None:
    stands: dict[str, Redirect] = {}
    for rows in imports:
        for one in plan(rows, stands).writes:
            # Also while a plan is half written, as by a process that was killed.
            stands[one.path] = one
            assert not [path for path, other in stands.items() if other.target.path in stands], ends(stands)
    assert all(one.target.path in ("", *PAGES) for one in stands.values()), ends(stands)


@given(tables)
@settings(max_examples=200, deadline=None)
def test_a_plan_that_is_written_plans_nothing_more(rows: list[tuple[str, str]]) -> None:
    stands = written(rows)
    assert plan(rows, stands).writes == ()


@given(tables)
@settings(max_examples=200, deadline=None)
def test_every_row_is_told_what_becomes_of_it(rows: list[tuple[str, str]]) -> None:
    made = plan(rows)
    assert len(made.lines) == len(rows)
    assert len(made.writes) == len({one.path for one in made.writes})
    assert all((line.outcome == "refused") == (line.refusal is not None) for line in made.lines)


def test_chain_is_led_to_its_end() -> None:
    assert ends(written([("/old-1", "/old-2"), ("/old-2", "/about")])) == {"/old-1": "/about", "/old-2": "/about"}
    assert ends(written([("/old-2", "/about"), ("/old-1", "/old-2")])) == {"/old-1": "/about", "/old-2": "/about"}


def test_redirect_that_leads_to_a_new_one_is_led_on() -> None:
    stands = written([("/old-1", "/tags/a")])
    made = plan([("/tags/a", ARTICLE)], stands)
    assert [one.path for one in made.moved] == ["/old-1"]
    assert ends(written([("/tags/a", ARTICLE)], stands)) == {"/old-1": ARTICLE, "/tags/a": ARTICLE}


def test_what_stands_is_written_before_what_is_new() -> None:
    stands = written([("/old-1", "/tags/a"), ("/old-2", "/about")])
    writes = plan([("/tags/a", ARTICLE), ("/old-2", ARTICLE)], stands).writes
    assert [one.path for one in writes] == ["/old-1", "/old-2", "/tags/a"]


def test_loop_is_refused_at_the_row_that_closes_it() -> None:
    rows = [("/old-1", "/old-2"), ("/old-2", "/old-1")]
    assert outcomes(rows) == ["refused", "refused"]  # the first leads nowhere without the second
    assert outcomes([("/old-1", "/old-1")]) == ["refused"]
    assert outcomes([("/old-1", "/tags/a"), ("/tags/a", "/old-1")]) == ["new", "refused"]


def test_row_that_leads_nowhere_leaves_what_stands() -> None:
    stands = written([("/old-1", "/about")])
    made = plan([("/old-1", "/nowhere")], stands)
    refusal = made.lines[0].refusal
    assert isinstance(refusal, InvalidRedirect)
    assert refusal.reason == "There is no page at /nowhere."
    assert made.writes == ()


def test_two_rows_of_one_address_are_one_or_contradict_each_other() -> None:
    assert outcomes([("/old-1", "/about"), ("/old-1", "/about")]) == ["new", "same"]
    assert outcomes([("/old-1", "/about"), ("/old-1", EXTERNAL)]) == ["new", "refused"]


def test_place_on_a_page_goes_along_to_the_article() -> None:
    rows = [("/old-1", f"{ARTICLE}#part"), ("/old-2", "/old-1")]
    assert ends(written(rows)) == {"/old-1": f"{ARTICLE}#part", "/old-2": f"{ARTICLE}#part"}


def test_who_added_it_stays_when_it_is_led_elsewhere() -> None:
    first = written([("/old-1", "/about")])["/old-1"]
    stands = {"/old-1": replace(first, created_by="ada", note="why")}
    assert written([("/old-1", ARTICLE)], stands)["/old-1"] == replace(stands["/old-1"], target=Target(ARTICLE))
