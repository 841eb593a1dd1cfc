// Models for the tests of the graph.
import type { Model, Problem, Row, Size } from "../protocol";

const SHAPE: Size[] = [null, 8];

interface Written {
  from?: (string | null)[];
  nested?: boolean;
  gives?: string[];
  level?: number;
  path?: string;
  params?: Size;
}

export function row(id: string, written: Written = {}): Row {
  const { from = [], nested = false, gives = [], level = 0, path = id, params = 72 } = written;
  const counts = { params, macs: 64, flops: 128 };
  const shapes = { inputs: from.map(() => SHAPE), outputs: [SHAPE] };
  const rest = { type: "Dense", at: null, reused: false, trainable: true };
  return { path, id, level, nested, from, gives, ...rest, ...shapes, ...counts } as Row;
}

export function model(rows: Row[], outputs: string[], problems: Partial<Problem>[] = []): Model {
  const input = { id: "x", name: "x", shape: SHAPE, dtype: "float32" };
  const outs = outputs.map((from) => ({ from, shape: SHAPE }));
  return { inputs: [input], rows, outputs: outs, problems } as unknown as Model;
}

/** `x → encoder (a → b, and a skip) → head`. */
export const nest = model(
  [
    row("encoder", { from: ["x"], nested: true, gives: ["encoder.b"] }),
    row("encoder.a", { from: ["x"], level: 1 }),
    row("encoder.b", { from: ["encoder.a", "x"], level: 1 }),
    row("head", { from: ["encoder"] }),
  ],
  ["head"],
);

/** Numbers from 0 to 1 that are the same each time. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** A model whose layers read at random what stands before them, some of them in frames. */
export function random(seed: number, size: number): Model {
  const roll = dice(seed);
  const rows: Row[] = [];
  const readable = ["x"];
  let frame: Row | null = null;
  const pick = () => readable[Math.floor(roll() ** 0.4 * readable.length)]!;
  for (let i = 0; i < size; i++) {
    if (frame && roll() < 0.3) {
      readable.push(frame.id);
      frame = null;
    }
    const from = Array.from({ length: 1 + Math.floor(roll() * 2.4) }, pick);
    if (!frame && roll() < 0.2) {
      frame = row(`n${i}`, { from, nested: true });
      rows.push(frame);
    } else {
      const id = frame ? `${frame.id}.l${i}` : `l${i}`;
      rows.push(row(id, { from, level: frame ? 1 : 0 }));
      if (frame) frame.gives = [id];
      readable.push(id);
    }
  }
  return model(rows, [readable.at(-1)!, pick()]);
}
