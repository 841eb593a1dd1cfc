// Layouts from the worker: one at a time, and of those that wait, the newest.
import type { Layout, Sized } from "./layout";

type Done = (layout: Layout | null) => void;

export class Layouts {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private running: Done | null = null;
  private waiting: { level: Sized; done: Done } | null = null;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Layout>) => this.finished(data);
    this.worker.onerror = () => this.finished(null);
  }

  /** `null` where a newer level was asked for meanwhile. */
  of(level: Sized): Promise<Layout | null> {
    return new Promise((done) => {
      this.waiting?.done(null);
      this.waiting = { level, done };
      if (!this.running) this.next();
    });
  }

  end(): void {
    this.worker.terminate();
  }

  private finished(layout: Layout | null): void {
    this.running?.(this.waiting ? null : layout);
    this.running = null;
    this.next();
  }

  private next(): void {
    if (!this.waiting) return;
    this.running = this.waiting.done;
    this.worker.postMessage(this.waiting.level);
    this.waiting = null;
  }
}
