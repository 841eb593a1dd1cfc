"""Puts Python and shapeproof beside the page in `build/site/`, which any static host can serve.

`make site` builds the page first.  Pyodide comes from the npm package in `page/node_modules`;
nothing is fetched when the site is used, but from where it is served.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import sysconfig
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
OFFLINE = ROOT / "tools" / "offline.js"
LICENCES = SITE / "licences.txt"
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
    name_authors(version)
    keep_offline()
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


def name_authors(version: str) -> None:
    """Add Python and Pyodide to the licences of what the page is made of."""
    pages, line = LICENCES.read_text(encoding="utf-8"), f"\n{80 * '-'}\n\n"
    if "Pyodide" in pages:
        return
    python = json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    terms = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    told = terms.read_text(encoding="utf-8") if terms.is_file() else f"{sys.copyright}\n"
    pyodide = (
        f"Pyodide {version} (MPL-2.0: https://mozilla.org/MPL/2.0/)\n\n"
        f"Its source: https://github.com/pyodide/pyodide/tree/{version}\n"
    )
    cpython = (
        f"Python {python['python']} (PSF-2.0: https://docs.python.org/3/license.html, "
        f"which tells of what it is made of, too)\n\n{told}"
    )
    LICENCES.write_text(line.join((pages, pyodide, cpython)), encoding="utf-8")


def keep_offline() -> None:
    """The service worker, which knows all files and by their hash whether one is another."""
    worker = SITE / "offline.js"
    worker.unlink(missing_ok=True)
    files = sorted(file for file in SITE.rglob("*") if file.is_file())
    names = [file.relative_to(SITE).as_posix() for file in files]
    whole = hashlib.sha256()
    for name, file in zip(names, files):
        whole.update(name.encode() + b"\0" + file.read_bytes())
    constants = f"const VERSION = {json.dumps(whole.hexdigest()[:16])};\n"
    constants += f"const FILES = {json.dumps(['./', *names])};\n"
    worker.write_text(constants + OFFLINE.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
