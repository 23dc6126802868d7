import { type ComponentChildren, Fragment, h, options, type VNode } from 'preact';

/** Elements in which the browser allows no other element. */
const TEXT_ONLY = new Set(['option', 'textarea', 'title', 'style', 'script']);

/**
 * Puts every text of the pages into an element of its own, which is replaced when the text changes. A browser that
 * translates a page replaces the text nodes: Preact would then update a node that is no longer shown, so numbers would
 * stand still, or would insert beside it, which throws. To be imported before anything is rendered.
 */
const previous = options.vnode?.bind(options);
options.vnode = (node) => {
  if (node.type === Fragment || (typeof node.type === 'string' && !TEXT_ONLY.has(node.type))) wrapTexts(node);
  previous?.(node);
};

function wrapTexts({ type, props }: VNode): void {
  if (type === 'span' && (props as { readonly class?: unknown }).class === TEXT) return;
  const { children } = props;
  if (Array.isArray(children)) props.children = children.map(wrapText);
  else props.children = wrapText(children, 0);
}

const TEXT = 'text';

/** Spaces between elements are not translated. */
function wrapText(child: ComponentChildren, position: number): ComponentChildren {
  if (typeof child !== 'string' && typeof child !== 'number') return child;
  const text = String(child);
  return text.trim() === '' ? child : h('span', { key: `${position} ${text}`, class: TEXT }, text);
}
