"""What the upstream files of the source ``du2024`` say, as our tables."""
