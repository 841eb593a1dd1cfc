// Where the cells of one tensor stand: sheets of cells, behind each other and beside each other.
import type { Axis, Range } from "../protocol";
import { levels, type Arrangement, type Level } from "./roles";
import { counts, holds, slots, spanOf, type Reach, type Slot } from "./slots";

/** How large things are, and how many slots each level may take. */
export interface Measures {
  /** A cell's width and height. */
  width: number;
  height: number;
  /** The room of a run of places that are left out. */
  gap: number;
  /** How far a sheet stands to the right of and above the one before it. */
  step: { x: number; y: number };
  room: Record<Level, number>;
}

export interface Placed extends Slot {
  at: number;
}

export interface Sheet {
  x: number;
  y: number;
  /** The places of the sheet along the levels of sheets and of stacks, where there are such. */
  sheet: number | null;
  stack: number | null;
}

export interface Block {
  axes: Axis[];
  arrangement: Arrangement;
  measures: Measures;
  columns: Placed[];
  rows: Placed[];
  sheets: Placed[];
  stacks: Placed[];
  width: number;
  height: number;
}

/** A tensor's cells with the ranges in focus among those that are drawn. */
export function blockOf(
  axes: Axis[],
  arrangement: Arrangement,
  reaches: Reach[],
  focus: Range[] | null,
  measures: Measures,
): Block {
  const along = (level: Level, place: number, gap: number): Placed[] => {
    const axis = arrangement[level];
    if (axis === null) return [{ place: 0, count: 1, at: 0 }];
    const shown = slots(reaches[axis]!, focus?.[axis] ?? null, measures.room[level]);
    return inLine(shown, place, gap);
  };
  const { width, height } = sizeOf(arrangement, reaches, measures);
  const stack = stackSize(arrangement, reaches, measures);
  return {
    axes,
    arrangement,
    measures,
    columns: along("columns", measures.width, measures.gap),
    rows: along("rows", measures.height, measures.gap),
    sheets: along("sheets", 1, 1),
    stacks: along("stacks", stack.width + BETWEEN, measures.gap + BETWEEN),
    width,
    height,
  };
}

/** Between stacks that stand beside each other. */
export const BETWEEN = 12;

/** The room that a tensor takes wherever its focus is. */
export function sizeOf(arrangement: Arrangement, reaches: Reach[], measures: Measures) {
  const stack = stackSize(arrangement, reaches, measures);
  const { places, gaps } = slotsOf("stacks", arrangement, reaches, measures);
  const width = places * (stack.width + BETWEEN) + gaps * (measures.gap + BETWEEN) - BETWEEN;
  return { width, height: stack.height };
}

function stackSize(arrangement: Arrangement, reaches: Reach[], measures: Measures) {
  const columns = slotsOf("columns", arrangement, reaches, measures);
  const rows = slotsOf("rows", arrangement, reaches, measures);
  const sheets = slotsOf("sheets", arrangement, reaches, measures);
  const depth = sheets.places + sheets.gaps - 1;
  return {
    width: columns.places * measures.width + columns.gaps * measures.gap + depth * measures.step.x,
    height: rows.places * measures.height + rows.gaps * measures.gap + depth * measures.step.y,
  };
}

function slotsOf(level: Level, at: Arrangement, reaches: Reach[], measures: Measures) {
  const axis = at[level];
  return axis === null ? { places: 1, gaps: 0 } : counts(reaches[axis]!, measures.room[level]);
}

function inLine(shown: Slot[], place: number, gap: number): Placed[] {
  let at = 0;
  return shown.map((slot) => {
    const here = { ...slot, at };
    at += slot.count === 1 ? place : gap;
    return here;
  });
}

/** The sheets, those at the back first, as they are to be drawn. */
export function sheetsOf(block: Block): Sheet[] {
  const { step } = block.measures;
  const deepest = block.height - heightOf(block.rows, block.measures.height, block.measures.gap);
  const has = (level: Level) => block.arrangement[level] !== null;
  return block.stacks
    .filter(({ count }) => count === 1)
    .flatMap((stack) =>
      block.sheets
        .filter(({ count }) => count === 1)
        .map((sheet) => ({
          x: stack.at + sheet.at * step.x,
          y: deepest - sheet.at * step.y,
          sheet: has("sheets") ? sheet.place : null,
          stack: has("stacks") ? stack.place : null,
        }))
        .reverse(),
    );
}

export function widthOf(block: Block): number {
  return heightOf(block.columns, block.measures.width, block.measures.gap);
}

export function sheetHeight(block: Block): number {
  return heightOf(block.rows, block.measures.height, block.measures.gap);
}

function heightOf(line: Placed[], place: number, gap: number): number {
  const last = line[line.length - 1]!;
  return last.at + (last.count === 1 ? place : gap);
}

/** The place along each axis of the cell in a column and a row of a sheet. */
export function placeOf(block: Block, sheet: Sheet, column: number, row: number, fixed: number[]) {
  const { arrangement } = block;
  const at = block.axes.map((_, axis) => fixed[axis] ?? 0);
  const set = (level: Level, place: number | null) => {
    const axis = arrangement[level];
    if (axis !== null && place !== null) at[axis] = place;
  };
  set("columns", column);
  set("rows", row);
  set("sheets", sheet.sheet);
  set("stacks", sheet.stack);
  return at;
}

/** The columns and rows of a sheet that are lit by these ranges: none where the sheet is not. */
export function litIn(
  block: Block,
  sheet: Sheet,
  ranges: Range[],
): { columns: Placed[]; rows: Placed[] } {
  const { arrangement } = block;
  const isIn = (axis: number | null, place: number | null) =>
    axis === null || place === null || holds(ranges[axis]!, place);
  const isLit = isIn(arrangement.sheets, sheet.sheet) && isIn(arrangement.stacks, sheet.stack);
  if (!isLit) return { columns: [], rows: [] };
  const lit = (level: Level, line: Placed[]) =>
    line.filter(({ place, count }) => {
      const axis = arrangement[level];
      if (count === 1) return isIn(axis, place);
      return axis !== null && isAllIn(ranges[axis]!, place, count);
    });
  return { columns: lit("columns", block.columns), rows: lit("rows", block.rows) };
}

/** Whether some of the places that a gap stands for are read. */
function isAllIn(range: Range, place: number, count: number): boolean {
  const span = spanOf(range);
  return span.from < place + count && span.to > place;
}

/** The cell under a point of the block, the sheet in front before those behind it. */
export function cellAt(block: Block, x: number, y: number, fixed: number[]): number[] | null {
  for (const sheet of [...sheetsOf(block)].reverse()) {
    const column = slotAt(block.columns, x - sheet.x, block.measures.width);
    const row = slotAt(block.rows, y - sheet.y, block.measures.height);
    if (column && row) return placeOf(block, sheet, column.place, row.place, fixed);
  }
  return null;
}

function slotAt(line: Placed[], at: number, size: number): Placed | undefined {
  return line.find((slot) => slot.count === 1 && at >= slot.at && at < slot.at + size);
}

/** The ranges of each axis that hold exactly one place. */
export function only(index: number[]): Range[] {
  return index.map((place) => ({ start: place, stop: place + 1, step: 1 }));
}

/** How many levels a tensor stands in. */
export function depthOf(arrangement: Arrangement): number {
  return levels(arrangement).length;
}
