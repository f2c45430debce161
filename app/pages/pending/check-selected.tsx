import type { Mode } from '#paymega/mode.ts';
import { Button } from '../../ui/forms/button.tsx';
import { BulkBar } from '../../ui/lists/bulk-bar.tsx';

/** Asks Paymega about the ticked ones. */
export function CheckSelected({ mode, narrowing }: { mode: Mode; narrowing: string }) {
  return (
    <BulkBar
      form="bulk"
      action={`/pending/status-checks?mode=${mode}${narrowing}`}
      label="Ask about the selected ones"
      money="waiting"
    >
      <Button>Check selected now</Button>
    </BulkBar>
  );
}
