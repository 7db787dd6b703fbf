"""⑨ page: Quarto's own blocks, on Pandoc's syntax tree: callouts and tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .errors import RenderError
from .subset import CALLOUTS

Node = dict[str, Any]


def transform(blocks: list[Node], page: Path) -> list[Node]:
    """Replaces the divs of callouts and tabsets, at any depth, by the elements Quarto writes for them."""
    counter = {"callout": 0, "tabset": 0}
    return [_transform(block, counter, page) for block in blocks]


def _transform(node: Any, counter: dict[str, int], page: Path) -> Any:
    if isinstance(node, list):
        return [_transform(inner, counter, page) for inner in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Div":
        attributes, content = node["c"]
        content = _transform(content, counter, page)
        for kind in CALLOUTS:
            if f"callout-{kind}" in attributes[1]:
                counter["callout"] += 1
                return _callout(kind, attributes, content, counter["callout"])
        if "panel-tabset" in attributes[1]:
            counter["tabset"] += 1
            return _tabset(attributes, content, counter["tabset"], page)
        return {"t": "Div", "c": [attributes, content]}
    return {key: _transform(value, counter, page) for key, value in node.items()}


def _raw(text: str) -> Node:
    return {"t": "RawBlock", "c": ["html", text]}


def _div(classes: str, content: list[Node], **attributes: str) -> Node:
    pairs = [[key.rstrip("_").replace("_", "-"), value] for key, value in attributes.items() if key != "id"]
    return {"t": "Div", "c": [[attributes.get("id", ""), classes.split(), pairs], content]}


def _callout(kind: str, attributes: Any, content: list[Node], number: int) -> Node:
    identifier, classes, pairs = attributes
    options = dict(pairs)
    title: list[Node] = [{"t": "Str", "c": options["title"]}] if "title" in options else []
    if not title and content and content[0]["t"] == "Header":
        title, content = content[0]["c"][2], content[1:]
    titled = bool(title)
    appearance = options.get("appearance", "default")
    collapse = options.get("collapse")
    extra = [c for c in classes if c != f"callout-{kind}"]
    names = f"callout callout-style-{appearance} callout-{kind}" + (
        " callout-titled" if titled or appearance == "default" else ""
    )
    if options.get("icon") == "false":
        names += " no-icon"
    shown = title or [{"t": "Str", "c": kind.capitalize()}]
    label = (
        [{"t": "Span", "c": [["", ["screen-reader-only"], []], [{"t": "Str", "c": kind.capitalize()}]]}]
        if titled
        else []
    )
    icon = _div("callout-icon-container", [_raw('<i class="callout-icon"></i>')])
    heading = _div("callout-title-container flex-fill", [{"t": "Plain", "c": [*label, *shown]}])
    body = _div("callout-body-container callout-body", content)
    if collapse is None:
        header = _div("callout-header d-flex align-content-center", [icon, heading])
    else:
        target = f"callout-{number}-contents"
        opened = collapse == "false"
        body = _div(
            f"{target} callout-collapse collapse" + (" show" if opened else ""),
            [body],
            id=f"callout-{number}",
        )
        toggle = _raw(
            '<div class="callout-btn-toggle d-inline-block border-0 py-1 ps-1 pe-0 float-end"><i class="callout-toggle"></i></div>'
        )
        header = _div(
            "callout-header d-flex align-content-center" + ("" if opened else " collapsed"),
            [icon, heading, toggle],
            data_bs_toggle="collapse",
            data_bs_target=f".{target}",
            aria_controls=f"callout-{number}",
            aria_expanded=str(opened).lower(),
            role="button",
            tabindex="0",
        )
    return {"t": "Div", "c": [[identifier, [*names.split(), *extra], []], [header, body]]}


def _tabset(attributes: Any, content: list[Node], number: int, page: Path) -> Node:
    level = content[0]["c"][0] if content and content[0]["t"] == "Header" else None
    if level is None:
        raise RenderError("a .panel-tabset must begin with a heading, the first tab's name", page)
    tabs: list[tuple[list[Node], list[Node]]] = []
    for block in content:
        if block["t"] == "Header" and block["c"][0] == level:
            tabs.append((block["c"][2], []))
        else:
            tabs[-1][1].append(block)
    items, panes = [], []
    for index, (title, body) in enumerate(tabs, 1):
        name = f"tabset-{number}-{index}"
        active = index == 1
        items += [
            _raw(
                f'<li class="nav-item" role="presentation"><a class="nav-link{" active" if active else ""}" id="{name}-tab" data-bs-toggle="tab" '
                f'data-bs-target="#{name}" role="tab" aria-controls="{name}" aria-selected="{str(active).lower()}" href="#{name}">'
            ),
            {"t": "Plain", "c": title},
            _raw("</a></li>"),
        ]
        panes.append(
            _div(
                "tab-pane" + (" active" if active else ""),
                body,
                id=name,
                role="tabpanel",
                aria_labelledby=f"{name}-tab",
            )
        )
    tabs_list = [_raw('<ul class="nav nav-tabs" role="tablist">'), *items, _raw("</ul>")]
    return {"t": "Div", "c": [[attributes[0], attributes[1], []], [*tabs_list, _div("tab-content", panes)]]}
