"""Bootstrap over runs, cluster-robust errors, profile likelihood, intervals, multiple testing."""
