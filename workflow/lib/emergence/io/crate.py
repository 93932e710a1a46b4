"""The Workflow Run RO-Crate of a run: its results, what they were made from, and what to cite for each exhibit.

RO-Crate 1.1 with the Workflow Run profile 0.5, https://w3id.org/ro/wfrun/workflow/0.5, by the package ``rocrate``.
Where none are given it takes dates from the clock and names at random: here all are given, so that the crate depends
on neither the time nor the place of the run. Its ``datePublished`` is the ``date-released`` of ``CITATION.cff``.
"""

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from rocrate.model import ContextEntity, Entity
from rocrate.rocrate import ROCrate

from emergence.io.home import in_checkout

Files = dict[str, Entity]

TERMS = "https://w3id.org/ro/terms/workflow-run/context"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
KINDS = {
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".csv": "text/csv",
    ".yaml": "application/yaml",
    ".py": "text/x-python",
}
# What CITATION.cff must have.
ABOUT = {"type": "object", "required": ["title", "version", "date-released", "license", "abstract", "authors"]}
RUN, WORKFLOW = "#run", in_checkout("Snakefile")


def crate(
    folder: str,
    manifest: Mapping[str, Any],
    own: Mapping[str, str],
    about: Mapping[str, Any],
    exhibits: Mapping[str, Mapping],
    sources: Mapping[str, Mapping],
) -> dict[str, Any]:
    """The content of ``ro-crate-metadata.json``.

    Parameters
    ----------
    folder : str
        The results folder, which is the root of the crate. Inputs lie beside it: their paths begin with ``../``.
    manifest : dict
        As :func:`emergence.io.manifest.manifest` makes it.
    own : dict of str to str
        Outputs besides those of the manifest, itself among them, with their SHA-256.
    about : dict
        The content of ``CITATION.cff``.
    exhibits : dict of str to dict
        ``<paper>/<id>`` to its ``title`` and the names of the ``sources`` behind it.
    sources : dict of str to dict
        Name to ``title``, ``licence`` and ``publications``, as the yaml of a source has them.

    Returns
    -------
    dict
        JSON-LD with its entities sorted by ``@id``.
    """
    made = ROCrate(version="1.1")
    made.metadata.extra_contexts.append(TERMS)
    inputs = _files(made, folder, manifest["inputs"])
    outputs = _files(made, folder, {**manifest["outputs"], **own})
    workflow = _workflow(made, folder, manifest["versions"], about, inputs)
    publications = {name: [_article(made, each) for each in source["publications"]] for name, source in sources.items()}
    datasets = {
        name: _dataset(made, folder, name, source, publications[name], inputs) for name, source in sources.items()
    }
    for name, exhibit in exhibits.items():
        cited = [article for source in exhibit["sources"] for article in publications[source]]
        for file in (outputs[name + kind] for kind in (".parquet", ".pdf")):
            file["name"] = exhibit["title"]
            _refer(file, "citation", cited)
            _refer(file, "isBasedOn", [datasets[source] for source in exhibit["sources"]])
    _run(made, about, workflow, inputs, outputs)
    content = made.metadata.generate()
    return {**content, "@graph": sorted(content["@graph"], key=lambda entity: entity["@id"])}


def _run(made: ROCrate, about: Mapping[str, Any], workflow: Entity, inputs: Files, outputs: Files) -> None:
    """The run that made the files, and what is said of the crate as a whole."""
    title = f"{about['title']} {about['version']}"
    told = {
        "name": f"A whole run of {title}",
        "description": "All rules from the tables under data/ to the exhibits, the book and this description.",
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }
    run = made.add_action(workflow, RUN, [*inputs.values()], [*outputs.values()], told)
    root = made.root_dataset
    root["name"], root["description"] = f"Results of {title}", " ".join(about["abstract"].split())
    root["license"], root["mentions"], root["datePublished"] = workflow["license"], run, str(about["date-released"])
    _refer(root, "author", _authors(made, about))
    for name, title in PROFILES.items():
        _named(made, name, "CreativeWork", title, version=name.rsplit("/", 1)[1])
    _refer(root, "conformsTo", [made.get(name) for name in PROFILES])


