// Three movers on three roads with one scale. The man is a handle; the rates are sliders.

const WIDTH = 780;
const LEFT = 130;
const RIGHT = 680;
const LANES = [52, 122, 192];

function icon(strokes, kind) {
  const group = svg("g", { class: kind });
  for (const stroke of strokes) {
    if (stroke.length === 1) {
      const [[x, y, radius]] = stroke;
      group.append(svg("circle", { class: "stroke", cx: x, cy: -y, r: radius }));
    } else {
      group.append(svg("polyline", { class: "stroke", points: stroke.map(([x, y]) => `${x},${-y}`).join(" ") }));
    }
  }
  return group;
}

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 300);
  const { sliders, names, icons, walk } = model.get("fixed");
  const first = model.get("wish");
  const knobs = sliders.map((spec) => slider(spec, first[spec.name], (x) => wish({ [spec.name]: x })));
  controls.append(...knobs);

  const axis = svg("g");
  const lanes = names.map((name, lane) => {
    const y = LANES[lane];
    const trail = svg("line", { class: "stroke value", x1: LEFT, y1: y, y2: y, "stroke-width": 4 });
    const figure = icon(icons[lane], lane === 0 ? "accent" : "value");
    const mover = svg("g", {}, figure);
    const text = svg("text", { y: y - 12 });
    canvas.append(
      svg("text", { class: "end", x: LEFT - 32, y: y - 4, text: name }),
      svg("line", { class: "rule", x1: LEFT, x2: RIGHT, y1: y, y2: y }), trail, mover, text);
    return { y, trail, mover, text };
  });
  const ghost = svg("g", { class: "yours" });
  const mark = svg("path", { class: "stroke", d: "M 0 5 v 25" });
  const word = svg("text", { class: "yours" });
  ghost.append(mark, svg("path", { class: "stroke", d: "M -6 13 l 6 -9 l 6 9" }));
  canvas.append(axis, ghost, word);

  let reach = 1;
  let now = model.get("picture");
  const px = (km) => LEFT + (km / reach) * (RIGHT - LEFT);
  const man = lanes[0].mover;
  man.prepend(svg("circle", { class: "halo", cy: -15, r: 22 }));
  const walked = handle(canvas, man, {
    label: "The man walks", min: 0, max: walk, step: 0.1,
    at: (x) => ((x - LEFT) / (RIGHT - LEFT)) * reach, text: (km) => `${km} kilometres`,
  }, first.walked, (km) => {
    place(now, km); // the three move with the hand; the kernel's numbers follow
    wish({ walked: km });
  });

  function place(picture, km) {
    const scale = picture.walked ? km / picture.walked : 0;
    lanes.forEach(({ y, trail, mover, text }, lane) => {
      const x = px(picture.walked ? picture.places[lane] * scale : lane === 0 ? km : 0);
      set(trail, { x2: x });
      set(mover, { transform: `translate(${x} ${y})` });
      set(text, { x: x + 34 });
    });
  }

  return start((picture) => {
    now = picture;
    reach = picture.reach;
    walked(picture.walked);
    knobs.forEach((knob, k) => knob.put(picture.rates[k]));
    place(picture, picture.walked);
    lanes.forEach(({ text }, lane) => { text.textContent = picture.texts[lane]; });
    axis.replaceChildren(
      svg("text", { class: "small middle dim", x: (LEFT + RIGHT) / 2, y: 292, text: "distance (km)" }),
      ...picture.ticks.flatMap((km) => [
        svg("line", { class: "rule", x1: px(km), x2: px(km), y1: LANES[0] - 30, y2: 250 }),
        svg("text", { class: "small middle dim", x: px(km), y: 270, text: km }),
      ]));
    const { km, right, text } = picture.ghost;
    const x = km === null ? LEFT : clamp(px(km), LEFT - 40, RIGHT + 20);
    set(ghost, { visibility: km === null ? "hidden" : "visible", transform: `translate(${x} ${LANES[2]})` });
    set(mark, { "stroke-dasharray": right ? "none" : "3 5" });
    const flip = x > 480;
    set(word, { x: flip ? x - 12 : x + 12, y: LANES[2] + 28, class: `yours ${flip ? "end" : ""}`, text: text + (right || km === null ? "" : "  ✗") });
  });
}

export default { render };
