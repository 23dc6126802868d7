import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../ground/dialog';
import { told } from '../ground/failures';
import { wordsOf } from '../ground/language';

const said = wordsOf({ ko: { cancel: '취소' }, en: { cancel: 'Cancel' } });

interface ConfirmationProperties {
  readonly title: string;
  /** what the button says that does it */
  readonly action: string;
  readonly children: ComponentChildren;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<void>;
}

/** Asks before something is done; stays open, and says why, while it was not. */
export function Confirmation({ title, action, children, onClose, onConfirm }: ConfirmationProperties): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {failure !== undefined && (
        <p class="fault" role="alert">
          {told(failure)}
        </p>
      )}
      <div class="choices">
        <button type="button" onClick={onClose}>
          {said.cancel}
        </button>
        <button type="button" class="primary" disabled={busy} onClick={() => void confirm()}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