def _named(made: ROCrate, name: str, kind: str, title: str, **more: Any) -> Entity:
    """An entity that others refer to."""
    return made.add(ContextEntity(made, name, {"@type": kind, "name": title, **more}))


def _files(made: ROCrate, folder: str, digests: Mapping[str, str]) -> Files:
    found = {}
    for path, digest in sorted(digests.items()):
        name = os.path.relpath(path, folder)
        kind = KINDS.get(os.path.splitext(name)[1], "text/plain")
        found[name] = made.add_file(dest_path=name, properties={"encodingFormat": kind, "sha256": digest})
    return found


def _workflow(
    made: ROCrate, folder: str, versions: Mapping[str, str], about: Mapping[str, Any], inputs: Files
) -> Entity:
    """The Snakefile, with all code and the lock file that it runs with."""
    name = os.path.relpath(WORKFLOW, folder)
    code, lock = (os.path.relpath(in_checkout(part), folder) + "/" for part in ("workflow", "envs"))
    own = {key: value for key, value in inputs[name].items() if key[0] != "@"}
    told = {**own, "name": about["title"], "version": about["version"]}
    found = made.add_workflow(
        dest_path=name, properties=told, main=True, lang="snakemake", lang_version=versions["snakemake"]
    )
    found["license"] = _named(made, f"https://spdx.org/licenses/{about['license']}", "CreativeWork", about["license"])
    packages = [
        _named(made, address, "SoftwareApplication", package, version=version, url={"@id": address})
        for package, version in versions.items()
        for address in [_address(package, version)]
    ]
    _refer(found, "hasPart", [file for path, file in inputs.items() if path.startswith(code)])
    _refer(found, "softwareRequirements", [*packages, *(inputs[path] for path in inputs if path.startswith(lock))])
    inputs[name] = found
    return found


def _address(package: str, version: str) -> str:
    if package == "python":
        return f"https://docs.python.org/release/{version}/"
    return f"https://pypi.org/project/{package}/{version}/"


def _authors(made: ROCrate, about: Mapping[str, Any]) -> list[Entity]:
    """The authors of the software: CITATION.cff gives a person in parts and anybody else as a ``name``."""
    found = []
    for author in about["authors"]:
        parts = [author[part] for part in ("given-names", "family-names") if part in author]
        name, kind = (author["name"], "Organization") if "name" in author else (" ".join(parts), "Person")
        home = author.get("orcid") or author.get("website") or f"#author-{quote(name)}"
        found.append(_named(made, home, kind, name))
    return found


def _dataset(
    made: ROCrate, folder: str, name: str, source: Mapping, articles: Iterable[Entity], inputs: Files
) -> Entity:
    """The folder of a source's tables."""
    home = os.path.relpath(in_checkout(f"data/{name}"), folder) + "/"
    licence = f"Licence of {source['title']}"
    about = _named(made, f"#licence-{name}", "CreativeWork", licence, description=source["licence"])
    found = made.add_dataset(dest_path=home, properties={"name": source["title"], "license": about})
    _refer(found, "hasPart", [file for path, file in inputs.items() if path.startswith(home)])
    _refer(found, "citation", articles)
    return found


def _article(made: ROCrate, publication: Mapping) -> Entity:
    """A publication, whose ``@id`` is its address at arXiv or else made from its title."""
    arxiv = publication.get("arxiv")
    key = sha256(f"{publication['year']} {publication['title']}".encode()).hexdigest()[:12]
    name = f"https://arxiv.org/abs/{arxiv}" if arxiv else f"#publication-{key}"
    told = {"author": publication["authors"], "datePublished": str(publication["year"])}
    return _named(made, name, "ScholarlyArticle", publication["title"], **told)


def _refer(entity: Entity, key: str, others: Iterable[Entity]) -> None:
    """Refer to others: to one by itself, as RO-Crate 1.1 recommends, to several as a list, to none not at all."""
    found = {other.id: other for other in others}
    if found:
        entity[key] = [found[name] for name in sorted(found)] if len(found) > 1 else next(iter(found.values()))
