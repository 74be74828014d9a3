"""Each rule on texts that are wrong and on texts that only look so, in several languages."""

from __future__ import annotations

import pytest

from articles.checking import RULES, Checkup, Finding, Home, Typed
from articles.domain import MAX_BODY_BYTES
from articles.linking import Verdict

# What readers find under a slug, or at a path.
FOUND: dict[str, Verdict] = {"gone": "dead", "draft": "hidden", "/nowhere/": "dead", "moved": "moved"}
HOME = Home("https://site.test", "mine")
MANY = " ".join(["word"] * 41)
LONG = " ".join(["Some more words."] * 61)


def look(body: str, rule: str = "", *, language: str = "en") -> list[Finding]:
    checkup = Checkup(Typed("Title", "About it.", body), HOME, language)
    verdicts = {
        link.address: "dead" if link.kind == "dropped" else FOUND.get(link.target, "fine") for link in checkup.links
    }
    found = checkup.findings(verdicts=verdicts)
    return [finding for finding in found if not rule or finding.rule == rule]


def marked(body: str, finding: Finding) -> str:
    """What a finding would select."""
    assert finding.place
    line, column, end_line, end_column = finding.place
    lines = body.split("\n")[line - 1 : end_line]
    lines[-1] = lines[-1][: end_column - 1]
    lines[0] = lines[0][column - 1 :]
    return "\n".join(lines)


WRONG = [
    ("alt-missing", "a ![](/a.png) b", "![](/a.png)"),
    ("alt-missing", "> - [![ ](/a.png)](/b)", "![ ](/a.png)"),
    ("alt-missing", "![][1]\n\n[1]: /a.png", "![][1]"),
    ("alt-file-name", "![a-chart.PNG](/a-chart.PNG)", "![a-chart.PNG](/a-chart.PNG)"),
    ("alt-file-name", "![photo_2](/media/photo_2.jpg)", "![photo_2](/media/photo_2.jpg)"),
    ("alt-file-name", "![IMG_2041](/x.png)", "![IMG_2041](/x.png)"),
    ("alt-file-name", "![Screenshot 2024-01-01 at 10.00.00](/x.png)", "![Screenshot 2024-01-01 at 10.00.00](/x.png)"),
    ("heading-order", "## A\n\n#### B", "B"),
    ("heading-order", "### A", "A"),
    ("heading-order", "# A\n\n### B ###", "B"),
    ("heading-repeated", "## Setup\n\nx\n\n## *Setup*", "*Setup*"),
    ("heading-repeated", "## A\n\n### ÜBER\n\n### über", "über"),
    ("heading-repeated", "## A\n\n### A", "A"),
    ("heading-repeated", "使い方\n---\n\nx\n\n## 使い方", "使い方"),
    ("link-dead", "see [a](/articles/gone/) b", "[a](/articles/gone/)"),
    ("link-dead", "[a](../gone/#x)", "[a](../gone/#x)"),
    ("link-dead", "[a](https://site.test/articles/gone)", "[a](https://site.test/articles/gone)"),
    ("link-dead", "[a][b]\n\n[b]: /articles/gone.md", "[a][b]"),
    ("link-dead", "[a](/articles/draft/)", "[a](/articles/draft/)"),
    ("link-dead", "[a](/nowhere/)", "[a](/nowhere/)"),
    ("link-dead", "[a](ftp://other.test)", "[a](ftp://other.test)"),
    ("link-dead", "[a](#nowhere)", "[a](#nowhere)"),
    ("link-dead", "[a](/articles/mine/#nowhere)", "[a](/articles/mine/#nowhere)"),
    ("link-dead", "https://site.test/articles/gone/", "https://site.test/articles/gone/"),
    ("link-empty", "a [](/b) c", "[](/b)"),
    ("link-empty", "a [b]() c", "[b]()"),
    ("link-empty", "a [b](#) c", "[b](#)"),
    ("link-empty", "[ <!-- x --> ](/b)", "[ <!-- x --> ](/b)"),
    ("bare-url", "see https://example.com/a.", "https://example.com/a"),
    ("bare-url", "| a |\n|---|\n| x<br>www.example.com |", "www.example.com"),
    ("bare-url", "**<https://example.com>**", "<https://example.com>"),
    ("bare-url", "[https://example.com](https://example.com)", "[https://example.com](https://example.com)"),
    ("code-language", "a\n\n```\nx\n```", "```"),
    ("code-language", "- a\n\n  ~~~ {3}\n  x\n  ~~~", "~~~ {3}"),
    ("code-language", "a\n\n    x = 1", "x = 1"),
    ("table-header", "a\n\n|  |  |\n|---|---|\n| 1 | 2 |", "|  |  |"),
    ("repeated-word", "this is the the end", "the the"),
    ("repeated-word", "at the end of the\nthe line", "the\nthe"),
    ("repeated-word", "The the end", "The the"),
    ("repeated-word", "a *the* the b", "the* the"),
    ("repeated-word", "see the [the guide](/b)", "the [the"),
    ("repeated-word", "# Über und und das Haus", "und und"),
    ("repeated-word", "il est est là", "est est"),
    ("repeated-word", "это это слово", "это это"),
    ("repeated-word", "και και όμως", "και και"),
    ("repeated-word", "| x x |\n|---|\n| a a |", "a a"),
    ("mark-left", "TK: write this", "TK"),
    ("mark-left", "what TKTK said", "TKTK"),
    ("mark-left", "ここはTKです", "TK"),
    ("mark-left", "- [ ] TODO: more", "TODO"),
    ("mark-left", "Lorem ipsum dolor", "Lorem ipsum"),
    ("mark-left", "## About TK", "TK"),
    ("sentence-long", f"Short. {MANY}. Short.", f"{MANY}."),
    ("sentence-long", f"> Kurz! {MANY}?", f"{MANY}?"),
    ("sentence-long", "短い。" + "語" * 80 + "。短い。", "語" * 80 + "。"),
    ("sentence-long", f"छोटा। {MANY}।", f"{MANY}।"),
    ("paragraph-long", f"{LONG}\n\nShort.", LONG),
    ("markup", "a\n\n:::note\nb", ":::note"),
    ("markup", "a [^9] b", "a [^9] b"),
    ("picture-foreign", "a\n\nb ![c](https://example.com/c.png)", "b ![c](https://example.com/c.png)"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "body", "place"), WRONG)
