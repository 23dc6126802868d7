import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';

const said = wordsOf({
  ko: {
    tried: (attempts: string, since: string) => `${since}부터 ${attempts}번 시도`,
    fact: '사실',
    lastError: '마지막 오류',
    noError: '기록된 오류가 없습니다.',
    payloads: (many: number) => `전달할 내용 ${many}건`,
    retry: (id: number) => `전달 ${id} 다시 시도`,
    name: (id: number, reaction: string) => `전달 ${id}: ${reaction}`,
  },
  en: {
    tried: (attempts: string, since: string) => `Tried ${attempts} times since ${since}`,
    fact: 'Fact',
    lastError: 'Last error',
    noError: 'No error was noted.',
    payloads: (many: number) => (many === 1 ? '1 payload' : `${many} payloads`),
    retry: (id: number) => `Retry delivery ${id}`,
    name: (id: number, reaction: string) => `Delivery ${id}: ${reaction}`,
  },
});

interface ParkedDeliveryProperties {
  readonly delivery: components['schemas']['FailedEventView'];
  readonly busy: boolean;
  readonly onRetry: () => void;
}

export function DeadLetter({ delivery, busy, onRetry }: ParkedDeliveryProperties): JSX.Element {
  const { deliveryId, reaction, fact, payloads, attempts, lastError, createdAt } = delivery;
  return (
    <article class="card">
      <h2>{said.name(deliveryId, reaction)}</h2>
      <p class="hint">
        {said.fact}: <code>{fact}</code> · {said.tried(count(attempts), moment(createdAt))}
      </p>
      <h3>{said.lastError}</h3>
      <pre class="readable">{lastError ?? said.noError}</pre>
      <details>
        <summary>{said.payloads(payloads.length)}</summary>
        <pre class="readable">{JSON.stringify(payloads, undefined, 2)}</pre>
      </details>
      <div class="choices">
        <button type="button" disabled={busy} onClick={onRetry}>
          {said.retry(deliveryId)}
        </button>
      </div>
    </article>
  );
}
