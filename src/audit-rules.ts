import { AuditRules } from '#platform/audit/audit-rule';
import { deliveryRules } from '#platform/bus/delivery-rules';
import { catalogueRules } from './modules/admin/persistence/catalogue-rules';
import { profileRules } from './modules/admin/persistence/profile-rules';
import { saleRules } from './modules/admin/persistence/sale-rules';
import { accountRules } from './modules/auth/persistence/account-rules';
import { hotDealRules } from './modules/event/persistence/hot-deal-rules';
import { orderRules } from './modules/order/persistence/order-rules';
import { stockRules } from './modules/stock/persistence/stock-rules';

/** What must hold in every committed state: each module's rules over its own tables, then those between modules. */
export const auditRules = new AuditRules([
  ...stockRules,
  ...orderRules,
  ...saleRules,
  ...accountRules,
  ...profileRules,
  ...hotDealRules,
  ...catalogueRules,
  ...deliveryRules,
]);
