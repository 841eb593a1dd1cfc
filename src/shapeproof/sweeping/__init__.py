"""Every candidate of a model at once: formulas of what varies, taken on arrays of numbers."""

from shapeproof.extras import extra

extra("numpy", "sweep")
