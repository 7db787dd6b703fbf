"""⑨ page: the offline renderer: the pages of a Quarto website, made without Quarto.

`quarto render` is the reference. Where Quarto cannot be installed this package renders the same `_quarto.yml` and the
same `.qmd` files with Pandoc, Jupyter's nbclient and Observable's parser and runtime, into pages of the same structure.
It knows the part of Quarto that `subset.py` lists and refuses, by file and line, what is not listed there:
nothing an author wrote is ever dropped in silence.

    python -m tools.render [--out _site] [pages…]

The way of a page: source.py (a .qmd in pieces) → cells.py (OJS and Python cells as Markdown; ojs.py, notebook.py)
→ document.py (Pandoc; blocks.py, callouts and tabs) → frame.py (navigation, template) → output.py (files, checks).
site.py does this for every page; theme.py compiles the SCSS; check.py refuses what prose may not contain.
"""
