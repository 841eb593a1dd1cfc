// The parts of the page that are loaded when they are first looked at.
import { useEffect, useState } from "preact/hooks";
import { words } from "./language";
import { notice } from "./state";

const say = words(
  { failed: "This part of the page could not be loaded; reload the page to try again." },
  { failed: "无法加载页面的这一部分；请刷新页面重试。" },
);

export const graph = () => import("./graph/Graph");
export const picture = () => import("./pictures/PictureOf");
export const saving = () => import("./saving");

/** A part of the page, once it is there. */
export function useLoaded<T>(load: () => Promise<T>): T | null {
  const [loaded, set] = useState<{ part: T } | null>(null);
  useEffect(() => {
    load().then(
      (part) => set({ part }),
      () => (notice.value = say("failed")),
    );
  }, []);
  return loaded?.part ?? null;
}
