import type { components } from '@hotdeal/client';

type Views = components['schemas'];

/** What is there of a product, and what of it can be sold. */
export type Inventory = Views['InventoryStatusView'];
export type Movement = Views['StockMovementView'];
