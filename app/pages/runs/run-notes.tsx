import type { Run } from '#reconciliation/comparison/runs.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { pluralize } from '../../ui/values/pluralize.ts';
import { Time } from '../../ui/values/time.tsx';

type RunNotesProps = { run: Pick<Run, 'short' | 'changes' | 'changesSince' | 'changesSeen'>; zone: string };

/** What a run could not see, and is therefore not told by its figures. */
export function RunNotes({ run: { short, changes, changesSince, changesSeen }, zone }: RunNotesProps) {
  return (
    <>
      {short ? (
        <Notice tone="warn" title={shortText(short)}>
          {short.notCompared === null
            ? 'What the list did not show is being asked for by id.'
            : `${pluralize(short.notCompared, 'payment')} that it counts could not be found in another way ` +
              'either: not compared. Nothing is claimed of them, and their day does not count as compared.'}
        </Notice>
      ) : null}
      {changes !== null && changes !== 'read' ? (
        <Notice tone="warn" title="Changes of older payments were not looked for">
          {CHANGES_TEXT[changes]} A refund or chargeback of a payment from before this window is found by the
          nightly sweep, or by its callback.
        </Notice>
      ) : null}
      {changes === 'read' && changesSince ? (
        <p className="text-muted">
          Also read: what has changed since <Time at={changesSince} zone={zone} />, whenever it was created;{' '}
          {pluralize(changesSeen, 'older payment')} among it.
        </p>
      ) : null}
    </>
  );
}

/** How the list that is sorted by change did not go. */
export const CHANGES_TEXT: Record<Exclude<Run['changes'], 'read' | null>, string> = {
  ignored: 'Paymega’s list does not go by the time of the last change though it was asked to.',
  refused: 'Paymega refuses to sort its list by the time of the last change.',
  no_answer: 'Paymega’s list by the time of the last change could not be read.',
};

function shortText({ total, listed }: NonNullable<Run['short']>): string {
  const [counts, showed] = [total, listed].map((count) => groupedDigits(String(count)));
  return `Paymega counts ${counts}, its list showed ${showed}`;
}
