// What every figure of the family shares: elements, sliders, handles, buttons, and the talk with the kernel.

const SVG = "http://www.w3.org/2000/svg";

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else if (value === null) node.removeAttribute(name);
    else node.setAttribute(name, value);
  }
  return node;
}

function html(tag, attributes = {}, ...children) {
  const node = set(document.createElement(tag), attributes);
  node.append(...children);
  return node;
}

function svg(tag, attributes = {}, ...children) {
  const node = set(document.createElementNS(SVG, tag), attributes);
  node.append(...children);
  return node;
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// One figure on the page: a row of controls, a drawing, and a line that says the state in words.
// `draw(picture)` runs at the start and after every answer of the kernel.
function stage(model, el, width, height) {
  const title = model.get("fixed").title;
  const controls = html("div", { class: "bpkit-controls" });
  const canvas = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": title });
  const line = html("p", { class: "bpkit-line" });
  const spoken = html("p", { class: "bpkit-spoken", "aria-live": "polite" });
  const root = html("div", { class: "bpkit", role: "group", "aria-label": title }, controls, canvas, line, spoken);
  // JupyterLab listens to plain keys for its own commands: a key that means something here stays here
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  });
  el.append(root);

  let saying = 0;
  let waiting = 0;
  const say = (sentence) => {
    line.textContent = sentence;
    clearTimeout(saying); // a screen reader hears the state when the hand rests, not at every pixel
    saying = setTimeout(() => { spoken.textContent = sentence; }, 500);
  };
  const wish = (changes) => {
    const last = model.get("wish");
    model.set("wish", { ...last, ...changes, count: (last.count || 0) + 1 });
    root.dataset.wish = model.get("wish").count;
    model.save_changes();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if ((model.get("picture").answers || 0) < model.get("wish").count)
        line.textContent = "The kernel does not answer: it is busy, or it was stopped. Wait, or run the cell again.";
    }, 4000);
  };
  const start = (draw) => {
    const update = () => {
      const picture = model.get("picture");
      say(picture.sentence);
      draw(picture);
      root.dataset.answers = picture.answers || 0; // behind `data-wish` while the kernel works
    };
    model.on("change:picture", update);
    update();
    return () => {
      model.off("change:picture", update);
      clearTimeout(saying);
      clearTimeout(waiting);
    };
  };
  return { root, controls, canvas, wish, start };
}

// ``0.0032`` as it is; below 0.0001 a power of ten, ``3.2 × 10⁻⁶``, as the kernel spells it.
const power = (number) => (number >= 1e-4 ? String(number) : number.toExponential()
  .replace(/^1e/, "10").replace("e", " × 10").replace(/-\d+$/, (end) => end.replace(/./g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d] ?? "⁻")));

// A labelled native slider. `spec`: name, label, unit, min, max, step, and `log` where it sets an exponent.
function slider(spec, value, onmove) {
  const show = (x) => {
    const number = spec.log ? power(Number((10 ** x).toPrecision(2))) : spec.choices ? spec.choices[x] : String(x).replace("-", "−");
    return `${number}${spec.unit && spec.unit !== "°" ? " " : ""}${spec.unit || ""}`;
  };
  const output = html("output", { text: show(value) });
  const limits = { min: spec.min, max: spec.max, step: spec.step };
  const input = html("input", { type: "range", ...limits, "aria-valuetext": show(value) });
  input.value = value;
  const label = html("label", {}, html("span", { text: spec.label }), input, output);
  const write = (x) => {
    output.textContent = show(x);
    input.setAttribute("aria-valuetext", show(x));
  };
  input.addEventListener("input", () => {
    write(Number(input.value));
    onmove(Number(input.value));
  });
  // for a value that came from elsewhere
  label.put = (x) => {
    if (document.activeElement !== input) input.value = x;
    write(x);
  };
  return label;
}

function button(label, onclick) {
  return html("button", { type: "button", text: label, onclick });
}

// Make `node` a handle: drag it, or focus it and use the arrow keys.
// `spec`: label, min, max, step; `at(x, y)` turns drawing coordinates into a value; `text(value)` says it.
function handle(canvas, node, spec, value, onmove) {
  let now = value;
  const write = (x) => {
    now = x;
    set(node, { "aria-valuenow": x, "aria-valuetext": spec.text(x) });
  };
  const limits = { "aria-valuemin": spec.min, "aria-valuemax": spec.max };
  set(node, { class: "bpkit-handle", tabindex: 0, role: "slider", "aria-label": spec.label, ...limits });
  write(value);
  const move = (x) => {
    const steps = Math.round((clamp(x, spec.min, spec.max) - spec.min) / spec.step);
    const next = Number((spec.min + steps * spec.step).toPrecision(12));
    if (next === now) return;
    write(next);
    onmove(next);
  };
  node.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    node.focus();
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(canvas.getScreenCTM().inverse());
    move(spec.at(point.x, point.y));
  });
  node.addEventListener("keydown", (event) => {
    const jumps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
    if (event.key in jumps) move(now + jumps[event.key] * spec.step);
    else if (event.key === "Home") move(spec.min);
    else if (event.key === "End") move(spec.max);
    else return;
    event.preventDefault();
  });
  return write;
}
