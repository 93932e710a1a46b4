"""What the upstream files of the source ``wei2022`` say, as our tables."""
