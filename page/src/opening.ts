// What the editor holds at first: what was written before, the link's model, the server's, an example.
import { draft, keepDraft } from "./draft";
import { examples } from "./examples";
import { language, words } from "./language";
import { shared } from "./link";
import type { Subject } from "./protocol";
import { chosen, framework, inputs, notice, source, type Chosen } from "./state";
import { begun } from "./transport";

const say = words(
  { damaged: "This link is damaged or was cut short: the first example is shown instead." },
  { damaged: "此链接已损坏或不完整，改为显示第一个示例。" },
);

export async function open(): Promise<void> {
  source.value = examples[0]!.source;
  chosen.value = examples[0]!.first;
  addEventListener("hashchange", () => void take());
  const start = await begun();
  const beginning = () => `${location.hash} ${start?.source ?? ""}`;
  const kept = draft(beginning());
  keepDraft(beginning);
  if (kept) fill(kept, kept.chosen);
  else if (!(await take()) && start?.source) fill({ ...start, language: language.value });
}

/** Takes up the model of the address; `true` where it holds one. */
async function take(): Promise<boolean> {
  try {
    const found = await shared(location.hash);
    if (found) fill(found);
    return found !== null;
  } catch {
    notice.value = say("damaged");
    return false;
  }
}

function fill(found: Subject, first: Chosen | null = null): void {
  source.value = found.source;
  inputs.value = found.inputs.length ? found.inputs : [""];
  framework.value = found.framework;
  language.value = found.language;
  chosen.value = first;
  notice.value = "";
}
