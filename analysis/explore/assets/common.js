// What the widgets of all explorers do alike.
const OPTIONS = { actions: false, renderer: "svg", mode: "vega-lite", ast: false };
const PLACE = /^(explore\.table\(\s*)frame/;

const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
};

const drawer = (host, name) => {
  let drawn = null, running = false, next = null;
  const draw = async (spec, then) => {
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
  draw.view = () => drawn && drawn.view;
  return draw;
};

// The drawing as pixels, sharp on paper, on white: to be pasted into a letter or a slide.
const copyImage = async (view) => {
  if (!view) return "Nothing is drawn yet.";
  try {
    const pixels = view.toCanvas(2).then((drawn) => {
      const canvas = make("canvas"), onto = canvas.getContext("2d");
      [canvas.width, canvas.height] = [drawn.width, drawn.height];
      onto.fillStyle = "#fff";
      onto.fillRect(0, 0, canvas.width, canvas.height);
      onto.drawImage(drawn, 0, 0);
      return new Promise((done) => canvas.toBlob(done, "image/png"));
    });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": pixels })]);
    return "Image copied.";
  } catch {
    return "This program gives no way to the clipboard: export a .png instead.";
  }
};

// The calls of an explorer in a cell, as [start, end]: brackets within texts count for nothing.
const calls = (source) => [...source.matchAll(/explore\.\w+\(/g)].map((found) => {
  const start = found.index;
  let depth = 0, quote = "";
  for (let place = start; place < source.length; place++) {
    const letter = source[place];
    if (quote) {
      if (letter === "\\") place++;
      else if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter) && --depth === 0) return [start, place + 1];
  }
  return [start, source.length];
});

// The frame that a call takes first stands in the cell alone: the kernel knows its rows and not its name.
const firstArgument = (call) => {
  let depth = 0, quote = "";
  const open = call.indexOf("(") + 1;
  for (let place = open; place < call.length; place++) {
    const letter = call[place];
    if (quote) {
      if (letter === "\\") place++;
      else if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (depth === 0 && (letter === "," || letter === ")")) return call.slice(open, place).trim();
    else if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter)) depth--;
  }
  return "";
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
    const found = calls(source);
    if (found.length !== 1) return "The cell has not one explore line but " + found.length + ": copy the line and paste it there.";
    const [start, end] = found[0];
    const line = model.get("call").replace(PLACE, (_, before) => before + firstArgument(source.slice(start, end)));
    cell.sharedModel.setSource(source.slice(0, start) + line + source.slice(end));
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

// A file that was written lies beside the notebook, and its link in the output knows only that: where both are served is known here.
const ownLinks = (el, model) => {
  const root = el.closest(".explorer");
  if (!root) return void requestAnimationFrame(() => ownLinks(el, model));
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a.explorer-file"), context = model.widget_manager && model.widget_manager.context;
    const settings = document.getElementById("jupyter-config-data");
    if (!link || !context || !settings) return;
    const folder = context.path.replace(/^[^:/]*:/, "").split("/").slice(0, -1);
    const path = [...folder, ...link.dataset.path.split("/")].map(encodeURIComponent).join("/");
    link.href = JSON.parse(settings.textContent).baseUrl + "files/" + path;
  }, true);
};

// Buttons by text, each with what it does, and after them a line that says what came of it.
const buttonRow = (el, acts) => {
  const buttons = make("div", "explorer-buttons");
  const status = make("span", "explorer-status");
  status.setAttribute("role", "status");
  for (const [text, act] of acts) {
    const button = make("button", "jupyter-button", text);
    button.type = "button";
    button.addEventListener("click", async () => { status.textContent = await act(); });
    buttons.append(button);
  }
  buttons.append(status);
  el.append(buttons);
  return status;
};

// The code, and what can be done with it.
const codeBlock = (el, model, view) => {
  const code = make("pre", "explorer-code");
  code.tabIndex = 0;
  el.append(code);
  const status = buttonRow(el, [
    ["Copy the code", () => copy(model.get("code"), code)],
    ["Keep in this cell", () => keep(model)],
    ["Copy image", () => copyImage(view())],
  ]);
  ownKeys(el);
  ownLinks(el, model);
  return { code, status };
};
