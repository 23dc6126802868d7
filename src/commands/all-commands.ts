import { createAdmin, setRole } from './account-commands';
import type { Command } from './command';
import { exportProducts, importProducts } from './product-commands';
import { exportStock, importStock } from './stock-commands';
import { auditBooks, listDeadLetters, prune, retryDeadLetters } from './upkeep-commands';

/** In the order of the help. */
export const allCommands: readonly Command[] = [
  createAdmin,
  setRole,
  exportProducts,
  importProducts,
  exportStock,
  importStock,
  auditBooks,
  listDeadLetters,
  retryDeadLetters,
  prune,
];
