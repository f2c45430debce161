const PRESSABLE = 'a, button, input, label, select, summary, textarea';

/** Moves the focus to the next (1) or previous (-1) row of the page's lists, from the one that is shown where none has it. */
export function focusRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll('[data-row]:not([hidden])')];
  const current = rows.indexOf(
    currentRow() ?? document.querySelector('[data-row][aria-current]') ?? document.body,
  );
  const row = rows[current === -1 ? 0 : current + step];
  const target = row?.querySelector('[data-row-link]') ?? row;
  if (target instanceof HTMLElement) target.focus();
  if (row?.hasAttribute('data-follow') && target instanceof HTMLElement) target.click();
  return rows.length > 0;
}

/** Ticks or unticks the checkbox of the row that has the focus. */
export function tickRow(): boolean {
  const box = currentRow()?.querySelector('[data-select]');
  if (!(box instanceof HTMLInputElement)) return false;
  box.click();
  return true;
}

/**
 * Presses what is marked with `data-key` for this key (or goes to it, where it is to be filled in): in the focused row
 * first, then in what is shown beside the list, else on the page.
 */
export function pressMarked(key: string): boolean {
  if (!/^[a-z]$/.test(key)) return false;
  const marked = `[data-key="${key}"]`;
  const places = [currentRow(), document.querySelector('[data-keys-first]'), document];
  const target = places.flatMap((place) => [...(place?.querySelectorAll(marked) ?? [])]).find(isPressable);
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('select, summary')) target.focus();
  if (!(target instanceof HTMLSelectElement)) target.click();
  return true;
}

/** A click on a row's plain content opens it, unless it pressed or selected something. */
export function followRow(event: MouseEvent): void {
  const { target } = event;
  if (!(target instanceof Element) || event.defaultPrevented || target.closest(PRESSABLE)) return;
  if (window.getSelection()?.isCollapsed === false) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  const click = new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey });
  target.closest('[data-row]')?.querySelector('[data-row-link]')?.dispatchEvent(click);
}

/**
 * The bar for ticked rows means nothing while none is ticked; what else is out of sight may be pressed, such
 * as “Undo”.
 */
function isPressable(element: Element): boolean {
  return element.getClientRects().length > 0 || element.closest('.bulk-bar') === null;
}

function currentRow(): Element | null {
  return document.activeElement?.closest('[data-row]') ?? null;
}
