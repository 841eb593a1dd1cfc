// Equations as MathML, whose numbers lead to where they come from.
type Temml = typeof import("temml").default;

let loaded: Promise<Temml> | undefined;

/** The typesetter, which the first equation loads. */
export function temml(): Promise<Temml> {
  return (loaded ??= import("temml").then((module) => module.default));
}

/** What a number of an equation leads to: another layer, or an argument of this one. */
export interface Leads {
  from: (id: string) => void;
  argument: (name: string) => void;
  words: (kind: "from" | "argument", name: string) => string;
}

/** Draws TeX into `element`, and makes a link of each number that leads somewhere. */
export async function typeset(
  element: HTMLElement,
  tex: string,
  text: string,
  leads: Leads,
): Promise<void> {
  const { render } = await temml();
  render(tex, element, {
    trust: ({ command }: { command: string }) => command === "\\data",
    throwOnError: false,
  });
  const math = element.querySelector("math")!;
  math.setAttribute("displaystyle", "true");
  math.setAttribute("aria-label", text);
  math.setAttribute("role", "group"); // an equation's role would hide the links inside it
  for (const number of element.querySelectorAll<MathMLElement>("[data-from], [data-argument]"))
    link(number, leads);
}

function link(number: MathMLElement, leads: Leads): void {
  const { from, argument } = number.dataset;
  const follow = () => (from === undefined ? leads.argument(argument!) : leads.from(from));
  number.setAttribute("role", "link");
  number.setAttribute(
    "aria-label",
    `${number.textContent} ${leads.words(from === undefined ? "argument" : "from", from ?? argument!)}`,
  );
  number.setAttribute(
    "title",
    leads.words(from === undefined ? "argument" : "from", from ?? argument!),
  );
  number.classList.add("leads");
  number.tabIndex = 0;
  number.addEventListener("click", follow);
  number.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    follow();
  });
}
