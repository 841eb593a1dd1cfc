// The columns of the table, and how wide each must be.
import type { Of, Row } from "../protocol";
import { count, shape } from "../rows";

export const COLUMNS = ["layer", "output", "params", "macs", "flops"] as const;

/** The number that a column shows; of the layer itself its output. */
export const of = (column: number): Of => (column === 0 ? "output" : (COLUMNS[column] as Of));

/** How wide the columns of shapes and numbers must be, so that none of them is cut. */
export function widthsOf(rows: Row[]): Record<string, string> {
  const widest = (written: (row: Row) => string, least: number, most: number) =>
    `${Math.min(
      most,
      rows.reduce((wide, row) => Math.max(wide, written(row).length), least),
    )}ch`;
  return {
    "--output": widest((row) => shape(row.outputs[0] ?? []), 14, 24),
    "--params": widest((row) => count(row.params), 8, 20),
    "--macs": widest((row) => count(row.macs), 8, 20),
    "--flops": widest((row) => count(row.flops), 8, 20),
  };
}
