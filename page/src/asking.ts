// Questions as the text changes: asked shortly after a keystroke, each newer one instead of the older.
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Answer, Question, Subject, Transport } from "./protocol";
import { Refused } from "./refused";
import { findings, reading, refusal, subject } from "./state";
import { transport } from "./transport";

const PAUSE = 40;
const PAUSE_BEFORE_FIXES = 350;
/** A line that is still being written is no mistake yet. */
const PAUSE_BEFORE_REFUSALS = 300;

const opened = transport();

export const ask: Transport["ask"] = async (question, signal) =>
  (await opened).ask(question, signal);

/** Asks for the model and what mends it whenever the subject changes. */
export function follow(): () => void {
  return effect(() => {
    const current = subject.value;
    const stop = new AbortController();
    const timer = setTimeout(() => void read(current, stop.signal), PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  });
}

async function read(current: Subject, signal: AbortSignal): Promise<void> {
  if (!current.source.trim()) {
    reading.value = refusal.value = null;
    findings.value = null;
    return;
  }
  try {
    const model = await ask({ ask: "model", ...current }, signal);
    if (signal.aborted) return;
    reading.value = { subject: current, model };
    refusal.value = null;
    findings.value = null;
    if (model.problems.length) await mend(current, signal);
  } catch (error) {
    if (reading.value && !refusal.value) await pause(PAUSE_BEFORE_REFUSALS);
    if (signal.aborted) return;
    refusal.value = refusing(error);
    findings.value = null;
  }
}

async function mend(current: Subject, signal: AbortSignal): Promise<void> {
  await pause(PAUSE_BEFORE_FIXES);
  if (signal.aborted) return;
  const fixed = await ask({ ask: "fix", ...current }, signal).catch(() => ({ findings: [] }));
  if (!signal.aborted) findings.value = fixed.findings;
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

export function refusing(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  return { message, line: error instanceof Refused ? error.line : null };
}

/** The answer to one question, kept while the next is awaited. */
export function useAnswer<Q extends Question>(question: Q | null) {
  const key = question && JSON.stringify(question);
  const [answered, set] = useState<{ key: string; answer: Answer<Q> | null; refused: string }>();
  useEffect(() => {
    if (!question || !key) return;
    const stop = new AbortController();
    ask(question, stop.signal).then(
      (answer) => stop.signal.aborted || set({ key, answer, refused: "" }),
      (error) =>
        stop.signal.aborted || set({ key, answer: null, refused: refusing(error).message }),
    );
    return () => stop.abort();
  }, [key]);
  return {
    answer: answered?.answer ?? null,
    refused: answered?.refused ?? "",
    waiting: answered?.key !== key,
  };
}
