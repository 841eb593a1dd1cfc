// The editor's parts: Python, its colours, and problems underlined at their place.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import { EditorState, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Finding, Fix, Model, Place } from "./protocol";
import type { Refusing } from "./state";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  {
    tag: [
      tags.function(tags.variableName),
      tags.className,
      tags.definition(tags.function(tags.variableName)),
    ],
    color: "var(--code-name)",
  },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--raised)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--accent)", padding: "10px 0" },
  ".cm-gutters": {
    color: "var(--muted)",
    backgroundColor: "var(--raised)",
    border: "none",
    paddingLeft: "4px",
  },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-activeLine": { backgroundColor: "var(--tint)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-layer-line": { boxShadow: "inset 3px 0 0 var(--accent)", backgroundColor: "var(--tint)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    {
      backgroundColor: "var(--selection) !important",
    },
  ".cm-selectionMatch": { backgroundColor: "var(--selection)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--muted)",
  },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "var(--round)",
    boxShadow: "var(--shadow)",
    maxWidth: "min(34rem, 92vw)",
    fontFamily: "var(--sans)",
  },
  ".cm-diagnostic": { padding: "8px 12px", borderLeftWidth: "3px", whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnosticAction": {
    display: "block",
    margin: "6px 0 0",
    padding: "4px 8px",
    font: "12px var(--mono)",
    color: "var(--accent)",
    textAlign: "left",
    backgroundColor: "var(--tint)",
    border: "1px solid var(--line)",
    borderRadius: "4px",
    cursor: "pointer",
  },
  "@media (forced-colors: active)": {
    ".cm-lintRange-error": { textDecoration: "underline wavy" },
    ".cm-layer-line": { outline: "1px solid Highlight" },
  },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--paper)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--paper)",
    backgroundColor: "var(--accent)",
  },
});

/** Typing over a selection of several lines is done here: a browser that does it by itself writes
 *  style attributes, which the content security policy forbids. */
const overwriting = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    const lines = view.state.doc.lineAt(to).number - view.state.doc.lineAt(from).number;
    if (event.inputType !== "insertText" || event.data === null || lines === 0) return false;
    view.dispatch(view.state.replaceSelection(event.data), {
      userEvent: "input.type",
      scrollIntoView: true,
    });
    event.preventDefault();
    return true;
  },
});

/** Puts the mark of the chosen layer on lines, and takes it from others. */
export const markLines = StateEffect.define<number[]>();

const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const found = transaction.effects.find((one) => one.is(markLines));
    if (!found) return marks.map(transaction.changes);
    const { doc } = transaction.state;
    const known = (found.value as number[]).filter((line) => line >= 1 && line <= doc.lines);
    return Decoration.set(
      known.map((line) => Decoration.line({ class: "cm-layer-line" }).range(doc.line(line).from)),
    );
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const behaviour = [
  look,
  syntaxHighlighting(colours),
  marked,
  overwriting,
  EditorState.tabSize.of(4),
];

/** From where to where a place is in the text; to the end of its line where nothing says more. */
export function span(doc: Text, at: Place): { from: number; to: number } {
  const from = offset(doc, at.line, at.column);
  if (at.end_line !== undefined && at.end_column !== undefined)
    return { from, to: Math.max(from, offset(doc, at.end_line, at.end_column)) };
  return { from, to: doc.lineAt(from).to };
}

function offset(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(found.from + Math.max(0, column), found.to);
}

/** Where an argument is given in the call at `at`: `kernel_size=16`, or the whole call. */
export function argumentSpan(doc: Text, at: Place, argument: string): { from: number; to: number } {
  const call = span(doc, at);
  const text = doc.sliceString(call.from, call.to);
  const found = new RegExp(`\\b${argument.replace(/\W/g, "\\$&")}\\s*=\\s*`).exec(text);
  if (!found) return call;
  const start = found.index + found[0].length;
  return {
    from: call.from + found.index,
    to: call.from + start + argumentLength(text.slice(start)),
  };
}

/** How far a value goes: to the comma or bracket that ends it, over the brackets inside. */
function argumentLength(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter) && depth-- === 0) return i;
    else if (letter === "," && depth === 0) return i;
  }
  return text.length;
}

/** The problems of the text: the refusal's line, or the model's, with what mends each. */
export function diagnostics(
  doc: Text,
  refusal: Refusing | null,
  model: Model | null,
  findings: Finding[],
  mend: (fix: Fix) => void,
): Diagnostic[] {
  if (refusal)
    return refusal.line === null
      ? []
      : [error(doc, { line: refusal.line, column: 0 }, refusal.message)];
  return (model?.problems ?? [])
    .filter((problem) => problem.at !== null)
    .map((problem) => {
      const finding = findings.find(
        (one) => one.layer === problem.layer || one.at?.line === problem.at?.line,
      );
      const actions = (finding?.fixes ?? [])
        .filter((fix) => fix.source !== null)
        .map((fix) => ({ name: fix.label, apply: () => mend(fix) }));
      return { ...error(doc, problem.at!, problem.message), actions };
    });
}

function error(doc: Text, at: Place, message: string): Diagnostic {
  const { from, to } = span(doc, at);
  const blank = /^\s*/.exec(doc.sliceString(from, to))![0].length;
  return { from: Math.min(from + blank, to), to, severity: "error", message };
}

/** The least change that makes `before` into `after`, so that undo and the cursor stay of use. */
export function change(
  before: string,
  after: string,
): { from: number; to: number; insert: string } {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from++;
  let end = 0;
  const most = Math.min(before.length, after.length) - from;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}
