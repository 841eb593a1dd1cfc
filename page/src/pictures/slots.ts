// Which places of an axis are drawn: all that fit, else the first, those in focus and the last.
import type { Range } from "../protocol";

/** What there is to draw along an axis: its places, and what is read outside them. */
export interface Reach {
  low: number;
  high: number;
}

/** One place, or a run of places that are left out. */
export interface Slot {
  place: number;
  count: number;
}

interface Span {
  from: number;
  to: number;
}

const ENDS = 2;

/** The slots of an axis, at most `room` of them (a run of left-out places is one). */
export function slots(reach: Reach, focus: Range | null, room: number): Slot[] {
  const all = { from: reach.low, to: reach.high };
  if (reach.high - reach.low <= room) return slotsOf([all], all);
  const [before, after] = room >= 9 ? [ENDS, ENDS] : [room >= 4 ? 1 : 0, room >= 5 ? 1 : 0];
  const head = { from: reach.low, to: reach.low + before };
  const tail = { from: reach.high - after, to: reach.high };
  const seen = inFocus({ from: head.to, to: tail.from }, focus, room - before - after - 2);
  return slotsOf(filled([head, ...seen, tail], all, room), all);
}

/** How many of the slots are places, and how many are gaps, where the axis is abbreviated. */
export function counts(reach: Reach, room: number): { places: number; gaps: number } {
  const size = reach.high - reach.low;
  return size <= room ? { places: size, gaps: 0 } : { places: room - 2, gaps: 2 };
}

/** The places of a range, from its first to behind its last. */
export function spanOf(range: Range): Span {
  const steps = Math.max(0, Math.ceil((range.stop - range.start) / range.step));
  return {
    from: range.start,
    to: steps ? range.start + (steps - 1) * range.step + 1 : range.start,
  };
}

export function holds(range: Range, place: number): boolean {
  return place >= range.start && place < range.stop && (place - range.start) % range.step === 0;
}

/** Places in the middle that show what is in focus; they stay while it moves within them. */
function inFocus(inner: Span, focus: Range | null, room: number): Span[] {
  const wanted = focus ? clipped(spanOf(focus), inner) : null;
  if (!wanted || wanted.to <= wanted.from) return [];
  const length = wanted.to - wanted.from;
  if (length > room) {
    const half = Math.floor((room - 1) / 2);
    return half > 0
      ? [
          { from: wanted.from, to: wanted.from + half },
          { from: wanted.to - half, to: wanted.to },
        ]
      : [{ from: wanted.from, to: wanted.from + room }];
  }
  const pace = Math.max(1, room - length);
  const page = inner.from + Math.floor((wanted.from - inner.from) / pace) * pace;
  const from = Math.max(inner.from, Math.min(page, inner.to - room));
  return [{ from, to: from + room }];
}

function clipped(span: Span, within: Span): Span {
  return { from: Math.max(span.from, within.from), to: Math.min(span.to, within.to) };
}

/** Spans in order; where the room allows more places, the one before the last gap grows into it,
 *  so that the picture is as wide wherever the focus is. */
function filled(spans: Span[], all: Span, room: number): Span[] {
  const some = spans.filter(({ from, to }) => to > from);
  const grown = merged(some.length ? some : [{ from: all.from, to: all.from + 1 }]);
  for (;;) {
    const last = grown[grown.length - 1]!;
    const growing = last.to < all.to ? last : grown[grown.length - 2];
    if (!growing || used(grown, all) >= room) return grown;
    growing.to += 1;
    if (growing !== last && growing.to >= last.from) return merged(grown);
  }
}

/** The slots that spans take, with the gaps before, between and behind them. */
function used(spans: Span[], all: Span): number {
  const places = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const outer = Number(spans[0]!.from > all.from) + Number(spans[spans.length - 1]!.to < all.to);
  return places + spans.length - 1 + outer;
}

function merged(spans: Span[]): Span[] {
  const out: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = out[out.length - 1];
    if (last && span.from <= last.to + 1) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out;
}

function slotsOf(spans: Span[], all: Span): Slot[] {
  const out: Slot[] = [];
  let next = all.from;
  for (const span of spans) {
    if (span.from > next) out.push({ place: next, count: span.from - next });
    for (let place = span.from; place < span.to; place++) out.push({ place, count: 1 });
    next = span.to;
  }
  if (next < all.to) out.push({ place: next, count: all.to - next });
  return out;
}
