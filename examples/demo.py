"""The three questions that shapeproof was begun for, and two on torch, asked on the command line."""

import os
import shlex
import sys
from pathlib import Path

from shapeproof.cli import main

KERAS, TORCH = "examples/conv1d.py", "examples/lenet.py"
QUESTIONS = (
    ("What does the summary's arithmetic look like?", f"show {KERAS}"),
    ("By which operation do 7 channels become 10, and why 1130 parameters?", f"why {KERAS} conv1d_1"),
    ("Why 2 steps? I expected 6 - 3 + 1 = 4.", f"why {KERAS} max_pooling1d --expected 4"),
    ("And a class of PyTorch, which has no summary at all?", f"show {TORCH} --input 1,1,32,32"),
    ("mat1 and mat2 shapes cannot be multiplied (1x256 and 400x120)?",
     f"fix {TORCH} --input 1,1,28,28"),
)
WRONG = 1  # the exit code for a model that is wrong, as the last one is

os.chdir(Path(__file__).parents[1])
for question, command in QUESTIONS:
    print(f"\n# {question}")
    print(f"$ shapeproof {command}\n", flush=True)
    if (code := main(shlex.split(command))) > WRONG:
        sys.exit(code)
print("\n# To look instead of reading, at your own models too: make web")
