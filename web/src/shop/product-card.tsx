import type { ComponentChildren, JSX } from 'preact';
import { ProductPicture } from '../ground/product-picture';
import { linkTo } from '../ground/route';
import type { Deal, Product } from './answers';
import { Price } from './price';
import { StockLeft } from './stock-left';

interface ProductCardProperties {
  readonly productId: number;
  readonly name: string;
  readonly price: number;
  /** nothing until it is here; its picture and category are missing until then */
  readonly product: Product | undefined;
  readonly deal?: Deal | undefined;
  readonly isUnclear?: boolean;
  readonly quantity: number | undefined;
  /** by what stands above it */
  readonly heading: 'h2' | 'h4';
  readonly children?: ComponentChildren;
}

export function ProductCard(card: ProductCardProperties): JSX.Element {
  const { productId, name, price, product, deal, isUnclear = false, quantity, heading: Heading, children } = card;
  return (
    <li class="product-card card">
      <ProductPicture product={product} />
      <Heading>
        <a href={linkTo(`/products/${productId}`)}>{name}</a>
      </Heading>
      <Price original={price} deal={deal} isUnclear={isUnclear} />
      <StockLeft quantity={quantity} />
      {children}
    </li>
  );
}
