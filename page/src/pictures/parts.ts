// The tensors that the picture of an operation shows, each with its axes in their places.
import type { Axis, Cell, Picture, Range } from "../protocol";
import { arranged, ofTensor, ofWeight, reads, type Arrangement } from "./roles";
import { spanOf, type Reach } from "./slots";
import { inputName } from "./telling";

/** `match`: what attention holds against each other, a place for each query and key. */
export type Kind = "input" | "match" | "weight" | "output";

/** One tensor as the picture shows it. */
export interface Part {
  kind: Kind;
  /** Which input it is; of a weight its name. */
  key: string;
  title: string;
  axes: Axis[];
  arrangement: Arrangement;
  reaches: Reach[];
}

/** How the parts belong together. */
export type Form = "flow" | "product" | "attention";

export function partsOf(picture: Picture): { form: Form; parts: Part[] } {
  const { cells, output } = picture;
  const factor = factorOf(picture);
  const at = held(picture);
  const usual = (axes: Axis[]) => (at ? ofHeld(axes, at.key) : ofTensor(axes));
  const inputs = picture.inputs.map(({ axes }, i): Part => {
    const read = cells.map((cell) => cell.inputs[i] ?? null);
    const own = factor && (factor.key === `input ${i}` ? factor.arrangement : lastFirst(axes));
    return part("input", String(i), inputName(picture, i), axes, own ?? usual(axes), read);
  });
  const weights = picture.weights
    .filter(({ axes }) => axes.length > 0)
    .map(({ name, axes }) => {
      const own = name === factor?.key ? factor.arrangement : inHeads(axes);
      const by = ofWeight(axes, reads(picture, name), picture.sliding.length);
      return part("weight", name, name, axes, own ?? by);
    });
  const { axes } = output;
  const made = part("output", "output", picture.path, axes, factor ? lastFirst(axes) : usual(axes));
  return {
    form: factor ? "product" : at ? "attention" : "flow",
    parts: [...inputs, ...matchesOf(picture), ...weights, made],
  };
}

function part(
  kind: Kind,
  key: string,
  title: string,
  axes: Axis[],
  arrangement: Arrangement,
  read: (Range[] | null)[] = [],
): Part {
  return { kind, key, title, axes, arrangement, reaches: reachesOf(axes, read) };
}

/** The places of each axis, and those outside that one of the cells reads. */
function reachesOf(axes: Axis[], read: (Range[] | null)[]): Reach[] {
  return axes.map(({ size }, axis) => {
    const spans = read.flatMap((ranges) => (ranges?.[axis] ? [spanOf(ranges[axis])] : []));
    return {
      low: Math.min(0, ...spans.map(({ from }) => from)),
      high: Math.max(size, ...spans.map(({ to }) => to)),
    };
  });
}

/** The last axis along the columns, the one before it along the rows. */
function lastFirst(axes: Axis[]): Arrangement {
  return arranged([...axes.keys()].filter((i) => axes[i]!.role !== "batch").reverse());
}

/** Queries and keys along the columns, their features as rows, what is outside as stacks. */
function ofHeld(axes: Axis[], along: number): Arrangement {
  const last = axes.length - 1;
  const outer = [...axes.keys()].filter(
    (i) => axes[i]!.role !== "batch" && i !== along && i !== last,
  );
  return { ...arranged([along, last]), stacks: outer[0] ?? null, fixed: outer.slice(1) };
}

const HEADS = ["num_heads", "num_query_heads", "num_key_value_heads"];

/** Weights of heads stand side by side, a sheet a head. */
function inHeads(axes: Axis[]): Arrangement | null {
  const heads = axes.findIndex(({ name }) => HEADS.includes(name));
  if (heads < 0 || axes.length !== 3) return null;
  const [rows, columns] = [...axes.keys()].filter((i) => i !== heads);
  return { ...arranged([columns!, rows!]), stacks: heads };
}

