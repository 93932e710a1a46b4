"""What the upstream files of the source ``pythia`` say, as our tables."""
