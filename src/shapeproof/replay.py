"""A model's recorded calls made again, on other inputs or with other arguments.

What a live model or a saved one does is known as its calls; the Python that computes sizes between
them is not, so an argument that held a size stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shapeproof.model import Call, Model, Policy, Source, within
from shapeproof.recorder import Recorder
from shapeproof.rules.rule import Tensor, packed
from shapeproof.supposition import supposed

AS_IT_WAS = Policy("", "float32")


def replayed(model: Model, inputs: Sequence[Tensor] | None = None) -> Model:
    """The model on these inputs, or on its own, with the arguments that it is supposed to have.

    Raises `LayerError` where a layer cannot take what it reads then.
    """
    given = [call.output for call in model.inputs] if inputs is None else inputs
    return Replay(Recorder()).model(model, "", given)


class Replay:
    """Calls made again, the outputs of each for those that read them."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def model(self, model: Model, prefix: str, inputs: Iterable[Tensor]) -> Model:
        given: dict[tuple[str, int], tuple[Tensor, ...]] = {}

        def found(source: Source, otherwise: Tensor) -> Tensor:
            outputs = given.get((source.path, source.call), ())
            return outputs[source.output] if source.output < len(outputs) else otherwise

        entered, calls = iter(inputs), list[Call]()
        for call in model.calls:
            if call.is_input:
                x = next(entered, call.output)
                made = call._replace(facts=call.facts._replace(output=x))
            else:
                read = tuple(map(found, call.sources, call.inputs))
                path = within(prefix, call.path)
                if call.inside is not None:
                    inner = map(found, call.inside.reads, read)
                    inside = self.model(call.inside, f"{path}.", inner)
                    output = packed(call.facts.output, iter(inside.outputs))
                    facts = call.facts._replace(output=output)
                    made = call._replace(inputs=read, facts=facts, inside=inside)
                else:
                    made = self._call(call, path, (*read, *call.inputs[len(read) :]))
            calls.append(made)
            given[call.path, call.shown.number] = made.facts.outputs
        outputs = tuple(map(found, model.gives, model.outputs))
        return model._replace(calls=tuple(calls), outputs=outputs)

    def _call(self, call: Call, path: str, read: tuple[Tensor, ...]) -> Call:
        """One layer asked again; one that is as it was, and reads the same, says the same."""
        layer = supposed(path, call.layer)
        if layer is call.layer and read == call.inputs:
            return call
        facts = self.recorder.facts(path, layer, read, AS_IT_WAS, call.at)
        outputs = (x._replace(dtype=was.dtype) for x, was in zip(facts.outputs, call.facts.outputs))
        if len(facts.outputs) == len(call.facts.outputs):
            facts = facts._replace(output=packed(facts.output, outputs))
        weights = {
            name: weight._replace(dtype=call.facts.weights[name].dtype)
            if name in call.facts.weights
            else weight
            for name, weight in facts.weights.items()
        }
        return call._replace(layer=layer, inputs=read, facts=facts._replace(weights=weights))
