import type { ReadOfDay } from '#reconciliation/books/compared.ts';
import { Time } from '../../ui/values/time.tsx';

type ReadAtProps = { read: ReadOfDay; zone: string };

/** When Paymega's side of a day was read: what is shown of it is what it said then. */
export function ReadAt({ read: { oldest, newest, isWhole }, zone }: ReadAtProps) {
  if (!oldest || !newest)
    return <p className="text-warn">No finished run has read Paymega’s side of this day.</p>;
  return (
    <p className="text-muted">
      Paymega’s side was read <Time at={oldest} zone={zone} />
      {newest.getTime() - oldest.getTime() >= 1000 ? (
        <>
          {' '}
          to <Time at={newest} zone={zone} />
        </>
      ) : null}
      {isWhole ? '.' : '; not yet all of the day.'}
    </p>
  );
}
