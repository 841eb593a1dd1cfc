// The equations of one number: with names, then with numbers that lead to where they come from.
import { useEffect, useRef } from "preact/hooks";
import { reveal } from "../Editor";
import { language, words } from "../language";
import type { Equation, Of, Place, Why } from "../protocol";
import { choose } from "../state";
import { typeset, type Leads } from "./tex";

const say = words(
  { from: "from {name}", argument: "{name}, as the code gives it" },
  { from: "来自 {name}", argument: "{name}，由代码给出" },
);

export function Equations({ why, of }: { why: Why; of: Of }) {
  const leads: Leads = {
    from: (id) => choose(id, "output"),
    argument: (name) => why.at && reveal(why.at as Place, name),
    words: (kind, name) => say(kind, { name }),
  };
  return (
    <dl class="equations">
      {why.equations[of].map((equation, i) => (
        <One key={`${why.path} ${of} ${i}`} equation={equation} leads={leads} />
      ))}
    </dl>
  );
}

function One({ equation, leads }: { equation: Equation; leads: Leads }) {
  const { subject, named, worked, text } = equation;
  return (
    <>
      <dt>{subject}</dt>
      <dd>
        {text.named !== text.worked && named && <Tex tex={named} text={text.named} leads={leads} />}
        <Tex tex={worked} text={text.worked} leads={leads} class="worked" />
      </dd>
    </>
  );
}

interface TexProps {
  tex: string;
  text: string;
  leads: Leads;
  class?: string;
}

/** One line of TeX; its plain text until the typesetter is there. */
function Tex({ tex, text, leads, class: kind = "" }: TexProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void typeset(line.current!, tex, text, leads);
  }, [tex, text, language.value]);
  return <div class={`tex ${kind}`} ref={line} />;
}
