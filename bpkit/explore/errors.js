// Four predictions to drag. Each error is the side of a square; the loss is the mean of the squares.

const WIDTH = 780;
const FLOOR = 296;
const UNIT = 52; // px for one unit of price, along both axes: a square must look square
const LEFT = 84;
const APART = 128;
const MEAN = 622;

function render({ model, el }) {
  const { canvas, wish, start } = stage(model, el, WIDTH, 344);
  const { names, targets, dearest, unit } = model.get("fixed");
  const y = (price) => FLOOR - price * UNIT;

  for (let price = 0; price <= dearest; price++) {
    canvas.append(
      svg("line", { class: "rule", x1: LEFT - 34, x2: WIDTH - 10, y1: y(price), y2: y(price), "stroke-opacity": 0.5 }),
      svg("text", { class: "small end dim", x: LEFT - 40, y: y(price) + 5, text: price }));
  }
  canvas.append(svg("text", { class: "small middle dim", transform: `translate(14 ${(FLOOR + y(dearest)) / 2}) rotate(-90)`, text: `price (${unit})` }));

  const square = (kind) => svg("rect", { class: `stroke ${kind}`, style: "stroke-width: 1.6" });
  const place = (rect, x, top, side) => set(rect, { x, y: top, width: side, height: side });
  // from a prediction to where the loss rises; nothing where the slope is 0
  const arrow = (kind) => svg("path", { class: `stroke ${kind}` });
  const point = (path, x, from, slope) => {
    const tip = clamp(from - (slope ?? 0) * UNIT, y(dearest) - 12, FLOOR + 6); // no arrow leaves the drawing for the words
    const back = tip < from ? 7 : -7;
    const hidden = slope === null || Math.abs(tip - from) < 1;
    set(path, { visibility: hidden ? "hidden" : "visible", d: `M ${x} ${from} V ${tip} m -5 ${back} l 5 ${-back} l 5 ${back}` });
  };

  const houses = names.map((name, k) => {
    const x = LEFT + k * APART;
    const first = model.get("wish")[name];
    const area = square("value");
    set(area, { style: "stroke-width: 1.6; fill: color-mix(in srgb, var(--value) 25%, transparent)" });
    const slope = arrow("gradient");
    const own = arrow("yours");
    set(own, { "stroke-dasharray": "2 5" });
    const cross = svg("text", { class: "small middle yours", x: x - 36, text: "✗" });
    const text = svg("text", { class: "small middle dim", x, y: FLOOR + 20 });
    const grip = svg("g", {},
      svg("circle", { class: "halo", r: 15 }), svg("path", { class: "fill accent", d: "M 0 -8 L 8 0 L 0 8 L -8 0 Z" }));
    canvas.append(area, svg("circle", { class: "fill reference", cx: x, cy: y(targets[k]), r: 6 }), slope, own, cross, text, grip);
    const put = handle(canvas, grip, {
      label: `Prediction for house ${name}, which sold for ${targets[k]}`, min: 0, max: dearest, step: 0.1,
      at: (_, py) => (FLOOR - py) / UNIT, text: (price) => `${price} ${unit}`,
    }, first, (price) => {
      set(grip, { transform: `translate(${x} ${y(price)})` }); // the grip moves with the hand; the rest follows
      wish({ [name]: price });
    });
    return { x, area, slope, own, cross, text, grip, put };
  });

  const mean = square("value");
  set(mean, { style: "stroke-width: 1.6; fill: color-mix(in srgb, var(--value) 25%, transparent)" });
  const ownMean = square("yours");
  const loss = svg("text", { x: MEAN, y: FLOOR + 40 });
  const ownLoss = svg("text", { class: "small yours", x: MEAN });
  canvas.append(mean, ownMean, loss, ownLoss,
    svg("text", { class: "small dim", x: MEAN, y: FLOOR + 20, text: "mean of the squares" }),
    svg("text", { class: "small dim", x: LEFT - 34, y: FLOOR + 42, text: "● sold for   ◆ predicted (drag)   ↑ gradient" }));

  return start((picture) => {
    picture.houses.forEach(({ guess, error, square: text, slope, own }, k) => {
      const house = houses[k];
      house.put(guess);
      place(house.area, house.x, y(Math.max(guess, targets[k])), Math.abs(error) * UNIT);
      point(house.slope, house.x - 11, y(guess), slope);
      point(house.own, house.x - 22, y(guess), own);
      set(house.cross, { y: y(guess) + 5, visibility: own === null ? "hidden" : "visible" });
      set(house.text, { text });
      set(house.grip, { transform: `translate(${house.x} ${y(guess)})` });
    });
    place(mean, MEAN, FLOOR - picture.loss.side * UNIT, picture.loss.side * UNIT);
    set(loss, { text: picture.loss.text });
    const { side, right, text } = picture.own_loss;
    place(ownMean, MEAN, FLOOR - (side ?? 0) * UNIT, (side ?? 0) * UNIT);
    set(ownMean, { visibility: side === null ? "hidden" : "visible", "stroke-dasharray": right ? "none" : "3 5" });
    const top = Math.max(side ?? 0, picture.loss.side);
    set(ownLoss, { y: FLOOR - top * UNIT - 10, text: text + (right || side === null ? "" : "  ✗") });
  });
}

export default { render };
