import type { JSX } from 'preact';
import { shopInformation } from '../../api/shop-information';
import { translations } from '../../i18n/language';

const messages = translations({
  ko: { off: '배송을 사용하지 않는 쇼핑몰이에요. 이전 주문의 배송과 반품만 표시돼요.' },
  en: { off: 'Shipping is turned off. Only earlier shipments and returns are shown.' },
});

/** Says why a shop that ships nothing has shipments or returns; nothing in one that ships. */
export function ShippingIsOff(): JSX.Element | null {
  return shopInformation.value?.features.shipping === false ? <p class="hint">{messages.off}</p> : null;
}
