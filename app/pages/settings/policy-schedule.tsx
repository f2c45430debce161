import type { Account } from '#identity/accounts/accounts.ts';
import type { lastChanges } from '#reconciliation/comparison/runs.ts';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { CHANGES_TEXT } from '../runs/run-notes.tsx';

type PolicyScheduleProps = {
  account: Pick<Account, 'timeZone' | 'recentEveryMinutes' | 'deepAtHour' | 'deepDays' | 'sweepDays'>;
  changes: Awaited<ReturnType<typeof lastChanges>>;
};

/** When runs come, and how far they look back. */
export function PolicySchedule({ account, changes }: PolicyScheduleProps) {
  return (
    <Section heading="Schedule">
      <div className="grid gap-3 sm:grid-cols-3">
        <Field
          name="recentEveryMinutes"
          label="Recent run every, minutes"
          type="number"
          min={1}
          defaultValue={account.recentEveryMinutes}
        />
        <Field
          name="deepAtHour"
          label={`Deep run at, hour (${account.timeZone})`}
          type="number"
          min={0}
          max={23}
          defaultValue={account.deepAtHour}
        />
        <Field
          name="deepDays"
          label="Deep run looks back, days"
          type="number"
          min={1}
          max={400}
          defaultValue={account.deepDays}
        />
        <Field
          name="sweepDays"
          label="Compare every payment monthly, back to (days)"
          type="number"
          min={0}
          max={3660}
          defaultValue={account.sweepDays}
          hint="A part of them each night, behind the deep run; 0: none"
        />
      </div>
      {changes !== null && changes !== 'read' ? (
        <p className="pt-2 text-warn">
          {CHANGES_TEXT[changes]} Changes of payments from before a run’s window are found by their callbacks
          and by the nightly sweep alone.
        </p>
      ) : null}
    </Section>
  );
}
