const HEADER = 'productId,productName,productDescription,productPrice,productImageUrl,productCategory';

/** A row as somebody writes it by hand: only what has a comma in it is quoted. */
export const productLine = (name: string, id: number | '' = '', price: number | string = 50_000): string =>
  `${id},${name},"it shines, brightly",${price},https://shop.example/lamp.jpg,HOME_LIVING`;

export const productFile = (lines: readonly string[], end = '\n'): string => [HEADER, ...lines, ''].join(end);
