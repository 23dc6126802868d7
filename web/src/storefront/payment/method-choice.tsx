import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { shopInformation } from '../../api/shop-information';
import { translations } from '../../i18n/language';
import type { PaymentMethod } from './order-payment';
import { methodLabel } from './payment-labels';

const messages = translations({
  ko: {
    title: '결제 수단',
    CARD: '결제 창에서 카드를 골라 결제해요.',
    TRANSFER: '은행 계좌에서 바로 이체해요.',
    MOBILE_PHONE: '휴대폰 요금에 합산돼요.',
    VIRTUAL_ACCOUNT: '계좌번호를 받아 기한까지 입금해요.',
    POINTS: '가지고 있는 포인트로 바로 결제해요.',
  },
  en: {
    title: 'Payment method',
    CARD: 'You pay on the page of our payment provider.',
    TRANSFER: 'Pay directly from your bank account.',
    MOBILE_PHONE: 'Added to your phone bill.',
    VIRTUAL_ACCOUNT: 'You get an account number and transfer the money in time.',
    POINTS: 'Paid at once with your points.',
  },
});

/** The methods of this shop, the usual one first, each once. */
export function offeredMethods(): readonly PaymentMethod[] {
  return [...new Set(shopInformation.value?.paymentMethods.map(({ method }) => method))];
}

interface MethodChoiceProperties {
  readonly method: PaymentMethod;
  readonly onChoose: (method: PaymentMethod) => void;
}

/** Nothing where there is only one way to pay. */
export function MethodChoice({ method, onChoose }: MethodChoiceProperties): JSX.Element | null {
  const name = useId();
  const methods = offeredMethods();
  if (methods.length < 2) return null;
  return (
    <fieldset class="options">
      <legend>{messages.title}</legend>
      {methods.map((one) => (
        <label key={one} class="option">
          <input type="radio" name={name} checked={one === method} onChange={() => onChoose(one)} />
          <span>
            <strong>{methodLabel(one)}</strong> <small class="hint">{messages[one]}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
