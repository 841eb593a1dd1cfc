// Questions to the local server: `shapeproof web`.
import type { Answer, Question, Transport } from "../protocol";
import { isRefusal, Refused } from "../refused";
import type { Start } from "./index";

export const transport: Transport = {
  async ask<Q extends Question>(question: Q, signal?: AbortSignal): Promise<Answer<Q>> {
    const response = await fetch("api/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal: signal ?? null,
    });
    const answer = (await response.json()) as object;
    if (isRefusal(answer)) throw new Refused(answer);
    return answer as Answer<Q>;
  },
};

export async function begun(): Promise<Start | null> {
  const response = await fetch("api/start").catch(() => null);
  return response?.ok ? ((await response.json()) as Start) : null;
}
