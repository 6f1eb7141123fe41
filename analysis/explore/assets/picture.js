// Draw one figure, and put it on the clipboard as an image.
export default {
  render({ model, el }) {
    el.classList.add("explorer-chart");
    const chart = make("div", "explorer-picture");
    chart.setAttribute("role", "img");
    el.append(chart);
    const draw = drawer(chart);
    const status = buttonRow(el, [["Copy image", () => copyImage(draw.view())]]);
    ownKeys(el);
    ownLinks(el, model);
    const show = () => {
      chart.setAttribute("aria-label", model.get("alt"));
      status.textContent = "";
      draw(model.get("spec"));
    };
    show();
    model.on("change:spec", show);
  },
};
