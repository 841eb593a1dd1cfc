// The window on the drawing: scrolled and zoomed, pressed and walked.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Camera } from "./camera";
import { Drawing } from "./Drawing";
import { whileSaving } from "../saving";
import { gestures } from "./gestures";
import type { Scene } from "./scene";
import type { Node } from "./structure";
import { WORDLESS } from "./view";
import { isDirection, Walk } from "./walking";

interface Props {
  scene: Scene;
  camera: Camera;
  chosen: string | null;
  onPress(node: Node): void;
}

const STEP = 1.25;

export function Window({ scene, camera, chosen, onPress }: Props) {
  const { layout, placed } = scene;
  const window = useRef<HTMLDivElement>(null);
  const [at, walkTo] = useState<string | null>(null);
  const [isWhole, setWhole] = useState(false);
  const walk = useMemo(() => new Walk(layout, (id) => !placed.has(id)), [scene]);
  const focus = [at, chosen, ...placed.keys()].find((id) => id !== null && placed.has(id)) ?? null;
  const scale = camera.scale.value;

  useLayoutEffect(() => camera.settle(window.current!, scene, chosen), [scene, scale]);
  useEffect(() => gestures(window.current!, camera), []);
  useEffect(() => whileSaving(window.current!, setWhole), []);
  useEffect(() => {
    const resized = new ResizeObserver(() => camera.look());
    resized.observe(window.current!);
    return () => resized.disconnect();
  }, []);
  useEffect(() => {
    if (chosen !== null) camera.reveal(chosen);
  }, [chosen, chosen !== null && placed.has(chosen)]);
  useLayoutEffect(() => {
    if (at !== null)
      window.current!.querySelector<SVGElement>(`[tabindex="0"]`)?.focus({ preventScroll: true });
  }, [at]);

  const press = (id: string | null) => {
    const node = id === null ? undefined : placed.get(id)?.node;
    if (!node) return;
    camera.keep(node.id);
    walkTo(node.id);
    onPress(node);
  };
  const key = (event: KeyboardEvent) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const id = idOf(target);
    if (key === "+" || key === "=") camera.zoom(STEP);
    else if (key === "-") camera.zoom(1 / STEP);
    else if (key === "0") camera.fit();
    else if (id === null) return;
    else if (key === "Enter" || key === " ") press(id);
    else if (key === "Home") go([...placed.keys()].at(0));
    else if (key === "End") go([...placed.keys()].at(-1));
    else if (isDirection(key)) go(walk.from(id, key));
    else return;
    event.preventDefault();
  };
  const go = (to: string | null | undefined) => {
    if (!to) return;
    walkTo(to);
    camera.reveal(to);
  };
  return (
    <div
      class="graph-window"
      ref={window}
      onScroll={() => camera.look()}
      onClick={({ target }) => press(idOf(target))}
      onKeyDown={key}
    >
      <Drawing
        scene={scene}
        scale={scale || 1}
        sight={
          isWhole ? { x: 0, y: 0, width: layout.width, height: layout.height } : camera.sight.value
        }
        hasWords={isWhole || scale >= WORDLESS}
        chosen={chosen}
        focus={focus}
      />
    </div>
  );
}

/** The box that something happens in. */
function idOf(target: EventTarget | null): string | null {
  const box = target instanceof Element ? target.closest<SVGElement>("[data-id]") : null;
  return box?.dataset.id ?? null;
}
