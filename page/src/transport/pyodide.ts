// Questions to Python in the browser: one at a time to a worker, which is replaced when it takes too long.
import { computed, effect, signal } from "@preact/signals";
import { words } from "../language";
import type { Answer, Question, Transport } from "../protocol";
import { isRefusal, Refused } from "../refused";

const say = words(
  {
    python: "Loading Python: up to 13 MB, once…",
    package: "Loading shapeproof…",
    first: "Getting ready…",
    slow: "This took more than {n} seconds and was ended; give the input in numbers, or a smaller model.",
    crashed: "Python broke off here, probably for want of memory; give a smaller model.",
    broken: "Python could not be loaded ({reason}); reload the page to try again.",
  },
  {
    python: "正在加载 Python：最多 13 MB，仅需一次……",
    package: "正在加载 shapeproof……",
    first: "正在准备……",
    slow: "耗时超过 {n} 秒，已终止；请用数字给出输入，或换用更小的模型。",
    crashed: "Python 在此中断，可能是内存不足；请换用更小的模型。",
    broken: "无法加载 Python（{reason}）；请刷新页面重试。",
  },
);

/** How far the worker has come. */
export type Stage = "python" | "package" | "first" | "ready";

/** What the worker says: a stage, an answer, or why there will be none. */
export type Said = { stage: Stage } | { answer: string } | { broken: string };

interface Asked {
  question: Question;
  signal: AbortSignal | undefined;
  done(answer: object): void;
  failed(error: Error): void;
}

const SECONDS = 20;
/** What a question may still take for which nobody waits. */
const GRACE = 3;

const stage = signal<Stage>("python");
const reason = signal<string | null>(null);

/** What is waited for, in words; empty when Python is ready. */
export const loading = computed(() => {
  if (reason.value !== null) return say("broken", { reason: reason.value });
  return stage.value === "ready" ? "" : say(stage.value);
});

/** Comes when Python has been loaded. */
export const ready = new Promise<void>((done) =>
  effect(() => {
    if (stage.value === "ready") done();
  }),
);

class Python {
  private worker = this.started();
  private running: Asked | null = null;
  private waiting: Asked[] = [];
  private timer = 0;

  ask(asked: Asked): void {
    this.waiting.push(asked);
    asked.signal?.addEventListener("abort", () => this.drop(asked), { once: true });
    this.next();
  }

  private started(): Worker {
    stage.value = "python";
    const worker = new Worker(new URL("./pyodide.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Said>) => this.hear(data);
    worker.onerror = ({ message }) => this.hear({ broken: message || "network" });
    return worker;
  }

  private hear(said: Said): void {
    if ("answer" in said) this.settle((asked) => asked.done(JSON.parse(said.answer) as object));
    else if ("stage" in said) stage.value = said.stage;
    else if (stage.value === "ready") this.replace(say("crashed"));
    else reason.value = said.broken;
    this.next();
  }

  private next(): void {
    if (reason.value !== null) {
      for (const asked of this.waiting.splice(0)) asked.failed(new Error(loading.value));
      return;
    }
    if (stage.value !== "ready" || this.running) return;
    this.running = this.waiting.shift() ?? null;
    if (!this.running) return;
    this.worker.postMessage(JSON.stringify(this.running.question));
    this.endAfter(SECONDS);
  }

  /** Nobody waits for it any longer. */
  private drop(asked: Asked): void {
    this.waiting = this.waiting.filter((one) => one !== asked);
    if (this.running === asked) this.endAfter(GRACE);
    asked.failed(new DOMException("", "AbortError"));
  }

  private endAfter(seconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.replace(say("slow", { n: SECONDS })), 1000 * seconds);
  }

  /** Ends Python, which knows no other way to be interrupted, and starts it anew. */
  private replace(why: string): void {
    this.worker.terminate();
    this.settle((asked) => asked.failed(new Error(why)));
    this.worker = this.started();
  }

  private settle(how: (asked: Asked) => void): void {
    clearTimeout(this.timer);
    const asked = this.running;
    this.running = null;
    if (asked) how(asked);
  }
}

const python = new Python();

export const transport: Transport = {
  async ask<Q extends Question>(question: Q, signal?: AbortSignal): Promise<Answer<Q>> {
    signal?.throwIfAborted();
    const answer = await new Promise<object>((done, failed) =>
      python.ask({ question, signal, done, failed }),
    );
    if (isRefusal(answer)) throw new Refused(answer);
    return answer as Answer<Q>;
  },
};
