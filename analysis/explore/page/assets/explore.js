"use strict";
// Controls set the chart's parameters, the address keeps them, and what the chart computes is told in words; nothing is computed here.
(() => {
  const subjects = JSON.parse(document.getElementById("page:specs").textContent);
  const looks = { actions: false, ast: true, defaultStyle: false, logLevel: 1, mode: "vega-lite", renderer: "svg", tooltip: { disableDefaultStyle: true } };
  // Below an error Vega only complains that a refused choice leaves nothing to draw, which the page says in words.
  const PICTURE = 640;
  const phone = matchMedia("(max-width: 48rem)");
  const drawn = {};
  let shown = Object.keys(subjects)[0];

  const section = (name) => document.getElementById(`view:${name}`);
  const part = (name, selector) => section(name).querySelector(selector);
  const boxes = (name, control) => [...part(name, "form").elements].filter((one) => one.name === control.name);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const firsts = (name) => Object.fromEntries(subjects[name].controls.map((one) => [one.name, one.value]));
  const typed = (control, text) => control.options.find((one) => String(one) === text);

  const read = (name) => Object.fromEntries(subjects[name].controls.map((control) => {
    const inputs = boxes(name, control);
    if (control.kind === "check") return [control.name, inputs[0].checked];
    if (control.kind === "select") return [control.name, typed(control, inputs[0].value)];
    const chosen = inputs.filter((one) => one.checked).map((one) => typed(control, one.value));
    return [control.name, control.kind === "radio" ? chosen[0] : chosen];
  }));
  const write = (name, state) => {
    for (const control of subjects[name].controls) {
      const value = state[control.name];
      for (const one of boxes(name, control)) {
        if (control.kind === "check") one.checked = value;
        else if (control.kind === "select") one.value = String(value);
        else one.checked = control.kind === "radio" ? one.value === String(value) : value.map(String).includes(one.value);
      }
    }
  };

  // An address may be anybody's: what is none of a control's values is left out.
  const parse = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    const name = Object.hasOwn(subjects, given.get("view")) ? given.get("view") : Object.keys(subjects)[0];
    const state = firsts(name);
    for (const control of subjects[name].controls) {
      const text = given.get(control.name);
      if (text === null) continue;
      if (control.kind === "many") {
        const asked = new Set(text.split(","));
        state[control.name] = control.options.filter((one) => asked.has(String(one)));
      } else {
        const value = typed(control, text);
        if (value !== undefined) state[control.name] = value;
      }
    }
    return [name, state];
  };
  const address = (name, state) => {
    const told = new URLSearchParams({ view: name });
    for (const control of subjects[name].controls) if (!same(state[control.name], control.value)) told.set(control.name, String(state[control.name]));
    const hash = `#${told}`.replaceAll("%2C", ",");
    if (hash !== location.hash) history.replaceState(null, "", hash);
  };

  // Derived data have no name of their own: they are those that the mark of a name is drawn from.
  const dataOf = (node, name) => {
    for (const mark of node.marks ?? []) {
      if (mark.name?.endsWith(`${name}_marks`)) return mark.from?.data;
      const found = dataOf(mark, name);
      if (found) return found;
    }
  };
  const rows = (name, mark = "rows") => {
    const { view, vgSpec } = drawn[name];
    const source = dataOf(vgSpec, mark);
    return source ? view.data(source) : [];
  };

  const width = (name) => {
    const { view } = drawn[name];
    const names = name === "guarantees" ? 120 : phone.matches ? 60 : 195;
    view.resize().signal("narrow", phone.matches).width(Math.max(160, part(name, ".chart").clientWidth - names));
  };
  const draw = async (name) => {
    drawn[name] ??= vegaEmbed(part(name, ".chart"), subjects[name].spec, looks).then((made) => { drawn[name] = made; return made; });
    await drawn[name];
  };
  const update = async (name) => {
    const state = read(name);
    const { view } = drawn[name];
    for (const [param, value] of Object.entries(state)) if (!same(view.signal(param), value)) view.signal(param, value);
    width(name);
    await view.runAsync();
    tell(name, state);
    address(name, state);
  };

  const holds = (when, state) => Object.entries(when).every(([param, values]) => [state[param]].flat().some((one) => values.includes(one)));
  const list = (box, texts) => box.replaceChildren(...texts.map((text) => { const item = document.createElement("li"); item.append(...[text].flat()); return item; }));
  const telling = (name) => rows(name).filter((one) => one.tell === 1 && one.told !== null)
    .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0) || other.value - one.value || one.who.localeCompare(other.who));
  const period = (one) => one.when.replace(/^the (quarter|half-year) from /, "$1 from ");

  const words = (name, state) => {
    const { view } = drawn[name];
    const refused = view.signal("refusal");
    const told = telling(name);
    const running = !("cumulative" in state) || state.cumulative;
    const few = told.slice(0, name === "guarantees" ? 6 : 3);
    const answers = name === "guarantees";
    const findings = few.map((one) => (answers ? one.told : `${one.who} ${one.told}${running ? "" : ` (${period(one)})`}`));
    const headline = refused || (few.length ? `${view.signal("lead")}: ${findings.join(answers ? "; " : ", ")}` : "Nothing of this choice is known.");
    const missing = [...new Set(rows(name).filter((one) => one.value === null).map((one) => one.who))];
    const here = new Set(rows(name).map((one) => one.who));
    const absent = refused ? [] : subjects[name].series.filter((one) => holds(one.when, state))
      .flatMap((one) => state[one.of].map((code) => one.names[code])).filter((who) => !here.has(who));
    const notes = subjects[name].notes.filter(([when]) => holds(when, state)).map(([, text]) => text);
    if (absent.length) notes.unshift(`Not drawn, because this source has nothing of it in these months, which is not zero: ${absent.join(", ")}.`);
    if (missing.length) notes.unshift(`Not drawn, because no ${state.per === "gdp" ? "GDP" : "number of people"} of its own is known: ${missing.join(", ")}.`);
    const works = [...new Set(rows(name).map((one) => one.o).filter(Boolean))].map((id) => subjects[name].works[id]);
    const sources = [...subjects[name].sources.filter(([when]) => holds(when, state)).map(([, text]) => text), ...works];
    return { refused, headline, notes, running, sources: `Source: ${sources.join("; ")}.`, subtitle: view.signal("subtitle"), told };
  };
  const swatch = (hue) => { const box = document.createElement("span"); box.className = "swatch"; box.style.setProperty("background", hue); return box; };
  const tell = (name, state) => {
    const said = words(name, state);
    section(name).classList.toggle("refused", Boolean(said.refused) || !said.told.length);
    part(name, "h1").textContent = said.headline;
    part(name, ".subtitle").textContent = said.refused ? "" : said.subtitle;
    part(name, ".source").textContent = said.sources;
    list(part(name, ".notes"), said.notes);
    list(part(name, ".key"), said.told.map((one) => [swatch(one.hue), ...(name === "guarantees" ? [`${one.who} ${one.value}: `, ...countries(one.who)] : [`${one.who} ${one.told}${said.running ? "" : ` (${period(one)})`}`])]));
    for (const item of part(name, ".key").children) item.classList.toggle("wide", name === "guarantees");
    const drawing = part(name, ".chart svg");
    // One image with one description; its groups of marks have none of their own.
    for (const mark of drawing?.querySelectorAll("[role], [aria-label]") ?? []) for (const one of ["role", "aria-roledescription", "aria-label"]) mark.removeAttribute(one);
    drawing?.setAttribute("role", "img");
    drawing?.setAttribute("aria-label", `${said.headline}. ${said.subtitle}`);
    for (const one of section(name).querySelectorAll("fieldset[data-of]")) {
      const series = subjects[name].series.find((each) => each.of === one.dataset.of);
      one.hidden = one.disabled = Boolean(series) && !holds(series.when, state);
    }
    if (part(name, ".numbers").open) fill(name);
  };
  // Each country is a link to the page that its answer rests on.
  const countries = (answer) => rows("guarantees", "countries").filter((one) => one.who === answer)
    .sort((one, other) => one.n.localeCompare(other.n)).flatMap((one, place) => {
      const name = document.createElement(one.asked ? "a" : "span");
      name.textContent = one.n;
      if (one.asked) { name.href = one.u; name.title = one.p; name.rel = "noreferrer"; }
      return place ? [", ", name] : [name];
    });

  const table = (name) => {
    const unit = drawn[name].view.signal("unit");
    const timed = subjects[name].controls.some((one) => one.name === "every");
    const header = timed ? ["series", "period", "value", "unit"] : ["answer", "countries"];
    const cells = rows(name).filter((one) => one.value !== null).map((one) => timed
      ? [one.who, new Date(one.period).toISOString().slice(0, 7), one.value, unit] : [one.who, one.value]);
    return [header, ...cells];
  };
  const fill = (name) => {
    const [header, ...cells] = table(name);
    const made = part(name, ".data table");
    made.replaceChildren();
    const head = made.createTHead().insertRow();
    for (const text of header) { const cell = document.createElement("th"); cell.scope = "col"; cell.textContent = text; head.append(cell); }
    const body = made.createTBody();
    for (const row of cells) { const line = body.insertRow(); for (const text of row) line.insertCell().textContent = typeof text === "number" ? +text.toFixed(6) : text; }
  };
  const offer = (file, url) => { const link = document.createElement("a"); link.href = url; link.download = file; link.click(); };
  const wrap = (text, length) => text.split(" ").reduce((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < length) lines[lines.length - 1] = `${last} ${word}`; else lines.push(word);
    return lines;
  }, []);
  const save = async (name, kind) => {
    const file = `ukraine-${name}.${kind}`;
    if (kind === "csv") {
      const quoted = (cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));
      const text = table(name).map((row) => row.map(quoted).join(",")).join("\n");
      return offer(file, `data:text/csv;charset=utf-8,${encodeURIComponent(`${text}\n`)}`);
    }
    // A picture goes without the page, and is the same from a phone: it carries headline, what is drawn, names and source.
    const { view } = drawn[name];
    const said = words(name, read(name));
    view.signal("narrow", false).width(PICTURE).signal("titled", wrap(said.headline, PICTURE / 9))
      .signal("under", [said.subtitle, said.sources].flatMap((text) => wrap(text, PICTURE / 6.5)));
    await view.resize().runAsync();
    const url = await view.toImageURL(kind, kind === "png" ? 2 : 1);
    view.signal("titled", "").signal("under", "").resize();
    await update(name);
    offer(file, url);
  };

  const show = async (name) => {
    shown = name;
    for (const one of Object.keys(subjects)) section(one).hidden = one !== name;
    document.querySelector(`input[name=view][value=${name}]`).checked = true;
    await draw(name);
    await update(name);
  };
  const open = async () => {
    const [name, state] = parse();
    write(name, state);
    await show(name);
  };
  for (const name of Object.keys(subjects)) {
    const form = part(name, "form");
    form.addEventListener("change", () => update(name));
    form.addEventListener("reset", (event) => { event.preventDefault(); write(name, firsts(name)); update(name); });
    form.addEventListener("submit", (event) => event.preventDefault());
    section(name).querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", () => save(name, button.dataset.save)));
    part(name, ".numbers").addEventListener("toggle", () => part(name, ".numbers").open && fill(name));
    if (phone.matches) part(name, ".choices").open = false;
  }
  document.querySelectorAll("input[name=view]").forEach((one) => one.addEventListener("change", () => show(one.value)));
  addEventListener("hashchange", open);
  addEventListener("resize", () => { if (drawn[shown]?.view) update(shown); });
  // For those who hold the page against other numbers: the values as the running chart has them.
  window.explored = { ready: open(), update, rows, write, read, words: (name) => words(name, read(name)) };
})();
