// The rows that the table shows of a model: which are folded away, and how numbers are written.
import type { Model, Problem, Row, Size } from "./protocol";

/** One line of the table: a layer, or the problem at which the model ends. */
export type Line = { row: Row; problem?: undefined } | { row?: undefined; problem: Problem };

/** The rows that are not inside a folded one, in order, then the problems. */
export function lines(model: Model, folded: ReadonlySet<string>): Line[] {
  const shown: Line[] = [];
  let hiddenBelow = Infinity;
  for (const row of model.rows) {
    if (row.level > hiddenBelow) continue;
    hiddenBelow = folded.has(row.id) ? row.level : Infinity;
    shown.push({ row });
  }
  return [...shown, ...model.problems.map((problem) => ({ problem }))];
}

/** The ids of the models inside the model that `id` stands in, outermost first. */
export function around(rows: Row[], id: string): string[] {
  const index = rows.findIndex((row) => row.id === id);
  const found: string[] = [];
  let level = rows[index]?.level ?? 0;
  for (let i = index - 1; i >= 0 && level > 0; i--) {
    const row = rows[i]!;
    if (row.level < level) {
      found.unshift(row.id);
      level = row.level;
    }
  }
  return found;
}

/** `1130` as `1,130`; a formula as it is; an unknown count as a dash. */
export function count(size: Size): string {
  if (size === null) return "—";
  const text = String(size);
  return /^-?\d+$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ",") : text;
}

/** `(None, 21, 7)`, and of one axis `(7,)`. */
export function shape(sizes: Size[]): string {
  const written = sizes.map((size) => (size === null ? "None" : String(size)));
  return `(${written.join(", ")}${written.length === 1 ? "," : ""})`;
}

export const shapes = (all: Size[][]): string => all.map(shape).join(", ");

/** How much of the whole a number is, from 0 to 1; 0 where that cannot be said. */
export function share(part: Size, whole: Size): number {
  const ratio = Number(part) / Number(whole);
  return part !== null && whole !== null && Number.isFinite(ratio)
    ? Math.min(1, Math.max(0, ratio))
    : 0;
}
