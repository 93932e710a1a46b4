"""The bytes of upstream files, from a mirror folder or the network, verified by their checksums.

The network is asked over HTTPS, at the host that the descriptor names and no other. Files in a folder of the user's own
have no checksums.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

import pooch
import requests

from emergence.io.errors import DataError
from emergence.io.paths import within
from emergence.sources.descriptor import UpstreamFile

_ATTEMPTS = 4
_TIMEOUT = 60  # seconds without a byte
_CHUNK = 1 << 14  # bytes written at a time; a cut loses at most as many
_LARGEST = 1 << 28  # bytes of a download; the largest upstream file so far has 5.4 million
_REDIRECTS = 5


def fetch(
    files: Iterable[UpstreamFile],
    mirror: str | Path | None = None,
    cache: str | Path | None = None,
    session: requests.Session | None = None,
) -> dict[str, bytes]:
    """The bytes of every upstream file.

    Parameters
    ----------
    files : iterable of emergence.sources.descriptor.UpstreamFile
    mirror : path-like, optional
        Folder of copies. Where it is given, nothing is downloaded.
    cache : path-like, optional
        Folder for downloads; files that are there already are not fetched again.
    session : requests.Session, optional
        What downloads are made with; a new one by default.

    Returns
    -------
    dict of str to bytes
        Upstream path to content, each of the checksum that its descriptor names.

    Raises
    ------
    DataError
        If a file is missing, cannot be downloaded, lies outside the mirror, or has another checksum.
    """
    if mirror is not None and not Path(mirror).is_dir():
        raise DataError(mirror, "a folder: the mirror that the config names")
    if mirror is not None:
        return {file.path: _mirrored(file, mirror) for file in files}
    with session or requests.Session() as session:
        return {file.path: _downloaded(file, cache, session) for file in files}


def gather(folder: str | Path, pattern: str) -> dict[str, bytes]:
    """The bytes of every file in a folder of the user's that matches a pattern, by its path there.

    Raises
    ------
    DataError
        If there is no such folder, or no file in it matches.
    """
    if not Path(folder).is_dir():
        raise DataError(folder, "a folder: the one that the config names")
    paths = sorted(Path(folder).glob(pattern))
    if not paths:
        raise DataError(folder, f"files that match {pattern}")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _mirrored(file, mirror):
    path = within(mirror, file.mirror)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(path, f"a copy of {file.path} in the mirror") from None
    return _verified(content, file.sha256, path)


def _downloaded(file, cache, session):
    if file.url is None:
        raise DataError(
            file.path, f"a mirror folder in the config, holding {file.mirror}: the file has no address of its own"
        )
    if cache is None:
        raise DataError(file.url, "a mirror folder or a cache folder to download to")
    name = f"{file.sha256[:16]}-{PurePosixPath(file.path).name}"
    downloader = Resuming(Path(cache, f"{name}.part"), file.sha256, session)
    path = pooch.retrieve(file.url, f"sha256:{file.sha256}", fname=name, path=cache, downloader=downloader)
    return _verified(Path(path).read_bytes(), file.sha256, path)


def _verified(content, sha256, name):
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DataError(name, f"SHA-256 {sha256}", value=found)
    return content


class Resuming:
    """A downloader for pooch that resumes an interrupted download, also that of an earlier call.

    Bytes gather in ``part``. Pooch gets the file when it is whole and right, and moves it to its name.
    """

    def __init__(self, part, sha256, session):
        self.part, self.sha256, self.session = part, sha256, session

    def __call__(self, url, output_file, _pooch):
        """Download ``url`` to ``output_file``; raise a :class:`DataError` if that fails or the file is another one."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._append(url)
                break
            except requests.RequestException as error:
                answered = getattr(error, "response", None) is not None
                if answered or attempt == _ATTEMPTS:
                    raise DataError(url, f"a file that can be downloaded ({error})") from None
        try:
            _verified(self.part.read_bytes(), self.sha256, url)
        except DataError:
            self.part.unlink()
            raise
        os.replace(self.part, output_file)

    def _append(self, url):
        """Ask for what is missing and write it behind what is there; from the start where the server sends it all."""
        have = self.part.stat().st_size if self.part.exists() else 0
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with self._answer(url, headers) as answer:
            if have and answer.status_code == requests.codes.requested_range_not_satisfiable:
                return  # nothing is missing; the checksum decides whether it is right
            answer.raise_for_status()
            goes_on = have and answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            size = have if goes_on else 0
            with open(self.part, "ab" if goes_on else "wb") as stream:
                for chunk in answer.iter_content(_CHUNK):
                    size += len(chunk)
                    if size > _LARGEST:
                        stream.truncate(0)
                        raise DataError(url, f"a file of at most {_LARGEST} bytes")
                    stream.write(chunk)

    def _answer(self, url, headers):
        """The answer to a request: over HTTPS, redirected at most to another address of the same host."""
        asked = url
        for _ in range(_REDIRECTS):
            if urlsplit(url)[:2] != ("https", urlsplit(asked).netloc):
                raise DataError(asked, "a file at this host over https, and no redirect away from it", value=url)
            answer = self.session.get(url, headers=headers, stream=True, timeout=_TIMEOUT, allow_redirects=False)
            if not answer.is_redirect:
                return answer
            answer.close()
            url = urljoin(url, answer.headers["Location"])
        raise DataError(asked, f"fewer than {_REDIRECTS} redirects", value=url)
