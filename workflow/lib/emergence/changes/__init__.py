"""What moved between two results folders: inputs, observations, verdicts, numbers, checks and pictures."""
