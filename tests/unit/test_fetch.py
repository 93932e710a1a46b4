"""Fetching: from a mirror, from a server that is well, that cuts the line, and that cannot go on where it was cut."""

import hashlib
import http.server
import threading
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emergence.io.errors import DataError
from emergence.sources.descriptor import UpstreamFile
from emergence.sources.fetch import fetch

CONTENT = bytes(range(256)) * 4000
SHA = hashlib.sha256(CONTENT).hexdigest()


def upstream_file(url=None, sha256=SHA):
    return UpstreamFile("data/a.bin", sha256, "folder/a.bin", url)


@contextmanager
def serving(content=CONTENT, cuts=(), ranges=True, status=None):
    """A server on 127.0.0.1 that answers the n-th request with only ``cuts[n]`` bytes; yields its URL and its log of
    (Range header, bytes sent)."""
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
        yield f"http://127.0.0.1:{server.server_port}/a.bin", log
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
    with serving() as (url, log):
        for _ in range(2):
            assert fetch([upstream_file(url)], cache=tmp_path) == {"data/a.bin": CONTENT}
        assert log == [(None, len(CONTENT))]
    assert names(tmp_path) == [f"{SHA[:16]}-a.bin"]


def test_a_damaged_copy_in_the_cache_is_fetched_again(tmp_path):
    (tmp_path / f"{SHA[:16]}-a.bin").write_bytes(b"damaged")
    with serving() as (url, _):
        assert fetch([upstream_file(url)], cache=tmp_path) == {"data/a.bin": CONTENT}


def test_a_cut_download_goes_on_where_it_was_cut(tmp_path):
    with serving(cuts=[CUT]) as (url, log):
        assert fetch([upstream_file(url)], cache=tmp_path) == {"data/a.bin": CONTENT}
        assert log == [(None, CUT), (f"bytes={KEPT}-", len(CONTENT) - KEPT)]
    assert names(tmp_path) == [f"{SHA[:16]}-a.bin"]


def test_a_later_call_goes_on_too_and_the_final_name_is_never_half(tmp_path):
    with serving(cuts=[CUT, 0, 0, 0]) as (url, log):
        with pytest.raises(DataError, match="a file that can be downloaded"):
            fetch([upstream_file(url)], cache=tmp_path)
        assert names(tmp_path) == [f"{SHA[:16]}-a.bin.part"]
        assert fetch([upstream_file(url)], cache=tmp_path) == {"data/a.bin": CONTENT}
        assert log[-1] == (f"bytes={KEPT}-", len(CONTENT) - KEPT)
    assert names(tmp_path) == [f"{SHA[:16]}-a.bin"]


def test_a_server_that_ignores_ranges_is_heard_from_the_start(tmp_path):
    with serving(cuts=[CUT], ranges=False) as (url, log):
        assert fetch([upstream_file(url)], cache=tmp_path) == {"data/a.bin": CONTENT}
        assert log == [(None, CUT), (f"bytes={KEPT}-", len(CONTENT))]


def test_a_whole_partial_file_is_taken(tmp_path):
    (tmp_path / f"{SHA[:16]}-a.bin.part").write_bytes(CONTENT)
    with serving() as (url, log):
        assert fetch([upstream_file(url)], cache=tmp_path) == {"data/a.bin": CONTENT}
        assert log == [(f"bytes={len(CONTENT)}-", 0)]


def test_another_file_than_expected_is_refused_and_leaves_nothing(tmp_path):
    with serving(content=CONTENT[::-1]) as (url, _):
        with pytest.raises(DataError) as caught:
            fetch([upstream_file(url)], cache=tmp_path)
        assert url in str(caught.value)
        assert SHA in str(caught.value)
        assert hashlib.sha256(CONTENT[::-1]).hexdigest() in str(caught.value)
    assert names(tmp_path) == []


def test_a_file_that_is_gone_is_not_asked_for_again(tmp_path):
    with serving(status=404) as (url, log):
        with pytest.raises(DataError, match="404"):
            fetch([upstream_file(url)], cache=tmp_path)
        assert len(log) == 1


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 5000), max_size=3), st.booleans(), st.integers(1, 5000))
def test_any_cuts_give_the_same_bytes(tmp_path_factory, cuts, ranges, length):
    content = CONTENT[:length]
    sha256 = hashlib.sha256(content).hexdigest()
    with serving(content=content, cuts=cuts, ranges=ranges) as (url, _):
        found = fetch([upstream_file(url, sha256)], cache=tmp_path_factory.mktemp("cache"))
    assert found == {"data/a.bin": content}