def test_what_is_wrong_is_found_where_it_stands(rule: str, body: str, place: str) -> None:
    found = look(body, rule)
    assert [marked(body, finding) for finding in found] == [place]
    assert found[0].reason.endswith(".")
    assert " ".join(place.split()).startswith(found[0].excerpt.rstrip("…"))
    assert 0 < len(found[0].excerpt) <= 80


RIGHT = [
    ("alt-missing", "![A chart](/a.png) `![](/a.png)` <!-- ![](/a.png) -->"),
    ("alt-file-name", "![Chart](/chart.png) ![What setup.py does](/setup.png) ![The end.](/e.png)"),
    ("heading-order", "# A\n\n## B\n\n### C\n\n## D\n\n# E\n\n    #### no\n\n## F"),
    ("heading-order", "## A\n\n### B\n\n#### C\n\n## D"),
    ("heading-repeated", "## A\n\n### Example\n\n## B\n\n### Example"),
    ("link-dead", "[a](/articles/here/) [b](https://other.test/articles/gone/) [x](../moved/) [d](mailto:a@b.test)"),
    ("link-dead", "## Ein Weg\n\n[a](#ein-weg) [b](#contents) [c](#fn1) d[^1] [e](#:~:text=a)\n\n[^1]: x"),
    ("link-dead", "## 日本語 {#jp}\n\n[a](#jp) [b](/articles/mine/#jp) [c](/articles/) `[d](#x)`"),
    ("link-dead", "[e](/articles/here/#x) [f](https://[) [g](?a=b)"),
    ("link-empty", "[a](/b) [![c](/d.png)](/e) [`x`](/f) [$x$](/g) \\[](/h) [x]"),
    ("bare-url", "[words](https://example.com) a@b.test `https://example.com` example.com [https is fine](/a)"),
    ("code-language", "```python\nx\n```\n\n```text\n```\n\n`a`\n\n~~~ {.js}\nx\n~~~"),
    ("table-header", "| | b |\n|---|---|\n| 1 | 2 |\n\n```\n| | |\n|-|-|\n```"),
    ("repeated-word", "He said that that was so so good, and her her reasons. 12 12"),
    ("repeated-word", "Duran Duran; Baden Baden; the, the; the. the; the—the; the `the`; the\n\nthe"),
    ("repeated-word", "`the the` [a](the/the) https://a.test/the/the the\u00a0<!-- x --> end"),
    ("repeated-word", "nous nous levons, sie sie sieht, well well-known, that's that that's"),
    ("repeated-word", "ร้านร้าน 看看 妈妈 เด็ก เด็ก धीरे धीरे ゆっくり ゆっくり"),
    ("repeated-word", "```\nthe the\n```\n\n    the the\n\n$$\nx x\n$$"),
    ("mark-left", "`TK` ATK TKX tk todo TODO list https://a.test/TK [a](/TK) Lorem"),
    ("mark-left", "```\nTODO: x\n```\n\n<!-- TK -->"),
    ("sentence-long", " ".join(["Some words, e.g. these ones, end here."] * 12)),
    ("sentence-long", "短い文です。" * 40 + "\n\nประโยคสั้น ๆ " * 60),
    ("sentence-long", "- " + "\n- ".join(["some words without an end"] * 30)),
    ("sentence-long", f"`{MANY}` | x\n\n```\n{MANY}\n```\n\n| {MANY} |\n|---|"),
    ("sentence-long", "\n".join(["A line of a poem with some words  "] * 12)),
    ("paragraph-long", "\n\n".join([LONG[:900]] * 4)),
    ("markup", ":::note\na\n:::\n\n$x$ [^1]\n\n[^1]: b"),
    ("picture-foreign", "![a](/b.png) [a](https://example.com/b.png)"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "body"), RIGHT)
