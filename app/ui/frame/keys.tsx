import { Keyboard } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { KeysHelp } from './keys-help.tsx';
import { focusRow, followRow, pressMarked, tickRow } from './row-moves.ts';

const OFF_SETTING = 'counterfoil.keys-off';

/** Single keys for those who work through lists all day; everything they do can be done without them. */
export function Keys() {
  const help = useRef<HTMLDialogElement>(null);
  const [works, setWorks] = useState(false);
  const [isOff, setIsOff] = useState(false);

  useEffect(() => {
    setWorks(true);
    setIsOff(window.localStorage.getItem(OFF_SETTING) === '1');
    document.addEventListener('click', followRow);
    return () => document.removeEventListener('click', followRow);
  }, []);

  useEffect(() => {
    if (isOff) return;
    const onKey = (event: KeyboardEvent) => {
      if (isForSomethingElse(event) || !press(event.key, help.current)) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isOff]);

  function switchOff(off: boolean) {
    window.localStorage.setItem(OFF_SETTING, off ? '1' : '0');
    setIsOff(off);
  }

  return (
    <div className={works ? '' : 'invisible'}>
      <button
        type="button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => help.current?.showModal()}
        className="flex size-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      >
        <Keyboard aria-hidden="true" className="size-4" />
      </button>
      <KeysHelp ref={help} isOff={isOff} onSwitch={switchOff} />
    </div>
  );
}

function search(): boolean {
  const box = document.querySelector('[data-search]');
  if (box instanceof HTMLInputElement) box.select();
  return box !== null;
}

function isForSomethingElse(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog') || target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/** Does what the key stands for; says whether it stood for anything here. */
function press(key: string, help: HTMLDialogElement | null): boolean {
  switch (key) {
    case 'j':
      return focusRow(1);
    case 'k':
      return focusRow(-1);
    case 'x':
      return tickRow();
    case '/':
      return search();
    case '?':
      help?.showModal();
      return true;
    default:
      return pressMarked(key);
  }
}
