// Zooming with the wheel and two fingers, and moving the drawing by dragging its ground.
import type { Camera } from "./camera";

/** Listens until the function that it gives is called. */
export function gestures(window: HTMLElement, camera: Camera): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener("wheel", (event) => wheel(event, camera), { passive: false, signal });
  pinch(window, camera, signal);
  drag(window, camera, signal);
  return () => listening.abort();
}

/** With Ctrl, or two fingers on a pad, the wheel zooms; else it scrolls as anywhere. */
function wheel(event: WheelEvent, camera: Camera): void {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  camera.zoom(Math.exp(-event.deltaY * lines * 0.004), { x: event.clientX, y: event.clientY });
}

function pinch(window: HTMLElement, camera: Camera, signal: AbortSignal): void {
  let before = 0;
  window.addEventListener("touchstart", ({ touches }) => (before = apart(touches)), { signal });
  window.addEventListener(
    "touchmove",
    (event) => {
      const [one, two] = event.touches;
      if (!one || !two) return;
      event.preventDefault();
      const now = apart(event.touches);
      const about = { x: (one.clientX + two.clientX) / 2, y: (one.clientY + two.clientY) / 2 };
      if (before) camera.zoom(now / before, about);
      before = now;
    },
    { passive: false, signal },
  );
}

function apart([one, two]: TouchList): number {
  return one && two ? Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) : 0;
}

function drag(window: HTMLElement, camera: Camera, signal: AbortSignal): void {
  let last: PointerEvent | null = null;
  const begin = (event: PointerEvent) => {
    const isGround = event.target instanceof Element && !event.target.closest("[data-id]");
    if (event.pointerType !== "mouse" || event.button !== 0 || !isGround) return;
    last = event;
    window.setPointerCapture(event.pointerId);
    window.classList.add("dragged");
  };
  const go = (event: PointerEvent) => {
    if (event.pointerId !== last?.pointerId) return;
    camera.scroll(last.clientX - event.clientX, last.clientY - event.clientY);
    last = event;
  };
  const end = () => {
    last = null;
    window.classList.remove("dragged");
  };
  window.addEventListener("pointerdown", begin, { signal });
  window.addEventListener("pointermove", go, { signal });
  window.addEventListener("lostpointercapture", end, { signal });
}
