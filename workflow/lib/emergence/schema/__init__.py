"""The public tables: their columns, units, ranges and keys. One module a subject; checked whenever a table is read or written."""
