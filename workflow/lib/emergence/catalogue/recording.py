"""Parameters of jobs whose record is not their whole content.

Snakemake records of each output the parameters of its job, as text, and reads all records when it plans.
"""

import json
from hashlib import sha256


class Digested(dict):
    """A dict that is recorded as a digest: any change of its content reruns the job, and the record stays short."""

    def __repr__(self):
        return sha256(json.dumps(self, sort_keys=True).encode()).hexdigest()[:16]


class Unrecorded(dict):
    """A dict that follows from the inputs and outputs of its job, and so never reruns it."""

    def __repr__(self):
        return type(self).__name__
