// The transport that the page was built with.
import { effect, signal } from "@preact/signals";
import type { Subject, Transport } from "../protocol";

declare const SITE: boolean;

/** What the page is asked to begin with, where somebody said so: `shapeproof web MODEL`. */
export type Start = Pick<Subject, "source" | "inputs" | "framework">;

/** What a person still waits for before anything can be answered; empty when nothing. */
export const loading = signal("");

/** The local server's, or Pyodide's where the page was built as a static site. */
export async function transport(): Promise<Transport> {
  if (!SITE) return (await import("./server")).transport;
  const python = await import("./pyodide");
  effect(() => void (loading.value = python.loading.value));
  void python.ready.then(keepOffline);
  return python.transport;
}

/** Has the browser keep the site, where it can: once all is loaded, for whoever comes back. */
function keepOffline(): void {
  if ("serviceWorker" in navigator)
    navigator.serviceWorker.register("./offline.js").catch(() => {}); // it works without, too
}

export async function begun(): Promise<Start | null> {
  return SITE ? null : (await import("./server")).begun();
}
