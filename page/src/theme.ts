// Light, dark, or as the system has it; kept in this browser where it may be.
import { effect, signal } from "@preact/signals";
import { language, type Language } from "./language";

export type Theme = "auto" | "light" | "dark";
export const theme = signal<Theme>("auto");

/** Takes up language and theme as they were, and keeps them from now on. */
export function keepPreferences(): void {
  const kept = recall("theme");
  if (kept === "light" || kept === "dark") theme.value = kept;
  language.value = preferred();
  effect(() => {
    if (theme.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
    keep("theme", theme.value);
  });
  effect(() => {
    document.documentElement.lang = language.value;
    keep("language", language.value);
  });
}

function preferred(): Language {
  const kept = recall("language");
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

function recall(key: string): string | null {
  try {
    return localStorage.getItem(`shapeproof.${key}`);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`shapeproof.${key}`, value);
  } catch {
    // A browser that keeps nothing is served all the same.
  }
}
