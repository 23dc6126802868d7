import { answerOf, type components, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../../ground/asking';
import { useAttempt } from '../../ground/attempt';
import { count, moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { Failure } from '../../ground/notices';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { HealthHeading } from './health-heading';
import { useRefreshOn } from '../../ground/refresh';

const said = wordsOf({
  ko: {
    why: '주문 처리나 알림 같은 내부 작업 중에 여러 번 실패해 멈춘 이벤트예요. 다시 시도하면 처음부터 다시 처리해요.',
    none: '실패한 이벤트가 없어요',
    retryAll: '표시된 이벤트 모두 다시 시도',
    retried: (done: number) => `이벤트 ${done}건을 다시 시도하고 있어요.`,
    tried: (attempts: string, since: string) => `${since}부터 ${attempts}번 시도`,
    event: '이벤트',
    lastError: '마지막 오류',
    noError: '기록된 오류가 없어요.',
    payloads: (many: number) => `내용 ${many}건`,
    retry: (id: number) => `이벤트 ${id} 다시 시도`,
    name: (id: number, handler: string) => `이벤트 ${id}: ${handler}`,
  },
  en: {
    why: 'Internal events, such as completing an order, that failed repeatedly and were set aside. Retry an event to process it again.',
    none: 'No failed events',
    retryAll: 'Retry all shown',
    retried: (done: number) => (done === 1 ? 'Retrying 1 event.' : `Retrying ${done} events.`),
    tried: (attempts: string, since: string) => `${attempts} attempts since ${since}`,
    event: 'Event',
    lastError: 'Last error',
    noError: 'No error was recorded.',
    payloads: (many: number) => (many === 1 ? '1 payload' : `${many} payloads`),
    retry: (id: number) => `Retry event ${id}`,
    name: (id: number, handler: string) => `Event ${id}: ${handler}`,
  },
});

type Failed = components['schemas']['FailedEventView'];

export function FailedEventsPage(): JSX.Element {
  const pages = usePages((cursor) => {
    const query = { state: 'parked' as const, ...(cursor !== undefined && { cursor }) };
    return answerOf(shop.api.GET('/api/admin/failed-events', { params: { query } }));
  }, []);
  useRefreshOn(pages.again);
  const { busy, failure, attempt } = useAttempt();
  const shown = pages.value ?? [];
  const retry = async (ids: readonly number[]): Promise<void> => {
    let done = 0;
    await attempt(async () => {
      for (const id of ids) {
        await retryEvent(id);
        done += 1;
      }
    });
    if (done > 0) toast(said.retried(done));
    pages.again();
  };
  return (
    <>
      <HealthHeading view="failed-events">
        {shown.length > 0 && (
          <button type="button" disabled={busy} onClick={() => void retry(shown.map(({ deliveryId }) => deliveryId))}>
            {said.retryAll}
          </button>
        )}
      </HealthHeading>
      <p class="hint">{said.why}</p>
      {failure !== undefined && <Failure error={failure} />}
      <ListOf pages={pages} none={said.none}>
        {(events) => (
          <ul class="stack">
            {events.map((event) => (
              <li key={event.deliveryId}>
                <FailedEvent event={event} busy={busy} onRetry={() => void retry([event.deliveryId])} />
              </li>
            ))}
          </ul>
        )}
      </ListOf>
    </>
  );
}

interface FailedEventProperties {
  readonly event: Failed;
  readonly busy: boolean;
  readonly onRetry: () => void;
}

function FailedEvent({ event, busy, onRetry }: FailedEventProperties): JSX.Element {
  const { deliveryId, reaction: handler, fact: name, payloads, attempts, lastError, createdAt } = event;
  return (
    <article class="card">
      <h2>{said.name(deliveryId, handler)}</h2>
      <p class="hint">
        {said.event}: <code>{name}</code> · {said.tried(count(attempts), moment(createdAt))}
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

/** An event that is no longer in the list was retried by another administrator, which is fine. */
async function retryEvent(deliveryId: number): Promise<void> {
  const params = { path: { deliveryId } };
  try {
    await answerOf(shop.api.POST('/api/admin/failed-events/{deliveryId}/retry', { params }));
  } catch (error) {
    if (!(error instanceof ShopError) || error.code !== 'FAILED_EVENT_NOT_FOUND') throw error;
  }
}
