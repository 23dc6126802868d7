import type { ComponentChildren, JSX } from 'preact';

/** A table that scrolls by itself where it is wider than the page. */
export function TableBox({
  label,
  columns,
  children,
}: {
  readonly label: string;
  /** a column of numbers is `#` and its name */
  readonly columns: readonly string[];
  /** the rows */
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="table-box" role="region" aria-label={label} tabIndex={0}>
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" class={column.startsWith('#') ? 'number' : undefined}>
                {column.replace(/^#/, '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
