import type { ComponentChildren, JSX } from 'preact';
import { useAttempt } from './attempt';
import { Dialog } from './dialog';
import { wordsOf } from './language';
import { Refusal } from './notices';

const said = wordsOf({ ko: { cancel: '취소' }, en: { cancel: 'Cancel' } });

interface ConfirmationProperties {
  readonly title: string;
  /** what the button says that does it, and the one that does not */
  readonly action: string;
  readonly keep?: string;
  readonly children: ComponentChildren;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<void>;
}

/** Asks before something is done; stays open, and says why, while it was not. */
export function Confirmation({
  title,
  action,
  keep,
  children,
  onClose,
  onConfirm,
}: ConfirmationProperties): JSX.Element {
  const { busy, failure, attempt } = useAttempt();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(onConfirm).then((done) => done && onClose());
        }}
      >
        {children}
        <Refusal of={failure} />
        <div class="choices">
          <button type="button" onClick={onClose}>
            {keep ?? said.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
