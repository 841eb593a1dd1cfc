// The language that the page is read in, and the words of each of its parts.
import { signal } from "@preact/signals";

export type Language = "en" | "zh";
export const language = signal<Language>("en");

type Values = Record<string, string | number>;

/** The words of one part of the page: `words({ play: "Play" }, { play: "播放" })("play")`.
 *  Values stand in braces: `"{n} more"`. */
export function words<Key extends string>(en: Record<Key, string>, zh: Record<Key, string>) {
  return (key: Key, values: Values = {}) =>
    (language.value === "zh" ? zh : en)[key].replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in values ? String(values[name]) : whole,
    );
}
