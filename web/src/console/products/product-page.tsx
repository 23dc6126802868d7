import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Answer } from '../../ground/answer';
import { useAsked } from '../../ground/asking';
import { wordsOf } from '../../ground/language';
import { goTo, linkTo } from '../../ground/route';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Confirmation } from '../../ground/confirmation';
import { PageHeading } from '../page-heading';
import { ProductForm, type ProductTerms } from './product-form';
import { StockPanel } from './stock-panel';

const said = wordsOf({
  ko: {
    product: '상품',
    save: '저장',
    saved: '상품을 저장했어요.',
    remove: '상품 삭제',
    removed: '상품을 삭제했어요.',
    removeWhy: (name: string) =>
      `${name} 상품이 쇼핑몰에서 사라져요. 지난 주문 내역은 그대로 남아요. 되돌릴 수 없어요.`,
    deal: '이 상품으로 핫딜 만들기',
    details: '상품 정보',
  },
  en: {
    product: 'Product',
    save: 'Save',
    saved: 'Product saved.',
    remove: 'Delete product',
    removed: 'Product deleted.',
    removeWhy: (name: string) => `${name} will be removed from the shop. Past orders are kept. This cannot be undone.`,
    deal: 'Create a deal with this product',
    details: 'Details',
  },
});

export function ProductPage({ productId }: { readonly productId: number }): JSX.Element {
  const path = { productId };
  const product = useAsked(
    () => answerOf(shop.api.GET('/api/products/{productId}', { params: { path } })),
    [productId],
  );
  const [removing, setRemoving] = useState(false);
  const save = async (body: ProductTerms): Promise<void> => {
    await answerOf(shop.api.PUT('/api/products/{productId}', { params: { path }, body }));
    toast(said.saved);
    product.again();
  };
  const remove = async (): Promise<void> => {
    await answerOf(shop.api.DELETE('/api/products/{productId}', { params: { path } }));
    toast(said.removed);
    goTo('/products');
  };
  const { value } = product;
  return (
    <>
      <PageHeading title={value?.productName ?? said.product}>
        {value !== undefined && (
          <div class="choices">
            <a class="button" href={linkTo('/deals/new', { products: String(productId) })}>
              {said.deal}
            </a>
            <button type="button" onClick={() => setRemoving(true)}>
              {said.remove}
            </button>
          </div>
        )}
      </PageHeading>
      <Answer to={product}>
        {(known) => (
          <div class="side-by-side">
            <section>
              <h2>{said.details}</h2>
              <ProductForm product={known} action={said.save} onSave={save} />
            </section>
            <StockPanel productId={productId} />
          </div>
        )}
      </Answer>
      {removing && (
        <Confirmation title={said.remove} action={said.remove} onClose={() => setRemoving(false)} onConfirm={remove}>
          <p>{said.removeWhy(value?.productName ?? '')}</p>
        </Confirmation>
      )}
    </>
  );
}
