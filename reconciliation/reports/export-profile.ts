import type { exportProfiles } from '#db/schema/exports.ts';
import { DATE_FORMS, DECIMAL_SIGNS, DELIMITERS, EXPORT_FORMATS } from '#db/values.ts';

/** What may be chosen of a profile, and the formats that there are. */
export { DATE_FORMS, DECIMAL_SIGNS, DELIMITERS, EXPORT_FORMATS };

type Row = typeof exportProfiles.$inferSelect;

/** How a CSV is written. A zone of null is the account's own. */
export type CsvProfile = Pick<
  Row,
  'name' | 'hasByteOrderMark' | 'delimiter' | 'decimalSign' | 'dateForm' | 'timeZone'
>;

const SPREADSHEET = { hasByteOrderMark: true, timeZone: null } as const;

/** For programs: what `docs/csv.md` describes, the same for every account. */
export const MACHINE: CsvProfile = {
  name: 'machine',
  hasByteOrderMark: false,
  delimiter: 'comma',
  decimalSign: 'point',
  dateForm: 'exact',
  timeZone: null,
};

/** The profiles that are always there; nobody can save one under such a name. */
export const BUILT_IN: readonly CsvProfile[] = [
  MACHINE,
  {
    ...SPREADSHEET,
    name: 'Excel, German',
    delimiter: 'semicolon',
    decimalSign: 'comma',
    dateForm: 'german',
  },
  { ...SPREADSHEET, name: 'Excel, English', delimiter: 'comma', decimalSign: 'point', dateForm: 'iso' },
];
