"""Hugo's shortcodes in our Markdown, and a notice for everything that is not carried over as it was."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.conversion.shortcodes import convert_shortcodes
from articles.domain import MAX_BODY_BYTES

PIECES = [
    "{{<",
    "{{%",
    " note ",
    "/",
    ">}}",
    "%}}",
    "`",
    "```",
    "\n",
    "> ",
    "- ",
    '"',
    "x",
    "=",
    "highlight",
    "/*",
    "*/",
    "<!--more-->",
]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ('{{< figure src="/a.png" alt="A" caption="C \\"q\\"" class=w >}}', '![A](/a.png "C \\"q\\"")'),
        ('{{< figure src="a b.png" link="/x" >}}', "[![](<a b.png>)](/x)"),
        ("{{< figure src=a.png caption=`a *b*` >}}", ":::figure\n![a \\*b\\*](a.png)\n\na *b*\n:::"),
        ('t {{< figure src="a.png" title="T" >}} t', 't ![T](a.png "T") t'),
        ("{{< highlight go linenos >}}\na := `x\n```\n{{< /highlight >}}", "````go\na := `x\n```\n````"),
        ("{{< highlight sh >}}echo {{</* x */>}}{{< /highlight >}}", "```sh\necho {{< x >}}\n```"),
        ("{{< mermaid >}}\nA-->B\n{{< /mermaid >}}", "```mermaid\nA-->B\n```"),
        ('{{% details summary="S" %}}\n*x*\n{{% /details %}}', ":::details S\n*x*\n:::"),
        ("a\n{{< tip >}}x{{< /tip >}}\nb", "a\n\n:::tip\nx\n:::\n\nb"),
        ('{{% alert title="T" color="warning" %}}x{{% /alert %}}', ":::warning T\nx\n:::"),
        ("{{< hint danger >}}x{{< /hint >}}", ":::danger\nx\n:::"),
        ('{{< note "T" >}}x{{< /note >}}', ":::note T\nx\n:::"),
        ("{{< callout type=tip >}}\nx\n{{< note >}}\ny\n{{< /note >}}\n{{< /callout >}}",
         "::::tip\nx\n\n:::note\ny\n:::\n::::"),
        ("- a\n\n  {{< note >}}\n  x\n\n  y\n  {{< /note >}}\n- b", "- a\n\n  :::note\n  x\n\n  y\n  :::\n\n- b"),
        ("- {{< note >}}\n  x\n  {{< /note >}}", "- :::note\n  x\n  :::"),
        ("> {{< note >}}\n> x\n> {{< /note >}}\n> b", "> :::note\n> x\n> :::\n>\n> b"),
        ('[x]({{< ref "my-post.md" >}})', "[x](/articles/my-post/)"),
        ("[x]({{% relref path=`/blog/2026-01-02-My_Post.en.md#a` %}})", "[x](/articles/my-post/#a)"),
        ('[x]({{< ref "blog/my-post/index.md" >}}) [y]({{< ref "#b" >}})', "[x](/articles/my-post/) [y](#b)"),
        ("a {{</* note */>}} `{{%/* b */%}}`", "a {{< note >}} `{{% b %}}`"),
        ("{{</* note */>}}x{{</* /note */>}}", "{{< note >}}x{{< /note >}}"),
        ("`{{< x >}}`\n\n```\n{{< x >}}\n{{</* x */>}}\n```", "`{{< x >}}`\n\n```\n{{< x >}}\n{{< x >}}\n```"),
        ("a\n\n<!--more-->\n\nb", "a\n\nb"),
        ("a\n<!-- more -->\nb", "a\n\nb"),
        ("a\n<!-- more -->\n\nb", "a\n\nb"),
        ("a <!--more--> b\n```\n<!--more-->\n```", "a <!--more--> b\n```\n<!--more-->\n```"),
        ("a\r\n\r\n{{< tip >}}\r\nx\r\n{{< /tip >}}\r\n", "a\n\n:::tip\nx\n:::\n"),
        ("{{< open and {{ x }} {{", "{{< open and {{ x }} {{"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_known_is_converted_without_a_notice(text: str, body: str) -> None:
    assert convert_shortcodes(text) == (body, ())


@pytest.mark.parametrize(
    ("text", "body", "notice"),
    [
        ("{{< youtube abc >}}", "<https://www.youtube.com/watch?v=abc>",
         "the shortcode {{< youtube … >}} became a link to what it shows"),
        ("{{< x user=a id=1 >}}", "<https://x.com/a/status/1>",
         "the shortcode {{< x … >}} became a link to what it shows"),
        ("{{< tweet 1 >}}", "<https://x.com/i/status/1>",
         "the shortcode {{< tweet … >}} became a link to what it shows"),
        ("{{< gist a b >}}", "<https://gist.github.com/a/b>",
         "the shortcode {{< gist … >}} became a link to what it shows"),
        ("{{< vimeo >}}", "`{{< vimeo >}}`", "the shortcode {{< vimeo >}} lacks an argument; it is shown as code"),
        ("a {{% param x %}}", "a `{{% param x %}}`",
         "the shortcode {{% param … %}} has no value here; it is shown as code"),
        ("a {{< foo `b` />}} c", "a ``{{< foo `b` />}}`` c",
         "the shortcode {{< foo … >}} is not known; it is shown as code"),
        ("{{< foo\n  a=1\n>}}", "```text\n{{< foo\n  a=1\n>}}\n```",
         "the shortcode {{< foo … >}} is not known; it is shown as code"),
        ("{{< foo >}}\n*x*\n{{< /foo >}}", "*x*", "the shortcode {{< foo >}} is not known; its content was kept"),
        ("a {{< foo >}}b{{< /foo >}} c", "a b c", "the shortcode {{< foo >}} is not known; its content was kept"),
        ("{{< figure src=a >}}x{{< /figure >}}", "![](a)x`{{< /figure >}}`",
         "the shortcode {{< /figure >}} closes nothing; it is shown as code"),
        ("{{< /foo >}}", "`{{< /foo >}}`", "the shortcode {{< /foo >}} closes nothing; it is shown as code"),
        ("{{< note >}} x", "`{{< note >}}` x", "the shortcode {{< note >}} has no content; it is shown as code"),
        ("{{< callout bell >}}x{{< /callout >}}", ":::note\nx\n:::",
         "the kind 'bell' of {{< callout … >}} is not known; it became a note"),
        ('{{< highlight go "hl_lines=2" >}}x{{< /highlight >}}', "```go\nx\n```",
         "the shortcode {{< highlight … >}} has options that were left out: hl_lines=2"),
        ('{{< tabs >}}\n  {{< tab "A" >}}\n  1\n  {{< /tab >}}\n  {{< tab name="B" >}}2{{< /tab >}}\n{{< /tabs >}}',
         "**A**\n\n1\n\n**B**\n\n2",
         "the shortcode {{< tabs >}} is shown as one part after the other; its content was kept"),
    ],
)  # fmt: skip
def test_what_is_not_kept_as_it_was_is_a_notice(text: str, body: str, notice: str) -> None:
    converted = convert_shortcodes(f"a\n\n{text}")
    assert converted.body == f"a\n\n{body}"
    assert [(one.line, one.text) for one in converted.notices] == [(3, notice)]


def test_pairs_that_are_nested_too_deep_keep_their_content() -> None:
    converted = convert_shortcodes("{{< note >}}\n" * 14 + "x\n" + "{{< /note >}}\n" * 14)
    assert converted.body.count("note") == 12
    assert "\nx\n" in converted.body
    assert [one.line for one in converted.notices] == [13, 14]


@settings(max_examples=200, database=None, deadline=None)
@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_text_is_converted(text: str) -> None:
    converted = convert_shortcodes(text)
    assert "\r" not in converted.body
    assert all(1 <= one.line <= text.count("\n") + text.count("\r") + 1 for one in converted.notices)


@pytest.mark.parametrize(
    "part",
    ["{{<", "{{< a >}}", "{{< a >}}\n", "`", "```\n", "{{</*", '{{< a "', "{{< a `", '{{< a \\"', "{{< highlight >}}",
     "{{< note >}}", "a {{< note >}}b{{< /note >}} ", "> {{< a >}}\n", "<!--more-->\n", "{{< a\n"],
)  # fmt: skip
def test_time_is_linear(part: str) -> None:
    text = part * (MAX_BODY_BYTES // 2 // len(part))
    started = time.process_time()
    convert_shortcodes(text)
    assert time.process_time() - started < 1


def test_time_is_linear_for_pairs_in_pairs() -> None:
    text = "{{< note >}}\n" * 13_000 + "{{< /note >}}\n" * 13_000
    started = time.process_time()
    convert_shortcodes(text)
    assert time.process_time() - started < 1
