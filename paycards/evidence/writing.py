"""Write a pack: a folder and a ZIP of it, readable by their owner only, whole or not there at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from paycards.durable import complete_file, force_to_disk, make_folders, new_file
from paycards.errors import Failed, NotAllowed
from paycards.evidence.pack import MANIFEST, Pack
from paycards.left_overs import temporary_folder

ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same pack is the same bytes whenever it is made


def write_pack(pack: Pack, out: Path) -> tuple[Path, Path]:
    """Write the folder and the ZIP into `out`; return both. What is there already and is the same stays.

    Raises NotAllowed where another pack has the name, Failed where it cannot be written.
    """
    folder, archive = out / pack.name, out / f"{pack.name}.zip"
    try:
        make_folders(out)
        if folder.exists():
            _require_same(pack, folder)
        else:
            _write_folder(pack, folder)
        with complete_file(archive) as file:
            file.write(zipped(pack))
    except OSError as error:
        raise Failed(f"{out} cannot be written: {error.strerror}.") from error
    return folder, archive


def zipped(pack: Pack) -> bytes:
    """The pack as a ZIP file whose bytes depend on nothing but its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in pack.files.items():
            member = zipfile.ZipInfo(f"{pack.name}/{path}", ALWAYS)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            member.external_attr = 0o600 << 16
            archive.writestr(member, data)
    return buffer.getvalue()


def _require_same(pack: Pack, folder: Path) -> None:
    manifest = folder / MANIFEST
    if not manifest.is_file() or manifest.read_bytes() != pack.files[MANIFEST]:
        raise NotAllowed(
            f"{folder} holds something else, perhaps an older pack: evidence is not written over.",
            code="pack_exists",
            folder=str(folder),
        )


def _write_folder(pack: Pack, folder: Path) -> None:
    with temporary_folder(f".{pack.name}-", within=folder.parent) as hidden:
        for path, data in pack.files.items():
            place = hidden / path
            make_folders(place.parent)
            with new_file(place) as file:
                file.write(data)
            force_to_disk(place.parent)
        hidden.rename(folder)
    force_to_disk(folder.parent)
