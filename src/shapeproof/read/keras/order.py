"""The order in which Keras lists the calls of a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shapeproof.read.keras.nodes import KerasTensor, Node, Operation


def in_keras_order(
    inputs: Sequence[KerasTensor], outputs: Iterable[KerasTensor]
) -> list[tuple[Node, int]]:
    """The nodes between inputs and outputs with their depths, deepest first.

    A node's depth is the longest way from it to an output; nodes of one depth stand in the order
    in which a walk from the outputs first meets their operations.
    """
    nodes, met = walk(set(inputs), outputs)
    depths: dict[Node, int] = {}
    deepest: dict[Operation, int] = {}
    for node in reversed(nodes):
        depth = max(depths.get(node, 0), deepest.get(node.operation, 0))
        deepest[node.operation] = depths[node] = depth
        for x in node.inputs:
            depths[x.node] = max(depth + 1, depths.get(x.node, 0))
    inside = set(nodes)
    for x in inputs:  # one that nothing reads
        if x.node not in inside and x.node.is_input:
            inside.add(x.node)
            depths[x.node] = 0
            met[x.node.operation] = -1
    ordered = sorted(inside, key=lambda node: (-depths[node], met[node.operation], node.number))
    return [(node, depths[node]) for node in ordered]


def walk(
    inputs: set[KerasTensor], outputs: Iterable[KerasTensor]
) -> tuple[list[Node], dict[Operation, int]]:
    """The nodes that lead to the outputs, each after those that it reads, and when its operation
    was first met."""
    finished: list[Node] = []
    done: set[Node] = set()
    met: dict[Operation, int] = {}
    for output in outputs:
        waiting: list[tuple[KerasTensor, bool]] = [(output, False)]
        while waiting:
            x, read = waiting.pop()
            node = x.node
            if node in done:
                continue
            if read:
                done.add(node)
                finished.append(node)
            elif x in inputs and not node.is_input:
                done.add(node)
            else:
                met.setdefault(node.operation, len(met))
                waiting.append((x, True))
                waiting.extend((y, False) for y in reversed(node.inputs))
    return finished, met
