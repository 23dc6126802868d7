import { useRef, useState } from 'preact/hooks';

interface Action {
  readonly busy: boolean;
  /** why the last one failed */
  readonly failure: unknown;
  /** Runs the work, unless the last one still runs; resolves to whether it succeeded. */
  readonly perform: (work: () => Promise<unknown>) => Promise<boolean>;
}

/**
 * The state of what a button does: whether it is running, and why it failed. The button gets `aria-disabled` meanwhile,
 * because `disabled` would take the focus away from it.
 */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isRunning = useRef(false);
  const perform = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isRunning.current) return false;
    isRunning.current = true;
    const form = document.activeElement?.closest('form');
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(error);
      focusRefusedField(form);
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return { busy, failure, perform };
}

/** Moves the focus to the first field that was refused, once its error is shown. */
export function focusRefusedField(form: HTMLFormElement | null | undefined): void {
  setTimeout(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
