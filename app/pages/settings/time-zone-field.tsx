import { Field } from '../../ui/forms/field.tsx';

/** Chooses one of the time zones, region by region. */
export function TimeZoneField({ zones }: { zones: readonly string[] }) {
  return (
    <Field
      name="timeZone"
      label="Time zone"
      hint="Business days, reports and every time on the screen are by its clocks."
      required
    >
      {(wiring) => (
        <select {...wiring} required defaultValue={wiring.defaultValue ?? ''}>
          <option value="" disabled>
            Choose one
          </option>
          {groupedByRegion(zones).map(([region, own]) => (
            <optgroup key={region} label={region}>
              {own.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}

function groupedByRegion(zones: readonly string[]): [string, string[]][] {
  const regions = new Map<string, string[]>();
  for (const zone of zones) {
    const [region = ''] = zone.split('/');
    regions.set(region, [...(regions.get(region) ?? []), zone]);
  }
  return [...regions];
}
