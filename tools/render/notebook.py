"""⑨ page: runs a page's Python cells and inline expressions in Jupyter, as Quarto does, and gives their outputs back."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from .errors import RenderError
from .source import Cell

INLINE = re.compile(r"(?P<before>^|[^`])`\{python\}[ \t](?P<expression>[^`]+)`", re.MULTILINE)
TIMEOUT_SECONDS = 600
KERNEL = "stepgrad-render"


def run(cells: list[Cell], root: Path, page: Path) -> list[list[dict[str, Any]]]:
    """The outputs (nbformat dictionaries) of each cell, run in order in one kernel, in the page's own directory.

    Raises RenderError, with the line inside the page, for a cell that fails.
    """
    if not cells:
        return []
    new: Any = nbformat.v4
    notebook = new.new_notebook(cells=[new.new_code_cell(cell.source) for cell in cells])
    with tempfile.TemporaryDirectory() as kernels:
        _write_kernel(Path(kernels))
        before = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = kernels
        try:
            client = NotebookClient(
                notebook,
                timeout=TIMEOUT_SECONDS,
                kernel_name=KERNEL,
                resources={"metadata": {"path": str((root / page).parent)}},
            )
            client.execute()
        except CellExecutionError as error:
            raise _failure(error, cells, notebook) from error
        except (CellTimeoutError, DeadKernelError) as error:
            raise RenderError(f"the Python kernel stopped: {error}", page, cells[0].line) from error
        finally:
            os.environ.pop("JUPYTER_PATH") if before is None else os.environ.__setitem__(
                "JUPYTER_PATH", before
            )
    return [_joined(cell.outputs) for cell in notebook.cells]


def _joined(outputs: list[Any]) -> list[Any]:
    """What a cell prints in one go is one output: a kernel sends it in as many pieces as time allows."""
    whole: list[Any] = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output["output_type"] == "stream" and output["name"] == last.get("name"):
            last["text"] += output["text"]
        else:
            whole.append(output)
    return whole


def _write_kernel(directory: Path) -> None:
    # A kernel of the running interpreter: whichever python3 kernel the machine has registered could be another one.
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=40"],
        "display_name": KERNEL,
        "language": "python",
    }
    home = directory / "kernels" / KERNEL
    home.mkdir(parents=True)
    (home / "kernel.json").write_text(json.dumps(spec))


def _failure(error: CellExecutionError, cells: list[Cell], notebook: Any) -> RenderError:
    failed = next(
        n
        for n, cell in enumerate(notebook.cells)
        if any(o["output_type"] == "error" for o in cell.get("outputs", []))
    )
    cell = cells[failed]
    trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(notebook.cells[failed].outputs[-1]["traceback"]))
    # IPython writes `Cell In[2], line 3` for the frames of a cell; the last one of this cell is where it failed.
    lines = re.findall(r"Cell In\[\d+\], line (\d+)", trace)
    return RenderError(
        f"this Python cell fails: {error.ename}: {error.evalue}",
        cell.file,
        cell.line + (int(lines[-1]) - 1 if lines else 0),
    )


def output_markdown(output: dict[str, Any], cell: Cell, options: dict[str, Any]) -> str:
    """One output as Markdown in the divs Quarto puts it in."""
    kind = output["output_type"]
    if kind == "stream":
        if output["name"] == "stderr" and options.get("warning", True) is False:
            return ""
        return _div(["cell-output", f"cell-output-{output['name']}"], fenced(output["text"].rstrip("\n")))
    data = output["data"]
    if "text/html" in data:
        raise RenderError(
            "a text/html output makes Quarto fetch requirejs and jquery from another origin: show IPython.display.Markdown or SVG instead",
            cell.file,
            cell.line,
        )
    for mime in ("text/markdown", "image/svg+xml", "image/png", "text/plain"):
        if mime in data:
            return _div(["cell-output", "cell-output-display"], _shown(mime, data[mime]))
    raise RenderError(
        f"an output of type {', '.join(data)} is not known to this renderer", cell.file, cell.line
    )


def _shown(mime: str, value: str) -> str:
    if mime == "text/markdown":
        return value
    if mime == "image/svg+xml":
        return fenced(value[value.find("<svg") :], "{=html}")
    if mime == "image/png":
        return f"![](data:image/png;base64,{value.replace(chr(10), '')})"
    return fenced(value)


def inline_value(output: list[dict[str, Any]]) -> str:
    """The value of an inline expression as Markdown, as Quarto writes it: a string without its quotes, its Markdown escaped."""
    data = output[0]["data"] if output else {"text/plain": ""}
    if "text/markdown" in data:
        return str(data["text/markdown"])
    text = str(data["text/plain"])
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return re.sub(r"([\\`*_{}\[\]()>#+.!-])", r"\\\1", text[1:-1])
    return text


def fenced(text: str, info: str = "") -> str:
    """A code block whose fence is longer than any in the text."""
    marks = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
    return f"{marks}{info}\n{text}\n{marks}\n"


def _div(classes: list[str], content: str) -> str:
    return f"::::: {{{' '.join('.' + c for c in classes)}}}\n{content}\n:::::\n"
