"use strict";
// Draw each figure from its specification when it comes near; the drawing stays where that fails or scripts are off.
(() => {
  const specs = JSON.parse(document.getElementById("page:specs").textContent);
  const views = new Map();
  // Expressions are interpreted, for the page's policy lets no text be run; nor may a style be added to it.
  const looks = { actions: false, ast: true, defaultStyle: false, mode: "vega-lite", renderer: "svg", tooltip: { disableDefaultStyle: true } };
  const draw = async (box) => {
    const name = box.dataset.figure;
    if (views.has(name)) return;
    const stage = document.createElement("div");
    const label = box.querySelector("svg > title");
    const words = box.querySelector("svg > desc");
    try {
      const made = vegaEmbed(stage, (matchMedia("(max-width: 40rem)").matches && specs[`${name}@narrow`]) || specs[name], looks);
      views.set(name, made);
      await made;
      const drawn = stage.querySelector("svg");
      // One image with one description; its groups of marks have none of their own.
      for (const part of drawn.querySelectorAll("[role]")) { part.removeAttribute("role"); part.removeAttribute("aria-roledescription"); }
      drawn.setAttribute("role", "img");
      drawn.setAttribute("aria-label", [label, words].map((part) => part?.textContent ?? "").join(". "));
      box.replaceChildren(stage);
      box.dataset.drawn = "yes";
    } catch (fault) {
      box.dataset.drawn = "no";
      console.error(name, fault);
    }
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
  }, { rootMargin: "800px" });
  document.querySelectorAll("div.chart").forEach((box) => seen.observe(box));
  window.drawAll = () => Promise.all([...document.querySelectorAll("div.chart")].map(draw));

  // A page in a frame tells its height, so that whoever frames it can spare the scrollbar.
  if (window.parent !== window) new ResizeObserver(() => {
    window.parent.postMessage({ height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  }).observe(document.body);

  const whole = async (figure) => {
    const name = figure.dataset.name, spec = specs[`${name}@whole`];
    if (spec) return (await vegaEmbed(document.createElement("div"), spec, looks)).view;
    await draw(figure.querySelector("div.chart"));
    return (await views.get(name)).view;
  };
  const copy = async (figure, button) => {
    const said = button.textContent;
    try {
      const pixels = whole(figure).then((view) => view.toCanvas(2)).then((canvas) => new Promise((done) => canvas.toBlob(done, "image/png")));
      await navigator.clipboard.write([new ClipboardItem({ "image/png": pixels })]);
      button.textContent = "Copied";
    } catch (fault) {
      button.textContent = "Not allowed here: take PNG";
    }
    setTimeout(() => { button.textContent = said; }, 2000);
  };
  const offer = (name, url) => {
    const link = document.createElement("a");
    link.href = url; link.download = name; link.click();
  };
  const parse = (text) => {
    const rows = []; let row = [], cell = "", quoted = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (quoted) { if (c === '"') { if (text[i + 1] === '"') { cell += c; i++; } else quoted = false; } else cell += c; }
      else if (c === '"') quoted = true;
      else if (c === ",") { row.push(cell); cell = ""; }
      else if (c === "\n") { row.push(cell); rows.push(row); row = []; cell = ""; }
      else cell += c;
    }
    return rows;
  };
  const fill = (figure) => {
    const table = figure.querySelector("table[data-rows]");
    if (!table || table.tBodies.length) return;
    const link = figure.querySelector("a[download]");
    const bytes = Uint8Array.from(atob(link.href.split(",")[1]), (c) => c.charCodeAt(0));
    const [header, ...rows] = parse(new TextDecoder().decode(bytes));
    const head = table.createTHead().insertRow();
    for (const text of header) { const cell = document.createElement("th"); cell.scope = "col"; cell.textContent = text; head.append(cell); }
    const body = table.createTBody();
    for (const row of rows) { const line = body.insertRow(); for (const text of row) { const cell = line.insertCell(); cell.textContent = text; if (text !== "" && !isFinite(text)) cell.className = "text"; } }
  };
  document.querySelectorAll("figure[data-name]").forEach((figure) => {
    figure.querySelector("details").addEventListener("toggle", () => fill(figure));
    figure.querySelectorAll("button[data-save]").forEach((button) => button.addEventListener("click", async () => {
      const name = figure.dataset.name, kind = button.dataset.save;
      offer(name + "." + kind, await (await whole(figure)).toImageURL(kind, kind === "png" ? 2 : 1));
    }));
    figure.querySelector("button[data-copy]").addEventListener("click", (event) => copy(figure, event.currentTarget));
  });
})();
