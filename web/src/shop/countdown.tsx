import type { JSX } from 'preact';
import { span } from '../ground/format';
import { now } from '../ground/shop';

interface CountdownProperties {
  readonly label: string;
  /** a moment by the shop's clock */
  readonly until: string;
}

/** Not a live region: read out each second it would say nothing else. */
export function Countdown({ label, until }: CountdownProperties): JSX.Element {
  return (
    <span class="countdown">
      {label} <time dateTime={until}>{span(Date.parse(until) - now.value)}</time>
    </span>
  );
}
