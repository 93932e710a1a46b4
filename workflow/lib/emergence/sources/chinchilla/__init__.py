"""What the upstream files of the source ``chinchilla`` say, as our tables."""
