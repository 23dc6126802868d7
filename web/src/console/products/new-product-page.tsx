import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { IdempotentRequest } from '../../api/idempotency';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo } from '../../navigation/route';
import { toast } from '../../ui/toasts';
import { PageHeading } from '../ui/page-heading';
import { ProductForm, type ProductTerms } from './product-form';

const messages = translations({
  ko: {
    title: '상품 등록',
    action: '등록',
    created: (name: string) => `${name} 상품을 등록했어요. 이제 재고를 입력해 주세요.`,
  },
  en: {
    title: 'New product',
    action: 'Create product',
    created: (name: string) => `${name} created. Now set its stock.`,
  },
});

export function NewProductPage(): JSX.Element {
  const idempotent = useRef(new IdempotentRequest());
  const create = async (body: ProductTerms): Promise<void> => {
    const { productId } = await idempotent.current.send(body, ({ key }) =>
      answerOf(shop.api.POST('/api/products', { body, params: { header: { 'Idempotency-Key': key } } })),
    );
    toast(messages.created(body.productName));
    goTo(`/products/${productId}`);
  };
  return (
    <>
      <PageHeading title={messages.title} />
      <ProductForm action={messages.action} onSave={create} />
    </>
  );
}
