// A table whose column names sort it, below the histogram of the column that is looked at.
export default {
  render({ model, el }) {
    el.classList.add("explorer-chart");
    const chart = make("div", "explorer-picture"), counted = make("p", "explorer-counted"), holder = make("div", "explorer-sheet");
    chart.setAttribute("role", "img");
    counted.setAttribute("role", "status");
    holder.tabIndex = 0;
    holder.setAttribute("role", "region");
    holder.setAttribute("aria-label", "Rows");
    el.append(chart, counted, holder);
    const { code, status } = codeBlock(el, model, () => draw.view());
    code.setAttribute("aria-label", "Code that gives these rows");

    const draw = drawer(chart);
    const head = () => {
      const row = make("tr"), sorted = model.get("sort");
      model.get("header").forEach((name, place) => {
        const cell = make("th"), button = make("button", "", name);
        const up = sorted === name, down = sorted === "-" + name;
        cell.scope = "col";
        cell.setAttribute("aria-sort", up ? "ascending" : down ? "descending" : "none");
        if (model.get("numeric")[place]) cell.className = "explorer-number";
        button.type = "button";
        button.addEventListener("click", () => {
          model.set("sort", up ? "-" + name : down ? "" : name);
          model.save_changes();
        });
        cell.append(button);
        row.append(cell);
      });
      const part = make("thead");
      part.append(row);
      return part;
    };
    const body = () => {
      const part = make("tbody"), numeric = model.get("numeric");
      for (const values of model.get("rows")) {
        const row = make("tr");
        values.forEach((value, place) => row.append(make("td", numeric[place] ? "explorer-number" : "", value)));
        part.append(row);
      }
      return part;
    };
    const show = () => {
      const table = make("table"), at = holder.querySelector("button:focus") && [...holder.querySelectorAll("th button")].indexOf(document.activeElement);
      table.append(head(), body());
      holder.replaceChildren(table);
      // A click leaves the hand where it was.
      if (at !== null && at >= 0) holder.querySelectorAll("th button")[at].focus();
      counted.textContent = model.get("counted");
      code.textContent = model.get("code");
      status.textContent = "";
    };
    const picture = () => {
      chart.hidden = !model.get("spec").layer;
      chart.setAttribute("aria-label", model.get("alt"));
      if (!chart.hidden) draw(model.get("spec"));
    };
    show();
    picture();
    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => { waiting = false; show(); });
    };
    for (const name of ["rows", "header", "counted", "sort", "code"]) model.on("change:" + name, soon);
    model.on("change:spec", picture);
  },
};
