// Validation loss against the learning rate, both logarithmic: a curve for each update rule, the learner's points on them.

const WIDTH = 780;
const CHART = { left: 66, right: 560, top: 20, bottom: 320 };
const LOOKS = [["muted-edge", "none"], ["value", "none"], ["accent", "7 5"], ["reference", "9 4 2 4"]];
const MARKS = ["M -4 0 A 4 4 0 1 1 4 0 A 4 4 0 1 1 -4 0 Z", "M -4 -4 H 4 V 4 H -4 Z", "M 0 -5 L 5 4 H -5 Z", "M 0 -6 L 6 0 L 0 6 L -6 0 Z"];
const RING = "M -9 0 A 9 9 0 1 1 9 0 A 9 9 0 1 1 -9 0 Z";
const CROSS = "M -6 -6 L 6 6 M 6 -6 L -6 6";

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 372);
  const { sliders, names, rates, tried, low, high } = model.get("fixed");
  const first = model.get("wish");
  const place = ({ name, choices }, values) => choices.indexOf(values[name]);
  const knobs = sliders.map((spec) => slider(spec, place(spec, first), (x) => wish({ [spec.name]: spec.choices[x] })));
  controls.append(...knobs);

  const share = (value, from, to) => Math.log(value / from) / Math.log(to / from);
  const x = (rate) => CHART.left + 12 + share(rate, rates[0], rates[rates.length - 1]) * (CHART.right - CHART.left - 24);
  const y = (loss) => CHART.bottom - 8 - share(loss, low, high) * (CHART.bottom - CHART.top - 16);
  canvas.append(
    svg("path", { class: "rule", d: `M ${CHART.left} ${CHART.top} V ${CHART.bottom} H ${CHART.right}` }),
    svg("path", { class: "rule dashed", d: `M ${CHART.left} ${y(1)} H ${CHART.right}` }),
    svg("text", { class: "small middle dim", x: x(0.01), y: y(1) - 6, text: "always the mean price" }),
    svg("text", { class: "small middle dim", x: (CHART.left + CHART.right) / 2, y: CHART.bottom + 40, text: "learning rate η" }),
    svg("text", { class: "small middle dim", transform: `translate(14 ${(CHART.top + CHART.bottom) / 2}) rotate(-90)`, text: "validation loss (unitless)" }));
  for (const rate of rates.filter((rate) => Number.isInteger(Number(Math.log10(rate).toFixed(6)))))
    canvas.append(svg("text", { class: "small middle dim", x: x(rate), y: CHART.bottom + 19, text: rate }));
  for (const loss of [0.2, 0.3, 0.5, 1, 2])
    canvas.append(svg("text", { class: "small end dim", x: CHART.left - 7, y: y(loss) + 5, text: loss === high ? `≥ ${loss}` : loss }));

  const curves = names.map((name, k) => {
    const [ink, dashes] = LOOKS[k];
    const curve = svg("path", { class: `stroke ${ink}`, style: "stroke-width: 2", "stroke-dasharray": dashes });
    const marks = rates.map(() => svg("path", { class: `fill ${ink}`, d: MARKS[k] }));
    canvas.append(curve, ...marks,
      svg("path", { class: `fill ${ink}`, d: MARKS[k], transform: `translate(${CHART.right + 24} ${60 + 26 * k})` }),
      svg("text", { class: "small", x: CHART.right + 40, y: 65 + 26 * k, text: name }));
    return { curve, marks };
  });
  const points = svg("g");
  const said = svg("g");
  canvas.append(points, said);

  return start((picture) => {
    knobs.forEach((knob, k) => knob.put(place(sliders[k], model.get("wish"))));
    picture.curves.forEach((losses, k) => {
      const at = losses.map((loss, i) => [x(rates[i]), y(loss)]);
      set(curves[k].curve, { d: at.map(([px, py], i) => `${i ? "L" : "M"} ${px} ${py}`).join(" ") });
      at.forEach(([px, py], i) => set(curves[k].marks[i], { transform: `translate(${px} ${py})` }));
    });
    points.replaceChildren(...picture.own.flatMap(({ losses, right }) => losses.map((loss, i) => svg("path", {
      class: "stroke yours", style: "stroke-width: 2", d: right ? RING : CROSS, transform: `translate(${x(tried[i])} ${y(loss)})` }))));
    said.replaceChildren(...picture.own.map(({ name, right }, k) => svg("text", {
      class: "small yours", x: CHART.right + 16, y: 190 + 24 * k, text: `${right ? "○" : "✗"} ${name}` })));
  });
}

export default { render };
