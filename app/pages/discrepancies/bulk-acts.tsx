import { Link } from '@remix-run/react';
import { useNamingAccount } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { BulkBar } from '../../ui/lists/bulk-bar.tsx';
import { ResolutionOptions } from './resolution-options.tsx';

type BulkActsProps = {
  /** Where one is afterwards. */
  here: string;
  allHref: string;
};

/** What can be done with the ticked ones at once, and the way to all that match. */
export function BulkActs({ here, allHref }: BulkActsProps) {
  const naming = useNamingAccount();
  return (
    <BulkBar form="bulk" action="/discrepancies/resolutions" label="Resolve the selected ones">
      <input type="hidden" name="to" value={here} />
      <label className="flex items-center gap-1">
        <span className="sr-only">Resolution</span>
        <select name="resolution" className="control" data-key="e">
          <ResolutionOptions />
        </select>
      </label>
      <label className="flex items-center gap-1">
        <span className="sr-only">Note</span>
        <input name="note" required placeholder="Why" maxLength={500} className="control w-48" />
      </label>
      <Button>Resolve selected</Button>
      <Button formAction={naming('/discrepancies/assignments')} formNoValidate data-key="a">
        Review selected myself
      </Button>
      <Link to={allHref} className="text-accent underline">
        Resolve all that match…
      </Link>
    </BulkBar>
  );
}
