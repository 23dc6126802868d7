import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ConnectionBar } from '../ground/connection-bar';
import { wordsOf } from '../ground/language';
import { Empty, Loading } from '../ground/notices';
import { linkTo, place } from '../ground/route';
import { visitor } from '../ground/shop';
import { Toasts } from '../ground/toasts';
import { DealPlace } from './deal-place';
import { Deals } from './deals';
import { Landing } from './landing';
import { Notifications } from './notifications';
import { Orders } from './orders';
import { ProductPlace } from './product-place';
import { Products } from './products';
import { StorefrontHeader } from './storefront-header';

const said = wordsOf({
  ko: { nowhere: '페이지를 찾을 수 없어요.', home: '핫딜 보러 가기' },
  en: { nowhere: 'Page not found.', home: 'See all deals' },
});

export function Storefront(): JSX.Element {
  const main = useRef<HTMLElement>(null);
  useFocusOnArrival(main);
  return (
    <>
      <StorefrontHeader skip={() => main.current?.focus()} />
      <ConnectionBar />
      <main ref={main} tabIndex={-1}>
        <Here />
      </main>
      <Toasts />
    </>
  );
}

/** Whoever goes to another place by keyboard or screen reader begins at its top. What is searched for is no place. */
function useFocusOnArrival(main: { readonly current: HTMLElement | null }): void {
  const path = place.value.parts.join('/');
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== path) main.current?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
}

function Here(): JSX.Element {
  if (visitor.value === 'unknown') return <Loading />;
  if (visitor.value === 'nobody') return <Landing />;
  const [first = 'deals', id] = place.value.parts;
  const number = Number(id);
  const isNumbered = Number.isSafeInteger(number) && number > 0;
  if (first === 'deals' && isNumbered) return <DealPlace key={id} eventId={number} />;
  if (first === 'products' && isNumbered) return <ProductPlace key={id} productId={number} />;
  if (id === undefined && (first === 'deals' || first === 'sign-in')) return <Deals />;
  if (id === undefined && first === 'products') return <Products />;
  if (id === undefined && first === 'orders') return <Orders />;
  if (id === undefined && first === 'notifications') return <Notifications />;
  return (
    <Empty>
      {said.nowhere} <a href={linkTo('/')}>{said.home}</a>
    </Empty>
  );
}
