"""Fetching: from a mirror, from a server that is well, that cuts the line, and that cannot go on where it was cut."""

import hashlib
import http.server
import io
import threading
from contextlib import contextmanager

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from emergence.io.errors import DataError
from emergence.sources.descriptor import UpstreamFile
from emergence.sources.fetch import fetch

CONTENT = bytes(range(256)) * 4000
URL = "https://files.example/a.bin"
SHA = hashlib.sha256(CONTENT).hexdigest()


def upstream_file(url=None, sha256=SHA):
    return UpstreamFile("data/a.bin", sha256, "folder/a.bin", url)


class Local(requests.adapters.HTTPAdapter):
    """Sends what is asked of any host over https to a server on this machine, without encryption."""

    def __init__(self, server):
        super().__init__()
        self.server = server

    def send(self, request, **options):
        request.url = self.server + request.path_url
        return super().send(request, **options)


def session_to(server):
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", Local(server))
    return session


@contextmanager
def serving(content=CONTENT, cuts=(), ranges=True, status=None):
    """A server that answers the n-th request with only ``cuts[n]`` bytes; yields the session that reaches it and its
    log of (Range header, bytes sent)."""
    log = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            wanted = self.headers.get("Range")
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and ranges else 0
            if status is not None or start > len(content) - 1:
                log.append((wanted, 0))
                self.send_response(status or 416)
                self.end_headers()
                return
            body = content[start:]
            self.send_response(206 if wanted and ranges else 200)
            if wanted and ranges:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            sent = body[: cuts[len(log)]] if len(log) < len(cuts) else body
            log.append((wanted, len(sent)))
            self.wfile.write(sent)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield session_to(f"http://127.0.0.1:{server.server_port}"), log
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def mirror_folder(tmp_path):
    path = tmp_path / "mirror" / "folder" / "a.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return tmp_path / "mirror"


def test_mirror_gives_the_bytes(mirror_folder):
    assert fetch([upstream_file()], mirror=mirror_folder) == {"data/a.bin": CONTENT}


def test_missing_mirror_file_is_named(mirror_folder):
    (mirror_folder / "folder" / "a.bin").unlink()
    with pytest.raises(DataError, match=r"folder/a\.bin.*expected a copy of data/a\.bin"):
        fetch([upstream_file()], mirror=mirror_folder)


def test_missing_mirror_folder_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere: expected a folder"):
        fetch([upstream_file()], mirror=tmp_path / "nowhere")


def test_a_link_in_the_mirror_may_not_leave_it(mirror_folder, tmp_path):
    (tmp_path / "secret").write_bytes(CONTENT)
    copy = mirror_folder / "folder" / "a.bin"
    copy.unlink()
    copy.symlink_to("../../secret")
    with pytest.raises(DataError, match=r"folder/a\.bin: found '.*/secret': expected a file in .*mirror"):
        fetch([upstream_file()], mirror=mirror_folder)
    copy.unlink()
    copy.symlink_to(copy)
    with pytest.raises(DataError, match=r"folder/a\.bin: expected no link that leads to itself"):
        fetch([upstream_file()], mirror=mirror_folder)
    copy.unlink()
    copy.parent.rmdir()
    copy.parent.symlink_to(tmp_path)
    (tmp_path / "a.bin").write_bytes(CONTENT)
    with pytest.raises(DataError, match=r"no link that leads out of it"):
        fetch([upstream_file()], mirror=mirror_folder)


def test_a_link_within_the_mirror_and_a_mirror_that_is_a_link_are_followed(mirror_folder, tmp_path):
    (mirror_folder / "folder" / "a.bin").rename(mirror_folder / "b.bin")
    (mirror_folder / "folder" / "a.bin").symlink_to("../b.bin")
    (tmp_path / "elsewhere").symlink_to(mirror_folder)
    assert fetch([upstream_file()], mirror=tmp_path / "elsewhere") == {"data/a.bin": CONTENT}


def test_wrong_checksum_in_the_mirror_is_named(mirror_folder):
    (mirror_folder / "folder" / "a.bin").write_bytes(CONTENT[:-1])
    with pytest.raises(DataError) as caught:
        fetch([upstream_file()], mirror=mirror_folder)
    assert "folder/a.bin" in str(caught.value)
    assert SHA in str(caught.value)
    assert hashlib.sha256(CONTENT[:-1]).hexdigest() in str(caught.value)


def test_a_mirror_only_file_is_not_sought_on_the_network(tmp_path):
    with pytest.raises(DataError, match=r"data/a\.bin.*expected a mirror folder"):
        fetch([upstream_file()], cache=tmp_path)


CUT = 300_001
KEPT = CUT - CUT % 16384  # whole chunks are kept


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_download_is_kept_and_not_repeated(tmp_path):
    with serving() as (session, log):
        for _ in range(2):
            assert fetch([upstream_file(URL)], cache=tmp_path, session=session) == {"data/a.bin": CONTENT}
        assert log == [(None, len(CONTENT))]
    assert names(tmp_path) == [f"{SHA[:16]}-a.bin"]


def test_a_damaged_copy_in_the_cache_is_fetched_again(tmp_path):
    (tmp_path / f"{SHA[:16]}-a.bin").write_bytes(b"damaged")
    with serving() as (session, _):
        assert fetch([upstream_file(URL)], cache=tmp_path, session=session) == {"data/a.bin": CONTENT}


