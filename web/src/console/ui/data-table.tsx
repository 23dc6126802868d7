import type { ComponentChildren, JSX } from 'preact';

/** A table that scrolls sideways if it is wider than the page. */
export function DataTable({
  label,
  columns,
  children,
}: {
  readonly label: string;
  /** the names of columns with numbers begin with `#` */
  readonly columns: readonly string[];
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="data-table" role="region" aria-label={label} tabIndex={0}>
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
