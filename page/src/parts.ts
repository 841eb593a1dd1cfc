// The parts of the page that are loaded when they are first looked at.
import { useEffect, useState } from "preact/hooks";

export const graph = () => import("./graph/Graph");
export const picture = () => import("./pictures/PictureOf");
export const saving = () => import("./saving");

/** A part of the page, once it is there. */
export function useLoaded<T>(load: () => Promise<T>): T | null {
  const [loaded, set] = useState<{ part: T } | null>(null);
  useEffect(() => void load().then((part) => set({ part })), []);
  return loaded?.part ?? null;
}
