"""The browser that looks for harm would see it: each way to harm a reader is tried once by a page that does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.attacks.cage import Cage, Findings
from tests.browser.attacks.collection import TAG

BEHIND = f'<p><a href="/tags/x/">{TAG}</a></p>'


class Case(NamedTuple):
    """A harmful page and what is to be found in it. What is not in the body comes before or behind the main part."""

    finding: str
    body: str = ""
    head: str = ""
    behind: str = BEHIND


# What runs
RUNNING = (
    Case("a script called alert", "<script>alert(1)</script>"),
    Case("a script called alert", "<img src=x onerror=alert(1)>"),
    Case("a script called alert", "<svg onload=alert(1)></svg>"),
    Case("a script called alert", "<b onclick=alert(1)>x</b>"),
    Case("a script called alert", "<b onmouseover=alert(1)>x</b>"),
    Case("a script called alert", "<a href='#x' onfocus=alert(1)>x</a>"),
    Case("a script called alert", "<details ontoggle=alert(1)><summary>x</summary></details>"),
    Case("a script called alert", "<a href=javascript:alert(1)>x</a>"),
    Case("a script called alert", "<a href='java\nscript:alert(1)'>x</a>"),
    Case("a script called alert", "<svg><a href=javascript:alert(1)><text>x</text></a></svg>"),
    Case("a script called alert", "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>"),
    Case("a script called confirm", "<script>confirm(1)</script>"),
    Case("a script called open", "<script>open('/x')</script>"),
    Case("a script ran", "<script>window.__fired = 1</script>"),
    Case("a script failed: Uncaught ReferenceError: x is not defined", "<script>x.y</script>"),
)
# What is asked for, and where it leads
LEADING = (
    Case("asked for https://evil.example/x.js", "<script src=https://evil.example/x.js></script>"),
    Case("asked for https://evil.example/x.png", "<img src=https://evil.example/x.png>"),
    Case("asked for https://evil.example/x.css", "<style>@import 'https://evil.example/x.css'</style>"),
    Case("asked for https://evil.example/b", "<p style='background:url(https://evil.example/b)'>x</p>"),
    Case("asked for https://evil.example/s", "<img srcset='https://evil.example/s 1x'>"),
    Case("asked for https://evil.example/f", "<script>fetch('https://evil.example/f')</script>"),
    Case("asked for https://evil.example/", "<iframe src=https://evil.example/></iframe>"),
    Case("asked for https://evil.example/m", "<meta http-equiv=refresh content='0;url=https://evil.example/m'>"),
    Case("asked for https://evil.example/l", "<script>location = 'https://evil.example/l'</script>"),
    Case("asked for /elsewhere/", "<script>location = '/elsewhere/'</script>"),
    Case("the page was left", "<script>location = 'about:blank'</script>"),
    Case("a link to data:text/html,x", "<a href=data:text/html,x>y</a>"),
    Case("a link to vbscript:x", "<a href=vbscript:x>y</a>"),
    Case("a picture of http://evil.example/y", "<img src='//evil.example/y'>"),
)
# What stands there
STANDING = (
    Case("<iframe> is in the body", "<iframe></iframe>"),
    Case("<svg> is in the body", "<svg></svg>"),
    Case("<annotation-xml> is in the body", "<math><annotation-xml></annotation-xml></math>"),
    Case("<input> is in the body", "<input>"),
    Case("<p style> is in the body", "<p style=color:red>x</p>"),
    Case("<p onclick> is in the body", "<p onclick=x>x</p>"),
    Case("<mi href> is in the body", "<math><mi href=x>x</mi></math>"),
    Case("<div> has a shadow", "<div><template shadowrootmode=open>x</template></div>"),
    Case("the body changes when it is read again", "<form><div></form><form></form></div>"),
    Case("what follows the body is in it", "<p><math><mtext><table><p>x", behind="</table></math></p>"),
    Case("2 bodies", "</div><div class=prose>"),
    Case("0 bodies", "</div></main><script>document.querySelector('.prose').remove()</script>"),
    Case("not one <main>", "</div></main><main>"),
    Case("not one <h1>", "<h1>x</h1>"),
    Case("the id x is there twice", "<p id=x>a</p><p id=x>b</p>"),
    Case("document.cookie is taken", "<img name=cookie>"),
    Case("document.getElementById is taken", "<form name=getElementById></form>"),
    Case("document.forms is taken", "<img id=forms name=forms>"),
    Case("<meta http-equiv=refresh>", head="<meta http-equiv=refresh content=99>"),
    Case("<link rel=stylesheet href=https://evil.example/c>", head="<link rel=stylesheet href=https://evil.example/c>"),
    Case("<link rel=canonical href=javascript:x>", head="<link rel=canonical href=javascript:x>"),
    Case("<base> is in the page", head="<base href=/>"),
    Case("<body onload> is in the page", head="<body onload=x>"),
    Case("a script within the page", head="<script>x = 1</script>"),
    Case("data with javascript:x", head='<script type=application/ld+json>[{"url": "javascript:x"}]</script>'),
    Case("data that nobody can read", head='<script type=application/ld+json>{"a": "</script>'),
    Case("a form to another host", behind=f"<form action=https://evil.example/></form>{BEHIND}"),
)
CASES = {f"/{number}/": case for number, case in enumerate((*RUNNING, *LEADING, *STANDING))}
HARMLESS = Case("", '<h2 id=location>a</h2><p id=alert>b</p><p><a href="mailto:a@b.c">c</a> <img src=/x.png></p>')


def page_of(case: Case) -> str:
    main = f'<main><h1>x</h1><div class="prose">{case.body}</div>{case.behind}</main>'
    return f"<!DOCTYPE html><title>x</title>{case.head}{main}"


@pytest.fixture(scope="module")
def found(cage: Cage) -> Findings:
    return cage.look_at({path: page_of(case) for path, case in CASES.items()}, tagged=set(CASES))


@pytest.mark.parametrize("path", CASES)
def test_harm_is_found(found: Mapping[str, list[str]], path: str) -> None:
    """What asks from a frame within one, or is the address of a page itself, has no page any more."""
    notes = found.get(path, []) + found.get("", [])
    assert any(CASES[path].finding in note for note in notes), notes


def test_what_is_harmless_is_no_finding(cage: Cage) -> None:
    assert cage.look_at({"/harmless/": page_of(HARMLESS)}, tagged={"/harmless/"}) == {}


def test_new_window_is_found(cage: Cage) -> None:
    link = "<a href=/x target=_blank id=x>x</a><script>x.click()</script>"
    assert "a new window" in cage.look_at({"/0/": page_of(Case("", link))})[""]


def test_dialog_of_the_browser_itself_is_found(browser: Browser) -> None:
    """One that a page reached past what stands in for it."""
    cage = Cage(browser, tag=TAG, hooked=False)
    found = cage.look_at({"/0/": page_of(Case("", "<script>alert(1)</script>"))})
    cage.close()
    assert "a dialog: 1" in found[""]
