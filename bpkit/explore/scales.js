// Two bowls seen from above, raw and scaled, with the path of one descent in each. Both axes have one scale.

const SIDE = 320;
const TOP = 34;
const LEFTS = [44, 444];

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, 780, TOP + SIDE + 48);
  const { sliders } = model.get("fixed");
  const first = model.get("wish");
  const place = ({ name, choices }, values) => (choices ? choices.indexOf(values[name]) : values[name]);
  const knobs = sliders.map((spec) =>
    slider(spec, place(spec, first), (x) => wish({ [spec.name]: spec.choices ? spec.choices[x] : x })));
  controls.append(...knobs);

  const name = `bpkit-window-${Math.random().toString(36).slice(2)}`; // clip paths are found by id, page-wide
  const views = LEFTS.map((left, k) => {
    const clip = svg("clipPath", { id: `${name}-${k}` }, svg("rect", { x: left, y: TOP, width: SIDE, height: SIDE }));
    const inside = svg("g", { "clip-path": `url(#${name}-${k})` });
    const expected = svg("path", { class: "stroke reference dashed", style: "stroke-width: 1.4" });
    const contours = svg("path", { class: "stroke", style: "stroke-width: 1.3" });
    const road = svg("path", { class: "stroke gradient", style: "stroke-width: 1.4" });
    const dots = svg("g");
    inside.append(expected, contours, road, dots);
    const title = svg("text", { class: "middle", x: left + SIDE / 2, y: TOP - 12 });
    const cross = svg("text", { class: "middle yours", x: left + SIDE / 2, y: TOP + SIDE / 2 + 20, style: "font-size: 60px", text: "✗" });
    const ends = ["", "end"].map((anchor, side) =>
      svg("text", { class: `small dim ${anchor}`, x: left + side * SIDE, y: TOP + SIDE + 18 }));
    const middle = TOP + SIDE / 2;
    canvas.append(clip, inside, title, cross, ...ends,
      svg("rect", { class: "rule", x: left, y: TOP, width: SIDE, height: SIDE }),
      svg("text", { class: "small middle dim", x: left + SIDE / 2, y: TOP + SIDE + 38, text: "weight of the area" }),
      svg("text", { class: "small middle dim", transform: `translate(${left - 12} ${middle}) rotate(-90)`, text: "weight of the bathrooms" }));
    return { left, expected, contours, road, dots, title, cross, ends };
  });

  const line = (points) => points.map(([x, y], k) => `${k ? "L" : "M"} ${x} ${y}`).join(" ");
  return start((picture) => {
    knobs.forEach((knob, k) => knob.put(place(sliders[k], picture)));
    views.forEach((view, k) => {
      const panel = picture.panels[k];
      const ink = k === 1 && picture.yours ? "yours" : "value";
      const at = ([x, y]) => [view.left + x * SIDE, TOP + (1 - y) * SIDE];
      const many = (ellipses) => ellipses.map((one) => line(one.map(at))).join(" ");
      set(view.contours, { class: `stroke ${ink}`, d: many(panel.contours) });
      set(view.expected, { d: many(panel.expected) });
      const steps = panel.path.map(at);
      set(view.road, { d: line(steps) });
      view.dots.replaceChildren(...steps.map(([cx, cy], step) =>
        svg("circle", { class: `fill ${step ? "gradient" : "accent"}`, cx, cy, r: step ? 3.5 : 8 })).reverse());
      set(view.title, { class: `middle ${k === 1 && picture.yours ? "yours" : ""}`, text: panel.title });
      set(view.cross, { visibility: panel.trouble ? "visible" : "hidden" });
      view.ends.forEach((end, side) => { end.textContent = panel.ticks[side]; });
    });
  });
}

export default { render };
