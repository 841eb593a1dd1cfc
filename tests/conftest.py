"""Mistakes of our own are shown whole to the tests."""

import os

os.environ["SHAPEPROOF_DEBUG"] = "1"
