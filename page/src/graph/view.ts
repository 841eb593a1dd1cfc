// Scales, and what is in sight of a scrolled drawing.
import type { Area } from "./layout";
import type { Extent } from "./pieces";

export const LEAST = 0.08;
export const MOST = 3;
const LEGIBLE = 0.7;
/** Room around the whole drawing. */
export const EDGE = 24;
/** Below this scale the words of boxes cannot be read, and are not drawn. */
export const WORDLESS = 0.3;
const TILE = 400;

/** The scale at which all of it is in sight, never more than its own size. */
export function fitting(drawing: Extent, window: Extent): number {
  const across = window.width / (drawing.width + 2 * EDGE);
  const down = window.height / (drawing.height + 2 * EDGE);
  return Math.min(1, across, down);
}

/** The scale to begin with: all of it, unless that is too small to be read. */
export function beginning(drawing: Extent, window: Extent): number {
  const whole = fitting(drawing, window);
  return whole >= LEGIBLE ? whole : Math.max(LEGIBLE, fitting({ ...drawing, height: 0 }, window));
}

/** The part of the drawing, in its own measure, that is to be drawn while `window` of it is in sight:
 *  whole tiles and those around them, so that little scrolling changes nothing. */
export function sightOf(window: Area, scale: number): Area {
  const before = (at: number) => (Math.floor(at / TILE) - 1) * TILE;
  const after = (at: number) => (Math.ceil(at / TILE) + 1) * TILE;
  const [left, top] = [before(window.x), before(window.y)];
  const width = after(window.x + window.width) - left;
  const height = after(window.y + window.height) - top;
  return {
    x: left / scale - EDGE,
    y: top / scale - EDGE,
    width: width / scale,
    height: height / scale,
  };
}

export function meets(a: Area, b: Area): boolean {
  return (
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
  );
}

/** The largest of 1, 2 and 5 times a power of ten that is no more than `most`; 1 at least. */
export function rounded(most: number): number {
  if (most < 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const digit = Math.floor(most / power);
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}
