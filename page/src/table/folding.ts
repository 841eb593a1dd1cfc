// Which models inside the model are folded; the chosen row is never inside one of them.
import { effect, signal } from "@preact/signals";
import { around } from "../rows";
import { chosen, reading } from "../state";

export const folded = signal<ReadonlySet<string>>(new Set());

export function toggle(id: string): void {
  const next = new Set(folded.value);
  if (!next.delete(id)) next.add(id);
  folded.value = next;
}

effect(() => {
  const id = chosen.value?.id;
  const rows = reading.peek()?.model.rows;
  if (id === undefined || !rows) return;
  const before = folded.peek();
  const outer = around(rows, id).filter((one) => before.has(one));
  if (outer.length) folded.value = new Set([...before].filter((one) => !outer.includes(one)));
});
