"""The run that the config and the command line ask for: what the rules of all other files declare comes from it."""

import os
import shlex
import sys
from pathlib import Path

from snakemake.cli import parse_args
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from emergence.catalogue import environment, sources
from emergence.catalogue.project import CITATION, PALETTE, PAPERS, STYLE
from emergence.catalogue.recording import Digested, Unrecorded
from emergence.catalogue.planning import plan
from emergence.catalogue.tables import FITTED, INGESTED
from emergence.io.errors import AtlasError
from emergence.io.home import in_checkout

# Whether another workflow uses this one as a module: its process is not ours to arrange, its results not ours to mend.
# (The modifier of a workflow itself says is_module too, but has no parent.)
USED_AS_MODULE = workflow.modifier.parent_modifier is not None

# To compare parameters with their records, Snakemake imports pandas where it finds it, in case one is a frame. None is.
if not USED_AS_MODULE:
    sys.modules.setdefault("pandas", None)
# Snakemake puts the path of Python into command lines as it is, blanks and all.
sys.executable = shlex.quote(sys.executable)
environment.settle(os.environ)
environment.collect_seldom()
ENVIRONMENT = Path(in_checkout("envs/environment.yaml")).resolve()
words = sys.argv[1:] if workflow.is_main_process else None

try:
    asked = environment.targets(os.environ, words, lambda words: parse_args(words)[1].targets)
    files = [] if USED_AS_MODULE else workflow.configfiles
    RUN = plan(config, asked, PROJECT, configfiles=files, partial=USED_AS_MODULE)
except AtlasError as error:
    raise WorkflowError(str(error)) from None

PLACES = RUN.places
if workflow.is_main_process and RUN.where:
    logger.warning(RUN.where)


# Jobs on this machine need no limit of how many start per second. With one, Snakemake plans again each second, and once
# more for every job that has ended: a sixth of the processor time of a run.
onstart:
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None


def of_source(look_up):
    """A function of a source as Snakemake wants it: of wildcards."""
    return lambda wildcards: look_up(wildcards.source)


wildcard_constraints:
    source="|".join(RUN.observed) or "none",
    shard=r"\d+",
