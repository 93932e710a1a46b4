"""The run that the config and the command line ask for: what the rules of all other files declare comes from it."""

import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from emergence.catalogue import environment, sources
from emergence.catalogue.project import PALETTE, PAPERS, STYLE
from emergence.catalogue.recording import Digested, Unrecorded
from emergence.catalogue.run import DATA_TARGETS, plan
from emergence.catalogue.tables import FITTED, INGESTED
from emergence.io.errors import AtlasError

# To compare parameters with their records, Snakemake imports pandas where it finds it, in case one is a frame. None is.
sys.modules.setdefault("pandas", None)
environment.settle(os.environ)
ENVIRONMENT = Path(workflow.basedir) / "envs" / "environment.yaml"
named = workflow.dag_settings.targets if workflow.is_main_process and workflow.dag_settings else None
if workflow.is_main_process and named is None:  # Snakemake may read the Snakefile before it settles its targets
    named = [word for word in sys.argv[1:] if word in DATA_TARGETS]

try:
    RUN = plan(config, environment.targets(os.environ, named))
except AtlasError as error:
    raise WorkflowError(str(error)) from None

PLACES = RUN.places
if workflow.is_main_process and RUN.where:
    logger.warning(RUN.where)


def of_source(look_up):
    """A function of a source as Snakemake wants it: of wildcards."""
    return lambda wildcards: look_up(wildcards.source)


wildcard_constraints:
    source="|".join(RUN.observed) or "none",
    shard=r"\d+",
