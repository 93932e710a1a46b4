"""The run that a configuration and the command line ask for: its sources, exhibits and results folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from emergence.catalogue import config, descriptors, exhibits, forms, forms_left, soundness, sources, wording
from emergence.catalogue.environment import DATA_TARGETS
from emergence.catalogue.places import Places
from emergence.catalogue.project import CONFIG, PALETTE, Project, require_known
from emergence.catalogue.run import Run
from emergence.io.errors import DataError


def plan(
    given: Mapping[str, Any],
    targets: Iterable[str] = (),
    project: Project | None = None,
    configfiles: Iterable[str | Path] = (),
    partial: bool = False,
) -> Run:
    """The run that a configuration and the command line ask for.

    Parameters
    ----------
    given : mapping
        The configuration as Snakemake merged it.
    targets : iterable of str
        What the command line names: rules and files. If all are files of exhibits, the run makes these alone.
    project : Project, optional
    configfiles : iterable of path-like
        All files that the configuration comes from: Snakemake's own reading lets misspelt numbers and repeated keys
        pass.
    partial : bool
        Whether ``given`` names only what differs from the project's own file, as that of a workflow does that uses
        this one as a module.

    Raises
    ------
    AtlasError
        If a file of the project or the configuration is not as it should be: one message.
    """
    project, targets = project or Project(), list(targets)
    project.load(PALETTE, "palette")
    for path in configfiles:
        project.read(path)
    standard = project.load(CONFIG, "config")
    settled = project.settled(config.completed(given, standard) if partial else given)
    folder, reasons = config.results_folder(settled, config.with_forms(standard, forms.default()))
    if targets and DATA_TARGETS.issuperset(targets):  # they rewrite data/ and leave only logs among the results
        folder, reasons = "results", []
    places = Places(folder)
    wanted = _wanted_sources(project, settled, targets)
    named = settled["exhibits"] or places.exhibits_among(targets, list(project.exhibits))
    made = _wanted_exhibits(project, settled, wanted, named)
    return Run(project, settled, wanted, made, places, reasons, whole=not named)


def _wanted_sources(project, settled, targets):
    """The sources that the config names; or all but those whose files a user has to bring and has not named."""
    at_hand = [n for n, own in project.sources.items() if n in settled["folders"] or not sources.has_own_folder(own)]
    wanted = {name: project.sources[name] for name in settled["sources"] or at_hand}
    for name in sources.observed(wanted):
        if not DATA_TARGETS.intersection(targets):
            sources.require_tables(name, wanted[name], project.library / "sources")
            soundness.require_sound(name, sources.pools_of(wanted[name]), project.memory)
    return wanted


def _wanted_exhibits(project, settled, wanted, named):
    """What forms and sources leave of the exhibits; one that the user names must not be left out."""
    fitted = settled["fits"]["forms"]
    dropped = set(project.forms).difference(fitted)
    of_dropped = [name for name, own in settled["analyses"].items() if {own.get("form"), own.get("law")} & dropped]
    kinds = {"", *(project.forms[name].kind for name in fitted)}
    of_dropped += [name for name, spec in project.analyses.items() if spec.forms not in kinds]
    dropped |= {table for name in of_dropped for table in project.analyses[name].tables}
    left = {name: forms_left.left_of(project.exhibits[name], dropped) for name in named or project.exhibits}
    for name in named:
        if left[name] is None:
            raise DataError("config", f"a form that {name} shows", column="fits.forms", value=", ".join(fitted))
        require_known(project.exhibits[name]["file"], "source", exhibits.sources(left[name]), wanted)
    shown = {name: spec for name, spec in left.items() if spec and exhibits.sources(spec) <= set(wanted)}
    limits = {name: descriptors.x_of(own, settled["x_kinds"]) for name, own in wanted.items()}
    return {name: wording.settled(spec, {**settled, "x": limits}) for name, spec in shown.items()}
