// A training while it runs: the learning curve on the left, predicted against actual prices on the right.

const WIDTH = 780;
const CURVE = { left: 62, right: 430, top: 46, bottom: 296, low: 0.15, high: 0.5 };
const PRICES = { left: 508, right: 758, top: 46, bottom: 296, high: 600 };

const money = (amount) => `$${(Math.round(amount / 100) * 100).toLocaleString("en-US")}`;

function frame(canvas, { left, right, top, bottom }, xTicks, yTicks, xTitle, yTitle) {
  canvas.append(svg("path", { class: "rule", d: `M ${left} ${top} V ${bottom} H ${right}` }));
  for (const [x, label] of xTicks) canvas.append(svg("text", { class: "small middle dim", x, y: bottom + 17, text: label }));
  for (const [y, label] of yTicks) canvas.append(svg("text", { class: "small end dim", x: left - 7, y: y + 4, text: label }));
  const middle = (top + bottom) / 2;
  canvas.append(
    svg("text", { class: "small middle dim", x: (left + right) / 2, y: bottom + 36, text: xTitle }),
    svg("text", { class: "small middle dim", transform: `translate(${left - 46} ${middle}) rotate(-90)`, text: yTitle }));
}

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 340);
  const { sliders } = model.get("fixed");
  const first = model.get("wish");
  for (const spec of sliders) {
    const value = spec.choices ? spec.choices.indexOf(first[spec.name]) : first[spec.name];
    controls.append(slider(spec, value, (x) => wish({ [spec.name]: spec.choices ? spec.choices[x] : x })));
  }
  controls.append(button("Train again", () => wish({})));

  const cy = (rmse) => clamp(CURVE.bottom - ((rmse - CURVE.low) / (CURVE.high - CURVE.low)) * (CURVE.bottom - CURVE.top), CURVE.top, CURVE.bottom);
  const px = (price) => PRICES.left + (clamp(price, 0, PRICES.high) / PRICES.high) * (PRICES.right - PRICES.left);
  const py = (price) => PRICES.bottom - (clamp(price, 0, PRICES.high) / PRICES.high) * (PRICES.bottom - PRICES.top);
  const levels = [0.2, 0.3, 0.4, 0.5].map((rmse) => [cy(rmse), rmse.toFixed(1)]);
  const prices = [0, 200, 400, 600];
  frame(canvas, CURVE, [], levels, "epoch", "RMSE of log price");
  frame(canvas, PRICES, prices.map((p) => [px(p), p]), prices.map((p) => [py(p), p]), "actual price (thousand $)", "predicted (thousand $)");

  const ends = [svg("text", { class: "small middle dim", x: CURVE.left, y: CURVE.bottom + 17, text: 0 }),
    svg("text", { class: "small middle dim", x: CURVE.right, y: CURVE.bottom + 17 })];
  const baselines = svg("g");
  const train = svg("path", { class: "stroke value" });
  const validation = svg("path", { class: "stroke accent dashed" });
  const names = [svg("text", { class: "small value end", x: CURVE.right, y: CURVE.top - 8, text: "—— train" }),
    svg("text", { class: "small accent end", x: CURVE.right - 72, y: CURVE.top - 8, text: "– – validation" })];
  const dots = svg("path", { class: "value", style: "stroke: color-mix(in srgb, var(--ink) 72%, currentColor); stroke-width: 4; stroke-linecap: round; opacity: 0.75; fill: none" });
  const line = svg("line", { class: "stroke reference", style: "stroke-width: 1.5", x1: px(0), y1: py(0), x2: px(600), y2: py(600) });
  const error = svg("text", { x: PRICES.left, y: 18, style: "font-weight: 600" });
  const others = svg("text", { class: "small dim", x: PRICES.left, y: 37 });
  const state = svg("text", { class: "small dim", x: CURVE.left, y: 18 });
  canvas.append(...ends, baselines, train, validation, ...names, line, dots, error, others, state);

  return start((picture) => {
    if (!picture.epochs) return; // nothing has been trained yet
    const ex = (epoch) => CURVE.left + (epoch / picture.epochs) * (CURVE.right - CURVE.left);
    const path = (losses) => losses.map((loss, k) => `${k ? "L" : "M"} ${ex(k + 1)} ${cy(loss ?? 9)}`).join(" ");
    ends[1].textContent = picture.epochs;
    baselines.replaceChildren(...Object.entries(picture.baselines).flatMap(([name, { log }]) => [
      svg("line", { class: "rule dashed", x1: CURVE.left, x2: CURVE.right, y1: cy(log), y2: cy(log) }),
      svg("text", { class: "small end dim", x: CURVE.right, y: cy(log) - 5, text: name })]));
    set(train, { d: path(picture.train) });
    set(validation, { d: path(picture.validation) });
    set(dots, { d: picture.actual.map((actual, k) => `M ${px(actual)} ${py(picture.predicted[k])} h 0`).join(" ") });
    error.textContent = `Test error ${money(picture.dollars)}`;
    others.textContent = Object.entries(picture.baselines).map(([name, one]) => `${name} ${money(one.dollars)}`).join(", ");
    state.textContent = `${picture.whose}`;
    canvas.dataset.epoch = picture.epoch;
    canvas.dataset.running = picture.running;
  });
}

export default { render };
