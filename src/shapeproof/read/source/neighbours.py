"""The files beside a source that its imports name: found as Python finds them, read, never run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from os import sep
from os.path import basename, dirname, isfile, islink, join, normpath, realpath, relpath
from typing import TYPE_CHECKING, Any

from shapeproof.message import Message, Note, Place, ReadError, say
from shapeproof.read.source import text
from shapeproof.read.source.objects import Record
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.values import Loaded, Missing, Raised, Unknown, Value

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

FRAMEWORKS = ("keras", "keras_applications", "tf_keras", "tensorflow", "torch", "jax", "numpy")
"""What no file of such a name takes the place of."""
INSTALLED = ("site-packages", "dist-packages")
INITIAL = "__init__.py"
STEPS_A_FILE = 500
BYTES_A_STEP = 16  # of a file that is parsed


class Module(Record):
    """A file that was imported; its names appear while it is read.

    `rest` stands for those that reading did not bring to light, where there may be some.
    """

    __slots__ = ("file", "path", "scope")

    def __init__(self, name: str, file: str, path: str, scope: Scope) -> None:
        super().__init__(name, scope.values)
        self.file, self.path, self.scope = file, path, scope

    @property
    def kind(self) -> str:
        return "module"

    def attribute(self, name: str, at: Place) -> Any:
        maker = self.attributes.get("__getattr__")
        if isinstance(maker, Value) and name not in self.attributes:
            return maker.call([name], {}, at)
        return super().attribute(name, at)

    def public(self) -> list[str]:
        """The names that `import *` binds."""
        chosen = self.attributes.get("__all__")
        if isinstance(chosen, list | tuple):
            return [name for name in chosen if isinstance(name, str)]
        return [name for name in self.attributes if not name.startswith("_")]

    def written(self) -> str:
        return self.name


class Neighbours:
    """The project of a source: its folder, the packages around it, and what these stand in.

    Nothing outside of it is read, wherever a link points.  Each file is read once; all of them
    together may take half of the source's budget.
    """

    def __init__(self, reader: Interpreter, file: str) -> None:
        self.reader = reader
        self.unread: list[Loaded] = []
        path = realpath(file)
        self._folder = dirname(path)
        self._shown = dirname(path if islink(file) else file)
        outwards = list(ancestors(self._folder))
        packages = list(takewhile(lambda folder: isfile(join(folder, INITIAL)), outwards[:-1]))
        self._top, *above = outwards[len(packages) :]
        self._package = basename(packages[-1]) if packages else ""
        self._is_installed = basename(self._top) in INSTALLED
        is_outermost = self._is_installed or len(above) < 2
        project = self._top if is_outermost else above[0]
        self._grounds = [project]
        roots = [*packages, self._top, project]
        self._roots = [*dict.fromkeys(roots), *(join(each, "src") for each in roots[-2:])]
        self._files: dict[tuple[str, str], tuple[str, list[str]] | None] = {}
        self._main = Module("__main__", file, path, reader.module_scope)
        self._modules = {file: self._main, self._named(path): self._main}

    # What imports bind

    def module(self, dotted: str) -> Module | None:
        """What `import dotted` makes available; None where no file of the project does."""
        if (found := self._file(dotted)) is None:
            return None
        folder, parts = found
        for depth in range(1, len(parts)):
            package = join(folder, *parts[:depth], INITIAL)
            if isfile(package) and not self._encloses(package):
                self._read(package)
        return self._read(path_of(folder, parts))

    def given(self, module: str, name: str) -> Any:
        """What `from module import name` binds; UNBOUND where no file of the project does.

        A package around the source is not read for the sake of what stands beside the source.
        """
        part = f"{module}.{name}" if module.strip(".") else module + name
        if (known := self._known(part)) is not None:
            return known
        if (found := self._file(module)) is None:
            return UNBOUND
        if self._encloses(path_of(*found)) and (beside := self.module(part)) is not None:
            return beside
        owner = self.module(module)
        assert owner is not None
        if name not in owner.attributes and (below := self.module(part)) is not None:
            return below
        try:
            return owner.attribute(name, self.reader.here())
        except Missing:
            why = f"cannot import name {name!r} from {owner.name!r}"
            raise Raised("ImportError", why) from None

    def public(self, module: str) -> list[str] | None:
        """The names that `from module import *` binds; None where no file of the project does."""
        found = self.module(module)
        if found is None:
            return None
        if found.rest is not None:
            self.opened(found.rest)
        return found.public()

    def opened(self, rest: Unknown | None = None) -> None:
        """The module that is being read may have names that reading does not bring to light."""
        module = self._current
        if module.rest is None:
            module.rest = rest or Unknown(module.name)

    def bare(self, name: str) -> Unknown | None:
        """A name that comes from a file that could not be read, by `import *`."""
        rest = self._current.rest
        return rest.attribute(name, self.reader.here()) if isinstance(rest, Loaded) else None

    def values(self) -> Iterator[Any]:
        """What the modules bind, but for the source itself."""
        for module in self._modules.values():
            if module is not self._main:
                yield from module.attributes.values()

    @property
    def _current(self) -> Module:
        """The module whose code is being read."""
        return self._modules.get(self.reader.cell.file, self._main)

    # Where files are

    def _file(self, dotted: str) -> tuple[str, list[str]] | None:
        """The file of a module: a folder and the way from there."""
        here = dirname(self._current.path) if dotted.startswith(".") else ""
        if (here, dotted) not in self._files:
            self._files[here, dotted] = self._searched(here, dotted)
        return self._files[here, dotted]

    def _searched(self, here: str, dotted: str) -> tuple[str, list[str]] | None:
        names = dotted.lstrip(".")
        parts = names.split(".") if names else []
        if not all(part.isidentifier() for part in parts) or self._known(dotted) is not None:
            return None
        is_framework = (self._package if here else parts[0]) in FRAMEWORKS
        for _ in range(len(dotted) - len(names) - 1):
            here = dirname(here)
        for folder in [here] if here else self._searched_for(parts[0]):
            found = path_of(folder, parts)
            if found and self._is_ours(found) and (not is_framework or self._is_beside(found)):
                return folder, parts
        return None

    def _searched_for(self, package: str) -> list[str]:
        """The folders in which Python would look for a package."""
        is_foreign = self._is_installed or package in FRAMEWORKS
        if is_foreign and package != self._package:
            return []
        around = [each for each in ancestors(self._folder) if basename(each) == package]
        self._grounds += around
        return [*self._roots, *map(dirname, around)]

    def _is_ours(self, path: str) -> bool:
        """Whether a file is in the project, or in a folder around the source that it names."""
        return any(is_within(path, ground) for ground in self._grounds)

    def _is_beside(self, path: str) -> bool:
        return dirname(path) == self._folder and not path.endswith(INITIAL)

    def _known(self, dotted: str) -> Any | None:
        """What a framework's vocabulary says that its own name means, which its files also say."""
        if dotted.startswith("."):
            way = self._dotted(self._current.path).split(".")
            names = dotted.lstrip(".")
            dotted = ".".join([*way[: len(names) - len(dotted)], names])
        is_framework = dotted.partition(".")[0] in FRAMEWORKS
        return self.reader.known(dotted) if is_framework else None

    def _encloses(self, path: str) -> bool:
        """Whether this is the `__init__.py` of a package that the source is in."""
        return path.endswith(INITIAL) and is_within(self._folder, dirname(path))

    def _named(self, path: str) -> str:
        """A path as somebody sees it who named the source as they did."""
        return normpath(join(self._shown, relpath(path, self._folder)))

    # Reading

    def _read(self, path: str) -> Module:
        """The module that stands in a file, entered into its package once it has been read."""
        real = realpath(path)
        file = self._named(real)
        if file in self._modules:
            return self._modules[file]
        module = self._modules[file] = Module(self._dotted(path), file, real, Scope())
        module.scope.values["__name__"] = module.name
        try:
            cells = self._cells(module)
        except ReadError as error:
            self._pass_over(module, error)
        else:
            before = len(self.reader.bindings)
            self.reader.elsewhere(cells, module.scope)
            del self.reader.bindings[before:]  # what a module binds is not yet what is meant
        above = dirname(path)
        above = dirname(above) if path.endswith(INITIAL) else above
        package = self._modules.get(self._named(join(above, INITIAL)))
        if package is not None:
            package.attributes[module.name.rpartition(".")[2]] = module
        return module

    def _dotted(self, path: str) -> str:
        """The name of a module, from the folder down in which its packages start."""
        folder = self._top if is_within(path, self._top) else self._grounds[0]
        way = relpath(path, folder).removesuffix(".py").split(sep)
        return ".".join(way[:-1] if way[-1] == "__init__" else way)

    def _cells(self, module: Module) -> list[text.Cell]:
        """Raises `ReadError`."""
        at, budget = Place(1, 1, None, module.file), self.reader.budget
        if not self._is_ours(module.path):
            raise ReadError(say("it lies outside of the project, so it is not read"), at)
        if budget.is_half_spent():
            reason = say(
                "reading the files before it took too long; give the part that builds the model"
            )
            raise ReadError(reason, at)
        try:
            with open(module.path, "rb") as file:
                source = file.read(text.MOST_BYTES + 1)
        except OSError as error:
            why = Message(error.strerror or str(error))
            raise ReadError(say("it cannot be opened: {why}", why=why), at) from None
        budget.step(STEPS_A_FILE + len(source) // BYTES_A_STEP)
        return text.cells(source, module.file, self.reader.notes)

    def _pass_over(self, module: Module, error: ReadError) -> None:
        """What the file would bind is not known, and whoever depends on it is told why."""
        at = error.at or Place(1, 1, None, module.file)
        self.reader.notes.append(Note(at, say("passed over this file: {why}", why=error.message)))
        why = say("{at}: {why}", at=f"{module.file}:{at.line}", why=error.message)
        module.rest = Loaded(module.name, why, self.reader.here())
        self.unread.append(module.rest)


def path_of(folder: str, parts: list[str]) -> str:
    """The package or the file that a way through folders leads to; empty if there is none."""
    way = join(folder, *parts)
    for path in (join(way, INITIAL), f"{way}.py" if parts else ""):
        if path and isfile(path):
            return path
    return ""


def is_within(path: str, folder: str) -> bool:
    return f"{path}{sep}".startswith(f"{folder.rstrip(sep)}{sep}")


def ancestors(folder: str) -> Iterator[str]:
    """A folder and those around it, from the inside."""
    yield folder
    while (above := dirname(folder)) != folder:
        yield (folder := above)
