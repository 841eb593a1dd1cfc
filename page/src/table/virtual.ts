// Rows of one height, of which only those in sight, and a few beside them, are drawn.
import { useLayoutEffect, useState } from "preact/hooks";

/** How many rows go in and out of sight at once, so that little scrolling draws nothing. */
const STEP = 4;

/** The first row that is drawn, and the one behind the last. */
export interface Sight {
  first: number;
  end: number;
}

export function sightOf(top: number, window: number, height: number): Sight {
  const first = STEP * (Math.floor(top / height / STEP) - 1);
  const end = STEP * (Math.ceil((top + window) / height / STEP) + 1);
  return { first: Math.max(0, first), end };
}

/** What is in sight of a list that scrolls below its head. */
export function useSight(scroller: { current: HTMLElement | null }, height: number): Sight {
  const [sight, see] = useState<Sight>(sightOf(0, 600, height));
  useLayoutEffect(() => {
    const element = scroller.current!;
    const look = () =>
      see((seen) => {
        const now = sightOf(element.scrollTop, element.clientHeight, height);
        return now.first === seen.first && now.end === seen.end ? seen : now;
      });
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [height]);
  return sight;
}

/** Scrolls as little as shows a row below the head. */
export function reveal(scroller: HTMLElement, row: number, height: number): void {
  const head = scroller.firstElementChild!.clientHeight;
  const highest = row * height;
  const lowest = highest + height + head - scroller.clientHeight;
  scroller.scrollTop = Math.min(highest, Math.max(lowest, scroller.scrollTop));
}
