"""`python -m icpctl.reference FOLDER`: write the pages and name those that changed."""

import sys
from pathlib import Path

from icpctl.reference import write

for done in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference")):
    sys.stdout.write(f"{done}\n")
