"""HTML that needs no script and no style to be read: a table whose rows fold open.

`document` is a page by itself; `fragment` is what stands in it, for a notebook's cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from shapeproof.algebra.formula import Literal, Name, Step
from shapeproof.algebra.notation import Notation
from shapeproof.explanation import Line, Row
from shapeproof.language import Translate
from shapeproof.model import Model
from shapeproof.outline import Entry
from shapeproof.render import text
from shapeproof.render.derivation import (
    FROM,
    LIKE,
    Derivation,
    Drawing,
    Item,
    Origin,
    derivation,
    sides,
)
from shapeproof.render.escaping import html, sentence
from shapeproof.render.formulas import MATHML, token
from shapeproof.render.style import FRAGMENT, PAGE
from shapeproof.render.unfolding import Unfolded, unfolded
from shapeproof.render.writing import term, titled

Links = Mapping[str, str]
"""The ids of rows, by their paths."""
LEFT = ' style="text-align:left"'
"""For notebooks that let no sheet of styles through, and put what is in a table to the right."""
HEADING = "<h1>%s</h1>"
"""What a page says first; a notebook has headings of its own."""


def document(models: Iterable[tuple[Model, list[Entry]]], tell: Translate = str) -> str:
    """A page with the summary of each model."""
    models = list(models)
    names = ", ".join(titled(model.name, model.kind) for model, _ in models)
    return page(names, [_summary(model, entries, tell, HEADING) for model, entries in models], tell)


def derivations(rows: Iterable[Row], tell: Translate = str) -> str:
    """A page with the whole derivation of each of these layers."""
    rows = list(rows)
    names = ", ".join(titled(row.call.path, row.call.type) for row in rows)
    return page(names, [_layer(row, tell, HEADING) for row in rows], tell)


def verbatim(told: str, tell: Translate = str) -> str:
    """A page with a text as it stands."""
    return page(told.partition("\n")[0], [_block(told.rstrip())], tell)


def fragment(model: Model, entries: list[Entry], tell: Translate = str) -> str:
    """A summary in the colours of the page that it stands in."""
    return _scoped(_summary(model, entries, tell))


def layer(row: Row, tell: Translate = str) -> str:
    """A layer's derivation, in the same way."""
    return _scoped(_layer(row, tell))


def block(told: str) -> str:
    """A text as it stands, in the same way."""
    return _scoped(_block(told))


def page(title: str, pieces: Iterable[str], tell: Translate) -> str:
    language = tell('lang="en"')
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f"<html {language}>",
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html(title)}</title>",
            f"<style>\n{PAGE}{FRAGMENT}</style>",
            "</head>",
            '<body>\n<main class="shapeproof">',
            *pieces,
            "</main>\n</body>\n</html>\n",
        )
    )


def _scoped(inside: str) -> str:
    return f'<div class="shapeproof">\n<style>\n{FRAGMENT}</style>\n{inside}\n</div>'


def _block(told: str) -> str:
    """Lines as they are; who has no mouse may scroll them too."""
    lines = "\n".join(map(html, told.split("\n")))
    return f'<pre tabindex="0">{lines}</pre>'


def _summary(model: Model, entries: list[Entry], tell: Translate, heading: str = "%s") -> str:
    return "\n".join(_parts(model, entries, tell, heading))


def _parts(model: Model, entries: list[Entry], tell: Translate, heading: str) -> Iterator[str]:
    rows = list(unfolded(model, entries, tell))
    told = [text.cells(row.entry, tell) for row in rows]
    key = f"s{crc32(repr((model.name, told)).encode(errors='replace')):08x}"
    links = {row.path: f"{key}-{number}" for number, row in reversed([*enumerate(rows, 1)])}
    title = heading % html(titled(model.name, model.kind))
    if rows:
        yield f"<table>\n<caption>{title}</caption>\n<thead><tr>"
        yield from (f'<th scope="col">{html(head)}</th>' for head in text.headings(tell))
        yield "</tr></thead>"
        for number, (row, cells) in enumerate(zip(rows, told), 1):
            yield f'<tbody id="{key}-{number}">'
            yield from _row(row, cells, links, tell)
            yield "</tbody>"
        yield "</table>"
    else:
        yield title
    totals = text.totals(model, tell) if rows else []
    for kind, lines in (("totals", totals), ("notes", text.afterwards(model, tell))):
        yield from _listed(kind, (html(line.strip()) for line in lines if line))


