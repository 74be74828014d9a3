"""Sources of diagrams: one of every type that a reader may count on, and some that mean harm."""

from __future__ import annotations

TYPES = {
    "flowchart": "flowchart LR\n  A[Request] --> B{In memory?}\n  B -- yes --> C([Answer])\n  B -- no --> D[(Table)]",
    "sequence": "sequenceDiagram\n  autonumber\n  Reader->>+Site: GET\n  Site-->>-Reader: 200 OK\n  Note over Site: Ok",
    "class": "classDiagram\n  class Article {\n    +String title\n    +publish() bool\n  }\n  Article <|-- Draft",
    "state": "stateDiagram-v2\n  [*] --> Draft\n  Draft --> Published : publish\n  Published --> [*]",
    "er": "erDiagram\n  ARTICLE ||--o{ TAG : has\n  ARTICLE {\n    string slug PK\n  }",
    "gantt": "gantt\n  dateFormat YYYY-MM-DD\n  section One\n  Design :done, a, 2026-01-01, 10d\n  Build :after a, 20d",
    "pie": 'pie showData\n  title Sources\n  "cache" : 80\n  "table" : 15\n  "files" : 5',
    "git": "gitGraph\n  commit\n  branch feature\n  commit\n  checkout main\n  merge feature",
    "mindmap": "mindmap\n  root((Portfolio))\n    Readers\n      Pages\n    Authors",
    "timeline": "timeline\n  2025 : First page\n  2026 : Release : Feeds",
    "architecture": "architecture-beta\n  service db(database)[Table]\n  service web(server)[Site]\n  web:R -- L:db",
}
FLOW = TYPES["flowchart"]
WIDE = "flowchart LR\n  " + " --> ".join(f"node{n}" for n in range(9))
TALL = "flowchart TD\n  " + " --> ".join(f"node{n}" for n in range(9))
LONG_NAME = "checkout-service-production.internal"
CHART = "gantt\n  dateFormat YYYY-MM-DD\n  Design :a, 2026-01-01, 25d\n  Build :after a, 30d"
BROKEN = "flowchart LR\n  A --> --> B ["
EVIL = "https://evil.example"
HOSTILE = {
    "script address": 'flowchart LR\n  a --> b\n  click a href "javascript:top.hurt = 1"',
    "call": 'flowchart LR\n  a --> b\n  click a call alert("x")',
    "link": f'flowchart LR\n  a --> b\n  click a href "{EVIL}/" _top',
    "loosened": """%%{init: {"securityLevel": "loose", "htmlLabels": true, "flowchart": {"htmlLabels": true}}}%%
flowchart LR\n  a["<img src=x onerror='top.hurt = 1; hurt = 1'>"] --> b""",
    "loosened in front matter": f"""---\nconfig:\n  securityLevel: loose\n  htmlLabels: true\n---
flowchart LR\n  a["<iframe src='{EVIL}'></iframe><script>hurt = 1</script>"] --> b""",
    "styles": f"""%%{{init: {{"themeCSS": "@import url({EVIL}/a.css); * {{ fill: url({EVIL}/b) }}"}}}}%%
flowchart LR\n  a --> b\n  style a fill:#f9f""",
    "fonts": f"""%%{{init: {{"fontFamily": "x; background: url({EVIL}/c)"}}}}%%\nflowchart LR\n  a --> b""",
    "label": "sequenceDiagram\n  A->>B: <img src=x onerror=top.hurt=1><svg onload=top.hurt=1>",
}
