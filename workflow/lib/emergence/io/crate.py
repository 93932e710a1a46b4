"""The Workflow Run RO-Crate of a run: its results, what they were made from, and what to cite for each exhibit.

RO-Crate 1.1 with the Workflow Run profile 0.5, https://w3id.org/ro/wfrun/workflow/0.5. Written here as plain JSON-LD:
the package ``rocrate`` dates each crate by the clock and takes no checksums, and all that is said here stands in the
manifest and the plan already. So the crate depends on neither the time nor the place of the run. Its
``datePublished`` is the ``date-released`` of ``CITATION.cff``.
"""

import itertools
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from emergence.io.home import in_checkout

Entity = dict[str, Any]
Files = dict[str, Entity]

CONTEXT = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
SNAKEMAKE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
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
    outputs = _files(folder, {**manifest["outputs"], **own})
    inputs = _files(folder, manifest["inputs"])
    publications = {name: [_article(each) for each in source["publications"]] for name, source in sources.items()}
    for name, exhibit in exhibits.items():
        cited = {article["@id"] for source in exhibit["sources"] for article in publications[source]}
        told = {"name": exhibit["title"], "citation": _refer(cited)}
        told["isBasedOn"] = _refer(_data(folder, source) for source in exhibit["sources"])
        for kind in (".parquet", ".pdf"):
            outputs[name + kind].update({key: value for key, value in told.items() if value})
    datasets = [_dataset(folder, name, source, publications[name], inputs) for name, source in sources.items()]
    licences = [_licence(name, source) for name, source in sources.items()]
    articles = [article for found in publications.values() for article in found]
    workflow = _workflow(folder, manifest["versions"], about, inputs)
    files = {**inputs, **outputs, workflow["@id"]: workflow}
    entities = [*_run(about, workflow, inputs, outputs, datasets), *files.values(), *datasets, *licences, *articles]
    entities += [*_software(manifest["versions"]), *_given(about)]
    graph = {entity["@id"]: entity for entity in entities}
    return {"@context": CONTEXT, "@graph": [graph[name] for name in sorted(graph)]}


def _files(folder: str, digests: Mapping[str, str]) -> Files:
    found = {}
    for path, digest in sorted(digests.items()):
        name = os.path.relpath(path, folder)
        kind = KINDS.get(os.path.splitext(name)[1], "text/plain")
        found[name] = {"@id": name, "@type": "File", "encodingFormat": kind, "sha256": digest}
    return found


def _run(
    about: Mapping[str, Any], workflow: Entity, inputs: Files, outputs: Files, datasets: Iterable[Entity]
) -> list[Entity]:
    """The descriptor, the root, and the run that made its files."""
    parts = {*outputs, *inputs, *(dataset["@id"] for dataset in datasets)}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Results of {about['title']} {about['version']}",
        "description": " ".join(about["abstract"].split()),
        "license": {"@id": _spdx(about)},
        "author": _refer(author["@id"] for author in _authors(about)),
        "conformsTo": _refer(PROFILES),
        "mainEntity": {"@id": workflow["@id"]},
        "mentions": {"@id": RUN},
        "datePublished": str(about["date-released"]),
        "hasPart": _refer(parts),
    }
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": _refer(["https://w3id.org/ro/crate/1.1", "https://w3id.org/workflowhub/workflow-ro-crate/1.0"]),
    }
    run = {
        "@id": RUN,
        "@type": "CreateAction",
        "name": f"A whole run of {about['title']} {about['version']}",
        "description": "All rules from the tables under data/ to the exhibits, the book and this description.",
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "instrument": {"@id": workflow["@id"]},
        "object": _refer(inputs),
        "result": _refer(outputs),
    }
    return [descriptor, root, run]


