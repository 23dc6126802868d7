import type { JSX } from 'preact';
import { arePaymentsOn, shopInformation } from '../../api/shop-information';
import { translations } from '../../i18n/language';
import { methodName, providerName } from '../money/payment-words';

const messages = translations({
  ko: {
    title: '사용 중인 결제 수단',
    off: '결제를 사용하지 않는 쇼핑몰이에요. 이전에 받은 결제와 환불만 표시돼요.',
    charge: '고객이 직접 포인트를 충전할 수 있어요.',
    noCharge: '포인트는 관리자만 충전할 수 있어요.',
  },
  en: {
    title: 'Payment methods of this shop',
    off: 'Payments are turned off. Only earlier payments and refunds are shown.',
    charge: 'Customers can charge points themselves.',
    noCharge: 'Only administrators can charge points.',
  },
});

/** How customers can pay in this shop. */
export function PaymentMethods(): JSX.Element | null {
  const information = shopInformation.value;
  if (information === undefined) return null;
  if (!arePaymentsOn.value) return <p class="hint">{messages.off}</p>;
  return (
    <section class="payment-methods">
      <h2>{messages.title}</h2>
      <div class="card">
        <ul>
          {information.paymentMethods.map(({ method, provider }) => (
            <li key={`${method} ${provider}`}>
              <strong>{methodName(method)}</strong> <span class="hint">{providerName(provider)}</span>
            </li>
          ))}
        </ul>
        <p class="hint">{information.features.pointCharge ? messages.charge : messages.noCharge}</p>
      </div>
    </section>
  );
}
