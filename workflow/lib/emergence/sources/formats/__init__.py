"""Readers of the formats that numbers come in: upstream text, tables of PDFs, and files that laboratories keep."""
