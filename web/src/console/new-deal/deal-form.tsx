import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { errorMessage, fieldErrors } from '../../api/error-messages';
import { IdempotentRequest } from '../../api/idempotency';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { withOffset } from '../../i18n/local-time';
import { goTo } from '../../navigation/route';
import { Field } from '../../ui/field';
import { toast } from '../../ui/toasts';
import { findProducts, MAX_PRODUCTS, type ChosenProducts } from './chosen-products';
import { missingIdsMessage } from './pick-by-ids';
import { PricePreview } from './price-preview';
import { StartChoice } from './start-choice';

const messages = translations({
  ko: {
    terms: '할인 조건',
    discount: '할인율 (%)',
    duration: '기간 (일)',
    create: '핫딜 만들기',
    created: (products: string) => `상품 ${products}개로 핫딜을 만들었어요.`,
    tooMany: (most: string) => `핫딜 하나에 상품을 ${most}개까지 넣을 수 있어요.`,
    takeOut: '없는 상품 빼기',
  },
  en: {
    terms: 'Terms',
    discount: 'Discount (%)',
    duration: 'Duration (days)',
    create: 'Create deal',
    created: (products: string) => `Deal created with ${products} ${products === '1' ? 'product' : 'products'}.`,
    tooMany: (most: string) => `A deal can include up to ${most} products.`,
    takeOut: 'Remove missing products',
  },
});

interface DealFormProperties {
  readonly products: ChosenProducts;
  readonly onRemove: (productIds: readonly number[]) => void;
}

export function DealForm({ products, onRemove }: DealFormProperties): JSX.Element {
  const idempotent = useRef(new IdempotentRequest());
  const [discount, setDiscount] = useState('10');
  const [duration, setDuration] = useState('7');
  const [start, setStart] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [missing, setMissing] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const errors = fieldErrors(failure);
  const productIds = [...products.keys()];
  const create = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    setMissing([]);
    const terms = { eventDiscount: Number(discount), eventDuration: Number(duration), productIds };
    try {
      const { eventId } = await idempotent.current.send({ ...terms, start }, ({ key, at }) => {
        const startEventTime = start === undefined ? new Date(at).toISOString() : withOffset(start);
        const body = { eventType: 'HOT_DEAL' as const, startEventTime, ...terms };
        return answerOf(shop.api.POST('/api/event/create', { body, params: { header: { 'Idempotency-Key': key } } }));
      });
      toast(messages.created(count(productIds.length)));
      goTo(`/deals/${eventId}`);
    } catch (error) {
      setFailure(error);
      if (error instanceof ShopError && error.code === 'PRODUCT_NOT_FOUND')
        setMissing(
          await findProducts(productIds).then(
            ({ missing: none }) => none,
            () => [],
          ),
        );
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <h2>{messages.terms}</h2>
      <div class="card">
        <div class="filters">
          <Field
            label={messages.discount}
            type="number"
            required
            min={1}
            max={99}
            value={discount}
            onValue={setDiscount}
            error={errors.get('eventDiscount')}
          />
          <Field
            label={messages.duration}
            type="number"
            required
            min={1}
            max={365}
            value={duration}
            onValue={setDuration}
            error={errors.get('eventDuration')}
          />
        </div>
        <StartChoice start={start} onStart={setStart} error={errors.get('startEventTime')} />
        <PricePreview products={products} discount={Number(discount)} onRemove={onRemove} />
        <div role="alert" class="error">
          {productIds.length > MAX_PRODUCTS && <p>{messages.tooMany(count(MAX_PRODUCTS))}</p>}
          {failure !== undefined && <p>{missing.length > 0 ? missingIdsMessage(missing) : errorMessage(failure)}</p>}
          {errors.get('productIds') !== undefined && <p>{errors.get('productIds')}</p>}
        </div>
        <div class="button-row">
          {missing.length > 0 && (
            <button
              type="button"
              onClick={() => {
                onRemove(missing);
                setMissing([]);
                setFailure(undefined);
              }}
            >
              {messages.takeOut}
            </button>
          )}
          <button
            type="submit"
            class="primary"
            disabled={busy || productIds.length === 0 || productIds.length > MAX_PRODUCTS}
          >
            {messages.create}
          </button>
        </div>
      </div>
    </form>
  );
}
