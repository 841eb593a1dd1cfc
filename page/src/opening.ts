// What the editor holds at first: the link's model, the server's, or the first example.
import { examples } from "./examples";
import { language, words } from "./language";
import { shared } from "./link";
import type { Subject } from "./protocol";
import { chosen, framework, inputs, notice, source } from "./state";
import { begun } from "./transport";

const say = words(
  { damaged: "This link is damaged or was cut short: the first example is shown instead." },
  { damaged: "此链接已损坏或不完整，改为显示第一个示例。" },
);

export async function open(): Promise<void> {
  source.value = examples[0]!.source;
  chosen.value = examples[0]!.first;
  const linked = await fromLink();
  if (linked) return;
  const start = await begun();
  if (!start?.source) return;
  fill({ ...start, language: language.value });
}

/** Takes up the model of the address; `true` where it holds one. Later changes are followed. */
async function fromLink(): Promise<boolean> {
  addEventListener("hashchange", () => void take());
  return take();
}

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

function fill(found: Subject): void {
  source.value = found.source;
  inputs.value = found.inputs.length ? found.inputs : [""];
  framework.value = found.framework;
  language.value = found.language;
  chosen.value = null;
  notice.value = "";
}
