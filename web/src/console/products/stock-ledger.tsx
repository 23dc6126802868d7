import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { shop } from '../../api/shop';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { PagedList } from '../../ui/query-views';
import { DataTable } from '../ui/data-table';
import type { Movement } from './stock-views';

const messages = translations({
  ko: {
    title: '재고 변동 내역',
    why: '이 상품의 재고가 바뀐 모든 내역이에요. 최근 내역이 먼저 보여요.',
    none: '아직 재고가 바뀐 적이 없어요',
    kind: '구분',
    change: '변동',
    order: '주문번호',
    at: '시각',
    ORDER: '주문',
    CANCEL: '주문 취소',
    INCREASE: '재고 추가',
    RESET: '재고 설정',
    RETURN: '반품',
    returned: (id: number) => `반품 ${id}`,
  },
  en: {
    title: 'Stock history',
    why: 'Every change of the stock of this product, the latest first.',
    none: 'The stock has not changed yet',
    kind: 'Type',
    change: 'Change',
    order: 'Order',
    at: 'Time',
    ORDER: 'Order',
    CANCEL: 'Order cancelled',
    INCREASE: 'Stock added',
    RESET: 'Stock set',
    RETURN: 'Return',
    returned: (id: number) => `Return ${id}`,
  },
});

interface StockLedgerProperties {
  readonly productId: number;
  /** changes whenever the stock was changed here; makes the list load again */
  readonly changes: number;
}

/** Every change of the stock of a product, with the orders that made it. */
export function StockLedger({ productId, changes }: StockLedgerProperties): JSX.Element {
  const movements = usePagedQuery(
    (cursor) => {
      const params = { path: { productId }, query: { ...(cursor !== undefined && { cursor }) } };
      return answerOf(shop.api.GET('/api/stocks/product/{productId}/movements', { params }));
    },
    [productId, changes],
  );
  return (
    <section>
      <h2>{messages.title}</h2>
      <p class="hint">{messages.why}</p>
      <PagedList query={movements} empty={messages.none}>
        {(items) => (
          <DataTable
            label={messages.title}
            columns={[messages.at, messages.kind, `#${messages.change}`, messages.order]}
          >
            {items.map((movement) => (
              <Row key={movement.movementId} movement={movement} />
            ))}
          </DataTable>
        )}
      </PagedList>
    </section>
  );
}

function Row({ movement }: { readonly movement: Movement }): JSX.Element {
  const { kind, delta, orderId, returnId, movedAt } = movement;
  return (
    <tr>
      <td>{dateTime(movedAt)}</td>
      <th scope="row">{returnId === null ? messages[kind] : messages.returned(returnId)}</th>
      <td class={delta > 0 ? 'number success' : 'number'}>{signed(delta)}</td>
      <td>{orderId !== null && <a href={linkTo(`/orders/${orderId}`)}>{orderId}</a>}</td>
    </tr>
  );
}

function signed(delta: number): string {
  return delta > 0 ? `+${count(delta)}` : `${delta < 0 ? '−' : ''}${count(Math.abs(delta))}`;
}
