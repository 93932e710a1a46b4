"""Before the first job: one run at a time, what a killed run left taken away, and damaged outputs made again."""

from emergence.catalogue import recovery
from emergence.io import blame
from emergence.io.run_lock import RunLock

LOCK = RunLock(".snakemake/running")
BUILD = workflow._build_dag


def build_and_mend():
    """Plan the run, then add what has to be made again. Snakemake has no place of its own for this."""
    runs = workflow.executor_plugin is not None and not workflow.dryrun
    try:
        if runs:
            recovery.require_writable([".snakemake", PLACES.results])
            recovery.require_room(".snakemake")
        if runs and LOCK.take():
            tell(recovery.clear_away(Path(".snakemake/locks")))
        workflow.dag_settings.force_incomplete = True  # what a killed run had begun, with any profile
        BUILD()
        mend(workflow.dag, runs)
    except (AtlasError, OSError) as error:
        raise WorkflowError(blame.message(error) or repr(error)) from None


def mend(dag, runs):
    """Force the jobs of this plan whose outputs are damaged; remove what no job of a whole run makes."""
    outputs = {path for job in dag.jobs for path in job.output}
    due = {path for job in dag.jobs if dag.needrun(job) for path in job.output}
    untraced = {path for job in dag.jobs if dag.reason(job).no_metadata for path in job.output} - due
    again, lines = recovery.damaged(sorted(outputs), due)
    if untraced and (why := recovery.outdated(RUN)):
        again += untraced
        lines.append(f"{why}, and Snakemake's records of {len(untraced)} files are lost: these are made anew")
    if runs and RUN.whole and not workflow.dag_settings.targets:
        lines += recovery.remove(recovery.strays(RUN, outputs))
    tell(lines)
    if again:
        dag.forcefiles.update(again)
        workflow.async_run(dag.update_needrun())


def tell(lines):
    """Show lines to whoever started the run."""
    for line in lines:
        logger.warning(line)


# Not in the processes of single jobs, which plan nothing.
if workflow.is_main_process and not USED_AS_MODULE:
    workflow._build_dag = build_and_mend
