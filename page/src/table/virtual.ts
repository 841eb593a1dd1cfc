// Rows of one height, of which only those in sight, and a few beside them, are drawn.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export function useVirtual(
  scroller: { current: HTMLDivElement | null },
  rows: number,
  height: number,
) {
  const [, draw] = useState(0);
  const virtual = useRef<Virtualizer<HTMLDivElement, HTMLDivElement> | null>(null);
  const options = {
    count: rows,
    estimateSize: () => height,
    getScrollElement: () => scroller.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw((drawn) => drawn + 1),
    overscan: 6,
    scrollPaddingStart: 30,
    initialRect: { width: 600, height: 600 },
  };
  virtual.current ??= new Virtualizer(options);
  virtual.current.setOptions(options);
  useLayoutEffect(() => virtual.current!._didMount(), []);
  useLayoutEffect(() => virtual.current!._willUpdate());
  useLayoutEffect(() => virtual.current!.measure(), [height]);
  return virtual.current;
}
