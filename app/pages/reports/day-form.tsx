import type { DayState } from '#reconciliation/reports/day-report.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

type DayFormProps = {
  day: string;
  /** The figures that the page shows, so that no others are signed. */
  seen: string;
  isReady: boolean;
  needsSecond: boolean;
  state: Pick<DayState, 'isOver' | 'comparedAt'>;
};

/** Signs a day off: it is closed, or waits for a second person. */
export function DayForm({ day, seen, isReady, needsSecond, state }: DayFormProps) {
  const isClosable = state.isOver && state.comparedAt !== null;
  return (
    <AccountForm
      action={`/reports/${day}/closing`}
      // Somebody may have closed or reopened it meanwhile: what was refused is told all the same.
      alsoTo={actsOf(day)}
      key="closing"
      className="flex flex-wrap items-end gap-2"
      data-screen-only
    >
      <input type="hidden" name="seen" value={seen} />
      <Field
        name="note"
        label={isReady ? 'Note' : 'Note: why it is closed with something open'}
        maxLength={500}
      />
      <Button tone="primary" disabled={!isClosable}>
        {needsSecond ? 'Sign the day' : 'Close the day'}
      </Button>
      {isClosable ? null : (
        <p className="self-center text-muted">
          {state.isOver ? 'Possible once a run has compared it.' : 'The day is not over yet.'}
        </p>
      )}
    </AccountForm>
  );
}

/** The acts on a day. */
function actsOf(day: string): string[] {
  return ['closing', 'confirmation', 'reopening'].map((act) => `/reports/${day}/${act}`);
}

type StandingFormProps = {
  day: string;
  isAwaiting: boolean;
  mayConfirm: boolean;
  mayReopen: boolean;
  signedBy: string;
};

/** What can be done with a signed day: confirmed by somebody else, withdrawn, reopened. */
export function StandingForm({ day, isAwaiting, mayConfirm, mayReopen, signedBy }: StandingFormProps) {
  return (
    <div className="flex flex-col gap-3" data-screen-only>
      {isAwaiting ? (
        <p>
          Signed by {signedBy}. It is closed once somebody else has confirmed it.
          {mayConfirm ? null : ' Whoever signed it cannot confirm it.'}
        </p>
      ) : null}
      {isAwaiting && mayConfirm ? (
        <AccountForm action={`/reports/${day}/confirmation`} alsoTo={actsOf(day)} key="confirmation">
          <Button tone="primary">Confirm and close the day</Button>
        </AccountForm>
      ) : null}
      {mayReopen ? (
        <AccountForm
          action={`/reports/${day}/reopening`}
          alsoTo={actsOf(day)}
          key="reopening"
          className="flex flex-wrap items-end gap-2"
        >
          <Field name="reason" label="Reason for reopening" maxLength={500} required autoComplete="off" />
          <label className="flex min-h-9 items-center gap-2">
            <input type="checkbox" name="confirmed" required />
            The signed figures stop counting until the day is signed again
          </label>
          <Button tone="danger">{isAwaiting ? 'Withdraw the signature' : 'Reopen the day'}</Button>
        </AccountForm>
      ) : (
        <p className="text-muted">An admin can reopen a closed day.</p>
      )}
    </div>
  );
}
