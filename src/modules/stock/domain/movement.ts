export const MOVEMENT_KINDS = ['ORDER', 'CANCEL', 'INCREASE', 'RESET', 'RETURN'] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** One row of the ledger. */
export interface StockMovement {
  readonly movementId: number;
  readonly kind: MovementKind;
  /** in units */
  readonly delta: number;
  /** null: of an administrator */
  readonly orderId: number | null;
  /** null: of another kind than RETURN */
  readonly returnId: number | null;
  readonly movedAt: Date;
}
