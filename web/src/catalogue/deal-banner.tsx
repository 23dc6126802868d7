import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { pictureAddress } from './picture-address';

interface DealBannerProperties {
  readonly address: string;
  /** empty beside the name of the deal */
  readonly alt?: string;
  readonly class: string;
}

/** The image of a deal, maybe from another site. It is left out if it cannot be loaded. */
export function DealBanner({ address, alt = '', class: name }: DealBannerProperties): JSX.Element | null {
  const [failed, fail] = useState<string>();
  if (address === failed || !URL.canParse(address)) return null;
  return (
    <img
      class={name}
      src={pictureAddress(address, location.origin)}
      alt={alt}
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => fail(address)}
    />
  );
}