/** Of a matrix product, the weight or the input that stands above the output: each of its columns
 *  makes one column of the output, of a whole row of the first input. */
function factorOf(picture: Picture): { key: string; arrangement: Arrangement } | null {
  const { cells, inputs, output } = picture;
  const last = output.axes.length - 1;
  const [first, second] = inputs;
  if (picture.kind === "windows" || !first || first.axes.length < 1 || inputs.length > 2)
    return null;
  const isRow = cells.every(({ inputs: [row] }) =>
    row?.every((range, i) => (i === row.length - 1 ? isAll(range, first.axes[i]!) : isOne(range))),
  );
  if (!isRow || last < 0) return null;
  const isColumn = (
    axes: Axis[],
    read: (cell: Cell) => Range[] | null | undefined,
    column: number,
  ) =>
    cells.every((cell) =>
      read(cell)?.every((range, i) =>
        i === column
          ? isOne(range) && range.start === cell.index[last]
          : isOne(range) || isAll(range, axes[i]!),
      ),
    );
  if (second && !picture.weights.length) {
    const { axes } = second;
    const [row, column] = [axes.length - 2, axes.length - 1];
    const isWhole = cells.every(
      ({ inputs: [, read] }) => read?.[row] && isAll(read[row], axes[row]!),
    );
    return row >= 0 && isWhole && isColumn(axes, (cell) => cell.inputs[1], column)
      ? { key: "input 1", arrangement: lastFirst(axes) }
      : null;
  }
  const length = first.axes[first.axes.length - 1]!.size;
  for (const { name, axes } of second
    ? []
    : picture.weights.filter(({ axes }) => axes.length === 2)) {
    const column = [1, 0].find(
      (i) => axes[1 - i]!.size === length && isColumn(axes, (cell) => cell.weights[name], i),
    );
    if (column !== undefined) return { key: name, arrangement: arranged([column, 1 - column]) };
  }
  return null;
}

function isOne({ start, stop }: Range): boolean {
  return stop - start === 1;
}

function isAll({ start, stop, step }: Range, { size }: Axis): boolean {
  return start === 0 && stop === size && step === 1;
}

/** The axis of queries in the output, and of keys in the second input, where keys lie along one. */
export function held({
  sketch,
  cells,
  inputs,
  output,
}: Picture): { query: number; key: number } | null {
  if (!sketch?.held || !inputs[1]) return null;
  const inner = [...inputs[1].axes.keys()].slice(0, -1);
  const keys = inner.filter((i) =>
    cells.some(({ inputs: [, read] }) => read?.[i] && !isOne(read[i])),
  );
  const [key] = keys;
  return keys.length === 1 && output.axes.length === inputs[1].axes.length
    ? { query: key!, key: key! }
    : null;
}

function matchesOf(picture: Picture): Part[] {
  const at = held(picture);
  const { sketch } = picture;
  if (!at || !sketch?.held) return [];
  const [query, keys] = sketch.held;
  const axes: Axis[] = [
    { name: sketch.heads_called, size: sketch.heads },
    { name: query, size: picture.output.axes[at.query]!.size },
    { name: keys, size: picture.inputs[1]!.axes[at.key]!.size },
  ];
  const arrangement = { ...arranged([2, 1]), stacks: sketch.heads > 1 ? 0 : null };
  return [part("match", "matches", `${query} × ${keys}`, axes, arrangement)];
}

/** What of the matches makes a cell: one query's, with each key that it reads, in every head. */
export function matched(picture: Picture, cell: Cell): Range[] | null {
  const at = held(picture);
  const keys = at && cell.inputs[1]?.[at.key];
  if (!at || !keys) return null;
  const query = cell.index[at.query]!;
  return [
    { start: 0, stop: picture.sketch?.heads ?? 1, step: 1 },
    { start: query, stop: query + 1, step: 1 },
    keys,
  ];
}
