import { Form } from '@remix-run/react';
import { Search as SearchIcon } from 'lucide-react';
import type { Mode } from '#paymega/mode.ts';

type SearchProps = { mode: Mode };

/** Finds an invoice by Paymega's id, our reference or an amount, from anywhere. */
export function Search({ mode }: SearchProps) {
  return (
    <Form action="/search" role="search" className="relative max-lg:min-w-40 max-lg:flex-1 lg:ml-auto">
      <SearchIcon
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        name="q"
        data-search
        aria-label="Search from anywhere"
        aria-keyshortcuts="/"
        maxLength={200}
        placeholder="Id, reference, amount"
        autoComplete="off"
        spellCheck={false}
        className="control w-full pl-7 lg:w-64"
      />
      <kbd className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 rounded-sm border border-line px-1 text-xs text-muted max-lg:hidden">
        Ctrl K
      </kbd>
      {mode === 'test' ? <input type="hidden" name="mode" value="test" /> : null}
    </Form>
  );
}
