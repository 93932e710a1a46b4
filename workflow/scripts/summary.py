"""Print what a run made. Snakemake's onsuccess gives the results folder, its manifest, and the seconds that it took."""

import json
import sys
import time
from pathlib import Path

folder, manifest, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
if manifest.is_file() and manifest.stat().st_mtime > time.time() - seconds:
    content = json.loads(manifest.read_bytes())
    checks = content["checks"]
    passed = f"{checks['ok']} of {checks['all']} checks pass"
    print(f"{content['exhibits']} exhibits in {folder}/, {passed}, {seconds:.0f} s")
    for name in checks["known"]:
        print(f"  known disagreement: {name}")
elif folder != "results":
    print(f"The results of this run are in {folder}/")
outdated = Path(folder, "prose.txt")
if outdated.is_file() and (lines := outdated.read_text().splitlines()):
    print(f"README or docs/ disagree with the results in {len(lines)} lines (`make readme` rewrites them):")
    print("\n".join(f"  {line[:150]}" for line in lines[:5]))
