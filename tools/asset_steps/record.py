"""Runs inside Pyodide: replaces, in a JSON file of {example: path}, each path by the trace of that program.

record.py JOB
"""

import json
import sys
from pathlib import Path

from stepgrad.tracing import session

job = Path(sys.argv[1])
traces = {}
for name, path in json.loads(job.read_text()).items():
    try:
        traces[name] = session.record(Path(path).read_text(encoding="utf-8"))
    except Exception as error:
        raise SystemExit(f"{path}: {type(error).__name__}: {error}") from error
job.write_text(json.dumps(traces))