def test_a_cut_download_goes_on_where_it_was_cut(tmp_path):
    with serving(cuts=[CUT]) as (session, log):
        assert fetch([upstream_file(URL)], cache=tmp_path, session=session) == {"data/a.bin": CONTENT}
        assert log == [(None, CUT), (f"bytes={KEPT}-", len(CONTENT) - KEPT)]
    assert names(tmp_path) == [f"{SHA[:16]}-a.bin"]


def test_a_later_call_goes_on_too_and_the_final_name_is_never_half(tmp_path):
    with serving(cuts=[CUT, 0, 0, 0]) as (session, log):
        with pytest.raises(DataError, match="a file that can be downloaded"):
            fetch([upstream_file(URL)], cache=tmp_path, session=session)
        assert names(tmp_path) == [f"{SHA[:16]}-a.bin.part"]
        assert fetch([upstream_file(URL)], cache=tmp_path, session=session) == {"data/a.bin": CONTENT}
        assert log[-1] == (f"bytes={KEPT}-", len(CONTENT) - KEPT)
    assert names(tmp_path) == [f"{SHA[:16]}-a.bin"]


def test_a_server_that_ignores_ranges_is_heard_from_the_start(tmp_path):
    with serving(cuts=[CUT], ranges=False) as (session, log):
        assert fetch([upstream_file(URL)], cache=tmp_path, session=session) == {"data/a.bin": CONTENT}
        assert log == [(None, CUT), (f"bytes={KEPT}-", len(CONTENT))]


def test_a_whole_partial_file_is_taken(tmp_path):
    (tmp_path / f"{SHA[:16]}-a.bin.part").write_bytes(CONTENT)
    with serving() as (session, log):
        assert fetch([upstream_file(URL)], cache=tmp_path, session=session) == {"data/a.bin": CONTENT}
        assert log == [(f"bytes={len(CONTENT)}-", 0)]


def test_another_file_than_expected_is_refused_and_leaves_nothing(tmp_path):
    with serving(content=CONTENT[::-1]) as (session, _):
        with pytest.raises(DataError) as caught:
            fetch([upstream_file(URL)], cache=tmp_path, session=session)
        assert URL in str(caught.value)
        assert SHA in str(caught.value)
        assert hashlib.sha256(CONTENT[::-1]).hexdigest() in str(caught.value)
    assert names(tmp_path) == []


def test_a_file_that_is_gone_is_not_asked_for_again(tmp_path):
    with serving(status=404) as (session, log):
        with pytest.raises(DataError, match="404"):
            fetch([upstream_file(URL)], cache=tmp_path, session=session)
        assert len(log) == 1


class Answering:
    """A session that answers each address as it is told, and notes what it was asked for."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def get(self, url, allow_redirects, **_):
        assert not allow_redirects
        self.asked.append(url)
        answer = requests.Response()
        answer.url = url
        answer.status_code, location = (302, self.answers[url]) if url in self.answers else (200, None)
        answer.raw = io.BytesIO(CONTENT)
        answer.headers.update({"Location": location} if location else {})
        return answer


@pytest.mark.parametrize(
    "there",
    [
        "https://elsewhere.example/a.bin",
        "http://files.example/a.bin",
        "//elsewhere.example/a.bin",
        "https://files.example:8443/a.bin",
        "https://files.example@elsewhere.example/a.bin",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_another_host_or_without_encryption_is_not_followed(tmp_path, there):
    session = Answering({URL: there})
    with pytest.raises(DataError, match=r"a\.bin: found '.*': expected a file at this host over https"):
        fetch([upstream_file(URL)], cache=tmp_path, session=session)
    assert session.asked == [URL]
    assert names(tmp_path) == []


def test_a_redirect_within_the_host_is_followed(tmp_path):
    session = Answering({URL: "/v2/a.bin"})
    assert fetch([upstream_file(URL)], cache=tmp_path, session=session) == {"data/a.bin": CONTENT}
    assert session.asked == [URL, "https://files.example/v2/a.bin"]


def test_redirects_end(tmp_path):
    session = Answering({URL: URL})
    with pytest.raises(DataError, match="fewer than 5 redirects"):
        fetch([upstream_file(URL)], cache=tmp_path, session=session)
    assert len(session.asked) == 5


def test_an_address_without_encryption_is_not_asked(tmp_path):
    session = Answering({})
    with pytest.raises(DataError, match="over https"):
        fetch([upstream_file("http://files.example/a.bin")], cache=tmp_path, session=session)
    assert session.asked == []


@pytest.mark.parametrize("cuts", [[], [CUT]])
def test_a_download_ends_where_it_is_too_large(tmp_path, monkeypatch, cuts):
    monkeypatch.setattr("emergence.sources.fetch._LARGEST", CUT + 50_000)
    with serving(cuts=cuts) as (session, _), pytest.raises(DataError, match=rf"at most {CUT + 50_000} bytes"):
        fetch([upstream_file(URL)], cache=tmp_path, session=session)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 5000), max_size=3), st.booleans(), st.integers(1, 5000))
def test_any_cuts_give_the_same_bytes(tmp_path_factory, cuts, ranges, length):
    content = CONTENT[:length]
    sha256 = hashlib.sha256(content).hexdigest()
    with serving(content=content, cuts=cuts, ranges=ranges) as (session, _):
        found = fetch([upstream_file(URL, sha256)], cache=tmp_path_factory.mktemp("cache"), session=session)
    assert found == {"data/a.bin": content}
