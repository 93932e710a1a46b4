"""What the upstream files of the source ``palm`` say, as our tables."""
