import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { wordsOf } from '../../ground/language';
import { goTo } from '../../ground/route';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Intent } from '../intent';
import { PageHeading } from '../page-heading';
import { ProductForm, type ProductTerms } from './product-form';

const said = wordsOf({
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
  const intent = useRef(new Intent());
  const create = async (body: ProductTerms): Promise<void> => {
    const { productId } = await intent.current.carryOut(body, ({ key }) =>
      answerOf(shop.api.POST('/api/products', { body, params: { header: { 'Idempotency-Key': key } } })),
    );
    toast(said.created(body.productName));
    goTo(`/products/${productId}`);
  };
  return (
    <>
      <PageHeading title={said.title} />
      <ProductForm action={said.action} onSave={create} />
    </>
  );
}
