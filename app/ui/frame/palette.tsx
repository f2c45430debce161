import { useFetcher, useNavigate } from '@remix-run/react';
import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import type { Mode } from '#paymega/mode.ts';
import { Foreign } from '../values/foreign.tsx';
import { inMode } from '../values/in-mode.ts';
import { type Amount, Money } from '../values/money.tsx';
import { Status } from '../values/status.tsx';
import type { NavItem } from './nav.tsx';

/** What the search answers to a palette. */
export type Hits = {
  /** What was asked, so that an answer that comes late is known as one. */
  query: string;
  invoices: readonly {
    id: string;
    referenceId: string | null;
    status: string;
    amount: Omit<Amount, 'minor'> & { minor: string };
    mode: Mode;
  }[];
  /** Where the whole search leads. */
  allHref: string;
};

const TYPING_PAUSE_MS = 150;
const ITEM =
  'flex cursor-pointer items-center gap-3 rounded-md px-2 py-1.5 data-[selected=true]:bg-accent-soft data-[selected=true]:text-ink';
const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted';

type PaletteProps = { nav: readonly NavItem[]; mode: Mode; onClose: () => void };

/** Goes to a page or an invoice by a few letters, without the mouse. Loaded when it is first opened. */
export default function Palette({ nav, mode, onClose }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const hits = useHits(query.trim(), mode);
  useEffect(() => {
    dialog.current?.showModal();
    field.current?.focus();
  }, []);

  function go(href: string) {
    dialog.current?.close();
    navigate(href);
  }

  const rooms = nav.filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()));
  return (
    <dialog
      ref={dialog}
      aria-label="Go to"
      onClose={onClose}
      className="mx-auto mt-[12dvh] w-full max-w-xl rounded-md border border-edge bg-raised p-0 text-ink shadow-lg backdrop:bg-surface/70"
    >
      <Command label="Go to" shouldFilter={false} loop>
        <Command.Input
          ref={field}
          value={query}
          onValueChange={setQuery}
          maxLength={200}
          placeholder="A page, an id, a reference, an amount, or status:processed"
          className="w-full border-b border-line bg-transparent px-3 py-2.5 outline-none placeholder:text-muted"
        />
        <Command.List className="max-h-[50dvh] overflow-y-auto p-1">
          <Command.Empty className="px-2 py-3 text-muted">Nothing of this name.</Command.Empty>
          {rooms.length > 0 ? (
            <Command.Group heading="Pages" className={GROUP}>
              {rooms.map(({ to, label }) => (
                <Command.Item key={to} value={to} className={ITEM} onSelect={() => go(inMode(to, mode))}>
                  {label}
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
          {hits ? <Found hits={hits} go={go} /> : null}
        </Command.List>
      </Command>
    </dialog>
  );
}

function Found({ hits, go }: { hits: Hits; go: (href: string) => void }) {
  return (
    <Command.Group heading="Invoices" className={GROUP}>
      {hits.invoices.map(({ id, referenceId, status, amount, mode }) => (
        <Command.Item
          key={id}
          value={`invoice ${id}`}
          className={ITEM}
          onSelect={() => go(`/invoices/${encodeURIComponent(id)}?mode=${mode}`)}
        >
          <Foreign className="font-mono" text={id} />
          <Foreign className="min-w-0 truncate font-mono text-muted" text={referenceId ?? ''} />
          <span className="ml-auto flex-none">
            <Status status={status} />
          </span>
          <Money amount={{ ...amount, minor: BigInt(amount.minor) }} />
        </Command.Item>
      ))}
      <Command.Item value="all" className={ITEM} onSelect={() => go(hits.allHref)}>
        All that match “<Foreign text={hits.query} />”
      </Command.Item>
    </Command.Group>
  );
}

/** What the server finds for a text, once nobody has typed for a moment; null where there is nothing to look for. */
function useHits(query: string, mode: Mode): Hits | null {
  const { load, data } = useFetcher<Hits>();
  useEffect(() => {
    if (query === '') return undefined;
    const params = new URLSearchParams({ q: query, mode, as: 'list' });
    const timer = setTimeout(() => load(`/search?${params}`), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query, mode, load]);
  return query !== '' && data?.query === query ? data : null;
}
