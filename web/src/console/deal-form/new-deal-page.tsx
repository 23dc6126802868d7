import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { errorMessage } from '../../api/error-messages';
import { IdempotentRequest } from '../../api/idempotency';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { goTo, route } from '../../navigation/route';
import { toast } from '../../ui/toasts';
import { PageHeading } from '../ui/page-heading';
import { findProducts, useProductChoice } from './chosen-products';
import { DealForm } from './deal-form';
import { bodyOf, type DealTerms, NEW_DEAL } from './deal-terms';
import { parseIds } from './parse-ids';
import { ProductPicker } from './product-picker';

const messages = translations({
  ko: {
    title: '핫딜 만들기',
    create: '핫딜 만들기',
    created: (products: string) => `상품 ${products}개로 핫딜을 만들었어요.`,
  },
  en: {
    title: 'New deal',
    create: 'Create deal',
    created: (products: string) => `Deal created with ${products} ${products === '1' ? 'product' : 'products'}.`,
  },
});

export function NewDealPage(): JSX.Element {
  const idempotent = useRef(new IdempotentRequest());
  const choice = useProductChoice();
  const preselected = route.value.query.get('products') ?? '';
  useEffect(() => {
    if (preselected === '') return;
    findProducts(parseIds(preselected)).then(
      ({ found }) => choice.preselect(found),
      (error: unknown) => toast(errorMessage(error)),
    );
  }, [preselected]);
  const create = async (terms: DealTerms, productIds: readonly number[]): Promise<void> => {
    const eventId = await idempotent.current.send({ terms, productIds }, async ({ key, at }) => {
      const body = bodyOf(terms, productIds, at);
      if (body === undefined) return undefined;
      const params = { header: { 'Idempotency-Key': key } };
      return (await answerOf(shop.api.POST('/api/event/create', { body, params }))).eventId;
    });
    if (eventId === undefined) return;
    toast(messages.created(count(productIds.length)));
    goTo(`/deals/${eventId}`);
  };
  return (
    <>
      <PageHeading title={messages.title} />
      <div class="side-by-side">
        <ProductPicker products={choice.products} onAdd={choice.onAdd} />
        <DealForm initial={NEW_DEAL} action={messages.create} choice={choice} onSave={create} />
      </div>
    </>
  );
}
