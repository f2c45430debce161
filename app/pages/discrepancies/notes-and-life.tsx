import { RESOLUTIONS } from '#reconciliation/discrepancies/kinds.ts';
import type { Step } from '#reconciliation/discrepancies/life.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Timeline } from '../../ui/values/timeline.tsx';

type NotesAndLifeProps = {
  id: bigint;
  search: string;
  steps: readonly Step[];
  zone: string;
  mayNote: boolean;
};

/** A note for the next one who looks, and all that has happened to a discrepancy. */
export function NotesAndLife({ id, search, steps, zone, mayNote }: NotesAndLifeProps) {
  return (
    <>
      {mayNote ? (
        <Section heading="Note">
          <AccountForm
            action={`/discrepancies/${id}/notes${search}`}
            key={steps.length}
            className="flex flex-wrap items-end gap-2"
          >
            <Field
              name="note"
              label="For the next one who looks"
              required
              maxLength={500}
              hint="@ and a name tells that person by mail"
              className="sm:w-96"
            />
            <Button>Add</Button>
          </AccountForm>
        </Section>
      ) : null}
      <Section heading="History">
        <Timeline
          zone={zone}
          entries={steps.toReversed().map(({ at, act, person, runId, resolution, note }) => ({
            at,
            kind: person ? ('person' as const) : ('run' as const),
            title: `${labelOf(act)}${resolution ? `: ${RESOLUTIONS[resolution]}` : ''}`,
            detail: [person ?? (runId ? `run ${runId}` : ''), note].filter(Boolean).join(' · '),
          }))}
        />
      </Section>
    </>
  );
}
