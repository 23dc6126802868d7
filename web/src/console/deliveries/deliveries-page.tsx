import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePages } from '../../ground/asking';
import { useAttempt } from '../../ground/attempt';
import { wordsOf } from '../../ground/language';
import { ListOf } from '../../ground/list-of';
import { Failure } from '../../ground/notices';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { useFresh } from '../fresh';
import { PageHeading } from '../page-heading';
import { DeadLetter } from './parked-delivery';
import { retryDelivery } from './retry-delivery';

const said = wordsOf({
  ko: {
    deliveries: '멈춰 있는 전달',
    why: '주문 처리나 알림처럼 상점 안에서 이어지는 일 가운데 여러 번 실패하여 따로 둔 것입니다. 상품 배송과는 관계가 없습니다. 다시 시도하면 처음부터 다시 전달합니다.',
    none: '멈춰 있는 전달이 없습니다.',
    retryAll: '보이는 것 모두 다시 시도',
    retried: (done: number) => `${done}건을 다시 보냈습니다.`,
  },
  en: {
    deliveries: 'Parked deliveries',
    why: 'What one part of the shop tells another, such as an order to be settled: these failed so often that they were set aside. A retry sends them on their way again.',
    none: 'No delivery is parked.',
    retryAll: 'Retry all shown',
    retried: (done: number) => (done === 1 ? '1 delivery is on its way again.' : `${done} are on their way again.`),
  },
});

export function DeliveriesPage(): JSX.Element {
  const pages = usePages((cursor) => {
    const query = { state: 'parked' as const, ...(cursor !== undefined && { cursor }) };
    return answerOf(shop.api.GET('/api/admin/deliveries', { params: { query } }));
  }, []);
  useFresh(pages.again);
  const { busy, failure, attempt } = useAttempt();
  const shown = pages.value ?? [];
  const retry = async (deliveryIds: readonly number[]): Promise<void> => {
    let done = 0;
    await attempt(async () => {
      for (const deliveryId of deliveryIds) {
        await retryDelivery(deliveryId);
        done += 1;
      }
    });
    if (done > 0) toast(said.retried(done));
    pages.again();
  };
  return (
    <>
      <PageHeading title={said.deliveries}>
        {shown.length > 0 && (
          <button type="button" disabled={busy} onClick={() => void retry(shown.map(({ deliveryId }) => deliveryId))}>
            {said.retryAll}
          </button>
        )}
      </PageHeading>
      <p class="hint">{said.why}</p>
      {failure !== undefined && <Failure error={failure} />}
      <ListOf pages={pages} none={said.none}>
        {(deliveries) => (
          <ul class="stack">
            {deliveries.map((delivery) => (
              <li key={delivery.deliveryId}>
                <DeadLetter delivery={delivery} busy={busy} onRetry={() => void retry([delivery.deliveryId])} />
              </li>
            ))}
          </ul>
        )}
      </ListOf>
    </>
  );
}
