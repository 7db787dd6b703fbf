"""⑨ The bars below {python} cells, and what comes with a page that has some."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tools.finishing import cells

PAGE = """
```{python}
#| include: false
words = open("data/words.txt").read()
```

````markdown
```{python}
shown_only = 1
```
````

```{python}
#| echo: true
import torch
x = "<b>"
```

```{python}
#| echo: true
#| live: false
import matplotlib
```

```{python}
#| eval: false
#| echo: true
never()
```
"""


def shown(code: str) -> str:
    """As both renderers write a cell whose code is shown."""
    block = f'<div class="sourceCode cell-code" id="cb1"><pre class="sourceCode python code-with-copy"><code class="sourceCode python"><span id="cb1-1">{code}</span></code></pre></div>'
    return (
        '<div class="cell" data-execution_count="1"><div class="code-copy-outer-scaffold">'
        f'{block}<button class="code-copy-button"></button></div><div class="cell-output"><pre><code>1</code></pre></div></div>'
    )


def finished(tmp_path: Path, body: str) -> str:
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "words.txt").write_text("a b")
    (tmp_path / "data" / "other.txt").write_text("c")
    (tmp_path / "page.qmd").write_text(PAGE)
    return cells.finished(f"<html><head></head><body>{body}</body></html>", "page.html", tmp_path)


def data(page: str) -> Any:
    found = re.search(r'id="cells-data">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def test_a_bar_stands_between_the_code_and_its_output(tmp_path: Path) -> None:
    page = finished(tmp_path, shown("import torch\nx = &quot;&lt;b&gt;&quot;") + shown("import matplotlib"))
    assert page.count('class="cell-run"') == 1
    assert page.index('class="code-copy-button"') < page.index('class="cell-bar"') < page.index("cell-output")
    assert 'data-cell="2" data-torch' in page
    assert page.count("Runs only where the site is built") == 1
    assert '<script type="module" src="assets/cells.js">' in page


def test_hidden_code_and_the_files_that_cells_name_come_with_the_page(tmp_path: Path) -> None:
    found = data(finished(tmp_path, shown("import torch\nx = &quot;&lt;b&gt;&quot;")))
    assert found["files"] == {"data/words.txt": "a b"}
    assert [one["number"] for one in found["hidden"]] == [1]
    assert "open" in found["hidden"][0]["source"]


def test_a_page_without_code_to_run_stays_as_it_is_and_so_does_one_that_is_done(tmp_path: Path) -> None:
    bare = finished(tmp_path, "<p>words</p>")
    assert "cells" not in bare
    once = finished(tmp_path, shown("import torch\nx = &quot;&lt;b&gt;&quot;"))
    assert cells.finished(once, "page.html", tmp_path) == once
