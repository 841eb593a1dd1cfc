"""Python source, read without running it."""

from shapeproof.read.source.arrays import Array
from shapeproof.read.source.budget import Budget
from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.objects import BoundMethod, Class, Function, Instance, Native, Record
from shapeproof.read.source.scope import Binding, Scope
from shapeproof.read.source.values import Host, Missing, Named, Raised, Unknown, Value
from shapeproof.read.source.vocabulary import Vocabulary

__all__ = [
    "Array",
    "Binding",
    "BoundMethod",
    "Budget",
    "Class",
    "Function",
    "Host",
    "Instance",
    "Interpreter",
    "Missing",
    "Named",
    "Native",
    "Raised",
    "Record",
    "Scope",
    "Unknown",
    "Value",
    "Vocabulary",
]
