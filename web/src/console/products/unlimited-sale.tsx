import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { toast } from '../../ui/toasts';

const messages = translations({
  ko: {
    why: '이용권이나 파일처럼 수량이 정해지지 않은 상품에 사용해요.',
    open: '수량 제한 없이 판매',
    title: '수량 제한 없이 판매할까요?',
    meaning: '이 상품은 품절되지 않아요. 재고를 설정하면 다시 그 수량까지만 판매해요.',
    started: '이제 수량 제한 없이 판매해요.',
  },
  en: {
    why: 'For products that do not run out, such as vouchers or files.',
    open: 'Sell without a limit',
    title: 'Sell without a limit?',
    meaning: 'This product will not sell out. Set its stock to sell no more than that again.',
    started: 'The product is now sold without a limit.',
  },
});

interface SellWithoutLimitProperties {
  readonly productId: number;
  readonly onChanged: () => void;
}

/** Makes a product one that never sells out, after a question. */
export function SellWithoutLimit({ productId, onChanged }: SellWithoutLimitProperties): JSX.Element {
  const [isAsking, ask] = useState(false);
  const start = async (): Promise<void> => {
    await answerOf(shop.api.POST('/api/stocks/product/{productId}/unlimited', { params: { path: { productId } } }));
    toast(messages.started);
    onChanged();
  };
  return (
    <div class="stock-action">
      <p class="hint">{messages.why}</p>
      <button type="button" onClick={() => ask(true)}>
        {messages.open}
      </button>
      {isAsking && (
        <Confirmation title={messages.title} action={messages.open} onClose={() => ask(false)} onConfirm={start}>
          <p>{messages.meaning}</p>
        </Confirmation>
      )}
    </div>
  );
}
