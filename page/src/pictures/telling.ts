// What the picture says in words: where a number stands, how it is made, and of which places.
import { words } from "../language";
import type { Axis, Cell, Picture, Range } from "../protocol";

const say = words(
  {
    made: "output ({index}): {made}",
    of: "{source}: {places}",
    all: "all {n} {name}",
    places: "{name} {places}",
    outside: "{places} + {n} outside",
    only_outside: "{n} outside",
    several: "{first}–{last}",
    spaced: "{first}, {second}, …, {last}",
    between: ", ",
    whole: "all of {names}",
    input: "input",
    numbered: "input {n}",
  },
  {
    made: "输出 ({index})：{made}",
    of: "{source}：{places}",
    all: "全部 {n} 个{name}",
    places: "{name} {places}",
    outside: "{places}，另有 {n} 个在外",
    only_outside: "{n} 个在外",
    several: "{first}–{last}",
    spaced: "{first}, {second}, …, {last}",
    between: "，",
    whole: "整个 {names}",
    input: "输入",
    numbered: "输入 {n}",
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
      ? [{ kind: "input" as const, text: of(inputName(picture, i), axes, ranges) }]
      : [];
  });
  const used = picture.weights.filter(({ name }) => cell.weights[name]?.length);
  const isWhole = ({ name, axes }: Picture["weights"][number]) =>
    axes.every((axis, i) => axis.size === 1 || isAll(cell.weights[name]![i]!, axis));
  const whole = used.filter(isWhole).map(({ name }) => name);
  const part = used.filter((weight) => !isWhole(weight));
  const weights = [
    ...part.map(({ name, axes }) => of(name, axes, cell.weights[name]!)),
    ...(whole.length ? [say("whole", { names: whole.join(say("between")) })] : []),
  ].map((text) => ({ kind: "weight" as const, text }));
  return [...inputs, ...weights];
}

export function inputName(picture: Picture, i: number): string {
  const { from } = picture.inputs[i]!;
  if (from) return from;
  return picture.inputs.length > 1 ? say("numbered", { n: i + 1 }) : say("input");
}

function of(source: string, axes: Axis[], ranges: Range[]): string {
  const places = axes.flatMap((axis, i) =>
    axis.role === "batch" || !ranges[i] ? [] : [along(axis, ranges[i])],
  );
  return say("of", { source, places: places.join(say("between")) });
}

function isAll({ start, stop, step }: Range, { size }: Pick<Axis, "size">): boolean {
  return start === 0 && stop === size && step === 1;
}

function along({ name, size }: Axis, range: Range): string {
  if (isAll(range, { size }) && size > 1) {
    return say("all", { n: size, name });
  }
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
