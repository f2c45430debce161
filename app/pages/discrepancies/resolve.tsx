import { useId } from 'react';
import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { ResolutionOptions } from './resolution-options.tsx';

type ResolveProps = {
  item: Pick<DiscrepancyRow, 'id' | 'state' | 'fingerprint' | 'assigneeId'>;
  reviewers: readonly { id: number; email: string }[];
  /** Where one is after it was resolved, and after anything else; its own page where nothing is said. */
  then?: { resolved: string; here: string } | undefined;
};

/** What one may do with a discrepancy: resolve it, give it to somebody; or open it again. */
export function Resolve({ item, reviewers, then }: ResolveProps) {
  const address = `/discrepancies/${item.id}`;
  if (item.state === 'resolved') {
    return (
      <Section heading="Open it again">
        <AccountForm action={`${address}/reopening`} alsoTo={[`${address}/resolution`]}>
          {then ? <input type="hidden" name="to" value={then.here} /> : null}
          <Button>Reopen</Button>
        </AccountForm>
      </Section>
    );
  }
  return (
    <Section heading="Resolve it">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <AccountForm
          action={`${address}/resolution`}
          key={item.id.toString()}
          className="flex flex-wrap items-end gap-2"
        >
          <input type="hidden" name="fingerprint" value={item.fingerprint} />
          {then ? <input type="hidden" name="to" value={then.resolved} /> : null}
          {then ? <input type="hidden" name="here" value={then.here} /> : null}
          <Field name="resolution" label="Resolution">
            {(wiring) => (
              <select {...wiring} data-key="e">
                <ResolutionOptions />
              </select>
            )}
          </Field>
          <Field name="note" label="Why" required maxLength={500} className="sm:w-72" />
          <Button tone="primary">Resolve</Button>
        </AccountForm>
        <AccountForm action={`${address}/assignment`}>
          {then ? <input type="hidden" name="to" value={then.here} /> : null}
          <Button data-key="a">Review it myself</Button>
        </AccountForm>
        <GiveTo item={item} reviewers={reviewers} here={then?.here} />
      </div>
    </Section>
  );
}

type GiveToProps = Pick<ResolveProps, 'item' | 'reviewers'> & { here: string | undefined };

function GiveTo({ item, reviewers, here }: GiveToProps) {
  const id = useId();
  return (
    <AccountForm
      action={`/discrepancies/${item.id}/assignment`}
      key={`${item.id} ${item.assigneeId}`}
      className="flex flex-wrap items-end gap-2"
    >
      {here ? <input type="hidden" name="to" value={here} /> : null}
      <div>
        <label htmlFor={id} className="block font-medium">
          Reviewed by
        </label>
        <select id={id} name="assignee" className="control" defaultValue={item.assigneeId ?? 'none'}>
          <option value="none">Nobody</option>
          {reviewers.map((one) => (
            <option key={one.id} value={one.id}>
              {one.email}
            </option>
          ))}
        </select>
      </div>
      <Button>Assign</Button>
    </AccountForm>
  );
}
