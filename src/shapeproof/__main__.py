"""`python -m shapeproof` is the command line."""

import sys

from shapeproof.cli import main

sys.exit(main())
