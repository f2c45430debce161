import { forwardRef } from 'react';
import { Button } from '../forms/button.tsx';

const KEYS = [
  ['j / k', 'next / previous row'],
  ['Enter', 'open the row'],
  ['x', 'tick the row'],
  ['v', 'preview beside the list; there j and k show each'],
  ['o', 'open the page of the preview'],
  ['e', 'resolve: choose a resolution'],
  ['a', 'review it (or what is ticked) yourself'],
  ['z', 'undo the resolution just made'],
  ['r', 'ask Paymega again, where the page offers it'],
  ['n / p', 'older ones / the newest; on a report the next / previous day'],
  ['b', 'the body of what was heard last'],
  ['f', 'filter the list'],
  ['/', 'search'],
  ['Ctrl K', 'go anywhere (⌘ K on a Mac)'],
  ['?', 'this help'],
] as const;

type KeysHelpProps = { isOff: boolean; onSwitch: (isOff: boolean) => void };

/** What each key does, and the switch for those whose speech input or hands press keys by accident. */
export const KeysHelp = forwardRef<HTMLDialogElement, KeysHelpProps>(function KeysHelp(
  { isOff, onSwitch },
  ref,
) {
  return (
    <dialog
      ref={ref}
      aria-labelledby="keys-heading"
      className="m-auto w-80 rounded-md border border-edge bg-raised p-4 text-ink backdrop:bg-surface/70"
    >
      <h2 id="keys-heading">Keyboard shortcuts</h2>
      <dl className="my-3 grid grid-cols-[5rem_1fr] gap-y-1">
        {KEYS.map(([key, does]) => (
          <div key={key} className="contents">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd className="text-muted">{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="flex items-center justify-between gap-4">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={!isOff}
            onChange={(event) => onSwitch(!event.currentTarget.checked)}
          />
          Shortcuts are on
        </label>
        <Button>Close</Button>
      </form>
    </dialog>
  );
});
