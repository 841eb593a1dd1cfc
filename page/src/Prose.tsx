// A sentence of Python's, in which names of arguments and pieces of code stand in backticks.
export function Prose({ text }: { text: string }) {
  return <>{text.split("`").map((part, i) => (i % 2 ? <code key={i}>{part}</code> : part))}</>;
}
