import type { ComponentChildren, JSX } from 'preact';
import type { Asked } from './asking';
import { Failure, Loading } from './notices';

interface AnswerProperties<Value> {
  readonly to: Asked<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

/** What was asked for, as soon as it is here; that it is on its way, or why it did not come. */
export function Answer<Value>({ to: { value, error, busy, again }, children }: AnswerProperties<Value>): JSX.Element {
  return (
    <>
      {value !== undefined && children(value)}
      {value === undefined && busy && <Loading />}
      {error !== undefined && <Failure error={error} again={again} />}
    </>
  );
}
