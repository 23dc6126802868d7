import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { toast } from '../../ui/toasts';
import type { Coupon } from './coupon-words';

const messages = translations({
  ko: {
    end: '발급 종료',
    endWhy: (name: string) =>
      `‘${name}’의 발급이 끝나 더 이상 받을 수 없어요. 이미 받은 쿠폰은 그대로 쓸 수 있어요. 되돌릴 수 없어요.`,
    ended: '쿠폰 발급을 종료했어요.',
    revoke: '쿠폰 사용 중지',
    revokeWhy: (name: string, issued: string) =>
      `‘${name}’의 발급이 끝나고, 이미 발급된 쿠폰(${issued}장)도 새 주문에 쓸 수 없어요. 되돌릴 수 없어요.`,
    revoked: '쿠폰 사용을 중지했어요.',
  },
  en: {
    end: 'End issuing',
    endWhy: (name: string) =>
      `No one can get ${name} any more. Coupons already issued stay valid. This cannot be undone.`,
    ended: 'Issuing ended.',
    revoke: 'Revoke coupon',
    revokeWhy: (name: string, issued: string) =>
      `Issuing of ${name} ends, and coupons already issued (${issued}) can no longer be used on new orders. This cannot be undone.`,
    revoked: 'Coupon revoked.',
  },
});

export type CouponChange = 'end' | 'revoke';

interface CouponChangeDialogProperties {
  readonly change: CouponChange;
  readonly coupon: Coupon;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Asks before no more of a coupon are issued, and before those issued become worthless. */
export function CouponChangeDialog(properties: CouponChangeDialogProperties): JSX.Element {
  const { change, coupon, onClose, onChanged } = properties;
  const { couponId, name, quantity, remaining } = coupon;
  const params = { path: { couponId } };
  const confirm = async (): Promise<void> => {
    if (change === 'end') await answerOf(shop.api.DELETE('/api/coupons/{couponId}', { params }));
    else await answerOf(shop.api.POST('/api/coupons/{couponId}/revoke', { params }));
    toast(change === 'end' ? messages.ended : messages.revoked);
    onChanged();
  };
  return (
    <Confirmation title={messages[change]} action={messages[change]} onClose={onClose} onConfirm={confirm}>
      <p>{change === 'end' ? messages.endWhy(name) : messages.revokeWhy(name, count(quantity - remaining))}</p>
    </Confirmation>
  );
}
