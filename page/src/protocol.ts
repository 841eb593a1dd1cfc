// What the page asks and what Python answers (`shapeproof/web/answers.py`), over either transport.
//
// A question is one JSON object, an answer another. Every question holds the whole source, so that
// no server keeps anything; Python remembers its last readings, so that asking again costs little.

/** What is asked about: the text in the editor and what stands beside it. */
export interface Subject {
  source: string;
  /** Input shapes as the command line takes them: `None,60,1`; none where the source says its own. */
  inputs: string[];
  framework: "" | "keras" | "torch";
  language: "en" | "zh";
}

export type Of = "output" | "params" | "macs" | "flops";
/** A whole number, a formula in unknowns, `null` for a batch that nobody states or an unknown count;
 *  a number beyond 2^53, too, is a string of its digits. */
export type Size = number | string | null;

export type Question =
  | ({ ask: "model" } & Subject)
  | ({ ask: "why"; layer: string } & Subject)
  | ({ ask: "picture"; layer: string } & Subject)
  | ({ ask: "cells"; layer: string; indices: number[][] } & Subject)
  | ({ ask: "expect"; layer: string; expected: number; of: "" | Of } & Subject)
  | ({ ask: "fix" } & Subject)
  | ({ ask: "export"; format: ExportFormat } & Subject);

export type ExportFormat =
  | "html" | "markdown" | "latex" | "json" | "csv" | "mermaid" | "svg" | "tikz" | "text"; // prettier-ignore

/** Where nothing can be said: one clear line, and the line of the source that it is about. */
export interface Refusal {
  refused: string;
  line: number | null;
}

export interface Place {
  line: number;
  /** From 0, in characters; the end of what the place is about, where that is known. */
  column: number;
  end_line?: number;
  end_column?: number;
}

export interface Row {
  /** The framework's own dotted name; unique but for a layer that is called again. */
  path: string;
  /** What tells this row from every other: the path, or `path#2` for a second call. */
  id: string;
  type: string;
  /** How deep the row stands in models inside the model. */
  level: number;
  at: Place | null;
  reused: boolean;
  /** A model inside the model, which can be folded. */
  nested: boolean;
  trainable: boolean;
  /** The ids of the rows and inputs of the model that it reads, in order, one for each of the shapes
   *  that it reads. What reads the input of a model inside the model has the id of what that model
   *  itself reads out there; `null` where no row gave it. */
  from: (string | null)[];
  inputs: Size[][];
  outputs: Size[][];
  /** Of a model inside the model: the ids that its outputs come from, in order; else empty. */
  gives: (string | null)[];
  params: Size;
  macs: Size;
  flops: Size;
}

export interface Totals {
  params: Size;
  trainable: Size;
  non_trainable: Size;
  /** As `5.54 KB`, of 1,024 bytes each, as Keras writes it. */
  memory: string;
  macs: Size;
  flops: Size;
  uncounted: { path: string; type: string }[];
}

export interface Problem {
  layer: string;
  message: string;
  at: Place | null;
  /** The ids of the rows that the failed layer would have read, and their shapes: the failed edges. */
  from: (string | null)[];
  inputs: Size[][];
}

export interface Model {
  name: string;
  kind: string;
  framework: "keras" | "torch";
  /** `id` is what rows that read it have in `from`: the name, unless a row has that id. */
  inputs: { id: string; name: string; shape: Size[]; dtype: string }[];
  outputs: { from: string | null; shape: Size[] }[];
  rows: Row[];
  totals: Totals;
  problems: Problem[];
  notes: { message: string; at: Place | null }[];
}

export interface Equation {
  /** What the equation is about, in words of the language: `output steps`. */
  subject: string;
  /** TeX for Temml. In `worked`, each number that another layer gave stands in
   *  `\data{from=LAYER_ID}{21}`, each argument of this layer in `\data{argument=filters}{10}`. */
  named: string;
  worked: string;
  /** The same as plain text, for a screen reader and for copying. */
  text: { named: string; worked: string };
  value: Size;
}

