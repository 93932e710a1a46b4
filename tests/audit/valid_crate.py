"""Validate an RO-Crate against the profile of Workflow Runs, with roc-validator, in the environment of `make audit`.

The validator would fetch the two contexts of the crate. Instead it is given the meanings of the terms that the crate
uses, so that neither the network nor a change of those files decides a test; a term that is not here is an error.

usage: tests/audit/valid_crate.py FOLDER [SEVERITY]
"""

import sys

from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester

OF_SCHEMA = """
ComputerLanguage CreateAction CreativeWork Dataset Organization Person ScholarlyArticle SoftwareApplication
SoftwareSourceCode about actionStatus author citation datePublished description encodingFormat hasPart identifier
instrument isBasedOn license mainEntity mentions name object programmingLanguage result softwareRequirements url version
"""
TERMS = {
    "https://w3id.org/ro/crate/1.1/context": {
        **{term: f"http://schema.org/{term}" for term in OF_SCHEMA.split()},
        "File": "http://schema.org/MediaObject",
        "ComputationalWorkflow": "https://bioschemas.org/ComputationalWorkflow",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
    },
    "https://w3id.org/ro/terms/workflow-run/context": {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
}


class Answer:
    """A context, as if it had been fetched."""

    status_code, headers = 200, {"Content-Type": "application/ld+json"}

    def __init__(self, address):
        self.address = address

    def json(self):
        return {"@context": TERMS[self.address]}


def main(folder, severity="REQUIRED"):
    """Print what is against the profile, and say by the status whether anything is."""
    type(HttpRequester()).get = lambda self, address, **options: Answer(address)
    settings = services.ValidationSettings(
        rocrate_uri=models.URI(folder),
        profile_identifier="workflow-run-crate",
        requirement_severity=models.Severity[severity],
        skip_availability_check=True,
    )
    result = services.validate(settings)
    for issue in result.get_issues():
        print(issue.severity.name, issue.check.identifier, issue.message, getattr(issue, "violatingEntity", ""))
    return 0 if result.passed() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
