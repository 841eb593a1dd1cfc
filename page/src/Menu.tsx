// A button that opens a list of further buttons, and closes it again when one is left.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  label: string;
  disabled?: boolean;
  children: (close: () => void) => ComponentChildren;
}

export function Menu({ label, disabled = false, children }: Props) {
  const [open, set] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => set(false);
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: Event) => whole.current?.contains(target as Node) || close();
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
  return (
    <div
      class="menu"
      ref={whole}
      onKeyDown={(event) => {
        if (event.key === "Escape" && open) {
          close();
          button.current?.focus();
        } else if (open) walk(event, whole.current!);
      }}
    >
      <button ref={button} disabled={disabled} aria-expanded={open} onClick={() => set(!open)}>
        {label}
        <i class="caret" />
      </button>
      {open && <div class="list">{children(close)}</div>}
    </div>
  );
}

/** Arrow keys go up and down the buttons of an open list. */
function walk(event: KeyboardEvent, whole: HTMLElement): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...whole.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
  const here = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(here + step + buttons.length) % buttons.length]?.focus();
}
