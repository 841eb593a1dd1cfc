"""The three questions that shapeproof was begun for, asked on the command line."""

import shlex
import sys
from pathlib import Path

from shapeproof.cli import main

MODEL = str(Path(__file__).with_name("conv1d.py"))
QUESTIONS = (
    ("What does the summary's arithmetic look like?", f"show {MODEL}"),
    ("By which operation do 7 channels become 10, and why 1130 parameters?", f"why {MODEL} conv1d_1"),
    ("Why 2 steps? I expected 6 - 3 + 1 = 4.", f"why {MODEL} max_pooling1d --expected 4"),
)

for question, command in QUESTIONS:
    print(f"\n# {question}")
    print(f"$ shapeproof {command.replace(MODEL, 'examples/conv1d.py')}\n", flush=True)
    if code := main(shlex.split(command)):
        sys.exit(code)
