import type { Chosen } from '#reconciliation/discrepancies/fitting-resolutions.ts';
import { RESOLUTIONS } from '#reconciliation/discrepancies/kinds.ts';

/** The resolutions that fit, for a select; the first is the proposed one. */
export function ResolutionOptions({ fitting }: { fitting: readonly Chosen[] }) {
  return fitting.map((value) => (
    <option key={value} value={value}>
      {RESOLUTIONS[value]}
    </option>
  ));
}
