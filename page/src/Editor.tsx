// The code editor: CodeMirror in a shadow root, since only there do its styles come as sheets that the
// content security policy lets in.
import { indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { indentUnit } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { keymap } from "@codemirror/view";
import { effect } from "@preact/signals";
import { basicSetup, EditorView } from "codemirror";
import { useEffect, useRef } from "preact/hooks";
import { behaviour, argumentSpan, change, diagnostics, markLines, span } from "./editing";
import { language, words } from "./language";
import { mend } from "./mending";
import type { Place } from "./protocol";
import { chosen, cursorLine, findings, reading, refusal, rowOf, source } from "./state";

const say = words({ code: "Model source, Python" }, { code: "模型源代码，Python" });

const ERRORS = "errors";

let editor: EditorView | null = null;

export function Editor() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    const view = (editor = made(root));
    root.append(errors());
    const stops = [
      effect(() => take(view)),
      effect(() => underline(view)),
      effect(() => mark(view)),
      effect(() => name(view)),
    ];
    return () => {
      stops.forEach((stop) => stop());
      view.destroy();
    };
  }, []);
  return <div class="editor" ref={host} />;
}

function made(root: ShadowRoot): EditorView {
  return new EditorView({
    doc: source.peek(),
    root,
    parent: root,
    extensions: [
      basicSetup,
      python(),
      indentUnit.of("    "),
      keymap.of([indentWithTab]),
      behaviour,
      EditorView.contentAttributes.of({
        "aria-multiline": "true",
        "aria-describedby": ERRORS,
        tabindex: "0",
        autocapitalize: "off",
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) source.value = update.state.doc.toString();
        if (update.selectionSet || update.docChanged)
          cursorLine.value = update.state.doc.lineAt(update.state.selection.main.head).number;
      }),
    ],
  });
}

/** What is wrong with the text, for whoever hears it and sees no underlines. */
function errors(): HTMLElement {
  const told = document.createElement("p");
  told.id = ERRORS;
  told.hidden = true;
  return told;
}

/** Takes up a text that came from elsewhere: an example, a link, a fix. */
function take(view: EditorView): void {
  const before = view.state.doc.toString();
  if (before !== source.value) view.dispatch({ changes: change(before, source.value) });
}

function underline(view: EditorView): void {
  const found = diagnostics(
    view.state.doc,
    refusal.value,
    reading.value?.model ?? null,
    findings.value ?? [],
    mend,
  );
  view.dispatch(setDiagnostics(view.state, found));
  const told = found.map(({ message }) => message).join("\n");
  view.contentDOM.setAttribute("aria-invalid", String(told !== ""));
  (view.root as ShadowRoot).getElementById(ERRORS)!.textContent = told;
}

function mark(view: EditorView): void {
  const row = rowOf(chosen.value?.id ?? null);
  view.dispatch({ effects: markLines.of(row?.at && !refusal.value ? [row.at.line] : []) });
}

function name(view: EditorView): void {
  language.value;
  view.contentDOM.setAttribute("aria-label", say("code"));
}

/** Selects a place in the editor, or the argument that is given there, and goes to it. */
export function reveal(at: Place, argument?: string): void {
  if (!editor) return;
  const { doc } = editor.state;
  const { from, to } = argument ? argumentSpan(doc, at, argument) : span(doc, at);
  editor.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: "center" }),
  });
  editor.focus();
}
