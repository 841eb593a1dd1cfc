"""Puts the page of `shapeproof web` into what is built: npm makes it, where nobody has made it yet.

A build without npm goes on without the page; `shapeproof web` then says how to get it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGE = Path("src/shapeproof/web/page/index.html")
STEPS = (("ci", "--no-audit", "--no-fund"), ("run", "build"))


class PageHook(BuildHookInterface[Any]):
    """The hook of wheels and source distributions; an editable install serves what `make page`
    has built."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version == "editable" or (root / PAGE).is_file():
            return
        if (npm := shutil.which("npm")) is None:
            self.app.display_warning("npm is not installed: `shapeproof web` will have no page")
            return
        try:
            for step in STEPS:
                subprocess.run([npm, *step], cwd=root / "page", check=True)
        except subprocess.CalledProcessError as error:
            told = f"`{' '.join(error.cmd)}` failed in page/: `shapeproof web` will have no page"
            self.app.display_warning(told)
