"""The worked example: digital service orientation of 534 synthetic respondents.

    python examples/digital_service.py

does the same as ``python -m fsqca example``: it runs a whole fuzzy-set analysis, from the answers to a
questionnaire to a page of results, and writes tables, figures and the page into the folder
``digital_service_output``.

The data are synthetic, made in the style of a published study. It is not a replication of that study, and no
result says anything about firms. The analysis itself is a study file,
``fsqca/examples/digital_service.toml``: copy it to begin an analysis of your own, or let ``fsqca new`` write
one. ``docs/study_files.md`` explains every key, ``docs/example.md`` each step of the analysis.
"""

import sys

from fsqca.cli import main

if __name__ == "__main__":
    sys.exit(main(["example", *sys.argv[1:]]))
