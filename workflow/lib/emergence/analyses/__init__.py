"""One file a derived table of many series."""
