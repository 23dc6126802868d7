import { useState } from 'preact/hooks';

interface Attempt {
  /** under way */
  readonly busy: boolean;
  /** of the last one */
  readonly failure: unknown;
  /** Tries to do it; answers whether that worked. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** What somebody wants done by the press of a button: one at a time, and why it was not done stays to be read. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
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
  return { busy, failure, attempt };
}
