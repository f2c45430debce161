import { Command } from 'cmdk';
import type { Mode } from '#paymega/mode.ts';
import { Foreign } from '../values/foreign.tsx';
import { type Amount, Money } from '../values/money.tsx';
import { Status } from '../values/status.tsx';

/** What may be done from anywhere: at once, or on the page that it leads to. */
export type Act = { label: string } & (
  | { href: string }
  | { post: { action: string; fields: Readonly<Record<string, string>> } }
);

/** A page that a text means, beside the rooms. */
export type Place = { group: string; label: string; href: string };

/** What the search answers to a palette. */
export type Hits = {
  /** What was asked, so that an answer that comes late is known as one. */
  query: string;
  acts: readonly Act[];
  places: readonly Place[];
  invoices: readonly {
    id: string;
    referenceId: string | null;
    status: string;
    amount: Omit<Amount, 'minor'> & { minor: string };
    mode: Mode;
  }[];
  /** Where the whole search leads; null where it found no invoice. */
  allHref: string | null;
};

export const ITEM =
  'flex cursor-pointer items-center gap-3 rounded-md px-2 py-1.5 data-[selected=true]:bg-accent-soft data-[selected=true]:text-ink';
export const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted';

type HitsProps = { hits: Hits; go: (href: string) => void; act: (chosen: Act) => void };

/** What the search found, group by group. */
export function PaletteHits({ hits, go, act }: HitsProps) {
  return (
    <>
      <Acts acts={hits.acts} act={act} />
      <Places places={hits.places} go={go} />
      <Found hits={hits} go={go} />
    </>
  );
}

function Acts({ acts, act }: { acts: readonly Act[]; act: HitsProps['act'] }) {
  if (acts.length === 0) return null;
  return (
    <Command.Group heading="Acts" className={GROUP}>
      {acts.map((one) => (
        <Command.Item key={one.label} value={`act ${one.label}`} className={ITEM} onSelect={() => act(one)}>
          {one.label}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Places({ places, go }: { places: readonly Place[]; go: HitsProps['go'] }) {
  return [...new Set(places.map(({ group }) => group))].map((group) => (
    <Command.Group key={group} heading={group} className={GROUP}>
      {places
        .filter((one) => one.group === group)
        .map(({ label, href }) => (
          <Command.Item key={href} value={href} className={ITEM} onSelect={() => go(href)}>
            {label}
          </Command.Item>
        ))}
    </Command.Group>
  ));
}

function Found({ hits: { query, invoices, allHref }, go }: Pick<HitsProps, 'hits' | 'go'>) {
  if (invoices.length === 0 && allHref === null) return null;
  return (
    <Command.Group heading="Invoices" className={GROUP}>
      {invoices.map(({ id, referenceId, status, amount, mode }) => (
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
      {allHref === null ? null : (
        <Command.Item value="all" className={ITEM} onSelect={() => go(allHref)}>
          <span>
            All that match “<Foreign text={query} />”
          </span>
        </Command.Item>
      )}
    </Command.Group>
  );
}
