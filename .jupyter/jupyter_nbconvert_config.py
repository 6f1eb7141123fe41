"""How nbconvert shows this project's figures: with their alternative texts, and as pixels where it takes no drawing.

python -m jupyter nbconvert --config .jupyter/jupyter_nbconvert_config.py --to html notebooks/10-europe-and-us-over-time.ipynb
"""

import sys
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821
# Before those that take pictures out into files.
c.Exporter.default_preprocessors = ["analysis.export.converted.add_pictures", *Exporter().default_preprocessors]
