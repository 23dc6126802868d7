import { ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { focusRefusedField } from '../../api/action';
import { errorMessage, fieldErrors } from '../../api/error-messages';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { UnsavedChanges } from '../../ui/unsaved-changes';
import { AppearanceFields } from './appearance-fields';
import { findProducts, MAX_PRODUCTS, type ProductChoice } from './chosen-products';
import type { DealTerms } from './deal-terms';
import { missingIdsMessage } from './pick-by-ids';
import { PricePreview } from './price-preview';
import { WindowFields } from './window-fields';

const messages = translations({
  ko: {
    terms: '할인 조건',
    discount: '할인율 (%)',
    tooMany: (most: string) => `핫딜 하나에 상품을 ${most}개까지 넣을 수 있어요.`,
    takeOut: '없는 상품 빼기',
  },
  en: {
    terms: 'Terms',
    discount: 'Discount (%)',
    tooMany: (most: string) => `A deal can include up to ${most} products.`,
    takeOut: 'Remove missing products',
  },
});

interface DealFormProperties {
  readonly initial: DealTerms;
  readonly action: string;
  readonly choice: ProductChoice;
  readonly onSave: (terms: DealTerms, productIds: readonly number[]) => Promise<void>;
}

export function DealForm({ initial, action, choice, onSave }: DealFormProperties): JSX.Element {
  const { products, onRemove } = choice;
  const [untouched] = useState(initial);
  const [terms, setTerms] = useState(untouched);
  const onTerms = (change: Partial<DealTerms>): void => setTerms((before) => ({ ...before, ...change }));
  const [failure, setFailure] = useState<unknown>();
  const [missing, setMissing] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const errors = fieldErrors(failure);
  const productIds = [...products.keys()];
  const save = async (form: HTMLFormElement): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    setMissing([]);
    try {
      await onSave(terms, productIds);
    } catch (error) {
      setFailure(error);
      focusRefusedField(form);
      if (error instanceof ShopError && error.code === 'PRODUCT_NOT_FOUND') setMissing(await missingOf(productIds));
    } finally {
      setBusy(false);
    }
  };
  const takeOut = (): void => {
    onRemove(missing);
    setMissing([]);
    setFailure(undefined);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save(event.currentTarget);
      }}
    >
      <h2>{messages.terms}</h2>
      <div class="card">
        <AppearanceFields terms={terms} onTerms={onTerms} errors={errors} />
        <Field
          label={messages.discount}
          type="number"
          required
          min={1}
          max={99}
          value={terms.discount}
          onValue={(discount) => onTerms({ discount })}
          error={errors.get('eventDiscount')}
        />
        <WindowFields terms={terms} onTerms={onTerms} errors={errors} />
        <PricePreview products={products} discount={Number(terms.discount)} onRemove={onRemove} />
        <div role="alert" class="error">
          {productIds.length > MAX_PRODUCTS && <p>{messages.tooMany(count(MAX_PRODUCTS))}</p>}
          {failure !== undefined && <p>{missing.length > 0 ? missingIdsMessage(missing) : errorMessage(failure)}</p>}
          {errors.get('productIds') !== undefined && <p>{errors.get('productIds')}</p>}
        </div>
        <div class="button-row">
          {missing.length > 0 && (
            <button type="button" onClick={takeOut}>
              {messages.takeOut}
            </button>
          )}
          <button
            type="submit"
            class="primary"
            disabled={productIds.length === 0 || productIds.length > MAX_PRODUCTS}
            aria-disabled={busy}
          >
            {action}
          </button>
        </div>
      </div>
      <UnsavedChanges isChanged={terms !== untouched || choice.isChanged} />
    </form>
  );
}

async function missingOf(productIds: readonly number[]): Promise<readonly number[]> {
  try {
    return (await findProducts(productIds)).missing;
  } catch {
    return [];
  }
}
