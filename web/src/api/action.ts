import { useState } from 'preact/hooks';

interface Action {
  readonly busy: boolean;
  /** why the last one failed */
  readonly failure: unknown;
  /** Runs the work; resolves to whether it succeeded. */
  readonly perform: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** The state of what a button does: whether it is running, and why it failed. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const perform = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, perform };
}
