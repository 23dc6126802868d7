import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useAction } from '../api/action';
import { translations } from '../i18n/language';
import { InlineError } from './notices';

const messages = translations({ ko: { cancel: '취소' }, en: { cancel: 'Cancel' } });

interface ConfirmationProperties {
  readonly title: string;
  /** label of the button that confirms */
  readonly action: string;
  /** label of the button that only closes */
  readonly dismiss?: string;
  /** fields among them get the failure, to show what is wrong with them */
  readonly children: ComponentChildren | ((failure: unknown) => ComponentChildren);
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<void>;
}

/** Asks before something is done. Stays open and shows the error if that failed. */
export function Confirmation(properties: ConfirmationProperties): JSX.Element {
  const { title, action, dismiss = messages.cancel, children, onClose, onConfirm } = properties;
  const { busy, failure, perform } = useAction();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void perform(onConfirm).then((done) => done && onClose());
        }}
      >
        {typeof children === 'function' ? children(failure) : children}
        <InlineError error={failure} />
        <div class="button-row">
          <button type="button" onClick={onClose}>
            {dismiss}
          </button>
          <button type="submit" class="primary" aria-disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface DialogProperties {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog. Escape closes it, and the focus returns to the element that opened it. */
export function Dialog({ title, onClose, children }: DialogProperties): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    box.current?.showModal();
    return () => opener instanceof HTMLElement && opener.focus();
  }, []);
  return (
    <dialog ref={box} class="dialog" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
