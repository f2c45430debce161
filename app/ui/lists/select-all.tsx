import { type ChangeEvent, useEffect, useState } from 'react';

type SelectAllProps = { form: string; name: string };

/** Ticks every checkbox of this page's list; it appears only where scripts run, since it is nothing without one. */
export function SelectAll({ form, name }: SelectAllProps) {
  const [works, setWorks] = useState(false);
  useEffect(() => setWorks(true), []);

  function tickAll(event: ChangeEvent<HTMLInputElement>) {
    const { checked } = event.currentTarget;
    const owner = document.getElementById(form);
    if (!(owner instanceof HTMLFormElement)) return;
    for (const control of owner.elements) {
      if (control instanceof HTMLInputElement && control.name === name && control.type === 'checkbox') {
        control.checked = checked;
      }
    }
    owner.dispatchEvent(new Event('change', { bubbles: true }));
  }

  return (
    <input
      type="checkbox"
      hidden={!works}
      aria-label="Select all on this page"
      onChange={tickAll}
      className="[&:not([hidden])]:block"
    />
  );
}
