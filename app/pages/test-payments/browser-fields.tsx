import { useEffect, useRef } from 'react';
import { BROWSER_INFO, type BrowserInfo } from '#paymega/browser-info.ts';
import { Field } from '../../ui/forms/field.tsx';
import { labelOf } from '../../ui/values/label-of.ts';

type BrowserFieldsProps = { browserInfo: BrowserInfo };

/** What is told of the payer's browser: as the request tells it, and the rest by a script where one runs. */
export function BrowserFields({ browserInfo }: BrowserFieldsProps) {
  const fields = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    for (const [name, value] of Object.entries(ofThisBrowser())) {
      const input = fields.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`);
      // Not what somebody has typed.
      if (input && input.value === input.defaultValue) input.value = value;
    }
  }, []);
  return (
    <fieldset ref={fields} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 lg:items-start">
      <legend className="sr-only">Browser of the payer</legend>
      {BROWSER_INFO.map((name) => (
        <Field key={name} name={name} label={labelOf(name)} defaultValue={browserInfo[name]} />
      ))}
    </fieldset>
  );
}

function ofThisBrowser(): Partial<BrowserInfo> {
  return {
    browser_color_depth: String(window.screen.colorDepth),
    browser_java_enabled: 'false',
    browser_language: navigator.language,
    browser_screen_height: String(window.screen.height),
    browser_screen_width: String(window.screen.width),
    // Minutes to be added to local time for UTC: -120 in Berlin's summer (seed).
    browser_tz: String(new Date().getTimezoneOffset()),
    browser_user_agent: navigator.userAgent,
    window_height: String(window.innerHeight),
    window_width: String(window.innerWidth),
  };
}
