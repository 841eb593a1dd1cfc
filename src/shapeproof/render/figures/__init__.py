"""Figures: a model as boxes and arrows, a layer's operation as a picture; SVG, TikZ, matplotlib."""
