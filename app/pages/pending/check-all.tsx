import type { Mode } from '#paymega/mode.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import type { Count } from '../../ui/values/count-text.ts';

type CheckAllProps = {
  /** The checks that go on already. */
  underWay: bigint | null;
  mode: Mode;
  /** What the list is narrowed to, as it stands in an address. */
  narrowing: string;
  mayCheck: boolean;
  total: Count;
};

/** Asks about all that the list shows, or leads to the checks under way. */
export function CheckAll({ underWay, mode, narrowing, mayCheck, total }: CheckAllProps) {
  if (underWay) {
    return (
      <ButtonLink to={`/pending/status-checks/${underWay}?mode=${mode}${narrowing}`}>
        Checks under way
      </ButtonLink>
    );
  }
  if (!mayCheck || total.count === 0) return null;
  const count = total.capped ? 'all' : `${narrowing ? 'these' : 'all'} ${total.count}`;
  return (
    <AccountForm action={`/pending/status-checks?mode=${mode}${narrowing}`}>
      <Button>Check {count} now</Button>
    </AccountForm>
  );
}
