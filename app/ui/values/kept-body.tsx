import type { KeptBody } from '#reconciliation/books/kept-bodies.ts';
import { BodyText } from './body-text.tsx';
import { Time } from './time.tsx';

type KeptBodyViewProps = { body: KeptBody; zone: string; isAlone?: boolean };

/** A body (its text as pretty-json.ts lays it out), or why it is not there any more. */
export function KeptBodyView({ body: { text, trimmed }, zone, isAlone = false }: KeptBodyViewProps) {
  if (text !== null) return <BodyText text={text} isAlone={isAlone} />;
  if (!trimmed) return <p className="text-muted">It is not kept.</p>;
  const { keptMonths: months, trimmedAt } = trimmed;
  return (
    <p className="text-muted">
      Trimmed after {months} {months === 1 ? 'month' : 'months'}, on <Time at={trimmedAt} zone={zone} />.
      Everything else that is known of it is kept, its SHA-256 too.
    </p>
  );
}
