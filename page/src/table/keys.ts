// Where the keyboard stands in the table, and where each key takes it.
import { signal } from "@preact/signals";
import type { Line } from "../rows";
import { COLUMNS } from "./columns";
import { folded, toggle } from "./folding";

const PAGE = 12;

export interface CellPlace {
  line: number;
  column: number;
}

export const nameOf = ({ line, column }: CellPlace): string => `${line}:${column}`;

/** The cell that the keyboard stands on. */
export const focus = signal<CellPlace>({ line: 0, column: 0 });

export function keyed(
  event: KeyboardEvent,
  all: Line[],
  move: (line: number, column: number) => void,
): void {
  const { line, column } = focus.value;
  const row = all[line]?.row;
  const open = row?.nested && !folded.value.has(row.id);
  const act: Record<string, () => void> = {
    ArrowDown: () => move(line + 1, column),
    ArrowUp: () => move(line - 1, column),
    ArrowRight: () =>
      column === 0 && row?.nested && !open ? toggle(row.id) : move(line, column + 1),
    ArrowLeft: () => (column === 0 && open ? toggle(row.id) : move(line, column - 1)),
    Home: () => move(event.ctrlKey ? 0 : line, 0),
    End: () => move(event.ctrlKey ? all.length - 1 : line, COLUMNS.length - 1),
    PageDown: () => move(line + PAGE, column),
    PageUp: () => move(line - PAGE, column),
    Enter: () => (event.target as HTMLElement).click(),
    " ": () =>
      row?.nested && column === 0 ? toggle(row.id) : (event.target as HTMLElement).click(),
  };
  const known = act[event.key];
  if (!known || event.altKey || event.metaKey) return;
  event.preventDefault();
  known();
}
