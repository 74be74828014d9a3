"""What each known component and tag becomes."""

from __future__ import annotations

import pytest

from tests.unit.test_mdx import body, kinds, notices


def notes(text: str) -> list[str]:
    return [text for _, text in notices(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Note>a</Note>", ":::note\na\n:::"),
        ("<Callout>a</Callout>", ":::note\na\n:::"),
        ('<Callout type="error" title="A *b*">c</Callout>', ":::danger A \\*b\\*\nc\n:::"),
        ("<Callout type={'idea'} emoji='💡' heading='T'>c</Callout>", ":::tip 💡 T\nc\n:::"),
        ('<Callout icon="star" title="T">c</Callout>', ":::note T\nc\n:::"),
        ("<Alert destructive>a</Alert>", ":::danger\na\n:::"),
        ("<WarningBox>a</WarningBox>", ":::warning\na\n:::"),
        ("<Aside.Tip>a</Aside.Tip>", ":::tip\na\n:::"),
        ("<Warning>\n  <Note>a</Note>\n</Warning>", "::::warning\n:::note\na\n:::\n::::"),
        ("<Note>\n```\n:::\n```\n</Note>", "::::note\n```\n:::\n```\n::::"),
        ("- <Note>a</Note>", "- :::note\n  a\n  :::"),
        ("a <Note>b</Note> c", "a\n\n:::note\nb\n:::\n\nc"),
        ("| <Note title='t'>b</Note> |\n|-|", "| **t** b |\n|-|"),
        ("# a <Tip>b</Tip>", "# a b"),
        ("<details><summary>S <b>x</b></summary>\n\na\n\n</details>", ":::details S **x**\na\n:::"),
        ("<Accordion title='T'>a</Accordion>", ":::details T\na\n:::"),
        ("<AccordionGroup><Accordion>a</Accordion></AccordionGroup>", ":::details Details\na\n:::"),
        ("<Details summary={<>S <i>x</i></>}>a</Details>", ":::details S *x*\na\n:::"),
        ("<Steps><Step title='A'>a</Step><Step>b</Step></Steps>", ":::steps\n1. **A**\n\n   a\n\n1. b\n:::"),
        ("<Steps>\n<Step>\n### A\na\n</Step>\n</Steps>", ":::steps\n1. **A**\n\n   a\n:::"),
        ("<Steps>\n\n### A\n\na\n\n</Steps>", "### A\n\na"),
        ("<Steps>\n1. a\n2. b\n</Steps>", "1. a\n2. b"),
        ("<Tabs><TabItem value='v' label='L'>a</TabItem></Tabs>", "**L**\n\na"),
        ("<Tabs items={['x', 'y']}><Tabs.Tab>a</Tabs.Tab><Tab>b</Tab></Tabs>", "**x**\n\na\n\n**y**\n\nb"),
        ("<CodeGroup>\n\n```js a.js\nx\n```\n\n</CodeGroup>", "```js a.js\nx\n```"),
        ("<Card title='A' href='/a'>b</Card>", "**[A](/a)**\n\nb"),
        ("<Card href='/a'>b</Card>", "[b](/a)"),
        ("<PostLayout title='gone'>a</PostLayout>", "a"),
        ("<>\n  a\n\n  b\n</>", "a\n\nb"),
        ("<Foo.Unknown title='T' caption='C'>a</Foo.Unknown>", "**T**\n\nC\n\na"),
        ("<Foo a={1} />", "`<Foo a={1} />`"),
        ("<Foo\n  a={`x`}\n/>", "```jsx\n<Foo\n  a={`x`}\n/>\n```"),
        ("a <Foo>b</Foo> <Foo/>", "a b `<Foo/>`"),
        ("| <details><summary>S</summary>a</details> |\n|-|", "| **S** a |\n|-|"),
        ("| <Steps><Step title='t'>a</Step></Steps> |\n|-|", "| **t** a |\n|-|"),
        ("a <Card title='t' description='d' href='/x'>b</Card>", "a [**t** d b](/x)"),
        ("<Badge text='New' /> <Icon name='x'>a</Icon>", "New a"),
        ("<ParamField path='id' type='string' required>a</ParamField>", "**id** (string, required)\n\na"),
        ("<Tab title={<b>x</b>}>a</Tab>", "**x**\n\na"),
        ("<Callout text='a b' />", ":::note\na b\n:::"),
        ("1. a\n2. <Note>b</Note>\n3. c", "1. a\n2. :::note\n   b\n   :::\n\n3. c"),
        ("- a\n<Note>b</Note>", "- a\n\n:::note\nb\n:::"),
        ("Text <Tabs><Tab label='a'>b</Tab></Tabs>", "Text\n\n**a**\n\nb"),
    ],
)
def test_component_that_holds_text_becomes(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Mermaid chart={`\n  a\n    b\n\n  c\n`} />", "```mermaid\na\n  b\n\nc\n```"),
        ("<Mermaid chart='a-->b' title='A \"b\"' />", "```mermaid title=\"A 'b'\"\na-->b\n```"),
        ("<Mermaid>\n  a --> b{c}\n    d[<b>]\n</Mermaid>", "```mermaid\na --> b{c}\n  d[<b>]\n```"),
        ("<Mermaid>{`\n  a\n  b`}</Mermaid>", "```mermaid\na\nb\n```"),
        ("<Diagram>\n\n```\na\n```\n\n</Diagram>", "```mermaid\na\n```"),
        ("<Mermaid chart={`a ${b}`} />", "```mermaid\na ${b}\n```"),
        ("<Mermaid chart={c} />", "`<Mermaid chart={c} />`"),
        ("<CodeBlock language='js' title='a.js' code={`x\n  y`} />", '```js title="a.js"\nx\n  y\n```'),
        ("<CodeBlock lang='md'>{'```'}</CodeBlock>", "````md\n```\n````"),
        ('<pre><code className="language-py">{`a\n  b`}</code></pre>', "```py\na\n  b\n```"),
        ("a <Code>b | c</Code>", "a `b | c`"),
        ("| <pre>a|b</pre> |\n|-|", "| `a\\|b` |\n|-|"),
        ("<Code title='t.js'>\n\n```js\nx\n```\n\n</Code>", "**t.js**\n\n```js\nx\n```"),
        ("a <Highlight>b</Highlight>", "a b"),
        ("<Snippet file='x.mdx' />", "`<Snippet file='x.mdx' />`"),
        ("a <code>{'<b>'} &amp; c</code>", "a `<b> & c`"),
        ("<kbd>Ctrl</kbd>+<kbd>`</kbd>", "`Ctrl`+`` ` ``"),
    ],
)
def test_component_that_holds_code_becomes(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<img src="/a.png" alt="A [b]">', r"![A \[b\]](/a.png)"),
        ("<Image src='a b(1).png' alt='' />", "![](<a b(1).png>)"),
        ("import x from './x.png'\n\n<Image src={x.src} alt='x' />", "![x](./x.png)"),
        ("<Image src={require('./x.png').default} alt='x' />", "![x](./x.png)"),
        ("<Image src='/a' alt='b' caption='A \"c\"' />", '![b](/a "A \\"c\\"")'),
        ("<Image src='/a' alt='b' caption={<i>c</i>} />", ":::figure\n![b](/a)\n\n*c*\n:::"),
        ("<Image src={f(x)} alt='b' />", "`<Image src={f(x)} alt='b' />`"),
        ("a <img src='/a' alt='b'/> c", "a ![b](/a) c"),
        ("| <img src='/a' alt='b|c'/> |\n|-|", "| ![b\\|c](/a) |\n|-|"),
        ("<figure><img src='/a' alt='b'/><figcaption>c</figcaption></figure>", '![b](/a "c")'),
        ("<Frame caption='c'>\n  ![b](/a)\n</Frame>", '![b](/a "c")'),
        ("<Frame><img src='/a' alt='b' /></Frame>", "![b](/a)"),
        ("<YouTube id='dQw4w9WgXcQ' title='T' />", "[T](https://www.youtube.com/watch?v=dQw4w9WgXcQ)"),
        ("<iframe src='https://a.b/c'></iframe>", "[https://a.b/c](https://a.b/c)"),
        ("<video><source src='/a.mp4' /></video>", "[/a.mp4](/a.mp4)"),
        ("<YouTube id={x} />", "`<YouTube id={x} />`"),
        ("<Link to='/a'> b </Link>c", " [b](/a) c"),
        ("<Button href={`/a`}>b</Button>", "[b](/a)"),
        ("<a href='/a'><img src='/b' alt='c'/></a>", "[![c](/b)](/a)"),
        ("<Vimeo id='12345678' />", "[https://vimeo.com/12345678](https://vimeo.com/12345678)"),
        ("a <Tweet id='123456' title='b' />", "a [b](https://twitter.com/i/status/123456)"),
        ("<Figure src='/a' alt='b'>c</Figure>", '![b](/a "c")'),
        ("<figure>\n\n```\nx\n```\n\n<figcaption>c</figcaption></figure>", "```\nx\n```\n\nc"),
        ("<Link href={{ pathname: '/a' }}>b</Link> <a id='x'></a>c", "[b](/a) c"),
        ("import L from './l.svg'\n\n<L />", "![](./l.svg)"),
        ("<a href='/a'>\n\n- b\n\n</a>", "- b\n\n[/a](/a)"),
    ],
)
def test_picture_or_link_becomes(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<b> b </b>c <em>d</em> <del>e</del>", "a **b** c *d* ~~e~~"),
        ("a<br/>b<br>\nc<br/>", "a\\\nb\\\nc"),
        ("# a<br/>b", "# a b"),
        ("| a<br/>b |\n|-|", "| a b |\n|-|"),
        ("a\n<hr/>\nb", "a\n\n---\n\nb"),
        ("<mark>a</mark> <q>b</q>", "a “b”"),
        ("<div>\n\n    a\n\n    b\n\n</div>", "a\n\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<h3>a <b>b</b></h3>", "### a **b**"),
        ("<span>\n\n- a\n\n</span>", "- a"),
        ("<ul>a<li>b</li><p>c</p></ul>", "- a\n- b\n- c"),
        ("<li>a</li>", "- a"),
        ("| <dl><dt>a</dt><dd>b</dd></dl> |\n|-|", "| **a** b |\n|-|"),
        ("<table><caption>c</caption><thead><tr><th>a</th></tr></thead></table>", "c\n\n| a |\n| --- |"),
        ("</br>a", "a"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol start={3}><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n\n  1. b"),
        ("<blockquote>a\n\nb</blockquote>", "> a\n>\n> b"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "**a**\n\nb"),
        ("<table><tr><th>a</th></tr><tr><td>b|c</td></tr></table>", "| a |\n| --- |\n| b\\|c |"),
        ("<table><tr><td>a</td></tr></table>", "|  |\n| --- |\n| a |"),
        ("<table><tr><td><ul><li>a</li></ul></td></tr></table>", "- a"),
    ],
)
def test_tag_becomes(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Foo>a</Foo>", "the component <Foo> is not known; its content was kept"),
        ("<Foo />", "the component <Foo> is not known; it is shown as code"),
        ("<foo>a</foo>", "the tag <foo> is not known; its content was kept"),
        ("<img src='/a' />", "the image <img> has no alt text"),
        ("<Image src={x} alt='' />", "the address of <Image> is computed or missing; it is shown as code"),
        ("<Callout type='odd'>a</Callout>", "the kind 'odd' of <Callout> is not known; it became a note"),
        ("<Note title={t('a')}>a</Note>", "the attribute title of <Note> is computed; it was left out"),
        ("<YouTube id='dQw4w9WgXcQ' />", "<YouTube> is shown as a link"),
        ("<sup>2</sup>", "the tag <sup> has no counterpart; its content was kept"),
        ("<style>{`a`}</style>", "<style> was left out"),
        ("<svg><path d='a'/></svg>", "the tag <svg> has no counterpart; it is shown as code"),
        ("<Icon name='a' />", "the icon <Icon> was left out"),
        ("<a>b</a>", "<a> has no address; its content was kept"),
        ("<table><tr><td colSpan={2}>a</td></tr></table>", "<table> is no plain grid; its content was kept"),
        (
            "<Mermaid chart={`a ${b}`} />",
            "the attribute chart of <Mermaid> holds computed parts; they stay as written",
        ),
    ],
)
def test_what_is_not_mapped_exactly_is_told(text: str, expected: str) -> None:
    assert notes(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "<Note className='a' style={{ color: 'red' }}>a</Note>",
        "<PostLayout meta={f()}>a</PostLayout>",
        "<Image src='/a' alt='' width={1} {...rest} />",
        "<Tabs groupId='a'><TabItem value='a' default>b</TabItem></Tabs>",
        "<Card title='a' icon={<Star />}>b</Card>",
    ],
)
def test_pure_layout_needs_no_notice(text: str) -> None:
    assert notes(text) == []


def test_markdown_of_a_deep_mixture_is_read_as_meant() -> None:
    tab = "     <Tab label='b'>\n\n         ```js\n         c\n         ```\n\n     </Tab>\n"
    text = f"1. a\n\n   <Tabs>\n{tab}   </Tabs>\n\n2. d"
    assert kinds(text) == ["ordered_list", "list_item", "paragraph", "paragraph", "fence", "list_item", "paragraph"]