export interface Why {
  path: string;
  type: string;
  at: Place | null;
  /** `conv1d (Conv1D), line 2: (None, 60, 1) -> (None, 21, 7)` */
  opening: string;
  sentences: string[];
  reads: { from: string | null; shape: Size[]; axes: string[] }[];
  outputs: { shape: Size[]; axes: string[] }[];
  weights: {
    name: string;
    shape: Size[];
    size: Size;
    buffer: boolean;
    same_as: string | null;
  }[];
  /** The calls of a model inside the model. */
  calls: string[];
  equations: Record<Of, Equation[]>;
  relies_on: string[];
}

/** Places along one axis: `start, start + step, …` before `stop`; beyond 0 or the size is padding. */
export interface Range {
  start: number;
  stop: number;
  step: number;
}

/** What one number of the first output is made of. */
export interface Cell {
  index: number[];
  /** For each input its ranges, axis by axis, or `null` where it is not read. */
  inputs: (Range[] | null)[];
  weights: Record<string, Range[]>;
  /** The inputs, by number, and the weights of which only some of these places are read: values
   *  that are read decide which. */
  chosen: (number | string)[];
  /** In words: `a sum of 280 products and a bias`. */
  made: string;
}

export interface Axis {
  name: string;
  /** Channels are counted, a height is measured; where neither is said, the rule has no name for it,
   *  and `name` says its place. */
  called?: "counted" | "measured";
  size: number;
  /** What the axis of an input or of the output is for; of a weight, nothing is said. */
  role?: "batch" | "place" | "channels";
}

/** What a picture of an operation is drawn from. All sizes are numbers; the batch is left in. */
export interface Picture {
  path: string;
  type: string;
  /** Windows slide along axes; `cells`: every output number reads by place, without sliding
   *  (Dense, reshapes, additions); `sketch`: words in rows (gates, heads); `none`, with the reason. */
  kind: "windows" | "cells" | "sketch" | "none";
  reason: string;
  /** Whether the first axis is the batch, of which pictures show one example. */
  batch: boolean;
  inputs: { from: string | null; axes: Axis[] }[];
  output: { axes: Axis[] };
  weights: { name: string; axes: Axis[] }[];
  /** Output axes along which the window moves, each with the input axis (of input 0) that it moves along. */
  sliding: { output: number; input: number }[];
  /** What lies outside the input, in words (`counts as 0`). */
  outside: string;
  /** A few cells to begin with: the first, and those of the last places. */
  cells: Cell[];
  sketch: Sketch | null;
}

export interface Sketch {
  heading: string;
  rows: { text: string; through?: boolean }[][];
  /** Sentences on the rows. */
  below: string[];
  /** What a place of the first input and one of the second are called, where each of the first
   *  looks at some of the second: `["query", "keys"]`. */
  held: [string, string] | null;
  /** How many times side by side, and what these are called: `heads`. */
  heads: number;
  heads_called: string;
}

export interface Expected {
  path: string;
  asked: string;
  expected: number;
  actual: Size;
  worked: Equation | null;
  causes: {
    change: string;
    worked: string;
    because: string[];
    through: { layer: string; now: string; then: string }[];
  }[];
  /** All of it in words, as the command line says it; with `layer: ""`, of the whole model. */
  text: string;
}

export interface Edit {
  at: Place;
  old: string;
  new: string;
}

export interface Fix {
  label: string;
  /** The source with the edit made; `null` where there is no edit to make. */
  source: string | null;
  edits: Edit[];
  /** The input shapes that mend it, where the source says none; else `null`. */
  inputs: string[] | null;
  /** Problems that are left then. */
  left: number;
}

export interface Finding {
  layer: string;
  guilty: string;
  message: string;
  at: Place | null;
  reads: Size[][];
  fixes: Fix[];
  /** Where the sizes come from, in words. */
  text: string;
}

export interface Fixed {
  findings: Finding[];
}

export interface Exported {
  /** A name for the file: `model.tex`. */
  name: string;
  media: string;
  text: string;
}

export interface Answers {
  model: Model;
  why: Why;
  picture: Picture;
  cells: { cells: Cell[] };
  expect: Expected;
  fix: Fixed;
  export: Exported;
}

export type Answer<Q extends Question> = Answers[Q["ask"]];

/** The one thing that the local server and Pyodide differ in. */
export interface Transport {
  /** Rejects with a `Refused` where Python refuses, with an `Error` where there is no answer. */
  ask<Q extends Question>(question: Q, signal?: AbortSignal): Promise<Answer<Q>>;
}
