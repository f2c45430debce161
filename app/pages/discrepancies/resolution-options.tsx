import { RESOLUTIONS } from '#reconciliation/discrepancies/kinds.ts';
import { RESOLUTIONS_TO_CHOOSE } from './resolutions-to-choose.ts';

/** The resolutions that a person may choose, for a select. */
export function ResolutionOptions() {
  return RESOLUTIONS_TO_CHOOSE.map((value) => (
    <option key={value} value={value}>
      {RESOLUTIONS[value]}
    </option>
  ));
}
