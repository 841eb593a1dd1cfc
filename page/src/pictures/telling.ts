// What the picture says in words: where a number stands, how it is made, and of which places.
import { words } from "../language";
import type { Axis, Cell, Picture, Range } from "../protocol";

const say = words(
  {
    made: "output ({index}): {made}",
    of: "{source}: {places}",
    all: "all {n} {name}",
    all_along: "all of {name}",
    places: "{name} {places}",
    tuple: "{source}: ({places})",
    outside: "{places} + {n} outside",
    only_outside: "{n} outside",
    several: "{first}–{last}",
    spaced: "{first}, {second}, …, {last}",
    between: ", ",
    whole: "all of {names}",
    all_of: "all of {places}",
    input: "input",
    numbered: "input {n}",
    chosen: "{text} (values decide which of these)",
  },
  {
    made: "输出 ({index})：{made}",
    of: "{source}：{places}",
    all: "{name}（全部 {n} 个）",
    all_along: "整个{name}",
    places: "{name} {places}",
    tuple: "{source}：({places})",
    outside: "{places}，另有 {n} 个在外",
    only_outside: "{n} 个在外",
    several: "{first}–{last}",
    spaced: "{first}, {second}, …, {last}",
    between: "，",
    whole: "整个 {names}",
    all_of: "{places} 的全部",
    input: "输入",
    numbered: "输入 {n}",
    chosen: "{text}（由数值决定取其中哪些）",
  },
);

/** `output (0, 3, 5): the sum of 112 products and a bias`. */
export function told(cell: Cell): string {
  return say("made", { index: cell.index.join(", "), made: cell.made });
}

/** For each tensor that is read, which places: `conv1d: steps 3–18, all 7 channels`. */
export function read(picture: Picture, cell: Cell): { kind: "input" | "weight"; text: string }[] {
  const inputs = picture.inputs.flatMap(({ axes }, i) => {
    const ranges = cell.inputs[i];
    return ranges?.length
      ? [{ kind: "input" as const, text: chosen(cell, i, of(inputName(picture, i), axes, ranges)) }]
      : [];
  });
  const used = picture.weights.filter(({ name }) => cell.weights[name]?.length);
  const isWhole = ({ name, axes }: Picture["weights"][number]) =>
    !cell.chosen.includes(name) &&
    axes.every((axis, i) => axis.size === 1 || isAll(cell.weights[name]![i]!, axis));
  const whole = used.filter(isWhole).map(({ name }) => name);
  const part = used.filter((weight) => !isWhole(weight));
  const weights = [
    ...part.map(({ name, axes }) => chosen(cell, name, ofWeight(name, axes, cell.weights[name]!))),
    ...(whole.length ? [say("whole", { names: whole.join(say("between")) })] : []),
  ].map((text) => ({ kind: "weight" as const, text }));
  return [...inputs, ...weights];
}

function chosen(cell: Cell, key: number | string, text: string): string {
  return cell.chosen.includes(key) ? say("chosen", { text }) : text;
}

export function inputName(picture: Picture, i: number): string {
  const { from } = picture.inputs[i]!;
  if (from) return from;
  return picture.inputs.length > 1 ? say("numbered", { n: i + 1 }) : say("input");
}

/** `conv1d: steps 3–18, all 7 channels`; where no axis has a name, `relu: (0, 3, 5)`. */
function of(source: string, axes: Axis[], ranges: Range[]): string {
  if (axes.every(({ called, role }) => !called || role === "batch")) {
    const all = axes.map(({ size }, i) => within(ranges[i]!, size));
    return say("tuple", { source, places: all.join(", ") });
  }
  const places = axes.flatMap((axis, i) =>
    axis.role === "batch" || !ranges[i] ? [] : [along(axis, ranges[i])],
  );
  return say("of", { source, places: places.join(say("between")) });
}

/** `kernel: all of filters 0`: the axes along which not all is read. */
function ofWeight(source: string, axes: Axis[], ranges: Range[]): string {
  const long = axes.flatMap((axis, i) => (axis.size > 1 ? [{ axis, range: ranges[i]! }] : []));
  const part = long.filter(({ axis, range }) => !isAll(range, axis));
  const places = part.map(({ axis, range }) => along(axis, range)).join(say("between"));
  if (!part.length || part.length === long.length) return of(source, axes, ranges);
  return say("of", { source, places: say("all_of", { places }) });
}

function isAll({ start, stop, step }: Range, { size }: Pick<Axis, "size">): boolean {
  return start === 0 && stop === size && step === 1;
}

function along({ name, called, size }: Axis, range: Range): string {
  if (isAll(range, { size }) && size > 1)
    return called === "counted" ? say("all", { n: size, name }) : say("all_along", { name });
  return say("places", { name, places: within(range, size) });
}

/** `3–18`, `4, 6, …, 10`, or with what is outside: `0–1 + 2 outside`. */
export function within(range: Range, size: number): string {
  const places: number[] = [];
  for (let place = range.start; place < range.stop; place += range.step) places.push(place);
  const inside = places.filter((place) => place >= 0 && place < size);
  const n = places.length - inside.length;
  const shown = inside.length ? listed(inside, range.step) : "";
  if (!n) return shown;
  return shown ? say("outside", { places: shown, n }) : say("only_outside", { n });
}

function listed(places: number[], step: number): string {
  const [first, second] = places;
  const last = places[places.length - 1]!;
  if (places.length === 1) return String(first);
  if (step === 1) return say("several", { first: first!, last });
  if (places.length <= 4) return places.join(", ");
  return say("spaced", { first: first!, second: second!, last });
}

/** The shape without the batch: `21 × 7`. */
export function shaped(axes: Axis[]): string {
  return axes
    .filter(({ role }) => role !== "batch")
    .map(({ size }) => size)
    .join(" × ");
}
