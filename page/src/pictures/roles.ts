// How the axes of a tensor stand in the picture: as columns, rows, sheets behind each other, and
// stacks of sheets beside each other.
import type { Axis, Picture, Range } from "../protocol";

/** The number of the axis that stands so, or null; `fixed` axes show one place at a time. */
export interface Arrangement {
  columns: number | null;
  rows: number | null;
  sheets: number | null;
  stacks: number | null;
  fixed: number[];
}

const LEVELS = ["columns", "rows", "sheets", "stacks"] as const;
export type Level = (typeof LEVELS)[number];

/** An arrangement of axes, the one that runs along a row first. */
export function arranged(order: number[]): Arrangement {
  const level = (i: number) => order[i] ?? null;
  const fixed = order.slice(4);
  return { columns: level(0), rows: level(1), sheets: level(2), stacks: level(3), fixed };
}

/** An input or an output: places in a sheet, channels as rows below one axis of places, and as
 *  sheets behind two. */
export function ofTensor(axes: Axis[]): Arrangement {
  const numbered = axes.map((axis, i) => ({ ...axis, i })).filter(({ role }) => role !== "batch");
  const places = numbered.filter(({ role }) => role === "place").map(({ i }) => i);
  const channels = numbered.filter(({ role }) => role === "channels").map(({ i }) => i);
  places.reverse();
  return arranged([...places.slice(0, 3), ...channels, ...places.slice(3)]);
}

/** A weight: what each number of the output picks stands as stacks (a filter is a stack of
 *  kernels); along a window, the axis of channels is the one on the side of what is picked. */
export function ofWeight(axes: Axis[], read: Read[], places: number): Arrangement {
  const all = axes.map((_, i) => i);
  const long = all.filter((i) => axes[i]!.size > 1);
  const shown = long.length ? long : all.slice(0, 1);
  const picked = shown.filter((i) => isPicked(read, i));
  const rest = shown.filter((i) => !picked.includes(i));
  if (axes.length <= 1) return arranged(all);
  if (rest.length <= 1 && picked.length <= 1) {
    return arranged(places ? [...rest, ...picked] : [...picked, ...rest]);
  }
  if (!picked.length) return arranged(reversed(rest));
  if (!places) {
    return arranged(rest.length < 2 ? [...picked, ...rest] : [...reversed(rest), ...picked]);
  }
  const isFirst = picked[0]! < (rest[0] ?? Infinity);
  const hasChannels = rest.length > 1 && axes.length > places + 1 && rest.length > places;
  const channels = hasChannels ? [isFirst ? rest[0]! : rest[rest.length - 1]!] : [];
  const taps = reversed(rest.filter((i) => !channels.includes(i)));
  return arranged([...taps, ...channels, ...picked]);
}

/** Whether every number reads one place of an axis, the same wherever it stands. */
function isPicked(read: Read[], axis: number): boolean {
  const starts = new Map<string, number>();
  return read.every(({ channel, ranges }) => {
    const { start, stop } = ranges[axis]!;
    const before = starts.get(channel) ?? start;
    starts.set(channel, start);
    return stop - start === 1 && start === before;
  });
}

function reversed(axes: number[]): number[] {
  return [...axes].reverse();
}

/** The axis at each level that is there. */
export function levels(arrangement: Arrangement): { level: Level; axis: number }[] {
  return LEVELS.flatMap((level) => {
    const axis = arrangement[level];
    return axis === null ? [] : [{ level, axis }];
  });
}

/** What a number in some channel reads of a weight. */
export interface Read {
  channel: string;
  ranges: Range[];
}

export function reads(
  { cells, sliding }: Pick<Picture, "cells" | "sliding">,
  weight: string,
): Read[] {
  const isPlace = (axis: number) => sliding.some(({ output }) => output === axis);
  return cells.flatMap(({ index, weights }) => {
    const ranges = weights[weight];
    const channel = index.filter((_, axis) => !isPlace(axis)).join(",");
    return ranges ? [{ channel, ranges }] : [];
  });
}
