import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { told } from '../../ground/failures';
import { wordsOf } from '../../ground/language';
import { place } from '../../ground/route';
import { toast } from '../../ground/toasts';
import { PageHeading } from '../page-heading';
import { DealForm } from './deal-form';
import { findOffers, type Offer, type Offers, without, withMore } from './offers';
import { idsIn } from './pasted-ids';
import { PickByCategory } from './pick-by-category';
import { PickByIds } from './pick-by-ids';
import { PickBySearch } from './pick-by-search';

const said = wordsOf({
  ko: { title: '핫딜 만들기', pick: '상품 선택' },
  en: { title: 'New deal', pick: 'Choose products' },
});

export function NewDealPage(): JSX.Element {
  const [offers, setOffers] = useState<Offers>(new Map());
  const add = (more: readonly Offer[]): void => setOffers((chosen) => withMore(chosen, more));
  const remove = (productIds: readonly number[]): void => setOffers((chosen) => without(chosen, productIds));
  const named = place.value.query.get('products') ?? '';
  useEffect(() => {
    if (named === '') return;
    findOffers(idsIn(named)).then(
      ({ found }) => add(found),
      (error: unknown) => toast(told(error)),
    );
  }, [named]);
  return (
    <>
      <PageHeading title={said.title} />
      <div class="side-by-side">
        <section>
          <h2>{said.pick}</h2>
          <div class="stack">
            <PickBySearch chosen={offers} onAdd={add} />
            <PickByCategory onAdd={add} />
            <PickByIds onAdd={add} />
          </div>
        </section>
        <DealForm offers={offers} onRemove={remove} />
      </div>
    </>
  );
}
