import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { IdempotentRequest } from '../../api/idempotency';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo } from '../../navigation/route';
import { toast } from '../../ui/toasts';
import { PageHeading } from '../ui/page-heading';
import { CouponForm } from './coupon-form';
import { bodyOf, type CouponTerms } from './coupon-terms';

const messages = translations({
  ko: { title: '쿠폰 만들기', create: '쿠폰 만들기', created: (name: string) => `쿠폰을 만들었어요: ${name}` },
  en: { title: 'New coupon', create: 'Create coupon', created: (name: string) => `${name} created.` },
});

export function NewCouponPage(): JSX.Element {
  const idempotent = useRef(new IdempotentRequest());
  const create = async (terms: CouponTerms): Promise<void> => {
    const coupon = await idempotent.current.send(terms, async ({ key, at }) => {
      const body = bodyOf(terms, at);
      if (body === undefined) return undefined;
      const params = { header: { 'Idempotency-Key': key } };
      return answerOf(shop.api.POST('/api/coupons', { body, params }));
    });
    if (coupon === undefined) return;
    toast(messages.created(coupon.name));
    goTo(`/coupons/${coupon.couponId}`);
  };
  return (
    <>
      <PageHeading title={messages.title} />
      <CouponForm action={messages.create} onSave={create} />
    </>
  );
}
