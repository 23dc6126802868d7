import type { JSX } from 'preact';
import { place } from '../ground/route';
import { AccountsPage } from './accounts/accounts-page';
import { DealPage } from './deals/deal-page';
import { DealsPage } from './deals/deals-page';
import { FailedEventsPage } from './health/failed-events-page';
import { InstancesPage } from './health/instances-page';
import { IntegrityPage } from './health/integrity-page';
import { NewDealPage } from './new-deal/new-deal-page';
import { NewProductPage } from './products/new-product-page';
import { ProductPage } from './products/product-page';
import { ProductsPage } from './products/products-page';
import { SalePage } from './sale/sale-page';
import { WebhookPage } from './webhooks/webhook-page';
import { WebhooksPage } from './webhooks/webhooks-page';

/** What the address names; the deals where it names nothing that there is. */
export function Section(): JSX.Element {
  const [section, which] = place.value.parts;
  const id = /^[1-9]\d{0,15}$/.test(which ?? '') ? Number(which) : undefined;
  switch (section) {
    case 'products':
      if (which === 'new') return <NewProductPage />;
      return id === undefined ? <ProductsPage /> : <ProductPage key={id} productId={id} />;
    case 'sale':
      return <SalePage />;
    case 'webhooks':
      return id === undefined ? <WebhooksPage /> : <WebhookPage key={id} webhookId={id} />;
    case 'customers':
      return <AccountsPage />;
    case 'health':
      if (which === 'failed-events') return <FailedEventsPage />;
      return which === 'instances' ? <InstancesPage /> : <IntegrityPage />;
    default:
      if (which === 'new') return <NewDealPage />;
      return id === undefined ? <DealsPage /> : <DealPage key={id} eventId={id} />;
  }
}
