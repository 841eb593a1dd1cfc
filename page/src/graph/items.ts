// What a model is made of, as the graph takes it: inputs, layers, the layer that failed, outputs.
import type { Model, Problem, Row, Size } from "../protocol";
import { shape, shapes } from "../rows";

/** Entries and exits are the ports of an open frame. */
export type Sort = "input" | "layer" | "output" | "entry" | "exit";

/** What layers can be sized by. */
export type Measure = "params" | "macs" | "flops";

/** What is drawn of an item. */
export interface Box {
  id: string;
  sort: Sort;
  /** The framework's own name; the same for all calls of a layer. */
  path: string;
  /** The path within the frame that it stands in, and the kind of layer. */
  name: string;
  type: string;
  /** Why it failed, or a layer inside it; empty for what is right. */
  cause: string;
  reads: string;
  gives: string;
  counts: Record<Measure, Size>;
  /** Which call of a shared layer this is, of how many; 1 of 1 for most, and where the frame says so. */
  call: number;
  calls: number;
  /** How many layers a model inside the model has; 0 for a layer. */
  layers: number;
}

export interface Item {
  id: string;
  /** The model inside the model that it stands in. */
  parent: string | null;
  isModel: boolean;
  /** The ids of what it reads, and their shapes. */
  from: (string | null)[];
  shapes: Size[][];
  /** Of a model inside the model: the ids that its outputs come from. */
  gives: (string | null)[];
  outputs: Size[][];
  /** Whether what it reads does not fit. */
  failed: boolean;
  box: Box;
}

export function items(model: Model): Item[] {
  const calls = new Map<string, number>();
  for (const { path } of model.rows) calls.set(path, (calls.get(path) ?? 0) + 1);
  const layers = rowItems(model.rows, calls);
  for (const problem of model.problems) mark(problem, layers);
  return [...inputs(model), ...layers, ...outputs(model)];
}

export function emptyBox(id: string, sort: Sort): Box {
  const counts = { params: 0, macs: 0, flops: 0 };
  const words = { name: "", type: "", cause: "", reads: "", gives: "" };
  return { id, sort, path: id, ...words, counts, call: 1, calls: 1, layers: 0 };
}

function emptyItem(id: string, box: Box): Item {
  const nothing = { from: [], shapes: [], gives: [], outputs: [], failed: false, isModel: false };
  return { id, parent: null, ...nothing, box };
}

function inputs(model: Model): Item[] {
  return model.inputs.map(({ id, name, shape: sizes, dtype }) => {
    const box = { ...emptyBox(id, "input"), name, type: dtype, gives: shape(sizes) };
    return { ...emptyItem(id, box), outputs: [sizes] };
  });
}

function outputs(model: Model): Item[] {
  return model.outputs.map(({ from, shape: sizes }, i) => {
    const box = { ...emptyBox(`output ${i}`, "output"), reads: shape(sizes) };
    return { ...emptyItem(box.id, box), from: [from], shapes: [sizes] };
  });
}

function rowItems(rows: Row[], calls: Map<string, number>): Item[] {
  const seen = new Map<string, number>();
  const around: Row[] = [];
  return rows.map((row, i) => {
    const { id, path, type, from, gives, outputs, params, macs, flops } = row;
    around.length = Math.min(around.length, row.level);
    const parent = around.at(-1);
    around.push(row);
    seen.set(path, (seen.get(path) ?? 0) + 1);
    const times = calls.get(path)!;
    const isTold = times === 1 || (parent && times === calls.get(parent.path));
    const box: Box = {
      ...emptyBox(id, "layer"),
      path,
      name: within(parent?.path, path),
      type,
      reads: shapes(row.inputs),
      gives: shapes(outputs),
      counts: { params, macs, flops },
      call: isTold ? 1 : seen.get(path)!,
      calls: isTold ? 1 : times,
      layers: layersInside(rows, i),
    };
    const reads = { from, shapes: row.inputs, gives, outputs, isModel: row.nested };
    return { ...emptyItem(id, box), parent: parent?.id ?? null, ...reads };
  });
}

function layersInside(rows: Row[], index: number): number {
  let layers = 0;
  for (let i = index + 1; i < rows.length && rows[i]!.level > rows[index]!.level; i++)
    layers += rows[i]!.nested ? 0 : 1;
  return layers;
}

const within = (frame: string | undefined, path: string): string =>
  frame !== undefined && path.startsWith(`${frame}.`) ? path.slice(frame.length + 1) : path;

/** Tells the failed layer, and the models that it stands in, why; adds it where it has no row. */
function mark({ layer, message, from, inputs: shapes_ }: Problem, layers: Item[]): void {
  if (!layer) return;
  const parent = layers.findLast((item) => item.isModel && layer.startsWith(`${item.box.path}.`));
  let failed = layers.findLast((item) => item.box.path === layer);
  if (!failed) {
    const box = emptyBox(`failed ${layer}`, "layer");
    box.name = within(parent?.box.path, layer);
    box.path = layer;
    box.reads = shapes(shapes_);
    failed = { ...emptyItem(box.id, box), parent: parent?.id ?? null };
    layers.push(failed);
    if (parent) parent.box.layers++;
  }
  if (from.length) Object.assign(failed, { from, shapes: shapes_, failed: true });
  failed.box.cause ||= message;
  for (let item = parent; item; item = layers.find((one) => one.id === item?.parent))
    item.box.cause ||= message;
}
