import { type ReactNode, useId } from 'react';

type SectionProps = {
  heading: string;
  /** Where an address may lead within the page. */
  id?: string;
  actions?: ReactNode;
  /** Without padding, for a table that fills the card. */
  flush?: boolean | undefined;
  children: ReactNode;
};

/** A card with a heading. */
export function Section({ heading, id, actions, flush = false, children }: SectionProps) {
  const headingId = useId();
  return (
    <section id={id} aria-labelledby={headingId} className="min-w-0 rounded-md border border-line bg-raised">
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-2 border-b border-line px-3 py-1">
        <h2 id={headingId}>{heading}</h2>
        {actions ? (
          <div className="flex flex-wrap items-center gap-2 [&_a]:text-accent" data-screen-only>
            {actions}
          </div>
        ) : null}
      </div>
      <div className={flush ? '' : 'p-3'}>{children}</div>
    </section>
  );
}
