"""The browser bundles: checked by content, whole or not at all."""

import io
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.emulators import bundles
from app.emulators.bundles import Bundle, BundleError, ensure, integrity

FILES = {
    "package/LICENSE": b"MIT",
    "package/dist/entry.browser.js": b"entry",
    "package/dist/part_ui_abc_1.js": b"part",
    "package/dist/part_ui_abc_1.js.map": b"map",
    "package/dist/other_ui_legacy_1.js": b"legacy",
    "package/dist/../../outside_ui_abc_.js": b"outside",
    "package/src/entry.browser.js": b"source",
}


def tarball(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return held.getvalue()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Bundle]]:
    def serve(*answers: bytes) -> list[Bundle]:
        bundle = Bundle("ui", "@clerk/ui", "1.0.0", integrity(tarball(FILES)), "entry.browser.js", "_ui_abc_", 2)
        asked: list[Bundle] = []

        def download(bundle: Bundle) -> bytes:
            asked.append(bundle)
            return answers[min(len(asked), len(answers)) - 1]

        monkeypatch.setattr(bundles, "BUNDLES", (bundle,))
        monkeypatch.setattr(bundles, "_download", download)
        return asked

    return serve


def test_only_the_browsers_files_and_the_licence_are_kept(tmp_path: Path, registry: Callable[..., list[Bundle]]):
    registry(tarball(FILES))
    ensure(tmp_path)
    kept = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert kept == {"ui@1.0.0/LICENSE", "ui@1.0.0/entry.browser.js", "ui@1.0.0/part_ui_abc_1.js"}


def test_what_is_there_is_not_fetched_again(tmp_path: Path, registry: Callable[..., list[Bundle]]):
    asked = registry(tarball(FILES))
    ensure(tmp_path)
    ensure(tmp_path)
    assert len(asked) == 1


def test_a_half_downloaded_tarball_is_fetched_once_more(tmp_path: Path, registry: Callable[..., list[Bundle]]):
    whole = tarball(FILES)
    asked = registry(whole[: len(whole) // 2], whole)
    ensure(tmp_path)
    assert len(asked) == 2
    assert (tmp_path / "ui@1.0.0/part_ui_abc_1.js").read_bytes() == b"part"


def test_a_changed_tarball_is_refused_and_leaves_nothing(tmp_path: Path, registry: Callable[..., list[Bundle]]):
    registry(tarball({**FILES, "package/dist/entry.browser.js": b"evil"}))
    with pytest.raises(BundleError, match="its sha512 is not the pinned one"):
        ensure(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_lost_a_file_is_filled_again(tmp_path: Path, registry: Callable[..., list[Bundle]]):
    asked = registry(tarball(FILES))
    ensure(tmp_path)
    (tmp_path / "ui@1.0.0/part_ui_abc_1.js").unlink()
    ensure(tmp_path)
    assert len(asked) == 2
    assert (tmp_path / "ui@1.0.0/part_ui_abc_1.js").is_file()


def test_without_a_network_the_sentence_says_that_only_the_first_start_needs_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = tmp_path / "bun"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(bundles.sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(BundleError, match="The first start needs the package registry; later ones do not"):
        ensure(tmp_path / "cache")


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BundleError, match="cannot be written"):
        ensure(tmp_path / "file")


def test_the_pinned_files_are_those_of_the_browsers_build():
    clerk_js, ui = bundles.BUNDLES
    assert (clerk_js.files, ui.files) == (12, 57)
    assert ui.wants("framework_ui_58d0c7_1.36.0.js")
    assert not ui.wants("framework_ui_a1de94_1.36.0.js")
    assert not replace(ui, family="_x_").wants("framework_ui_58d0c7_1.36.0.js")
