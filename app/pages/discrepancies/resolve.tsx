import { fittingResolutions } from '#reconciliation/discrepancies/fitting-resolutions.ts';
import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { ResolutionOptions } from './resolution-options.tsx';
import { ReviewerOptions } from './reviewer-options.tsx';

type ResolveProps = {
  item: Pick<DiscrepancyRow, 'id' | 'kind' | 'state' | 'fingerprint' | 'assigneeId'>;
  reviewers: readonly { id: number; label: string }[];
  /**
   * Where it is shown: what its acts begin with, the address, what that says, and where one is when it is
   * resolved.
   */
  place: { base: string; here: string; search: string; next: string };
};

/** What one may do with a discrepancy: resolve it, give it to somebody; or open it again. */
export function Resolve({ item, reviewers, place }: ResolveProps) {
  const act = (name: 'resolution' | 'assignment') => `${place.base}/${name}${place.search}`;
  const back = <input type="hidden" name="to" value={place.here} />;
  if (item.state === 'resolved') {
    return (
      <Section heading="Reopen">
        <AccountForm
          action={`/discrepancies/${item.id}/reopening`}
          alsoTo={[act('resolution'), act('assignment')]}
        >
          {back}
          <Button>Reopen</Button>
        </AccountForm>
      </Section>
    );
  }
  return (
    <Section heading="Resolve">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <AccountForm
          action={act('resolution')}
          key={item.id.toString()}
          className="flex flex-wrap items-end gap-2"
        >
          <input type="hidden" name="fingerprint" value={item.fingerprint} />
          <input type="hidden" name="to" value={place.next} />
          <Field name="resolution" label="Resolution">
            {(wiring) => (
              <select {...wiring} data-key="e">
                <ResolutionOptions fitting={fittingResolutions([item.kind])} />
              </select>
            )}
          </Field>
          <Field name="note" label="Why" required maxLength={500} className="sm:w-72" />
          <Button tone="primary">Resolve</Button>
        </AccountForm>
        <AccountForm action={act('assignment')}>
          {back}
          <Button data-key="a">Review it myself</Button>
        </AccountForm>
        <AccountForm
          action={act('assignment')}
          key={`${item.id} ${item.assigneeId}`}
          className="flex flex-wrap items-end gap-2"
        >
          {back}
          <Reviewer assigneeId={item.assigneeId} reviewers={reviewers} />
          <Button>Assign</Button>
        </AccountForm>
      </div>
    </Section>
  );
}

type ReviewerProps = Pick<ResolveProps, 'reviewers'> & { assigneeId: number | null };

function Reviewer({ assigneeId, reviewers }: ReviewerProps) {
  return (
    <Field name="assignee" label="Reviewed by">
      {(wiring) => (
        <select {...wiring} defaultValue={wiring.defaultValue ?? assigneeId ?? 'none'}>
          <ReviewerOptions reviewers={reviewers} />
        </select>
      )}
    </Field>
  );
}
