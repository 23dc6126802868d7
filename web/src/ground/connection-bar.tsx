import type { JSX } from 'preact';
import { wordsOf } from './language';
import { isOffline, live } from './shop';

const said = wordsOf({
  ko: { lost: '연결이 끊겼어요. 다시 연결하고 있어요.' },
  en: { lost: 'Connection lost. Reconnecting…' },
});

/** Says that what is shown may be old, for as long as that is so. */
export function ConnectionBar(): JSX.Element {
  return (
    <div role="status" aria-live="polite">
      {(live.value === 'lost' || isOffline.value) && <p class="connection-bar">{said.lost}</p>}
    </div>
  );
}