def _workflow(folder: str, versions: Mapping[str, str], about: Mapping[str, Any], inputs: Files) -> Entity:
    """The Snakefile, with all code and the lock file that it runs with."""
    file = inputs[os.path.relpath(WORKFLOW, folder)]
    code, lock = (os.path.relpath(in_checkout(name), folder) + "/" for name in ("workflow", "envs"))
    return {
        **file,
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": about["title"],
        "version": about["version"],
        "license": {"@id": _spdx(about)},
        "programmingLanguage": {"@id": SNAKEMAKE},
        "hasPart": _refer(name for name in inputs if name.startswith(code)),
        "softwareRequirements": _refer(
            [*itertools.starmap(_address, versions.items()), *(name for name in inputs if name.startswith(lock))]
        ),
    }


def _software(versions: Mapping[str, str]) -> list[Entity]:
    home = {"@id": "https://snakemake.github.io"}
    language = {
        "@id": SNAKEMAKE,
        "@type": "ComputerLanguage",
        "name": "Snakemake",
        "version": versions["snakemake"],
        "identifier": home,
        "url": home,
    }
    packages = [
        {"@id": address, "@type": "SoftwareApplication", "name": name, "version": version, "url": {"@id": address}}
        for name, version in versions.items()
        for address in [_address(name, version)]
    ]
    return [language, *packages]


def _address(package: str, version: str) -> str:
    if package == "python":
        return f"https://docs.python.org/release/{version}/"
    return f"https://pypi.org/project/{package}/{version}/"


def _authors(about: Mapping[str, Any]) -> list[Entity]:
    """The authors of the software: CITATION.cff gives a person in parts and anybody else as a ``name``."""
    found = []
    for author in about["authors"]:
        parts = [author[part] for part in ("given-names", "family-names") if part in author]
        name, kind = (author["name"], "Organization") if "name" in author else (" ".join(parts), "Person")
        home = author.get("orcid") or author.get("website") or f"#author-{quote(name)}"
        found.append({"@id": home, "@type": kind, "name": name})
    return found


def _given(about: Mapping[str, Any]) -> list[Entity]:
    """The profiles, and the authors and licence of the software, as entities that others refer to."""
    profiles = [
        {"@id": name, "@type": "CreativeWork", "name": title, "version": name.rsplit("/", 1)[1]}
        for name, title in PROFILES.items()
    ]
    return [*profiles, *_authors(about), {"@id": _spdx(about), "@type": "CreativeWork", "name": about["license"]}]


def _dataset(folder: str, name: str, source: Mapping, articles: Iterable[Entity], inputs: Files) -> Entity:
    """The folder of a source's tables."""
    home = _data(folder, name)
    entity = {
        "@id": home,
        "@type": "Dataset",
        "name": source["title"],
        "license": {"@id": f"#licence-{name}"},
        "hasPart": _refer(path for path in inputs if path.startswith(home)),
        "citation": _refer(article["@id"] for article in articles),
    }
    return {key: value for key, value in entity.items() if value}


def _licence(name: str, source: Mapping) -> Entity:
    title = f"Licence of {source['title']}"
    return {"@id": f"#licence-{name}", "@type": "CreativeWork", "name": title, "description": source["licence"]}


def _article(publication: Mapping) -> Entity:
    """A publication, whose ``@id`` is its address at arXiv or else made from its title."""
    arxiv = publication.get("arxiv")
    key = sha256(f"{publication['year']} {publication['title']}".encode()).hexdigest()[:12]
    return {
        "@id": f"https://arxiv.org/abs/{arxiv}" if arxiv else f"#publication-{key}",
        "@type": "ScholarlyArticle",
        "name": publication["title"],
        "author": publication["authors"],
        "datePublished": str(publication["year"]),
    }


def _data(folder: str, source: str) -> str:
    return os.path.relpath(in_checkout(f"data/{source}"), folder) + "/"


def _spdx(about: Mapping[str, Any]) -> str:
    return f"https://spdx.org/licenses/{about['license']}"


def _refer(names: Iterable[str]) -> Entity | list[Entity]:
    """What refers to entities: one by itself, as RO-Crate 1.1 recommends, several as a list."""
    found = [{"@id": name} for name in sorted(set(names))]
    return found[0] if len(found) == 1 else found
