import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo, route } from '../../navigation/route';
import { Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { useProductNames } from '../ui/product-names';
import { ReturnCard } from './return-card';
import { ReturnTable } from '../parcels/return-table';
import { ShipmentsHeading } from './shipments-heading';
import { ShippingIsOff } from './shipping-is-off';
import { RETURN_STATES, returnStateName } from '../parcels/shipping-words';

const messages = translations({
  ko: {
    status: '상태',
    all: '전체',
    why: '상품이 돌아온 것을 확인하고 완료하면, 재고에 다시 더해지고 고객에게 환불돼요.',
    none: '조건에 맞는 반품이 없어요',
    noneOpen: '처리할 반품이 없어요',
  },
  en: {
    status: 'Status',
    all: 'All',
    why: 'Complete a return when the goods are back: they go into stock again, and the customer is refunded.',
    none: 'No returns match your search',
    noneOpen: 'No returns to decide',
  },
});

const POLL_MS = 10_000;

/** What customers want to return, and what came of it. */
export function ReturnsPage(): JSX.Element {
  const chosen = route.value.query.get('status') ?? 'RETURN_REQUESTED';
  const status = RETURN_STATES.find((one) => one === chosen);
  const pages = usePagedQuery(
    (cursor) => {
      const query = { ...(status !== undefined && { status }), ...(cursor !== undefined && { cursor }) };
      return answerOf(shop.api.GET('/api/returns', { params: { query } }));
    },
    [status],
  );
  useReconnected(pages.refetch);
  usePolling(POLL_MS, pages.refetch);
  const nameOf = useProductNames((pages.value ?? []).flatMap(({ items }) => items).map(({ productId }) => productId));
  const isOpen = status === 'RETURN_REQUESTED';
  return (
    <>
      <ShipmentsHeading view="returns" />
      <ShippingIsOff />
      <div class="filters">
        <Select
          label={messages.status}
          value={status ?? 'ALL'}
          options={[...RETURN_STATES.map((one) => [one, returnStateName(one)] as const), ['ALL', messages.all]]}
          onValue={(one) => goTo('/shipments/returns', { status: one })}
        />
      </div>
      {isOpen && <p class="hint">{messages.why}</p>}
      <PagedList query={pages} empty={isOpen ? messages.noneOpen : messages.none}>
        {(returns) =>
          isOpen ? (
            <ul class="stack">
              {returns.map((one) => (
                <li key={one.returnId}>
                  <ReturnCard returned={one} nameOf={nameOf} onChanged={pages.refetch} />
                </li>
              ))}
            </ul>
          ) : (
            <ReturnTable returns={returns} nameOf={nameOf} />
          )
        }
      </PagedList>
    </>
  );
}
