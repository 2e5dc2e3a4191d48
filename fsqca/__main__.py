"""``python -m fsqca``."""

import sys

from fsqca.cli import main

if __name__ == "__main__":
    sys.exit(main())
