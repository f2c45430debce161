import { Link, useLocation } from '@remix-run/react';
import { ListFilter, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { withParams } from '../../forms/address.ts';
import { useMenu } from '../forms/use-menu.ts';
import type { FilterField } from './filter-control.tsx';
import { FilterForm, type FilterFormProps } from './filter-form.tsx';

/** What is set without a control of its own, such as the hour that a figure led here with. */
export type FurtherChip = { label: string; names: readonly string[] };

type FilterMenuProps = Omit<FilterFormProps, 'className'> & {
  further?: readonly FurtherChip[];
  /** What stands beside the button, such as the sort. */
  children?: ReactNode;
};

/** Every filter of a list in one menu, and beneath it a chip for each that is set: pressed, it is gone. */
export function FilterMenu({ further = [], children, ...form }: FilterMenuProps) {
  const { search } = useLocation();
  const menu = useMenu();
  const url = new URL(form.action + search, 'http://here');
  const without = (...names: readonly string[]) =>
    withParams(
      url,
      Object.fromEntries([...names, 'after', 'before', 'preview'].map((name) => [name, undefined])),
    );
  const chips = [
    ...form.fields
      .filter(({ value }) => value !== '')
      .map((field) => ({ text: chipText(field), names: [field.name] })),
    ...further.map(({ label, names }) => ({ text: label, names })),
  ];
  const names = chips.flatMap((chip) => chip.names);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1" data-screen-only>
      <details
        ref={menu}
        className="relative"
        // Applied, it does not lie over the rows.
        onSubmit={({ currentTarget }) => currentTarget.removeAttribute('open')}
      >
        <summary data-key="f" className="menu-button">
          <ListFilter aria-hidden="true" className="size-3.5" />
          {chips.length > 0 ? `Filter, ${chips.length} set` : 'Filter'}
        </summary>
        <FilterForm {...form} className="menu-panel grid w-96 grid-cols-2 items-end gap-x-3 gap-y-2" />
      </details>
      {children}
      {chips.length > 0 ? (
        <ul aria-label="Filters that are set" className="flex w-full flex-wrap items-center gap-1">
          {chips.map(({ text, names: [name = '', ...more] }) => (
            <li key={name}>
              <Link to={without(name, ...more)} aria-label={`Remove ${text}`} className="chip">
                {text} <X aria-hidden="true" className="size-3" />
              </Link>
            </li>
          ))}
          {chips.length > 1 ? (
            <li>
              <Link to={without(...names)} className="px-1 text-accent hover:underline">
                Clear all
              </Link>
            </li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}

function chipText({ label, value, options = [] }: FilterField): string {
  return `${label}: ${options.find((option) => option.value === value)?.label ?? value}`;
}
