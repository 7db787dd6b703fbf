"""Tests of the offline renderer (tools/render)."""
