"""Geometry: arrays in, arrays out. Nothing here knows a database."""
