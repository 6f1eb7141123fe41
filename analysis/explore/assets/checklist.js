// A list of boxes to tick, with a field that leaves only the labels that hold what is typed.
const FEW = 8;
let lists = 0;

export default {
  render({ model, el }) {
    const list = make("fieldset", "explorer-boxes"), legend = make("legend", "", model.get("description"));
    const search = make("input", "explorer-narrow"), rows = make("div", "explorer-options"), chosen = make("span", "explorer-chosen");
    const prefix = "checklist-" + lists++;
    search.type = "search";
    search.setAttribute("aria-label", "Find in " + model.get("description"));
    search.placeholder = "Find";
    chosen.setAttribute("role", "status");
    list.append(legend, search, rows, chosen);
    el.append(list);
    const narrow = () => {
      const wanted = search.value.trim().toLowerCase();
      for (const row of rows.children) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    };
    const ticks = () => {
      const picked = new Set(model.get("index"));
      [...rows.children].forEach((row, place) => { row.firstChild.checked = picked.has(place); });
      chosen.textContent = picked.size + " of " + rows.children.length;
    };
    const build = () => {
      rows.replaceChildren(...model.get("labels").map((label, place) => {
        const row = make("label"), box = make("input");
        box.type = "checkbox";
        box.id = prefix + "-" + place;
        row.htmlFor = box.id;
        row.append(box, label);
        box.addEventListener("change", () => {
          const picked = new Set(model.get("index"));
          box.checked ? picked.add(place) : picked.delete(place);
          model.set("index", [...picked].sort((one, other) => one - other));
          model.save_changes();
        });
        return row;
      }));
      search.hidden = rows.children.length <= FEW;
      if (search.hidden) search.value = "";
      narrow();
      ticks();
    };
    search.addEventListener("input", narrow);
    build();
    model.on("change:labels", build);
    model.on("change:index", ticks);
  },
};
