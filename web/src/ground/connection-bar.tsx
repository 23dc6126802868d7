import type { JSX } from 'preact';
import { wordsOf } from './language';
import { isOffline, live } from './shop';

const said = wordsOf({
  ko: { lost: '연결이 끊겼습니다. 다시 연결하는 중이며, 놓친 소식은 곧 도착합니다.' },
  en: { lost: 'The connection is lost. Reconnecting; what you miss arrives then.' },
});

/** Says that what is shown may be old, for as long as that is so. */
export function ConnectionBar(): JSX.Element {
  return (
    <div role="status" aria-live="polite">
      {(live.value === 'lost' || isOffline.value) && <p class="connection-bar">{said.lost}</p>}
    </div>
  );
}
