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
    saved: '저장했습니다.',
    remove: '상품 삭제',
    removed: '삭제했습니다.',
    removeWhy: (name: string) =>
      `${name}: 상점에서 사라집니다. 지난 주문의 기록은 그대로 남습니다. 되돌릴 수 없습니다.`,
    deal: '이 상품으로 핫딜 만들기',
    details: '상품 정보',
  },
  en: {
    product: 'Product',
    save: 'Save product',
    saved: 'Saved.',
    remove: 'Delete product',
    removed: 'Deleted.',
    removeWhy: (name: string) =>
      `${name} will disappear from the shop. Past orders keep their record. This cannot be undone.`,
    deal: 'Create a deal with it',
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
