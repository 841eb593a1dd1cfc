// What each number of the output is made of, asked in batches and kept.
import { signal, type Signal } from "@preact/signals";
import type { Cell } from "../protocol";

export type Index = number[];
export type AskCells = (indices: Index[]) => Promise<Cell[]>;

export interface Cells {
  /** The cell, if it is known already; `changed` counts when more are. */
  at(index: Index): Cell | undefined;
  all(): Cell[];
  want(indices: Index[]): void;
  changed: Signal<number>;
  failed: Signal<string>;
}

const AT_ONCE = 256;

export function cellsOf(first: Cell[], ask: AskCells): Cells {
  const known = new Map(first.map((cell) => [keyOf(cell.index), cell]));
  const wanted = new Map<string, Index>();
  const changed = signal(0);
  const failed = signal("");
  let isAsking = false;

  async function answer() {
    isAsking = true;
    while (wanted.size > 0) {
      const batch = [...wanted.values()].slice(-AT_ONCE);
      for (const cell of await ask(batch)) known.set(keyOf(cell.index), cell);
      batch.forEach((index) => wanted.delete(keyOf(index)));
      failed.value = "";
      changed.value += 1;
    }
  }

  return {
    at: (index) => known.get(keyOf(index)),
    all: () => [...known.values()],
    want(indices) {
      for (const index of indices) {
        if (!known.has(keyOf(index))) wanted.set(keyOf(index), index);
      }
      if (isAsking || wanted.size === 0) return;
      answer()
        .catch((error: unknown) => {
          wanted.clear();
          failed.value = error instanceof Error ? error.message : String(error);
        })
        .finally(() => {
          isAsking = false;
        });
    },
    changed,
    failed,
  };
}

export function keyOf(index: Index): string {
  return index.join(",");
}
