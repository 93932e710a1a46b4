"""What the upstream files of the source ``bigbench_lamda`` say, as our tables."""
