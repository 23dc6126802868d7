import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { categoryName } from './categories';

interface ProductPictureProperties {
  readonly address: string;
  readonly category: string;
}

/** Beside the product's name, so it says nothing more to who cannot see it; the category where it does not load. */
export function ProductPicture({ address, category }: ProductPictureProperties): JSX.Element {
  const [failed, setFailed] = useState<string>();
  if (failed === address)
    return (
      <span class="picture" aria-hidden="true">
        {breakable(categoryName(category))}
      </span>
    );
  return (
    <img
      class="picture"
      src={address}
      alt=""
      width={56}
      height={56}
      loading="lazy"
      referrerpolicy="no-referrer"
      onError={() => setFailed(address)}
    />
  );
}

function breakable(name: string): string {
  return name.replaceAll('/', '/\u200b');
}
