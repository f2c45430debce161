import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { ReviewerOptions } from './reviewer-options.tsx';

type OtherActsOnAllProps = {
  /** Those that match; null where there are too many of them. */
  ids: readonly bigint[] | null;
  atMost: number;
  reviewers: readonly { id: number; label: string }[];
  mayCheck: boolean;
  list: string;
};

/** What can be done with all that match beside resolving them: give them to somebody, ask Paymega. */
export function OtherActsOnAll({ ids, atMost, reviewers, mayCheck, list }: OtherActsOnAllProps) {
  if (ids === null) {
    return (
      <p className="text-muted">At most {atMost} can be assigned or asked about at once: narrow the list.</p>
    );
  }
  const these = (
    <>
      <input type="hidden" name="to" value={list} />
      {ids.map((id) => (
        <input key={id.toString()} type="hidden" name="selected" value={id.toString()} />
      ))}
    </>
  );
  return (
    <Section heading="Or">
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <AccountForm action="/discrepancies/assignments" className="flex flex-wrap items-end gap-2">
          {these}
          <Field name="assignee" label="Reviewed by">
            {(wiring) => (
              <select {...wiring}>
                <ReviewerOptions reviewers={reviewers} />
              </select>
            )}
          </Field>
          <Button name="whom" value="assignee">
            Assign {ids.length}
          </Button>
        </AccountForm>
        {mayCheck ? (
          <AccountForm action="/discrepancies/status-checks">
            {these}
            <Button>Ask Paymega about {ids.length}</Button>
          </AccountForm>
        ) : null}
      </div>
    </Section>
  );
}
