#!/usr/bin/env bash
# Run by Snakemake in a new conda environment, from the project's folder: the locked packages, then this package.
set -euo pipefail
pip install --require-hashes -r envs/build.txt
pip install --no-build-isolation --require-hashes -r envs/requirements.txt
pip install --no-deps --no-build-isolation --editable .
