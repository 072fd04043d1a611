"""No file of the repository names a package registry: the locks are exact without download addresses,
so that a mirror or an offline copy serves as well.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTS = ("py" + "pi.org", "pythonhosted" + ".org", "npm" + "js.org", "npm" + "js.com", "npm" + "mirror")
OPTIONS = r"^--(index-url|extra-index-url|find-links)"
ADDRESS = re.compile("|".join([*map(re.escape, HOSTS), OPTIONS]))


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    faults = [
        f"{name}:{number}: names a registry host"
        for name in listed.decode().split("\0")
        if name and (ROOT / name).is_file()
        for number, line in enumerate((ROOT / name).read_text(errors="replace").splitlines(), start=1)
        if ADDRESS.search(line)
    ]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
