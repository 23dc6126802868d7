/** Something that must hold in every committed state of the database, as plain data: it needs no application. */
export interface IntegrityCheck {
  /** such as `stock.quantity`; stable, because metrics, API and command report it */
  readonly name: string;
  /** a sentence that holds for every row that does not violate the check */
  readonly description: string;
  /** the table whose rows the check reports */
  readonly table: string;
  /**
   * Selects `id` and `detail` of every row that violates the check, and nothing else. `:now` is replaced by an instant
   * just before the state that the statement reads. NOW() would be later: rows would seem older than they are in it.
   * A difference that a pending event publication will resolve is no violation. `detail` contains no secret, e-mail
   * address or token.
   */
  readonly sql: string;
}

/** All checks of the application. */
export class IntegrityChecks {
  constructor(readonly all: readonly IntegrityCheck[]) {}
}