def _listed(kind: str, items: Iterable[str]) -> Iterator[str]:
    told = [f"<li>{item}</li>" for item in items]
    if told:
        yield f'<ul class="{kind}">'
        yield from told
        yield "</ul>"


def _row(row: Unfolded, cells: list[str], links: Links, tell: Translate) -> Iterator[str]:
    name, *others = cells
    indent = "&emsp;" * row.entry.level
    yield f'<tr><th scope="row"{LEFT}>{indent}<bdi>{html(name)}</bdi></th>'
    yield from (f"<td>{html(cell)}</td>" for cell in others)
    brief = " ".join(f"<span>{html(line)}</span>" for line in text.below(row.entry, tell))
    yield "</tr>"
    yield f'<tr><td colspan="4"{LEFT}><details><summary>{brief or html(tell("How"))}</summary>'
    for said, told in row.folds:
        yield from _paragraphs(said)
        if told is not None:
            yield from _paragraphs(told.opening)
            yield from _derivation(told, links, tell)
    yield "</details></td></tr>"


def _layer(row: Row, tell: Translate, heading: str = "<p>%s</p>") -> str:
    told = derivation(row, tell)
    return "\n".join((heading % _sentence(told.opening), *_derivation(told, {}, tell)))


def _derivation(told: Derivation, links: Links, tell: Translate) -> Iterator[str]:
    """A derivation without its opening."""
    yield from _paragraphs(told.sentences)
    for section in told.sections:
        yield f"<p><strong>{html(section.heading)}</strong></p>"
        items = (_item(item, told.origins, links, tell) for item in section.items)
        yield from _listed("derived", items)
    if told.like:
        yield f"<p>{tell(LIKE).format(layer=_linked(told.like, links))}</p>"


def _paragraphs(*texts: str) -> Iterator[str]:
    yield from (f"<p>{_sentence(one)}</p>" for one in texts if one)


def _sentence(told: str) -> str:
    """Names of arguments, which stand in backticks, as code."""
    return sentence(told, html, lambda name: f"<code>{html(name)}</code>")


def _item(item: Item, origins: Links, links: Links, tell: Translate) -> str:
    match item:
        case Origin(sizes, source) if source:
            return tell(FROM).format(sizes=html(sizes), source=_linked(source, links))
        case Origin(sizes, _):
            return html(sizes)
        case Line():
            known = {name: links[path] for name, path in origins.items() if path in links}
            return _equation(item, _with_links(known), tell)
        case Drawing(lines):
            return _block("\n".join(lines))
        case str():
            return _sentence(item)


def _linked(path: str, links: Links) -> str:
    name = f"<bdi>{html(path)}</bdi>"
    return f'<a href="#{links[path]}">{name}</a>' if path in links else name


def _with_links(known: Links) -> Notation:
    """MathML in which each size that another layer gave leads to its row."""

    def quantity(leaf: Literal | Name | Step, text: str) -> str:
        row = known.get(leaf.name) if isinstance(leaf, Name) else None
        return token(text, f"#{row}" if row else "")

    return MATHML._replace(quantity=quantity)


def _equation(line: Line, notation: Notation, tell: Translate) -> str:
    """The equation with names, and below it with numbers."""
    subject = term(line.subject, tell)
    equals = MATHML.equal.replace("%s", "")
    [first, *others] = [
        one for one in zip(sides(line, tell, notation), sides(line, tell)) if one[1]
    ]
    lines = [_math(f"{token(subject)}{equals}{first[0]}", f"{subject} = {first[1]}")]
    lines += [_math(f"{equals}{side}", f"= {said}") for side, said in others]
    return "\n".join(lines)


def _math(inside: str, said: str) -> str:
    """An equation; the role of one would hide the links in it, so it is said in words there."""
    spoken = f' role="group" aria-label="{html(said)}"' if "<a " in inside else ""
    return f'<math display="block"{spoken}>{inside}</math>'
