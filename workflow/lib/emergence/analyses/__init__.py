"""Derived tables of many series: one file an analysis, found by being there.

A file says what it makes from what, see :mod:`emergence.catalogue.analyses`, and has ``run(tables, context)``, which
gives the frame of its ``TABLE``, or the frames of its ``TABLES``, a tuple in their order. ``tables`` is an
:class:`emergence.io.tables.Tables`, ``context`` a :class:`emergence.analyses.running.Context`.
"""
