import { Form, Link } from '@remix-run/react';
import { Star, X } from 'lucide-react';
import { Button } from '../forms/button.tsx';

export type View = { name: string; href: string; isActive: boolean; id?: number | undefined };

type ViewsProps = {
  list: string;
  views: readonly View[];
  /** The filter as it is, to be kept under a name; null where it is kept already. */
  query: string | null;
};

/** Filters that one comes back to: those that come with the product, then one's own. */
export function Views({ list, views, query }: ViewsProps) {
  const active = views.find(({ isActive, id }) => isActive && id !== undefined);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line" data-screen-only>
      <nav aria-label="Views" className="min-w-0">
        <ul className="flex gap-x-1 max-sm:overflow-x-auto max-sm:whitespace-nowrap sm:flex-wrap">
          {views.map(({ name, href, isActive }) => (
            <li key={href}>
              <Link
                to={href}
                aria-current={isActive ? 'page' : undefined}
                className={`-mb-px inline-flex min-h-9 items-center border-b-2 px-2 sm:min-h-7 ${
                  isActive
                    ? 'border-accent font-semibold text-ink'
                    : 'border-transparent text-muted hover:border-edge hover:text-ink'
                }`}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {active ? (
        <Form method="post" action="/me/views/removals">
          <input type="hidden" name="list" value={list} />
          <input type="hidden" name="id" value={active.id} />
          <button
            type="submit"
            aria-label={`Remove the view ${active.name}`}
            title="Remove this view"
            className="flex size-6 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </Form>
      ) : null}
      {query !== null && query !== '' ? (
        <details className="relative">
          <summary className="flex min-h-7 list-none items-center gap-1 text-accent hover:underline">
            <Star aria-hidden="true" className="size-3.5" /> Save this view
          </summary>
          <Form
            method="post"
            action="/me/views"
            className="absolute left-0 z-10 mt-1 flex items-center gap-2 rounded-md border border-edge bg-raised p-2"
          >
            <input type="hidden" name="list" value={list} />
            <input type="hidden" name="query" value={query} />
            <label className="flex items-center gap-2">
              Name
              <input name="name" required maxLength={40} autoComplete="off" className="control w-40" />
            </label>
            <Button>Save</Button>
          </Form>
        </details>
      ) : null}
    </div>
  );
}
