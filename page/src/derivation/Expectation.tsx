// "I expected": a number that somebody had in mind, and what would have given it.
import { useId, useState } from "preact/hooks";
import { useAnswer } from "../asking";
import { words } from "../language";
import { Prose } from "../Prose";
import type { Expected, Of, Subject } from "../protocol";

const say = words(
  {
    expected: "I expected",
    ask: "Ask why not",
    example: "a number",
    through: "{layer}: {now}, then {then}",
    gives: "It would have been {expected} with",
    asking: "Looking for causes…",
  },
  {
    expected: "我以为是",
    ask: "问为什么不是",
    example: "一个数",
    through: "{layer}：{now}，改后 {then}",
    gives: "若是如下，结果会是 {expected}",
    asking: "正在寻找原因……",
  },
);

export function Expectation({ subject, layer, of }: { subject: Subject; layer: string; of: Of }) {
  const [asked, ask] = useState<number | null>(null);
  const { answer, refused, waiting } = useAnswer(
    asked === null ? null : ({ ask: "expect", layer, expected: asked, of, ...subject } as const),
  );
  const id = useId();
  return (
    <>
      <form
        class="expect"
        onSubmit={(event) => {
          event.preventDefault();
          const written = new FormData(event.currentTarget).get("expected");
          ask(Number(String(written).replace(/[\s,_]/g, "")));
        }}
      >
        <label for={id}>{say("expected")}</label>
        <input
          id={id}
          name="expected"
          inputMode="numeric"
          pattern="-?[\d\s,_]*\d[\d\s,_]*"
          required
          autocomplete="off"
          placeholder={say("example")}
        />
        <button type="submit">{say("ask")}</button>
      </form>
      <div class="causes" aria-live="polite">
        {asked !== null && waiting && !answer && <p class="muted">{say("asking")}</p>}
        {refused && <p class="refused">{refused}</p>}
        {answer && <Causes answer={answer} />}
      </div>
    </>
  );
}

function Causes({ answer }: { answer: Expected }) {
  if (!answer.causes.length) return <p class="told">{answer.text}</p>;
  return (
    <>
      <p>{say("gives", { expected: answer.expected })}</p>
      <ol>
        {answer.causes.map((cause) => (
          <li key={cause.change}>
            <b>{cause.change}</b>
            {cause.worked && <code>{cause.worked}</code>}
            {cause.through
              .filter(({ layer }) => layer !== answer.path)
              .map((way) => (
                <small key={way.layer}>{say("through", { ...way })}</small>
              ))}
            {cause.because.map((reason) => (
              <p key={reason}>
                <Prose text={reason} />
              </p>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}
