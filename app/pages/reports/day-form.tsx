import type { DayState } from '#reconciliation/reports/day-report.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

type DayFormProps = {
  day: string;
  /** The figures that the page shows, so that no others are closed. */
  seen: string;
  isClosed: boolean;
  isReady: boolean;
  state: Pick<DayState, 'isOver' | 'comparedAt'>;
};

/** Closes a day, or opens a closed one again. */
export function DayForm({ day, seen, isClosed, isReady, state }: DayFormProps) {
  const isClosable = state.isOver && state.comparedAt !== null;
  return (
    <AccountForm
      action={`/reports/${day}/${isClosed ? 'reopening' : 'closing'}`}
      // Somebody may have closed or opened it meanwhile: what was refused is told all the same.
      alsoTo={[`/reports/${day}/closing`, `/reports/${day}/reopening`]}
      key={String(isClosed)}
      className="flex flex-wrap items-end gap-2"
      data-screen-only
    >
      <input type="hidden" name="seen" value={seen} />
      <Field
        name={isClosed ? 'reason' : 'note'}
        label={isClosed ? 'Why' : isReady ? 'Note' : 'Note, as something is still open'}
        maxLength={500}
        required={isClosed}
      />
      <Button tone={isClosed ? 'danger' : 'primary'} disabled={!isClosed && !isClosable}>
        {isClosed ? 'Open it again' : 'Close the day'}
      </Button>
      {isClosed || isClosable ? null : (
        <p className="self-center text-muted">
          {state.isOver ? 'Once a run has compared it.' : 'It goes on: once it is over and compared.'}
        </p>
      )}
    </AccountForm>
  );
}
