import { Notice } from '../../ui/feedback/notice.tsx';

type ChangedLinesProps = { changed: readonly { line: string; was: string; is: string }[] };

/** What has changed of a day that was signed by the time of creation. */
export function ChangedLines({ changed }: ChangedLinesProps) {
  if (changed.length === 0) return null;
  return (
    <Notice tone="warn" title="The figures by creation have changed since the day was closed">
      <ul>
        {changed.map(({ line, was, is }) => (
          <li key={line}>
            {line}: was {was}; is {is}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
