"""Copy the cases on synthetic and inline data from the reference corpus into the project.

    python tests/conformance/import_corpus.py ../shared/conformance

Cases on the data sets that come with the R packages (``classic``) stay where they are: those data are not
ours to distribute.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

TOPICS = (
    "calibration",
    "expressions",
    "fit",
    "necessity",
    "truth_table",
    "minimization_conservative",
    "minimization_consistency",
    "minimization_contradictions",
    "minimization_exclude",
    "minimization_highk",
    "minimization_intermediate",
    "minimization_multivalue",
    "minimization_parsimonious",
    "setmethods",
    "setmethods_theory",
    "theory_other",
)


def main(source: Path) -> None:
    target = Path(__file__).parent / "corpus"
    (target / "synthetic").mkdir(parents=True, exist_ok=True)
    for path in sorted((source / "data" / "synthetic").glob("*.csv")):
        shutil.copyfile(path, target / "synthetic" / path.name)
    for topic in TOPICS:
        cases = json.loads((source / f"{topic}.json").read_text(encoding="utf-8"))
        ours = [case for case in cases if not uses_classic_data(case)]
        lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in ours)
        (target / f"{topic}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def uses_classic_data(case: dict) -> bool:
    data = case["data"]
    return isinstance(data, dict) and data.get("csv", "").startswith("classic/")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
