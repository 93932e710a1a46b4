"""What the upstream files of the source ``openlm`` say, as our tables."""
