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
for name, told in (
    ("unlikely.txt", f"What you should look at in your own numbers (all of it: {folder}/unlikely.txt):"),
    ("prose.txt", "README or docs/ disagree with the results in {} lines (`make readme` rewrites them):"),
):
    found = Path(folder, name)
    if found.is_file() and (lines := found.read_text(encoding="utf-8").splitlines()):
        print(told.format(len(lines)))
        print("\n".join(f"  {line[:150]}" for line in lines[:5]))
