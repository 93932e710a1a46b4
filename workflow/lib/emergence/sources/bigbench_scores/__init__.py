"""What the upstream files of the source ``bigbench_scores`` say, as our tables."""
