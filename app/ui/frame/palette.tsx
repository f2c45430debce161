import { useFetcher, useNavigate, useSubmit } from '@remix-run/react';
import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import type { Mode } from '#paymega/mode.ts';
import { inMode } from '../values/in-mode.ts';
import type { NavItem } from './nav.tsx';
import { type Act, GROUP, type Hits, ITEM, PaletteHits } from './palette-hits.tsx';

const TYPING_PAUSE_MS = 150;

type PaletteProps = { nav: readonly NavItem[]; mode: Mode; onClose: () => void };

/**
 * Goes to a page, a day, a run, an invoice, or does an act, by a few letters and without the mouse. Loaded when
 * it is first opened.
 */
export default function Palette({ nav, mode, onClose }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const submit = useSubmit();
  const hits = useHits(query.trim(), mode);
  useEffect(() => {
    dialog.current?.showModal();
    field.current?.focus();
  }, []);

  function go(href: string) {
    dialog.current?.close();
    navigate(href);
  }

  function act(chosen: Act) {
    if ('href' in chosen) return go(chosen.href);
    dialog.current?.close();
    submit(chosen.post.fields, { method: 'post', action: chosen.post.action });
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
          // Faster than the answer: the search leads there.
          onKeyDown={({ key }) => {
            if (key === 'Enter' && hits === null && rooms.length === 0)
              go(`/search?${new URLSearchParams({ q: query, mode })}`);
          }}
          maxLength={200}
          placeholder="A page, day, run, order, customer, amount, act, or status:processed"
          className="w-full border-b border-line bg-transparent px-3 py-2.5 outline-none placeholder:text-muted"
        />
        <Command.List className="max-h-[50dvh] overflow-y-auto p-1">
          <Command.Empty className="px-2 py-3 text-muted">
            {hits ? 'Nothing was found.' : 'Searching …'}
          </Command.Empty>
          {rooms.length > 0 ? (
            <Command.Group heading="Pages" className={GROUP}>
              {rooms.map(({ to, label }) => (
                <Command.Item key={to} value={to} className={ITEM} onSelect={() => go(inMode(to, mode))}>
                  {label}
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
          {hits ? <PaletteHits hits={hits} go={go} act={act} /> : null}
        </Command.List>
      </Command>
    </dialog>
  );
}

/** What the server finds for a text, once nobody has typed for a moment; null until it has answered. */
function useHits(query: string, mode: Mode): Hits | null {
  const { load, data } = useFetcher<Hits>();
  useEffect(() => {
    const params = new URLSearchParams({ ...(query && { q: query }), mode, as: 'list' });
    const timer = setTimeout(() => load(`/search?${params}`), query === '' ? 0 : TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query, mode, load]);
  return data?.query === query ? data : null;
}