def test_nothing_is_said_of_what_only_looks_wrong(rule: str, body: str) -> None:
    assert look(body, rule) == []


@pytest.mark.parametrize("language", ["tr", "vi-VN", "id"])
def test_languages_that_double_words_may(language: str) -> None:
    assert look("yavaş yavaş geldi", "repeated-word", language=language) == []


def test_columns_count_letters_not_their_parts() -> None:
    body = "𠮷𠮷 👩‍🚀 the the"
    assert marked(body, look(body, "repeated-word")[0]) == "the the"


@pytest.mark.parametrize(
    ("typed", "state", "found"),
    [
        (Typed(" ", "About."), "", {"title-missing": "title"}),
        (Typed("T", ""), "", {"description-missing": "description"}),
        (Typed("T", "d" * 161), "", {"description-long": "description"}),
        (Typed("T", "d" * 160), "", {}),
        (Typed("T", "d"), "taken", {"slug-taken": "slug"}),
        (Typed("T", "d"), "reserved", {"slug-taken": "slug"}),
        (Typed("TK", "About TK"), "", {"mark-left": "description"}),
    ],
)
def test_fields_are_looked_at_too(typed: Typed, state: str, found: dict[str, str]) -> None:
    seen = Checkup(typed).findings(slug="a", state=state)  # type: ignore[arg-type]
    assert {finding.rule: finding.field for finding in seen} == found
    assert all(finding.place is None for finding in seen)


def test_only_a_missing_title_and_a_taken_address_block() -> None:
    assert {name for name, rule in RULES.items() if rule.level == "blocks"} == {"title-missing", "slug-taken"}


def test_every_rule_has_an_example_that_is_wrong() -> None:
    of_fields = {"title-missing", "slug-taken", "description-missing", "description-long"}
    assert {rule for rule, _, _ in WRONG} | of_fields == set(RULES)


def test_findings_come_in_the_order_of_the_rules_and_of_the_text() -> None:
    found = look("TK\n\n![](/a.png) ![](/b.png)\n\n[](/x)")
    assert [(finding.rule, finding.place.line if finding.place else 0) for finding in found] == [
        ("link-empty", 5), ("alt-missing", 3), ("alt-missing", 3), ("mark-left", 1),
    ]  # fmt: skip


def test_addresses_to_look_up_are_named_once_each() -> None:
    body = "[a](/articles/one/) [b](../two/#x) [c](/articles/one/) [d](/articles/mine/) [e](//other.test/articles/x/)"
    links = Checkup(Typed(body=f"{body} [f](/about/) ![g](/h.png) [i](#j)"), HOME).links
    assert [(link.kind, link.target) for link in links] == [("article", "one"), ("article", "two"), ("page", "/about/")]


def test_text_that_is_too_long_to_be_read_is_left_to_the_form() -> None:
    assert look("the the " * MAX_BODY_BYTES) == []
