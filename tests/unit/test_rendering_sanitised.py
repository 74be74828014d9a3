"""What a body may consist of: our own constructs and nothing of what the attacks are made of, in every dialect.

`tests/browser/attacks` opens the same attacks in a browser; here they are read as files of all kinds.
"""

from __future__ import annotations

from pathlib import PurePath
from zoneinfo import ZoneInfo

import pytest

from articles.documents import parse_document
from articles.exceptions import InvalidContent
from articles.rendering import render_markdown
from tests.browser.attacks.collection import ATTACKS, BODY_ATTACKS, TEXTS_ALONE, Attack
from tests.unit.html_rules import findings_in

UTC = ZoneInfo("UTC")
PLACES = ("x.md", "x.mdx", "_posts/x.md")
KINDS = dict.fromkeys(attack.kind for attack in ATTACKS)

# Our own markup, which the rules must let through for anything to be proven by them.
ALLOWED = (
    '<figure class="code"><figcaption><span class="code-title">a</span><span class="code-language">b</span>'
    '</figcaption><pre tabindex="0"><code class="language-c++"><mark class="line"><span class="nf">x</span>\n</mark>'
    "</code></pre></figure>",
    '<div class="heading"><h2 id="ünï">A</h2><a class="anchor" href="#ünï" aria-label="Link to: A"></a></div>',
    '<div class="table" tabindex="0"><table><thead><tr><th class="align-left">a</th></tr></thead></table></div>',
    '<ul class="tasks"><li class="task"><span class="task-box" role="img" aria-label="Done">☑</span> a</li></ul>',
    '<p>a<sup class="footnote-ref"><a href="#fn1" id="fnref1" aria-label="Footnote 1">1</a></sup></p>'
    '<section class="footnotes" aria-label="Footnotes"><ol><li id="fn1"><p>b <a class="footnote-back" href="#fnref1"'
    ' aria-label="Back to the text">↩︎</a></p></li></ol></section>',
    "<dl><dt>a</dt><dd>b</dd></dl><p><kbd>a</kbd><sub>b</sub><mark>c</mark><ins>d</ins></p>",
    '<p><abbr title="a &quot; b">c</abbr><br><img src="/a.png" alt="" loading="lazy"></p><hr>',
    '<div class="math" tabindex="0"><math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math></div>',
    '<div class="callout callout-tip" role="note" aria-label="Tip"><p class="callout-title">Tip</p></div>',
    '<details><summary>a</summary><ol start="2"><li>a &lt; b &amp; c</li></ol></details>',
)
FORBIDDEN = {
    "<script>x</script>": "<script> is not allowed",
    "<svg></svg>": "<svg> is not allowed",
    "<h1>a</h1>": "<h1> is not allowed",
    "<math><annotation-xml></annotation-xml></math>": "<annotation-xml> is not allowed",
    "<mi>a</mi>": "<mi> outside of maths",
    "<p onclick='x'>a</p>": "<p onclick> is not allowed",
    "<p style='x'>a</p>": "<p style> is not allowed",
    "<math><mi href='x'>a</mi></math>": "<mi href> is not allowed",
    "<math><mi mathcolor='url(x)'>a</mi></math>": '<mi mathcolor="url(x)"> is not allowed',
    "<p class='masthead'>a</p>": '<p class="masthead"> is not allowed',
    "<p class='callout masthead'>a</p>": '<p class="callout masthead"> is not allowed',
    "<code class='language-a masthead'>a</code>": '<code class="language-a masthead"> is not allowed',
    "<pre tabindex='1'></pre>": '<pre tabindex="1"> is not allowed',
    "<h2 id='a b'>c</h2>": '<h2 id="a b"> is not allowed',
    "<h2 id='a'>b</h2><h2 id='a'>c</h2>": "the id 'a' is there twice",
    "<a href='javascript:x'>a</a>": '<a href="javascript:x"> is not allowed',
    "<a href=' JaVa\nScript:x'>a</a>": '<a href=" JaVa\nScript:x"> is not allowed',
    "<a href='\x01data:x'>a</a>": '<a href="\x01data:x"> is not allowed',
    "<a href='ftp://x'>a</a>": '<a href="ftp://x"> is not allowed',
    "<img src='//x'>": '<img src="//x"> is not allowed',
    "<img src='/\\x'>": '<img src="/\\x"> is not allowed',
    "<img src='/\t/x'>": '<img src="/\t/x"> is not allowed',
    "<img src='https:x'>": '<img src="https:x"> is not allowed',
    "<img src='data:x'>": '<img src="data:x"> is not allowed',
    "<p>a": "<p> is never closed",
    "a</p>": "</p> closes what is not open",
    "<em><strong>a</em></strong>": "</em> closes what is not open",
    "<p><div></div></p>": "<div> in a <p>",
    "<a href='x'><em><a href='y'>z</a></em></a>": "a link in a link",
    "<p/>": "<p/> is closed within itself",
    "<p a='1' a='2'></p>": "<p> has an attribute twice",
    "<!-- a -->": "a comment",
    "<!DOCTYPE a>": "a declaration",
    "<?a?>": "an instruction",
    "a < b": "the text has a bare '<'",
    "a > b": "the text has a bare '>'",
    "a\x00b": "the text has a bare '\\x00'",
}


@pytest.mark.parametrize("body", ALLOWED)
def test_rules_allow_our_own(body: str) -> None:
    assert findings_in(body) == []


@pytest.mark.parametrize("body", FORBIDDEN)
def test_rules_find(body: str) -> None:
    assert FORBIDDEN[body] in findings_in(body)


def _findings_of(attack: Attack, place: str) -> list[str]:
    """Of what its text becomes when it is taken in from a file of that name, if it is."""
    text = attack.text if attack.kind != "fronts" or place == "x.md" else ""
    try:
        article = parse_document(text, path=place, time_zone=UTC, place=PurePath(place)).article
    except InvalidContent:
        return []
    return findings_in(render_markdown(article.body))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_attacks_become_what_is_allowed(kind: str, place: str) -> None:
    attacks = [attack for attack in ATTACKS if attack.kind == kind]
    assert {str(attack): found for attack in attacks if (found := _findings_of(attack, place))} == {}


def test_attacks_that_no_file_may_hold_become_what_is_allowed() -> None:
    found = {str(attack): findings_in(render_markdown(attack.body)) for attack in BODY_ATTACKS}
    assert {name: notes for name, notes in found.items() if notes} == {}


@pytest.mark.parametrize("text", TEXTS_ALONE)
def test_halves_of_characters_are_refused_or_become_what_is_allowed(text: str) -> None:
    """No encoding can carry them, so that they come from nowhere but code."""
    try:
        page = render_markdown(text)
    except UnicodeEncodeError:
        return
    assert findings_in(page) == []
