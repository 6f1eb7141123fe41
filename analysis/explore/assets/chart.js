// Draw the chart whenever its specification changes; the newest one wins, and none is drawn twice.
const OPTIONS = { actions: false, renderer: "svg", mode: "vega-lite", ast: false };
const SETTLE = 60; // milliseconds between two reports of a brush that moves

const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
};

const drawer = (host, name) => {
  let drawn = null, running = false, next = null;
  return async function draw(spec, then) {
    next = [spec, then];
    if (running) return;
    running = true;
    while (next) {
      const [wanted, after] = next;
      next = null;
      const stage = make("div");
      const made = await window.vegaEmbed(stage, structuredClone(wanted), OPTIONS).catch((fault) => console.error(fault));
      if (!made) continue;
      for (const part of stage.querySelectorAll("[role]")) { part.removeAttribute("role"); part.removeAttribute("aria-roledescription"); }
      host.replaceChildren(stage);
      if (drawn) drawn.finalize();
      drawn = made;
      if (after) after(made.view);
    }
    running = false;
  };
};

// The days a brush lies between; the months that hold them are Python's to find.
const day = (moment) => {
  const date = new Date(moment);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

const brush = (model, view) => {
  const name = "months";
  let waiting = null, own = false;
  const scale = () => view.scale("x");
  const mark = async () => {
    const months = model.get("months");
    const [start, end] = scale().domain().map(Number);
    const edges = [new Date(months[0] + "-01T00:00:00"), new Date(months[1] + "-01T00:00:00")];
    own = true;
    const all = edges[0] <= start && edges[1] >= end;
    view.signal(name + "_x", all ? [] : edges.map((edge) => scale()(edge)));
    await view.runAsync();
    own = false;
  };
  view.addSignalListener(name, (_, value) => {
    if (own) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const period = value && (value.period || value.x);
      model.set("brushed", period && Number(period[0]) !== Number(period[1]) ? period.map(day) : []);
      model.save_changes();
    }, SETTLE);
  });
  return mark;
};

// Where the notebook can be reached, write the line into the cell that holds this panel, and save the file.
const keep = async (model) => {
  const context = model.widget_manager && model.widget_manager.context;
  const cells = context && context.model && context.model.cells;
  if (!cells) return "This program gives no way into the cell: copy the line and paste it there.";
  const type = "application/vnd.jupyter.widget-view+json", id = model.get("panel");
  for (let number = 0; number < cells.length; number++) {
    const cell = cells.get(number);
    const outputs = cell.outputs ? cell.outputs.toJSON() : [];
    if (!outputs.some((one) => one.data && one.data[type] && one.data[type].model_id === id)) continue;
    const source = cell.sharedModel.getSource();
    const calls = source.match(/explore\.\w+\([^()]*\)/g) || [];
    if (calls.length !== 1) return "The cell has not one explore line but " + calls.length + ": copy the line and paste it there.";
    cell.sharedModel.setSource(source.replace(calls[0], () => model.get("call")));
    await context.save();
    return "Kept in this cell, and the notebook is saved.";
  }
  return "The panel's cell was not found: copy the line and paste it there.";
};

const copy = async (text, block) => {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    getSelection().selectAllChildren(block);
    return "Marked: copy it with Ctrl+C.";
  }
};

// JupyterLab takes plain keys in an output for its own, such as the arrows to go to the next cell: here they belong to the controls.
const ownKeys = (el) => {
  const root = el.closest(".explorer");
  if (!root) return void requestAnimationFrame(() => ownKeys(el));
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  });
};

export default {
  render({ model, el }) {
    el.classList.add("explorer-chart");
    const message = make("p", "explorer-message");
    const chart = make("div", "explorer-picture");
    const strip = make("div", "explorer-strip");
    const code = make("pre", "explorer-code");
    const buttons = make("div", "explorer-buttons");
    const status = make("span", "explorer-status");
    message.setAttribute("role", "status");
    status.setAttribute("role", "status");
    chart.setAttribute("role", "img");
    strip.setAttribute("aria-hidden", "true");
    code.tabIndex = 0;
    code.setAttribute("aria-label", "Code that draws this chart");
    for (const [text, act] of [["Copy the code", () => copy(model.get("code"), code)], ["Keep in this cell", () => keep(model)]]) {
      const button = make("button", "jupyter-button", text);
      button.type = "button";
      button.addEventListener("click", async () => { status.textContent = await act(); });
      buttons.append(button);
    }
    buttons.append(status);
    el.append(message, chart, strip, code, buttons);

    const drawChart = drawer(chart), drawStrip = drawer(strip);
    let mark = null, onStrip = "";
    const show = () => {
      message.textContent = model.get("message");
      el.classList.toggle("explorer-refused", message.textContent !== "");
      chart.setAttribute("aria-label", model.get("alt"));
      code.textContent = model.get("code");
      status.textContent = "";
    };
    const showStrip = () => {
      const spec = model.get("strip");
      strip.hidden = !spec;
      const text = JSON.stringify(spec);
      if (!spec || text === onStrip) return mark && mark();
      onStrip = text;
      drawStrip(spec, (view) => { mark = brush(model, view); mark(); });
    };
    ownKeys(el);
    show();
    drawChart(model.get("spec"));
    showStrip();
    for (const name of ["message", "alt", "code"]) model.on("change:" + name, show);
    model.on("change:spec", () => drawChart(model.get("spec")));
    for (const name of ["strip", "months"]) model.on("change:" + name, showStrip);
  },
};
