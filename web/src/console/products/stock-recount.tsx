import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { InlineError } from '../../ui/notices';

const messages = translations({
  ko: {
    why: '변동 내역을 모두 더해 재고를 다시 계산해요. 판매 중에도 할 수 있어요.',
    recount: '재고 다시 계산',
    same: (units: string) => `재고가 변동 내역과 일치해요 (${units}개).`,
    corrected: (before: string, after: string) => `재고를 ${before}개에서 ${after}개로 바로잡았어요.`,
    released: (orders: string) => `끝난 주문 ${orders}건이 잡고 있던 재고를 풀었어요.`,
  },
  en: {
    why: 'Adds up the whole stock history and corrects the stock by it. Customers can go on buying meanwhile.',
    recount: 'Recount stock',
    same: (units: string) => `The stock agrees with its history (${units}).`,
    corrected: (before: string, after: string) => `The stock was corrected from ${before} to ${after}.`,
    released: (orders: string) =>
      orders === '1'
        ? 'Units that 1 finished order still held were released.'
        : `Units that ${orders} finished orders still held were released.`,
  },
});

interface RecountProperties {
  readonly productId: number;
  readonly onChanged: () => void;
}

/** Sets the stock to what its history says, and shows what that has changed. */
export function Recount({ productId, onChanged }: RecountProperties): JSX.Element {
  const [result, setResult] = useState<readonly string[]>([]);
  const { busy, failure, perform } = useAction();
  const recount = async (): Promise<void> => {
    setResult([]);
    const params = { path: { productId } };
    const outcome = await answerOf(shop.api.POST('/api/inventory/{productId}/sync', { params }));
    const { before, after, releasedOrders } = outcome;
    setResult([
      before === after ? messages.same(count(after)) : messages.corrected(count(before), count(after)),
      ...(releasedOrders > 0 ? [messages.released(count(releasedOrders))] : []),
    ]);
    onChanged();
  };
  return (
    <div class="stock-action">
      <p class="hint">{messages.why}</p>
      <button type="button" aria-disabled={busy} onClick={() => void perform(recount)}>
        {messages.recount}
      </button>
      <div role="status">
        {result.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      <InlineError error={failure} />
    </div>
  );
}
