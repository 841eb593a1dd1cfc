import { describe, expect, it } from "vitest";
import { counts, holds, slots, spanOf } from "./slots";

const places = (...spans: [number, number][]) =>
  spans.flatMap(([from, to]) =>
    Array.from({ length: to - from }, (_, i) => ({ place: from + i, count: 1 })),
  );
const range = (start: number, stop: number, step = 1) => ({ start, stop, step });

describe("slots", () => {
  it("are all places where these fit, those outside too", () => {
    expect(slots({ low: -1, high: 4 }, null, 5)).toEqual(places([-1, 4]));
  });

  it("are the first, those in focus and the last where they do not, and how many are left out", () => {
    expect(slots({ low: 0, high: 100 }, range(40, 43), 9)).toEqual([
      ...places([0, 2]),
      { place: 2, count: 38 },
      ...places([40, 43]),
      { place: 43, count: 55 },
      ...places([98, 100]),
    ]);
  });

  it("take the same room wherever the focus is, and hold it", () => {
    for (const [size, width, room] of [
      [100, 3, 12],
      [30, 1, 9],
      [50, 1, 5],
      [20, 1, 4],
      [9, 1, 3],
      [13, 2, 12],
    ] as const) {
      for (let start = 0; start + width <= size; start++) {
        const shown = slots({ low: 0, high: size }, range(start, start + width), room);
        const drawn = shown.filter(({ count }) => count === 1).map(({ place }) => place);
        expect(shown.length, `${size} ${room} ${start}`).toBeLessThanOrEqual(room);
        const { places, gaps } = counts({ low: 0, high: size }, room);
        expect(drawn.length).toBeLessThanOrEqual(places + gaps);
        expect(shown.reduce((sum, { count }) => sum + count, 0)).toBe(size);
        if (room > 3 + width)
          expect(drawn).toEqual(expect.arrayContaining([start, start + width - 1]));
      }
    }
  });

  it("stay while the focus moves within them", () => {
    const at = (start: number) => slots({ low: 0, high: 200 }, range(start, start + 3), 16);
    const pages = new Set(Array.from({ length: 150 }, (_, i) => JSON.stringify(at(20 + i))));
    expect(pages.size).toBeLessThan(30);
  });

  it("show both ends of a focus that is too long itself", () => {
    const shown = slots({ low: 0, high: 1000 }, range(100, 900), 13);
    const drawn = shown.filter(({ count }) => count === 1).map(({ place }) => place);
    expect(drawn).toEqual(expect.arrayContaining([0, 1, 100, 899, 998, 999]));
  });
});

it("a range with steps holds every so many places, and ends behind its last", () => {
  expect([0, 1, 2, 3, 4, 5].filter((place) => holds(range(1, 6, 2), place))).toEqual([1, 3, 5]);
  expect(spanOf(range(1, 7, 2))).toEqual({ from: 1, to: 6 });
  expect(spanOf(range(3, 3))).toEqual({ from: 3, to: 3 });
});
