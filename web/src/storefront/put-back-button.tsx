import type { JSX } from 'preact';
import { useAction } from '../api/action';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { InlineError } from '../ui/notices';
import { toast } from '../ui/toasts';
import { putBack } from './cart';

const messages = translations({
  ko: { putBack: '장바구니에 다시 담기', done: '상품을 다시 담았어요. 장바구니 보기' },
  en: { putBack: 'Put back into cart', done: 'Added to your cart. View cart' },
});

interface PutBackButtonProperties {
  readonly lines: Parameters<typeof putBack>[0];
}

/** For an order that failed after its lines had left the cart. */
export function PutBackButton({ lines }: PutBackButtonProperties): JSX.Element {
  const { busy, failure, perform } = useAction();
  const run = async (): Promise<void> => {
    await putBack(lines);
    toast(messages.done, linkTo('/cart'));
  };
  return (
    <>
      <button type="button" aria-disabled={busy} onClick={() => void perform(run)}>
        {messages.putBack}
      </button>
      <InlineError error={failure} />
    </>
  );
}
