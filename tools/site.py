"""Puts Python and shapeproof beside the page in `build/site/`, which any static host can serve.

`make site` builds the page first.  Pyodide comes from the npm package in `page/node_modules`;
nothing is fetched when the site is used, but from where it is served.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
PYODIDE = ROOT / "page" / "node_modules" / "pyodide"
NEEDED = (
    *("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"),
    *("python_stdlib.zip", "pyodide-lock.json"),
)
SOURCE = ROOT / "src" / "shapeproof"
LEFT_OUT = ("__pycache__", "page")
WRITTEN = (".py", ".mo")
THEN = (1980, 1, 1, 0, 0, 0)
"""One time for all files, so that the same source makes the same site."""


def main() -> None:
    version = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))["version"]
    folder = SITE / f"pyodide-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in NEEDED:
        shutil.copy(PYODIDE / name, folder / name)
    pack(SITE / "shapeproof.zip")
    size = sum(file.stat().st_size for file in SITE.rglob("*") if file.is_file())
    print(f"{SITE.relative_to(ROOT)}: {size / 1e6:.1f} MB, to be put on any static host as it is.")
    print(f"To look at it: python -m http.server -d {SITE.relative_to(ROOT)}")


def pack(target: Path) -> None:
    """The package as it is imported, with its catalogues, and without the page."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(SOURCE.rglob("*")):
            name = file.relative_to(SOURCE.parent)
            if file.suffix in WRITTEN and not {*name.parts} & {*LEFT_OUT}:
                entry = zipfile.ZipInfo(name.as_posix(), THEN)
                archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
