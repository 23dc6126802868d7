/** Something that must hold in every committed state of the database, as plain data: it needs no application. */
export interface IntegrityCheck {
  /** `stock.quantity`: what the metric, the answer and the command call it; it stays */
  readonly name: string;
  /** the sentence that is true of every row that the rule does not name */
  readonly description: string;
  /** the table whose rows it names */
  readonly table: string;
  /**
   * A SELECT of `id` and `detail` for every row that breaks the rule, and of nothing else. `:now` stands for an instant
   * just before the state that it reads; NOW() would be later, and call young what is not in that state any more.
   * What is under way by design (a delivery is waiting for it) is no breach.
   * A detail holds no secret, e-mail or token.
   */
  readonly sql: string;
}

/** All the rules of the application. */
export class IntegrityChecks {
  constructor(readonly all: readonly IntegrityCheck[]) {}
}
