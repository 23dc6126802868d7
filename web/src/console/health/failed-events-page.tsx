import { answerOf, type components, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useAction } from '../../api/action';
import { usePagedQuery } from '../../api/query';
import { useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { ErrorNotice } from '../../ui/notices';
import { PagedList } from '../../ui/query-views';
import { toast } from '../../ui/toasts';
import { HealthHeading } from './health-heading';

const messages = translations({
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
  const pages = usePagedQuery((cursor) => {
    const query = { state: 'parked' as const, ...(cursor !== undefined && { cursor }) };
    return answerOf(shop.api.GET('/api/admin/failed-events', { params: { query } }));
  }, []);
  useRefreshOn(pages.refetch);
  const { busy, failure, perform } = useAction();
  const shown = pages.value ?? [];
  const retry = async (ids: readonly number[]): Promise<void> => {
    let done = 0;
    await perform(async () => {
      for (const id of ids) {
        await retryEvent(id);
        done += 1;
      }
    });
    if (done > 0) toast(messages.retried(done));
    pages.refetch();
  };
  return (
    <>
      <HealthHeading view="failed-events">
        {shown.length > 0 && (
          <button
            type="button"
            aria-disabled={busy}
            onClick={() => void retry(shown.map(({ deliveryId }) => deliveryId))}
          >
            {messages.retryAll}
          </button>
        )}
      </HealthHeading>
      <p class="hint">{messages.why}</p>
      {failure !== undefined && <ErrorNotice error={failure} />}
      <PagedList query={pages} empty={messages.none}>
        {(events) => (
          <ul class="stack">
            {events.map((event) => (
              <li key={event.deliveryId}>
                <FailedEvent event={event} busy={busy} onRetry={() => void retry([event.deliveryId])} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
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
      <h2>{messages.name(deliveryId, handler)}</h2>
      <p class="hint">
        {messages.event}: <code>{name}</code> · {messages.tried(count(attempts), dateTime(createdAt))}
      </p>
      <h3>{messages.lastError}</h3>
      <pre class="code-block">{lastError ?? messages.noError}</pre>
      <details>
        <summary>{messages.payloads(payloads.length)}</summary>
        <pre class="code-block">{JSON.stringify(payloads, undefined, 2)}</pre>
      </details>
      <div class="button-row">
        <button type="button" aria-disabled={busy} onClick={onRetry}>
          {messages.retry(deliveryId)}
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
