import type { BothSides } from '#reconciliation/books/invoice.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Comparison } from '../../ui/values/comparison.tsx';
import { Time } from '../../ui/values/time.tsx';
import { hasReceivedSince, sideRows } from './side-rows.tsx';

type BothBooksProps = {
  sides: Pick<BothSides, 'ours' | 'theirs' | 'askedAt' | 'absentAt' | 'receivedAt'>;
  zone: string;
};

/** What either book says of an invoice, side by side, and how old the word of Paymega is. */
export function BothBooks({ sides, zone }: BothBooksProps) {
  return (
    <Section heading="Both books" flush>
      <Comparison
        rows={sideRows(sides, zone)}
        oursNote={sides.ours ? undefined : 'not in our book'}
        theirsNote={<TheirsNote sides={sides} zone={zone} />}
      />
    </Section>
  );
}

function TheirsNote({ sides, zone }: BothBooksProps) {
  const { theirs, askedAt, absentAt } = sides;
  if (theirs && askedAt) {
    return (
      <>
        asked last <Time at={askedAt} zone={zone} />, it told the state of{' '}
        <Time at={theirs.updatedAt} zone={zone} />
        {hasReceivedSince(sides) ? '; our book has heard of it since' : ''}
      </>
    );
  }
  if (!absentAt) return 'not asked yet';
  return (
    <>
      Paymega did not know it on <Time at={absentAt} zone={zone} />
    </>
  );
}
