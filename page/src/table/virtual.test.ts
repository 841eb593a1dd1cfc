import { expect, test } from "vitest";
import { sightOf } from "./virtual";

test("what is in sight is drawn, wherever the list is scrolled to", () => {
  for (let top = 0; top <= 30 * 1000; top += 7) {
    const { first, end } = sightOf(top, 600, 30);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first * 30).toBeLessThanOrEqual(top);
    expect(end * 30).toBeGreaterThanOrEqual(top + 600);
    expect(end - first).toBeLessThanOrEqual(20 + 4 * 4);
  }
});

test("a little scrolling draws nothing", () => {
  expect(sightOf(121, 590, 30)).toEqual(sightOf(129, 590, 30));
  expect(sightOf(121, 600, 30)).not.toEqual(sightOf(241, 600, 30));
});
