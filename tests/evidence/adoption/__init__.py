"""Adopts the levels in packages that nobody here wrote: `nox -s adoption [-- PACKAGE ...]`."""
