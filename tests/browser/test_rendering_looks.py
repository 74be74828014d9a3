"""The blocks that Markdown has no word for: accessible in both schemes, and no wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import Watcher
from tests.browser.test_looks import PHONE, WIDER_THAN_WINDOW, Scheme, violations
from tests.site import RunningSite, write_article

PATH = "/articles/constructs/"
BODY = f"""
# Callouts

:::note
Without a title, with `code` and a [link](https://example.com/).
:::

:::tip A title of its own
1. first
2. second

| a | b |
|---|---|
| 1 | {"w" * 90} |
:::

::::warning
The outer one.

:::danger Look out
```python title="inside.py"
{"value = " + " + ".join(f"value_{n}" for n in range(30))}
```
:::
::::

> [!IMPORTANT]
> As GitHub writes it.

## Details and steps

:::details How it is done
A paragraph.

:::

::::steps
1. **Begin**

   Some words about it.

   ```sh title="a title"
   make run
   ```

2. **Go on**

   :::note
   In a step.
   :::

3. **End**
::::

## Figures

![A drawing](/static/favicon.svg "A caption with <signs>")

:::figure
![A drawing](/static/favicon.svg)

A caption with *emphasis* and a [link](https://example.com/).
:::

![Elsewhere](https://example.com/x.png "A caption")

```mermaid title="A flow"
graph LR; a --> b
```
"""


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("constructs")
    write_article(folder, "constructs", BODY)
    with RunningSite({"CONTENT_DIR": str(folder)}) as site:
        yield site


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_constructs_are_accessible_closed_and_open(browser: Browser, constructs: RunningSite, scheme: Scheme) -> None:
    with browser.new_context(base_url=constructs.url, color_scheme=scheme) as context:
        page = context.new_page()
        watcher = Watcher(page, constructs.url)
        page.goto(PATH)
        assert violations(page) == []
        page.locator(".prose summary").first.click()
        assert page.get_by_text("A paragraph.").is_visible()
        assert violations(page) == []
        assert watcher.complaints == []


def test_constructs_fit_a_phone(browser: Browser, constructs: RunningSite) -> None:
    with browser.new_context(base_url=constructs.url, viewport=PHONE, is_mobile=True, has_touch=True) as context:
        page = context.new_page()
        page.goto(PATH)
        assert not page.evaluate(WIDER_THAN_WINDOW)


def signs(page: Page) -> list[str]:
    found: list[str] = page.locator(".callout-title").evaluate_all(
        "titles => titles.map(title => getComputedStyle(title, '::before').content)"
    )
    return found


def test_each_kind_of_callout_has_a_sign_and_not_its_colour_alone(browser: Browser, constructs: RunningSite) -> None:
    with browser.new_context(base_url=constructs.url) as context:
        page = context.new_page()
        page.goto(PATH)
        assert len(set(signs(page))) == 4
