import { fittingResolutions } from '#reconciliation/discrepancies/fitting-resolutions.ts';
import { useNamingAccount } from '../../ui/forms/account-form.tsx';
import { useAnswered } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { BulkBar } from '../../ui/lists/bulk-bar.tsx';
import { sentence } from '../../ui/values/sentence.ts';
import { ResolutionOptions } from './resolution-options.tsx';
import { ReviewerOptions } from './reviewer-options.tsx';

type BulkActsProps = {
  /** The address of the list, where one is afterwards, and what it says of it. */
  here: string;
  search: string;
  reviewers: readonly { id: number; label: string }[];
  mayCheck: boolean;
};

/** What can be done with the ticked ones at once. */
export function BulkActs({ here, search, reviewers, mayCheck }: BulkActsProps) {
  const naming = useNamingAccount();
  const assignments = `/discrepancies/assignments${search}`;
  return (
    <BulkBar
      form="bulk"
      action={`/discrepancies/resolutions${search}`}
      alsoTo={[assignments]}
      label="Resolve the selected ones"
      money="at risk"
    >
      {({ sorts }) => (
        <>
          <input type="hidden" name="to" value={here} />
          <WrongTicks />
          <Field name="resolution" label="Resolution" isLabelHidden>
            {(wiring) => (
              <select {...wiring} data-key="e">
                <ResolutionOptions fitting={fittingResolutions(sorts)} />
              </select>
            )}
          </Field>
          <Field
            name="note"
            label="Note"
            isLabelHidden
            required
            placeholder="Why"
            maxLength={500}
            className="sm:w-40"
          />
          <Button>Resolve selected</Button>
          <Field name="assignee" label="Reviewed by" isLabelHidden>
            {(wiring) => (
              <select {...wiring}>
                <ReviewerOptions reviewers={reviewers} />
              </select>
            )}
          </Field>
          <Button formAction={naming(assignments)} formNoValidate name="whom" value="assignee">
            Assign selected
          </Button>
          <Button formAction={naming(assignments)} formNoValidate data-key="a">
            Review selected myself
          </Button>
          {mayCheck ? (
            <Button formAction={naming(`/discrepancies/status-checks${search}`)} formNoValidate>
              Ask Paymega
            </Button>
          ) : null}
        </>
      )}
    </BulkBar>
  );
}

/** What is wrong with the ticks, which stand in the list. */
function WrongTicks() {
  const { error } = useAnswered('selected');
  if (!error) return null;
  return (
    <p role="alert" className="w-full text-bad">
      {sentence(error)}
    </p>
  );
}
