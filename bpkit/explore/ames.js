// A map of houses, each a triangle as large as its error, and a list of neighbourhoods to choose from.

const LIST = { left: 496, bar: 664, widest: 66, line: 16.5 };

function render({ model, el }) {
  const { houses, bars, width, height, trouble } = model.get("fixed");
  const { canvas, wish, start } = stage(model, el, 800, height + 26);
  const choose = (name) => {
    if (model.get("wish").name !== name) wish({ name });
  };

  const map = svg("g", { "aria-hidden": "true" });
  map.append(svg("rect", { class: "rule", x: 0.5, y: 0.5, width, height }));
  const marks = houses.map(({ x, y, size, high, quarter }) => {
    const r = 2.5 + 5.5 * size;
    const up = high ? -1 : 1; // a price too high points up
    const shape = `M ${x} ${y + up * r} l ${r} ${-1.7 * up * r} h ${-2 * r} z`;
    const mark = trouble
      ? svg("circle", { cx: x, cy: y, r: 1.5, style: "fill: var(--muted)" })
      : svg("path", { d: shape, class: `fill ${high ? "accent" : "value"}`, "fill-opacity": 0.7 });
    if (quarter >= 0) mark.addEventListener("pointerenter", () => choose(bars[quarter].name));
    map.append(mark);
    return mark;
  });
  const key = svg("text", { class: "small dim", x: 0, y: height + 20, text: "▲ priced too high · ▼ priced too low · the larger, the more dollars" });
  canvas.append(map, trouble ? "" : key);

  // one stop of the Tab key; the arrow keys move within the list
  const rows = bars.map(({ name, length, text }, k) => {
    const y = 14 + (k + 1) * LIST.line;
    const box = svg("rect", { class: "halo", x: LIST.left - 4, y: y - 12.5, width: 300, height: LIST.line - 1, rx: 3 });
    const label = svg("text", { class: "small", x: LIST.left, y, text: name });
    const bar = svg("rect", { x: LIST.bar, y: y - 9.5, width: Math.max(1, length * LIST.widest), height: 9 });
    const number = svg("text", { class: "small", x: LIST.bar + length * LIST.widest + 6, y, text });
    const row = svg("g", { class: "bpkit-handle choice", role: "button", tabindex: -1, "aria-label": `${name}: ${text}` }, box, bar, label, number);
    row.addEventListener("pointerenter", () => choose(name));
    row.addEventListener("focus", () => choose(name));
    row.addEventListener("keydown", (event) => {
      const to = { ArrowDown: k + 1, ArrowUp: k - 1, Home: 0, End: bars.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      rows[clamp(to, 0, bars.length - 1)].row.focus();
    });
    canvas.append(row);
    return { row, label, bar };
  });
  if (bars.length) canvas.append(svg("text", { class: "small dim", x: LIST.left, y: 12, text: "mean error by neighbourhood" }));

  return start((picture) => {
    const at = bars.findIndex((bar) => bar.name === picture.name);
    marks.forEach((mark, k) => {
      if (trouble) return;
      const chosen = houses[k].quarter === at;
      set(mark, {
        "fill-opacity": at < 0 ? 0.7 : chosen ? 1 : 0.22,
        style: chosen ? "stroke: currentColor; stroke-width: 1" : "stroke: none",
      });
    });
    rows.forEach(({ row, label, bar }, k) => {
      const chosen = k === at;
      set(row, { tabindex: chosen || (at < 0 && k === 0) ? 0 : -1, "aria-pressed": chosen });
      set(label, { style: chosen ? "font-weight: 700; text-decoration: underline" : "" });
      set(bar, { class: `fill ${picture.useless ? "yours" : chosen ? "accent" : "muted-edge"}` });
    });
  });
}

export default { render };
