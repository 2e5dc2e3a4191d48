"""Check that the wheel built from the sdist holds exactly the files of the package.

python .ci/check_wheel.py DIST
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path


def main(folder: Path) -> int:
    """Return 0 if the wheel in the folder holds the package's files and nothing else, 1 otherwise."""
    (wheel,) = folder.glob("*.whl")
    (_,) = folder.glob("*.tar.gz")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "fsqca"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    expected = {name for name in listed if name and Path(name).exists()}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    missing, extra = sorted(expected - held), sorted(held - expected)
    for name in missing:
        print(f"not in the wheel: {name}")
    for name in extra:
        print(f"in the wheel, but not a file of the package: {name}")
    if not missing and not extra:
        print(f"{wheel.name} holds exactly the {len(expected)} files of the package")
    return 1 if missing or extra else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
