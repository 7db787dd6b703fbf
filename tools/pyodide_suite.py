"""Runs inside Pyodide: pytest on tests/py, all but what needs PyTorch; see pyodide_tests.py."""

import os
import sys

import pytest
import stepgrad

os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = "/tmp/hypothesis"
print(
    f"stepgrad from {os.path.dirname(stepgrad.__file__)}, Python {sys.version.split()[0]} on {sys.platform}"
)
options = ["-p", "no:cacheprovider", "--ignore=tests/py/torch"]
# Not from py/: what is tested is what the browser gets. The tests may still import each other from the project's folder.
sys.exit(pytest.main([*options, "--override-ini=pythonpath=.", "-q", *(sys.argv[1:] or ["tests/py"])]))
