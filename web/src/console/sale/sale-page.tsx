import type { JSX } from 'preact';
export function SalePage(): JSX.Element {
  return <h1 tabIndex={-1}>SalePage</h1>;
}
