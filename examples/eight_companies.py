"""Qualitative calibration of eight companies: evidence, rubric, two readings. Illustrative, not a finding.

Run it with ``python examples/eight_companies.py``; it needs ``python -m pip install "fsqca[example]"``.
"""

from fsqca.examples import eight_companies

if __name__ == "__main__":
    print(eight_companies.analyse())
    print(f"Open {eight_companies.run(force=True)} in a browser.")
