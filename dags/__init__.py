"""Wiring: which phase runs when. Everything that is done lives in pipeline and to its left."""
