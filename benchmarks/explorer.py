"""Time how long the explorer takes from a changed control to the changed chart, in JupyterLab in a real Chromium.

The clock runs in the page: from the control's event, through the kernel, to the frame after the new chart stands in the document.
"""

import statistics
import tempfile
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.row import Row
from tests.support.laboratory import CHROMIUM, FLAGS, open_notebook, run_explorer, serving, watched, write_explorer

MOST_MILLISECONDS = 150
PAUSE = 120
NUMBER = 36
# Each control is changed there and back, so that every change moves the chart.
CHANGES = {
    "explore.aid()": [
        *(("Kind", 1), ("Measure", 2), ("Currency", 1), ("Step", 1), ("Compare", 2), ("Cumulative", None)),
        *(("Kind", 0), ("Measure", 0), ("Currency", 0), ("Step", 0), ("Compare", 0), ("Cumulative", None)),
    ],
    "explore.sanctions()": [
        ("Measure", 2),
        ("Step", 1),
        ("Cumulative", None),
        ("Measure", 0),
        ("Step", 0),
        ("Cumulative", None),
    ],
    "explore.guarantees()": [("Domain", 1), ("Answer", 1), ("Domain", 0), ("Answer", 0)],
}
ANSWER = """async ([label, chosen]) => {
  const labels = [...document.querySelectorAll('.explorer-form label')];
  const box = labels.find((one) => one.textContent.trim() === label);
  const control = box.parentElement.querySelector('select, input') || box.querySelector('input');
  const picture = document.querySelector('.explorer-picture');
  const answered = new Promise((done) => {
    new MutationObserver((_, self) => { self.disconnect(); requestAnimationFrame(() => done(performance.now())); })
      .observe(picture, { childList: true });
  });
  const asked = performance.now();
  if (chosen === null) control.click();
  else { control.selectedIndex = chosen; control.dispatchEvent(new Event('change', { bubbles: true })); }
  return (await answered) - asked;
}"""


def answers(page, changes: list, number: int) -> list[float]:
    """Change controls in turn and give the milliseconds each answer took."""
    taken = []
    for change in islice(cycle(changes), number):
        taken.append(page.evaluate(ANSWER, list(change)))
        page.wait_for_timeout(PAUSE)
    return taken


def rows() -> list[Row]:
    """Give the median answer of each explorer, and its slowest; none without a Chromium."""
    if CHROMIUM is None:
        print("no chromium on this machine: `make browsers` installs Debian's; the explorer is not timed")
        return []
    made = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shelf = Path(folder) / "notebooks"
        shelf.mkdir()
        with serving(Path(folder), shelf) as address:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = chromium.new_context(viewport={"width": 1300, "height": 1000})
            for number, (line, changes) in enumerate(CHANGES.items()):
                page, _, _ = watched(context)
                write_explorer(shelf / f"{number}.ipynb", line)
                open_notebook(page, address, f"{number}.ipynb")
                run_explorer(page)
                taken = answers(page, changes, NUMBER)
                note = f"median of {NUMBER} changes, slowest {max(taken):.0f} ms"
                made.append(
                    Row(
                        f"{line} answers in the browser", statistics.median(taken), most=MOST_MILLISECONDS, unit="ms", note=note
                    )
                )
                page.close()
            chromium.close()
    return made
