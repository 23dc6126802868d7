/** A response body that is serialized already. */
export class JsonText {
  constructor(readonly text: string) {}
}
