"""What the upstream files of the source ``obs_scaling`` say, as our tables."""
