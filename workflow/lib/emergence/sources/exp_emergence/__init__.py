"""What the upstream files of the source ``exp_emergence`` say, as our tables."""
