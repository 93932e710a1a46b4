"""What the upstream files of the source ``olmo_ladder`` say, as our tables."""
