// Questions to the local server, `shapeproof web`, whose token came with the page's address.
import { words } from "../language";
import type { Answer, Question, Transport } from "../protocol";
import { isRefusal, Refused } from "../refused";
import type { Start } from "./index";

const say = words(
  {
    gone:
      "The server does not answer any more. Start `shapeproof web` again and open its address " +
      "in this tab; the code stays here meanwhile.",
  },
  {
    gone: "服务器不再响应。请重新运行 `shapeproof web`，并在此标签页中打开它给出的地址；代码会保留在这里。",
  },
);

const KEPT = "token";

export const transport: Transport = {
  async ask<Q extends Question>(question: Q, signal?: AbortSignal): Promise<Answer<Q>> {
    const answer = await answered("api/ask", {
      method: "POST",
      headers: { ...authorized(), "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal: signal ?? null,
    });
    return answer as Answer<Q>;
  },
};

export async function begun(): Promise<Start | null> {
  return answered("api/start", { headers: authorized() }).then(
    (start) => start as Start,
    () => null, // whatever keeps the server from answering is told with the first question
  );
}

async function answered(path: string, request: RequestInit): Promise<object> {
  const response = await fetch(path, request).catch((error: unknown) => {
    throw error instanceof TypeError ? new Error(say("gone")) : error;
  });
  const answer = (await response.json()) as object;
  if (isRefusal(answer)) throw new Refused(answer);
  return answer;
}

const authorized = () => ({ Authorization: `Bearer ${token}` });

/** The token, taken out of the address so that it is in no link that somebody copies; kept for reloads
 *  and for links that are opened beside this page. */
function received(): string {
  const parts = location.hash.replace(/^#/, "").split("&");
  const given = parts.find((part) => part.startsWith("token="))?.slice("token=".length);
  try {
    if (given === undefined) return localStorage.getItem(KEPT) ?? "";
    localStorage.setItem(KEPT, given);
  } catch {
    // A browser that keeps nothing has the token until it is reloaded.
  }
  const rest = parts.filter((part) => !part.startsWith("token=")).join("&");
  history.replaceState(null, "", rest ? `#${rest}` : location.pathname + location.search);
  return given ?? "";
}

const token = received();

// The address of a server that was started anew, pasted over the old one.
addEventListener("hashchange", () => {
  if (location.hash.includes("token=")) location.reload();
});
