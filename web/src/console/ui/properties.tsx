import type { ComponentChildren, JSX } from 'preact';

type Property = readonly [name: string, value: ComponentChildren];

/** Names and values, such as the terms of a deal or the figures of a coupon. */
export function Properties({ properties }: { readonly properties: readonly Property[] }): JSX.Element {
  return (
    <dl class="properties">
      {properties.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
