import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../../api/query';
import { usePolling, useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { QueryView } from '../../ui/query-views';
import { arePaymentsShown } from '../money/shown-payments';
import { Properties } from '../ui/properties';
import { Recount } from './stock-recount';
import { StockFindings } from './stock-findings';
import { StockForm } from './stock-form';
import type { Inventory } from './stock-views';
import { SellWithoutLimit } from './unlimited-sale';

const messages = translations({
  ko: {
    stock: '재고',
    units: (units: string) => `${units}개`,
    unlimited: '수량 제한 없음',
    endUnlimited: '수량 제한 없이 판매하고 있어요. 재고를 설정하면 다시 그 수량까지만 판매해요.',
    never: '아직 재고를 등록하지 않았어요.',
    changed: (at: string) => `마지막 변경: ${at}`,
    available: '판매 가능',
    reserved: '결제 대기',
    onHand: '보유 수량',
    setAside: '핫딜 전용',
    waiting: '재입고 대기',
  },
  en: {
    stock: 'Stock',
    units: (units: string) => (units === '1' ? '1 unit' : `${units} units`),
    unlimited: 'Unlimited',
    endUnlimited: 'This product is sold without a limit. Set its stock to sell no more than that again.',
    never: 'No stock has been set yet.',
    changed: (at: string) => `Last changed: ${at}`,
    available: 'Available',
    reserved: 'Waiting for payment',
    onHand: 'On hand',
    setAside: 'Set aside for deals',
    waiting: 'Customers waiting',
  },
});

const POLL_MS = 10_000;

interface StockPanelProperties {
  readonly productId: number;
  /** after the stock was changed here */
  readonly onChanged: () => void;
}

/** The stock of a product, and what an administrator can do with it. */
export function StockPanel({ productId, onChanged }: StockPanelProperties): JSX.Element {
  const stock = useQuery(async () => {
    const params = { path: { productId } };
    const [level, inventory] = await Promise.all([
      answerOf(shop.api.GET('/api/stocks/product/{productId}', { params })),
      answerOf(shop.api.GET('/api/inventory/{productId}/status', { params })),
    ]);
    return { ...level, inventory };
  }, [productId]);
  useRefreshOn(stock.refetch);
  usePolling(POLL_MS, stock.refetch);
  const changed = (): void => {
    stock.refetch();
    onChanged();
  };
  const isUnlimited = stock.value?.unlimited === true;
  return (
    <section>
      <h2>{messages.stock}</h2>
      <div class="card stock">
        <div role="status">
          <QueryView query={stock}>
            {({ quantity, lastUpdated, inventory }) => (
              <>
                <p class="big-figure">{isUnlimited ? messages.unlimited : messages.units(count(quantity))}</p>
                <p class="hint">{lastUpdated === null ? messages.never : messages.changed(dateTime(lastUpdated))}</p>
                {isUnlimited ? <p>{messages.endUnlimited}</p> : <Figures inventory={inventory} />}
              </>
            )}
          </QueryView>
        </div>
        <StockFindings productId={productId} />
        <StockForm productId={productId} change="reset" onChanged={changed} />
        {!isUnlimited && <StockForm productId={productId} change="increase" onChanged={changed} />}
        <Recount productId={productId} onChanged={changed} />
        {!isUnlimited && <SellWithoutLimit productId={productId} onChanged={changed} />}
      </div>
    </section>
  );
}

function Figures({ inventory }: { readonly inventory: Inventory }): JSX.Element {
  const { available, reserved, onHand, setAside, waiting } = inventory;
  return (
    <Properties
      properties={[
        [messages.onHand, count(onHand)],
        ...(arePaymentsShown.value || reserved > 0 ? [[messages.reserved, count(reserved)] as const] : []),
        [messages.available, count(available)],
        ...(setAside > 0 ? [[messages.setAside, count(setAside)] as const] : []),
        ...(waiting > 0 ? [[messages.waiting, count(waiting)] as const] : []),
      ]}
    />
  );
}
