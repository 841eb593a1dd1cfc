// What is written stays in its tab: a reload, or a server that is started anew, loses nothing.
import type { Subject } from "./protocol";
import { chosen, subject, type Chosen } from "./state";

const KEY = "shapeproof.draft";

export interface Draft extends Subject {
  chosen: Chosen | null;
  /** What the page was opened with: its address's fragment, and the server's source. */
  begun: string;
}

/** What was written before in this tab, if that began with the same; a link that is opened anew, and
 *  not reloaded, is what it says. */
export function draft(begun: string): Draft | null {
  const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (way?.type === "navigate" && location.hash) return null;
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Draft | null;
    return kept?.begun === begun ? kept : null;
  } catch {
    return null;
  }
}

export function keepDraft(begun: () => string): void {
  const keep = () => {
    const kept: Draft = { ...subject.value, chosen: chosen.value, begun: begun() };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing, or not so much, is served all the same.
    }
  };
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
}
