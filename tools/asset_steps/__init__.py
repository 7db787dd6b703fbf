"""Build side: the steps of tools/assets.py, one per file; none is part of the flow ①…⑨, each prepares a piece of it."""
