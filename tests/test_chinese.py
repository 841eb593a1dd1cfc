"""Chinese: all that is said is translated, and every translation is sound."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import read_mo
from tools.messages import arguments, cases, catalogue, messages

from shapeproof import explain as read
from shapeproof.algebra.formula import Apply, Expr, Name, Step, lift
from shapeproof.explanation import Explanation, explain
from shapeproof.language import CATALOGUES, DOMAIN
from shapeproof.message import Count, Message, ShapeproofError, noun
from shapeproof.rules.rule import Reads, Tensor
from tests.grids.grid import Case
from tests.sampling import QUICK, telling
from tests.test_one_rule import facts_of
from tests.test_sentences import of_unknown_sizes

FILE = Path(CATALOGUES) / "zh" / "LC_MESSAGES" / f"{DOMAIN}.po"
ENTRIES = [entry for entry in catalogue(FILE) if entry.id]
CHINESE = {str(entry.id): str(entry.string) for entry in ENTRIES}


@QUICK
def test_every_message_has_a_translation(is_quick: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of quantities are looked for in a sample of cases, or else in all."""
    few = telling(cases(), is_quick) if is_quick else cases()
    monkeypatch.setattr("tools.messages.cases", lambda: few)
    assert set(messages()) - set(CHINESE) == set(), "run `make messages`, and translate these"
    assert [english for english, chinese in CHINESE.items() if not chinese] == []
    assert [entry.id for entry in ENTRIES if entry.fuzzy] == []


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with FILE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert {one.id: one.string for one in compiled if one.id} == CHINESE


def test_placeholders_and_code_stay() -> None:
    for english, chinese in CHINESE.items():
        names = fields(english)
        assert fields(chinese) == names, english
        assert english.format_map(dict.fromkeys(names, Anything(2))), english
        assert chinese.format_map(dict.fromkeys(names, Anything(2))), english
        for kind in (r"`([^`]*)`", r"%(?:\(\w+\))?[rs]"):
            assert set(re.findall(kind, chinese)) <= set(re.findall(kind, english)), english
        assert re.findall("%", chinese) == re.findall("%", english), english


class Anything(Count):
    """A value of whatever kind a placeholder may ask for."""

    def __format__(self, spec: str) -> str:
        return str(self) if spec == "bare" else super().__format__(spec)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_punctuation_is_chinese() -> None:
    stray = (
        r"[一-鿿] ?(?:[,;:!?](?!\d)|\.(?!\w))",  # an ASCII sign after Chinese, but `.float()`
        r"[,;!?] ?[一-鿿]",  # or before it
        r"\([^()]*[一-鿿][^()]*\)",  # ASCII parentheses around it
        r"\s[，。：；、）]|[，。：；、（]\s",  # a space beside a sign that has its own
        r"[一-鿿][A-Za-z0-9`(*/+-]|[A-Za-z0-9`)*/+-][一-鿿]",  # none between Chinese and all else
    )
    for english, chinese in CHINESE.items():
        text = re.sub(r"\{[^}]*\}", "_", chinese)
        assert not re.search("|".join(stray), text), chinese
        assert chinese.endswith("。") is english.endswith("."), chinese


@QUICK
def test_nothing_that_is_said_of_a_layer_stays_english(is_quick: bool) -> None:
    english: set[str] = set()
    own: set[str] = set()

    def tell(text: str) -> str:
        if text not in CHINESE:
            english.add(text)
        return CHINESE.get(text, text)

    every = cases()
    for case in every:
        own.update(arguments(case.layer))
    for case in telling(every, is_quick)[::3]:
        for inputs in (case.tensors(), tuple(map(of_unknown_sizes, case.tensors()))):
            for message in said_of(case, inputs):
                assert message.told(tell), case
    assert english <= own


def said_of(case: Case, inputs: tuple[Tensor, ...]) -> Iterator[Message]:
    """All that is said of a layer on these inputs, or why it refuses them."""
    try:
        said = explain(case.layer, *inputs)
    except ShapeproofError as error:
        yield error.message
        return
    yield from said.sentences
    yield from (need.reason for need in said.relies_on)
    yield from map(noun, sorted(names_of(said) - {""}))
    if reads := cell_of(case):
        yield reads.made


def names_of(said: Explanation) -> set[str]:
    """What equations, sizes and axes are called."""
    lines = (*said.output, *said.params, *said.macs, *said.flops)
    sizes = [lift(size) for x in said.facts.outputs for size in x.shape]
    found = {line.subject for line in lines} | {name for axes in said.axes for name in axes}
    return found.union(*map(leaves, (*(line.formula for line in lines), *sizes)))


def leaves(expr: Expr) -> set[str]:
    match expr:
        case Step(name, body):
            return {name} | leaves(body)
        case Apply(_, left, right):
            return leaves(left) | leaves(right)
        case Name():
            return set() if len(expr.name) == 1 else {expr.name}  # the unknowns `A`, `B`
        case _:
            return set()


def cell_of(case: Case) -> Reads | None:
    """What the first number of the output is made of, where that is told."""
    facts = facts_of(case.layer, *case.tensors())
    if facts is None or facts.cell is None or not facts.outputs:
        return None
    shape = facts.outputs[0].shape
    return None if 0 in shape else facts.cell((0,) * len(shape))


def test_a_report_can_be_read_in_either_language() -> None:
    report = read("model = Sequential([Dense(3, input_shape=(4,))])")
    assert "3 个单元" in report["dense"].why("zh")
    assert "3 units" in report["dense"].why()
