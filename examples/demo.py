"""The three questions that shapeproof was begun for, and one on torch, asked on the command line."""

import shlex
import sys
from pathlib import Path

from shapeproof.cli import main

FOLDER = f"{Path(__file__).parent}/"
MODEL, NET = f"{FOLDER}conv1d.py", f"{FOLDER}lenet.py"
QUESTIONS = (
    ("What does the summary's arithmetic look like?", f"show {MODEL}"),
    ("By which operation do 7 channels become 10, and why 1130 parameters?", f"why {MODEL} conv1d_1"),
    ("Why 2 steps? I expected 6 - 3 + 1 = 4.", f"why {MODEL} max_pooling1d --expected 4"),
    ("And a class of PyTorch, which has no summary at all?", f"show {NET} --input 1,1,32,32"),
)

for question, command in QUESTIONS:
    print(f"\n# {question}")
    print(f"$ shapeproof {command.replace(FOLDER, 'examples/')}\n", flush=True)
    if code := main(shlex.split(command)):
        sys.exit(code)
