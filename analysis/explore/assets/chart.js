// Draw the chart whenever its specification changes; the newest one wins, and none is drawn twice.
const SETTLE = 60; // milliseconds between two reports of a brush that moves

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

export default {
  render({ model, el }) {
    el.classList.add("explorer-chart");
    const message = make("p", "explorer-message");
    const chart = make("div", "explorer-picture");
    const strip = make("div", "explorer-strip");
    message.setAttribute("role", "status");
    chart.setAttribute("role", "img");
    strip.setAttribute("aria-hidden", "true");
    el.append(message, chart, strip);
    const { code, status } = codeBlock(el, model, () => drawChart.view());
    code.setAttribute("aria-label", "Code that draws this chart");

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
    show();
    drawChart(model.get("spec"));
    showStrip();
    for (const name of ["message", "alt", "code"]) model.on("change:" + name, show);
    model.on("change:spec", () => drawChart(model.get("spec")));
    for (const name of ["strip", "months"]) model.on("change:" + name, showStrip);
  },
};
