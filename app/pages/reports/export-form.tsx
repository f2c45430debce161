import { EXPORT_FORMATS } from '#reconciliation/reports/export-profile.ts';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

type ExportFormProps = {
  list: string;
  /** Where the file is. */
  path: string;
  account: string;
  filter: readonly (readonly [string, string])[];
  profiles: readonly string[];
  way: { format: string; profile: string };
  isLarge: boolean;
};

const LABELS = { csv: 'CSV', xlsx: 'Excel workbook (XLSX)', jsonl: 'JSON Lines' } as const;

/** How a list is to be written: downloaded at once, or made in the background. */
export function ExportForm({ list, path, account, filter, profiles, way, isLarge }: ExportFormProps) {
  const show = list === 'quarantine' ? 'quarantine' : list === 'refused-callbacks' ? 'refused' : null;
  return (
    <form method="get" action={path} className="flex flex-wrap items-end gap-3">
      {filter
        .filter(([name]) => show === null || name !== 'show')
        .map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
      {show ? <input type="hidden" name="show" value={show} /> : null}
      <input type="hidden" name="account" value={account} />
      <Field name="format" label="Format">
        {(wiring) => (
          <select {...wiring} defaultValue={wiring.defaultValue ?? way.format}>
            {EXPORT_FORMATS.map((format) => (
              <option key={format} value={format}>
                {LABELS[format]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="profile" label="CSV profile" hint="For CSV alone">
        {(wiring) => (
          <select {...wiring} defaultValue={wiring.defaultValue ?? way.profile}>
            {profiles.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Button tone={isLarge ? 'plain' : 'primary'}>Download</Button>
      <Button
        tone={isLarge ? 'primary' : 'plain'}
        formMethod="post"
        formAction={`/reports/exports/new?${new URLSearchParams({ account })}`}
        name="list"
        value={list}
      >
        Make it in the background
      </Button>
    </form>
  );
}
