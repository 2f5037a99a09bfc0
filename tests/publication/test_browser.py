"""The report in a real browser: nothing runs, nothing is asked for, Chinese is drawn, and it fits a phone."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.model.release import release_from_gate
from findspot.publication.report import ReportData, render_report

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


@pytest.fixture(scope="module")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium: scripts/install-browser.sh installs it on Debian")


class Host(ThreadingHTTPServer):
    """Serves one page and remembers what was asked for."""

    page = b""
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200 if self.path == "/report.html" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page if self.path == "/report.html" else b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[Host]:
    with Host(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def browse(chromium: str, folder: Path, target: str, *options: str) -> str:
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", *options, target]
    return subprocess.run(command, capture_output=True, check=True, timeout=120, text=True).stdout


def with_findings(report: ReportData, texts: list[str], port: int) -> ReportData:
    local = [t.replace("http://", f"http://127.0.0.1:{port}/") for t in texts]
    findings = tuple(Finding("COUNT", f"t{i}", Estimate.exact(50), (t,), (t,)) for i, t in enumerate(local))
    return replace(report, release=release_from_gate(findings, 10, report.release.surroundings))


HOSTILE = [
    "<script>document.title='ran'</script>",
    "<img src=http://x.example onerror=\"document.title='ran'\">",
    "<style>@import url(http://x.example)</style>",
    "</title><meta http-equiv=refresh content='0;url=http://x.example'>",
    "<svg onload=\"document.title='ran'\">",
]


def test_no_script_runs_and_no_request_is_made(
    chromium: str, host: Host, tmp_path: Path, sample_report: ReportData, request: pytest.FixtureRequest
) -> None:
    """Hostile strings and, where they are there, all naughty ones stand in the place of names and values."""
    strings = list(HOSTILE)
    try:
        shared: Path = request.getfixturevalue("shared_data")
        strings += json.loads((shared / "hostile" / "blns" / "blns.json").read_bytes())
    except pytest.skip.Exception:
        pass
    host.page = render_report(with_findings(sample_report, strings, host.server_port)).encode()
    page = browse(chromium, tmp_path, f"http://127.0.0.1:{host.server_port}/report.html", "--dump-dom")
    assert "<title>Findings: what the files hold</title>" in page
    assert host.asked == ["/report.html"]


def test_the_policy_stops_what_autoescape_would_have_missed(
    chromium: str, host: Host, tmp_path: Path, sample_report: ReportData
) -> None:
    """A second wall: markup put into the page by force neither runs nor loads."""
    forced = "".join(HOSTILE[:2]).replace("http://x.example", f"http://127.0.0.1:{host.server_port}/x")
    host.page = render_report(sample_report).replace("</main>", f"{forced}</main>").encode()
    page = browse(chromium, tmp_path, f"http://127.0.0.1:{host.server_port}/report.html", "--dump-dom")
    assert "<title>Findings: what the files hold</title>" in page
    assert host.asked == ["/report.html"]


def test_it_prints_with_chinese_that_can_be_copied(chromium: str, tmp_path: Path, sample_report: ReportData) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: it is in poppler-utils")
    (tmp_path / "report.html").write_text(render_report(sample_report), encoding="utf-8")
    pdf = tmp_path / "report.pdf"
    browse(chromium, tmp_path, f"file://{tmp_path}/report.html", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
    for word in ("中共党员", "政治面貌", "入党时间"):
        assert word in text


def test_chinese_is_drawn_and_not_boxed(chromium: str, tmp_path: Path, sample_report: ReportData) -> None:
    """Two characters drawn with the page's own font differ; boxes for missing glyphs would be the same."""
    if not subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False, text=True).stdout.strip():
        pytest.skip("no font for Chinese: fonts-noto-cjk has one")
    (tmp_path / "report.html").write_text(render_report(sample_report), encoding="utf-8")
    frame = (
        '<meta charset="utf-8"><iframe id="f" src="report.html"></iframe>'
        '<canvas id="c" width="99" height="99"></canvas>'
        '<p id="out"></p><script>const draw = (t, font) => { const g = c.getContext("2d"); g.clearRect(0, 0, 99, 99);'
        'g.font = "48px " + font; g.fillText(t, 9, 70); return c.toDataURL(); };'
        "f.onload = () => { const font = getComputedStyle(f.contentDocument.body).fontFamily;"
        'const drawn = new Set(["党", "员", "數", "\ue000"].map(t => draw(t, font)));'
        'out.textContent = drawn.size + " different"; }</script>'
    )
    (tmp_path / "frame.html").write_text(frame, encoding="utf-8")
    options = ("--allow-file-access-from-files", "--dump-dom")
    assert "4 different" in browse(chromium, tmp_path, f"file://{tmp_path}/frame.html", *options)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_fits_the_screen(chromium: str, tmp_path: Path, sample_report: ReportData, width: int) -> None:
    """A frame of the phone's width measures the page, as a window cannot be made so narrow."""
    (tmp_path / "report.html").write_text(render_report(sample_report), encoding="utf-8")
    frame = (
        f'<iframe id="f" src="report.html" style="width:{width}px;height:800px;border:0"></iframe><p id="out"></p>'
        "<script>f.onload = () => { const d = f.contentDocument.documentElement;"
        "out.textContent = 'width ' + d.scrollWidth + ' of ' + d.clientWidth; }</script>"
    )
    (tmp_path / "frame.html").write_text(frame, encoding="utf-8")
    options = ("--allow-file-access-from-files", "--window-size=1400,900", "--dump-dom")
    page = browse(chromium, tmp_path, f"file://{tmp_path}/frame.html", *options)
    assert f"width {width} of {width}" in page
