"""What the upstream files of the source ``llama`` say, as our tables."""
