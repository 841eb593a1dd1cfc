"""Plain deterministic Python; each snippet is a claim that CPython judges."""

from pathlib import Path

SNIPPETS = Path(__file__).with_suffix(".txt").read_text().strip().split("\n\n")
