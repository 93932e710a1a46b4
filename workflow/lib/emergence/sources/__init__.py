"""Sources: their descriptors and upstream files, and the importers that turn these into tables."""
