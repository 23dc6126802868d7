import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { Properties } from '../ui/properties';
import { DecideReturnDialog, type ReturnDecision } from './decide-return-dialog';
import { ReturnLines } from '../parcels/return-lines';
import type { Return } from '../parcels/shipping-views';

const messages = translations({
  ko: {
    title: (id: number, order: number) => `반품 ${id} · 주문 ${order}`,
    order: '주문번호',
    requested: '신청 시각',
    reason: '반품 사유',
    noReason: '적지 않았어요',
    complete: '반품 완료',
    reject: '반품 거절',
  },
  en: {
    title: (id: number, order: number) => `Return ${id} · order ${order}`,
    order: 'Order',
    requested: 'Requested',
    reason: 'Reason',
    noReason: 'not given',
    complete: 'Complete return',
    reject: 'Reject return',
  },
});

interface ReturnCardProperties {
  readonly returned: Return;
  readonly nameOf: (productId: number) => string;
  readonly onChanged: () => void;
}

/** A return that waits for a decision. */
export function ReturnCard({ returned, nameOf, onChanged }: ReturnCardProperties): JSX.Element {
  const { returnId, orderId, requestedAt, reason } = returned;
  const title = messages.title(returnId, orderId);
  const [decision, decide] = useState<ReturnDecision>();
  return (
    <article class="card return" aria-label={title}>
      <h2>{title}</h2>
      <Properties
        properties={[
          [messages.order, <a href={linkTo(`/orders/${orderId}`)}>{orderId}</a>],
          [messages.requested, dateTime(requestedAt)],
          [messages.reason, <span class="note">{reason ?? messages.noReason}</span>],
        ]}
      />
      <ReturnLines returned={returned} nameOf={nameOf} />
      <div class="button-row">
        <button type="button" onClick={() => decide('REJECTED')}>
          {messages.reject}
        </button>
        <button type="button" onClick={() => decide('COMPLETED')}>
          {messages.complete}
        </button>
      </div>
      {decision !== undefined && (
        <DecideReturnDialog
          returned={returned}
          decision={decision}
          onClose={() => decide(undefined)}
          onChanged={onChanged}
        />
      )}
    </article>
  );
}
