import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '../../api/query';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo, linkTo } from '../../navigation/route';
import { Confirmation } from '../../ui/dialog';
import { QueryView } from '../../ui/query-views';
import { toast } from '../../ui/toasts';
import { StockLedger } from './stock-ledger';
import { StockPanel } from './stock-panel';
import { PageHeading } from '../ui/page-heading';
import { ProductForm, type ProductTerms } from './product-form';
import { ProductVersions } from './product-versions';

const messages = translations({
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
  const product = useQuery(
    () => answerOf(shop.api.GET('/api/products/{productId}', { params: { path } })),
    [productId],
  );
  const [removing, setRemoving] = useState(false);
  const [changes, setChanges] = useState(0);
  const save = async (body: ProductTerms): Promise<void> => {
    await answerOf(shop.api.PUT('/api/products/{productId}', { params: { path }, body }));
    toast(messages.saved);
    product.refetch();
  };
  const remove = async (): Promise<void> => {
    await answerOf(shop.api.DELETE('/api/products/{productId}', { params: { path } }));
    toast(messages.removed);
    goTo('/products');
  };
  const { value } = product;
  return (
    <>
      <PageHeading title={value?.productName ?? messages.product}>
        {value !== undefined && (
          <div class="button-row">
            <a class="button" href={linkTo('/deals/new', { products: String(productId) })}>
              {messages.deal}
            </a>
            <button type="button" onClick={() => setRemoving(true)}>
              {messages.remove}
            </button>
          </div>
        )}
      </PageHeading>
      <QueryView query={product}>
        {(loaded) => (
          <>
            <div class="side-by-side">
              <section>
                <h2>{messages.details}</h2>
                <ProductForm product={loaded} action={messages.save} onSave={save} />
              </section>
              <StockPanel productId={productId} onChanged={() => setChanges((number) => number + 1)} />
            </div>
            <StockLedger productId={productId} changes={changes} />
            <ProductVersions productId={productId} updatedAt={loaded.updatedAt} />
          </>
        )}
      </QueryView>
      {removing && (
        <Confirmation
          title={messages.remove}
          action={messages.remove}
          onClose={() => setRemoving(false)}
          onConfirm={remove}
        >
          <p>{messages.removeWhy(value?.productName ?? '')}</p>
        </Confirmation>
      )}
    </>
  );
}
