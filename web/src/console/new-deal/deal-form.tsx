import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { faults, told } from '../../ground/failures';
import { Field } from '../../ground/field';
import { count } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { goTo } from '../../ground/route';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Intent } from '../intent';
import { withOffset } from './local-time';
import { findOffers, MOST_PRODUCTS, type Offers } from './offers';
import { missingIds } from './pick-by-ids';
import { PricePreview } from './price-preview';
import { StartChoice } from './start-choice';

const said = wordsOf({
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
  readonly offers: Offers;
  readonly onRemove: (productIds: readonly number[]) => void;
}

export function DealForm({ offers, onRemove }: DealFormProperties): JSX.Element {
  const intent = useRef(new Intent());
  const [discount, setDiscount] = useState('10');
  const [duration, setDuration] = useState('7');
  const [start, setStart] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [missing, setMissing] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const wrong = faults(failure);
  const productIds = [...offers.keys()];
  const create = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    setMissing([]);
    const terms = { eventDiscount: Number(discount), eventDuration: Number(duration), productIds };
    try {
      const { eventId } = await intent.current.carryOut({ ...terms, start }, ({ key, at }) => {
        const startEventTime = start === undefined ? new Date(at).toISOString() : withOffset(start);
        const body = { eventType: 'HOT_DEAL' as const, startEventTime, ...terms };
        return answerOf(shop.api.POST('/api/event/create', { body, params: { header: { 'Idempotency-Key': key } } }));
      });
      toast(said.created(count(productIds.length)));
      goTo(`/deals/${eventId}`);
    } catch (error) {
      setFailure(error);
      if (error instanceof ShopError && error.code === 'PRODUCT_NOT_FOUND')
        setMissing(
          await findOffers(productIds).then(
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
      <h2>{said.terms}</h2>
      <div class="card">
        <div class="filters">
          <Field
            label={said.discount}
            type="number"
            required
            min={1}
            max={99}
            value={discount}
            onValue={setDiscount}
            fault={wrong.get('eventDiscount')}
          />
          <Field
            label={said.duration}
            type="number"
            required
            min={1}
            max={365}
            value={duration}
            onValue={setDuration}
            fault={wrong.get('eventDuration')}
          />
        </div>
        <StartChoice start={start} onStart={setStart} fault={wrong.get('startEventTime')} />
        <PricePreview offers={offers} discount={Number(discount)} onRemove={onRemove} />
        <div role="alert" class="fault">
          {productIds.length > MOST_PRODUCTS && <p>{said.tooMany(count(MOST_PRODUCTS))}</p>}
          {failure !== undefined && <p>{missing.length > 0 ? missingIds(missing) : told(failure)}</p>}
          {wrong.get('productIds') !== undefined && <p>{wrong.get('productIds')}</p>}
        </div>
        <div class="choices">
          {missing.length > 0 && (
            <button
              type="button"
              onClick={() => {
                onRemove(missing);
                setMissing([]);
                setFailure(undefined);
              }}
            >
              {said.takeOut}
            </button>
          )}
          <button
            type="submit"
            class="primary"
            disabled={busy || productIds.length === 0 || productIds.length > MOST_PRODUCTS}
          >
            {said.create}
          </button>
        </div>
      </div>
    </form>
  );
}
