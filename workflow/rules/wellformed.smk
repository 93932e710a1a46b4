"""Snakemake's own reading of the config says of a slip only that there is one: here it has a row and a character."""

from snakemake.exceptions import WorkflowError

from emergence.catalogue.project import Project
from emergence.catalogue.wellformed import require_wellformed
from emergence.io.errors import AtlasError

PROJECT = Project()

try:
    require_wellformed(PROJECT.memory)
except AtlasError as error:
    raise WorkflowError(str(error)) from None
