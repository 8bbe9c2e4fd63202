"""The files inside a ZIP archive of a bank: every one of them is read, or the archive is refused."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.errors import FileRefused
from paycards.zip_archive import Unfit, opened, require_no_password

MOST_MEMBERS = 500
WORKBOOK = "[Content_Types].xml"


def members_of(data: bytes, most_bytes: int) -> list[tuple[str, bytes]]:
    """Name and content of each file in an archive, in its order. Raises FileRefused.

    Nothing is unpacked that would be more than `most_bytes` in all.
    """
    try:
        with opened(data, most_members=MOST_MEMBERS, most_bytes=most_bytes) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            _require_meant([each.filename for each in listed])
            require_no_password(archive)
            return [(each.filename, archive.read(each)) for each in listed]
    except Unfit as error:
        raise _refusal(error, most_bytes) from error


def _require_meant(names: Sequence[str]) -> None:
    """Raise FileRefused for what is no archive of statements."""
    if WORKBOOK in names:
        raise FileRefused("this is a workbook: export CSV")
    if not names:
        raise FileRefused("there is nothing in this ZIP archive")


def _refusal(unfit: Unfit, most_bytes: int) -> FileRefused:
    match unfit.fault:
        case "too_many":
            most = f"at most {MOST_MEMBERS}"
            return FileRefused("too many files and folders in it", value=f"{unfit.found:,}", expected=most)
        case "too_large":
            most = f"at most {most_bytes:,} bytes when it is unpacked"
            what = "the ZIP archive or workbook is too large"
            return FileRefused(what, value=f"{unfit.found:,}", expected=most)
        case "encrypted":
            return FileRefused("a file in this ZIP archive is encrypted: unpack it", value=str(unfit.found))
        case "named_twice":
            return FileRefused("two files in this ZIP archive have one name", value=str(unfit.found))
        case _:
            return FileRefused("this ZIP archive or workbook is damaged: fetch it again")
