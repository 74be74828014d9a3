"""Jekyll's Liquid in our Markdown, and a notice for everything that is not carried over as it was."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.conversion.liquid import convert_liquid
from articles.domain import MAX_BODY_BYTES

PIECES = ["{%", "%}", "{{", "}}", " raw ", " endraw ", " if ", " endif ", " highlight x ", " endhighlight ", "`", "```",
          "\n", "> ", "- ", '"', "x", "{:", "}", "<!--more-->", " comment ", " endcomment "]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("{% raw %}{{ x }} {% y %}{% endraw %} z", "{{ x }} {% y %} z"),
        ("`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("```\n{%- raw -%}\n{{ x }}\n{% endraw %}\n{{ y }}\n```", "```\n\n{{ x }}\n\n{{ y }}\n```"),
        ("{% raw %}`{% raw %}`{% endraw %}", "`{% raw %}`"),
        ("{% highlight ruby linenos %}\n  def x\n  `\n{% endhighlight %}", "```ruby\n  def x\n  `\n```"),
        ("{% highlight liquid %}{% raw %}{{ x }}{% endraw %}{% endhighlight %}", "```liquid\n{{ x }}\n```"),
        ('{% include figure.html src="/a.png" alt="A" caption="C" %}', '![A](/a.png "C")'),
        ("x {% include image.html url='/a.png' alt='A' %}", "x ![A](/a.png)"),
        ('{% include callout.html type="warning" content="x" %}', ":::warning\nx\n:::"),
        ("a {% comment %}\n{{ x }}\n{% endcomment %}b", "a b"),
        ("[x]({% link _posts/2026-01-01-x.md %})", "[x](/articles/x/)"),
        ("[x]({{ site.baseurl }}{% post_url sub/2026-01-01-x %}#a)", "[x](/articles/x/#a)"),
        ("[x]({% link assets/x.pdf %})", "[x](/assets/x.pdf)"),
        ("![]({{ site.url }}{{ site.baseurl }}/x.png) [h]({{site.baseurl}})", "![](/x.png) [h](/)"),
        ("[x]({{ '/x' | relative_url }}) [y]({{ \"/y\" | absolute_url }})", "[x](/x) [y](/y)"),
        ("{{ '{{' }}", "{{"),
        ("`{{ x }}` and\n\n~~~\n{% if %}\n{: .x}\n~~~", "`{{ x }}` and\n\n~~~\n{% if %}\n{: .x}\n~~~"),
        ("a\n\n<!-- more -->\n\nb", "a\n\nb"),
        ("{% open {{ open", "{% open {{ open"),
        ("a {: b}", "a {: b}"),
        ("", ""),
    ],
)
def test_what_is_known_is_converted_without_a_notice(text: str, body: str) -> None:
    assert convert_liquid(text) == (body, ())


@pytest.mark.parametrize(
    ("text", "body", "notice"),
    [
        ("{{ page.title }} x", "`{{ page.title }}` x",
         "the value {{ page.title }} is not known here; it is shown as code"),
        ("{% assign x = 1 %}", "`{% assign x = 1 %}`", "the tag {% assign … %} is not known; it is shown as code"),
        ("{% if a %}\nx\n{% endif %}", "`{% if a %}`\n\nx\n\n`{% endif %}`",
         "the tags {% if … %} and {% endif %} are shown as code; the content between them was kept"),
        ("{% include foo.html %} x", "`{% include foo.html %}` x",
         "the tag {% include … %} is not known; it is shown as code"),
        ("x\n{: .lead #a}\n\ny", "x\n\ny", "the attribute list {: .lead #a} was removed"),
        ("![](/a.png){: .wide} x", "![](/a.png) x", "the attribute list {: .wide} was removed"),
        ("`a`{:.x}", "`a`", "the attribute list {:.x} was removed"),
        ("{% raw %}x", "x", "the tag {% raw %} is not closed; it was removed"),
        ('{% highlight go mark_lines="1" %}x{% endhighlight %}', "```go\nx\n```",
         'the tag {% highlight … %} has options that were left out: mark_lines="1"'),
    ],
)  # fmt: skip
def test_what_is_not_kept_as_it_was_is_a_notice(text: str, body: str, notice: str) -> None:
    converted = convert_liquid(f"a\n\n{text}")
    assert converted.body == f"a\n\n{body}"
    assert [one.text for one in converted.notices] == [notice]
    assert converted.notices[0].line in (3, 4)


def test_a_notice_names_its_line() -> None:
    assert [one.line for one in convert_liquid("a\r\n{{ a }}\n\n```\n```\n{% b %} {% c %}").notices] == [2, 6, 6]


@settings(max_examples=200, database=None, deadline=None)
@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_text_is_converted(text: str) -> None:
    converted = convert_liquid(text)
    assert "\r" not in converted.body
    assert all(1 <= one.line <= text.count("\n") + text.count("\r") + 1 for one in converted.notices)


@pytest.mark.parametrize(
    "part",
    ["{%", "{{", "`", "```\n", "{% a %}", "{% a %}\n", "{{ x }}\n", "{% raw %}", "{% if %}", "{% comment %}",
     "{% if %}x{% endif %}", '{{ "', "{{ '{{ \"", "{: .x}\n", "{:", "[a](b){: ", "{% highlight %}", "> {{ a }}\n"],
)  # fmt: skip
def test_time_is_linear(part: str) -> None:
    text = part * (MAX_BODY_BYTES // 2 // len(part))
    started = time.process_time()
    convert_liquid(text)
    assert time.process_time() - started < 1
